use super::*;

/// The document can be read back whatever names hold.
#[test]
fn any_name_is_valid_xml() {
    let name = "a::\"q\" <b> & 'c' 🦀 \u{1b}[31m\u{0}\u{FFFE}]]> --";
    let why = "no \u{8}corpus <&>\nline two ]]>";
    let case = |suite: &str, outcome| Case {
        suite: suite.to_owned(),
        id: name.to_owned(),
        old: None,
        outcome,
        time: Duration::from_millis(1500),
        said: "1.2 ms".to_owned(),
    };
    let cases = [
        case("s", Outcome::Ok),
        case("s", Outcome::Failed(why.to_owned())),
        case("t", Outcome::Skipped("ignored".to_owned())),
        case("t", Outcome::Bad("slower  REGRESSION".to_owned())),
    ];
    let text = junit(&cases, &[]).expect("XML");
    let document = roxmltree::Document::parse(&text).expect(&text);
    let all = |tag: &'static str| {
        document.descendants().filter(move |n| n.has_tag_name(tag))
    };
    assert_eq!(all("testcase").count(), 4);
    let clean = "a::\"q\" <b> & 'c' 🦀 [31m]]> --";
    assert!(all("testcase").all(|n| n.attribute("name") == Some(clean)));
    let error = all("error").next().expect("an error");
    assert_eq!(error.text(), Some("no corpus <&>\nline two ]]>"));
    assert_eq!(all("skipped").count(), 1);
    assert_eq!(all("failure").count(), 1);
}
