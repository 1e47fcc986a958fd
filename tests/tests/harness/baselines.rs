//! Runs under a name, and what a run is compared with.

use crate::support::{
    Folder, SHORT, SUITE, answer, command, folders, measure_in, result,
    results, stored, valid,
};
use serde_json::Value;
use std::fs;

const PLAIN: &str = "steady::plain";

fn verdict(document: &Value) -> &Value {
    &result(document, "plain")["verdict"]
}

#[test]
fn a_first_run_is_compared_with_nothing() {
    let store = Folder::new();
    let document = measure_in(&store, &[PLAIN]).exits(0).document();
    assert!(verdict(&document).is_null(), "{document:#}");
}

#[test]
fn a_plain_run_is_compared_with_the_last_one_and_never_fails() {
    let store = Folder::new();
    let first = measure_in(&store, &[PLAIN]).exits(0).document();
    let second = measure_in(&store, &[PLAIN]).exits(0).document();
    let verdict = verdict(&second);
    assert_eq!(verdict["baseline"], first["run"]["id"], "{verdict:#}");
    assert_eq!(verdict["advisory"], true, "{verdict:#}");
    let mut command = command(SUITE, &store);
    let answer = answer(command.args(SHORT).arg(PLAIN)).exits(0);
    answer.says("change");
}

#[test]
fn a_saved_baseline_is_compared_with_by_name() {
    let store = Folder::new();
    let saved = measure_in(&store, &[PLAIN, "--save-baseline", "main"]);
    let saved = saved.exits(0).document();
    let path = store.join("baselines/main/fake_suite.json");
    let text = fs::read_to_string(path).expect("a baseline");
    assert_eq!(valid(serde_json::from_str(&text).expect("JSON")), saved);
    measure_in(&store, &[PLAIN]).exits(0);
    for flag in ["--baseline", "--baseline-lenient", "-b"] {
        let document = measure_in(&store, &[PLAIN, flag, "main"]);
        let document = document.exits(0).document();
        assert_eq!(verdict(&document)["baseline"], "main", "{flag}");
    }
}

#[test]
fn a_missing_baseline_lists_those_that_exist_before_measuring() {
    let store = Folder::new();
    let answer = measure_in(&store, &[PLAIN, "--baseline=main"]).exits(2);
    answer.complains("«main» does not exist here (there are none)");
    measure_in(&store, &[PLAIN, "--save-baseline=nightly"]).exits(0);
    measure_in(&store, &[PLAIN, "--save-baseline=v0.3/Ü"]).exits(0);
    let runs = folders(&store).len();
    for flag in ["--baseline=main", "--load-baseline=main"] {
        let answer = measure_in(&store, &[PLAIN, flag]).exits(2);
        let answer = answer.complains("(there are: nightly, v0.3/Ü)");
        answer.complains("--save-baseline main");
    }
    assert_eq!(folders(&store).len(), runs, "nothing was measured");
    let lenient = measure_in(&store, &[PLAIN, "--baseline-lenient=main"]);
    assert!(verdict(&lenient.exits(0).document()).is_null());
}

#[test]
fn a_loaded_baseline_is_shown_without_measuring() {
    let store = Folder::new();
    let saved = measure_in(&store, &[PLAIN, "--save-baseline=main"]);
    let saved = saved.exits(0).document();
    let runs = folders(&store).len();
    let loaded = measure_in(&store, &[PLAIN, "--load-baseline=main"]);
    let loaded = loaded.exits(0).document();
    assert_eq!(loaded["run"], saved["run"]);
    assert_eq!(result(&loaded, "plain")["estimate"], {
        result(&saved, "plain")["estimate"].clone()
    });
    let against = ["--load-baseline=main", "--baseline=main"];
    let same = measure_in(&store, &against).exits(0).document();
    assert_eq!(verdict(&same)["baseline"], "main");
    assert_eq!(folders(&store).len(), runs);
}

#[test]
fn a_baseline_without_a_benchmark_says_nothing_of_it() {
    let store = Folder::new();
    measure_in(&store, &[PLAIN, "--save-baseline=main"]).exits(0);
    let both = [PLAIN, "steady::metrics", "--baseline=main"];
    let document = measure_in(&store, &both).exits(0).document();
    assert!(result(&document, "metrics")["verdict"].is_null());
    assert_eq!(verdict(&document)["baseline"], "main");
}

/// Writes a baseline that differs from the saved one.
fn forged(store: &Folder, change: impl Fn(&mut Value)) {
    let path = store.join("baselines/main/fake_suite.json");
    let text = fs::read_to_string(&path).expect("a baseline");
    let mut document: Value = serde_json::from_str(&text).expect("JSON");
    change(&mut document);
    fs::write(path, document.to_string()).expect("written");
}

#[test]
fn another_profile_or_host_is_not_compared_and_said() {
    type Change = fn(&mut Value);
    let changes: [(Change, &str); 2] = [
        (
            |document| {
                let path = "/provenance/toolchain/debug_assertions";
                let built = document.pointer_mut(path).expect("a field");
                *built = Value::from(!built.as_bool().expect("a flag"));
            },
            "debug",
        ),
        (
            |document| {
                let path = "/provenance/host/fingerprint";
                *document.pointer_mut(path).expect("a field") = "a Cray".into();
            },
            "host",
        ),
    ];
    for (change, word) in changes {
        let store = Folder::new();
        measure_in(&store, &[PLAIN, "--save-baseline=main"]).exits(0);
        forged(&store, change);
        let document = measure_in(&store, &[PLAIN, "--baseline=main"]);
        let document = document.exits(0).document();
        let verdict = verdict(&document);
        assert_eq!(verdict["verdict"], "inconclusive", "{verdict:#}");
        assert!(verdict["ratio"].is_null(), "{verdict:#}");
        let reason = verdict["reason"].as_str().unwrap_or_default();
        assert!(reason.contains(word), "{verdict:#}");
    }
}

#[test]
fn a_newer_baseline_is_neither_read_nor_replaced() {
    let store = Folder::new();
    measure_in(&store, &[PLAIN, "--save-baseline=main"]).exits(0);
    forged(&store, |document| document["schema_version"] = "2.0".into());
    let answer = measure_in(&store, &[PLAIN, "--baseline=main"]).exits(1);
    answer.complains("fake_suite.json").complains("2.0");
    let answer = measure_in(&store, &[PLAIN, "--save-baseline=main"]);
    let answer = answer.exits(1).complains("2.0");
    // What was measured is printed and kept all the same.
    assert_eq!(results(&answer.document()).len(), 1);
    assert_eq!(stored(&store).len(), 2);
}
