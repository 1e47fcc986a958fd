use super::*;

fn mistakes(text: &str) -> Vec<String> {
    read(text, Form::Toml, "benchkit.toml").expect_err(text)
}

#[test]
fn every_mistake_has_file_line_and_key() {
    let text = "budget = \"2s\"\n[[gate]]\nlimt = 2.0\noperator = \"=<\"\n\
                limit = \"2\"\nunit = \"MB\"\nstatistic = \"p9\"\n\
                smallest_n = 0.5\nexpected = \"fial\"\n\
                [[gate]]\nscheme = \"percent\"\nlimit = 3\n";
    let wanted = [
        ":3: unknown key `limt`: did you mean `limit`?",
        ":4: `operator = \"=<\"`: expected one of <=, <, >=, >",
        ":5: `limit = \"2\"`: expected a number without quotes",
        ":6: `unit = \"MB\"`: no unit of time: expected ns, us, ms, s",
        ":7: `statistic = \"p9\"`: expected one of",
        ":8: `smallest_n = 0.5`: expected a number of launches",
        ":9: `expected = \"fial\"`: expected one of pass, fail; did you mean",
        ":11: `scheme` needs `fail_from`",
        ":12: `limit = 3`: a scheme has its own limits",
    ];
    let all = mistakes(text);
    assert_eq!(all.len(), wanted.len(), "{all:#?}");
    for (said, wanted) in all.iter().zip(wanted) {
        let wanted = format!("benchkit.toml{wanted}");
        assert!(said.starts_with(&wanted), "{said} / {wanted}");
    }
}

#[test]
fn what_does_not_go_together_is_named() {
    let limit = "operator = \"<=\"\nlimit = 1\nunit = \"ms\"\n";
    for (lines, wanted) in [
        ("operator = \"<=\"\nlimit = 1", "this gate has no `unit`"),
        ("unit = \"ms\"", "this gate has no `operator`"),
        (&format!("{limit}advisory = true"), "only a change"),
        (&format!("{limit}command = \"compare\""), "a comparison has only"),
        (&format!("{limit}fail_from = \"minor\""), "belongs to a `scheme`"),
        (
            "metric = \"change\"\nstatistic = \"max\"\noperator = \"<\"\n\
             limit = 1\nunit = \"%\"",
            "only `metric = \"time\"` has it",
        ),
        (
            "scheme = \"ratio\"\nfail_from = \"critical\"",
            "expected one of minor, moderate, major",
        ),
    ] {
        let all = mistakes(&format!("[[gate]]\n{lines}"));
        let found = all.iter().any(|said| said.contains(wanted));
        assert!(found, "{lines}: {all:?}");
    }
    let twice =
        format!("[[gate]]\nname=\"a\"\n{limit}[[gate]]\nname=\"a\"\n{limit}");
    assert!(mistakes(&twice)[0].contains("is called so too"));
    assert!(mistakes("[[gates]]\n")[0].contains("did you mean `gate`?"));
    assert!(mistakes("x = \n")[0].starts_with("benchkit.toml:1: "));
}

#[test]
fn json_says_the_same_as_toml() {
    let toml = "[[gate]]\nname = \"a\"\nmetric = \"time\"\noperator = \"<\"\n\
                limit = 1.5\nunit = \"us\"\nbenchmarks = [\"a::*\", \"b\"]\n\
                tags = \"hot\"\n";
    let json = r#"{"gate": [{
        "name": "a", "metric": "time", "operator": "<", "limit": 1.5,
        "unit": "us", "benchmarks": ["a::*", "b"], "tags": ["hot"]
    }]}"#;
    let place = |mut gates: Vec<Gate>| {
        gates[0].place = String::new();
        gates
    };
    let toml = place(read(toml, Form::Toml, "x").expect("gates"));
    let read = |text| read(text, Form::Json, "x.json");
    assert_eq!(place(read(json).expect("gates")), toml);
    assert!(toml[0].scope.takes_id("a::c[n=1]"));
    assert!(!toml[0].scope.takes_id("b::c"));
    let wrong = json.replace("\"limit\"", "\"limits\"");
    let said = read(&wrong).expect_err("a mistake");
    let place = "x.json:2: unknown key `limits`: did you mean `limit`?";
    assert!(said.iter().any(|s| s == place), "{said:?}");
    for bad in ["[]", "{\"gate\": 1}", "{\"gate\": [1]}", "{", "{\"a\": 1}", ""]
    {
        assert!(read(bad).is_err(), "{bad}");
    }
    let twice =
        json.replace("\"unit\": \"us\"", "\"limit\": 1, \"unit\": \"us\"");
    assert!(read(&twice).expect_err("twice")[0].contains("a second time"));
}
