use super::*;

#[test]
fn a_line_that_is_none_is_an_error() {
    let good = r#"{"id":"a","threads":[[[7,1.5,null,2,0,null]]]}"#;
    assert_eq!(Trials::read(good).expect("trials").len(), 1);
    assert!(Trials::read("{\"id\":1}").is_err());
    assert_eq!(Trials::read("").expect("none"), []);
}
