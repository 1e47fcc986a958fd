//! Runs under a name, and what a run is compared with.

use crate::support::{
    Answer, Folder, NAMES, SHORT, SUITE, answer, command, folders, measure_in,
    result, results, stored, valid,
};
use serde_json::Value;
use std::{fs, process::Stdio};

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
    let lenient = lenient.exits(0).complains("(there are: nightly, v0.3/Ü)");
    let lenient = lenient.complains("compared with nothing");
    assert!(verdict(&lenient.document()).is_null());
    let mut other = command(NAMES, &store);
    let said =
        crate::support::answer(other.args(SHORT).arg("--baseline=nightly"));
    said.exits(2)
        .complains("«nightly» has nothing of the bench target fake_names");
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
fn what_a_baseline_lacks_is_new_and_what_only_it_has_is_missing() {
    let store = Folder::new();
    measure_in(&store, &[PLAIN, "--save-baseline=main"]).exits(0);
    let both = [PLAIN, "steady::metrics", "--baseline=main"];
    let document = measure_in(&store, &both).exits(0).document();
    let new = &result(&document, "metrics")["verdict"];
    assert_eq!(new["standing"], "new", "{new:#}");
    assert_eq!(new["baseline"], "main", "{new:#}");
    assert!(new["ratio"].is_null(), "{new:#}");
    assert_eq!(verdict(&document)["standing"], "comparable");
    assert!(document["missing"].is_null(), "{document:#}");

    forged(&store, |document| {
        let mut gone = document["results"][0].clone();
        gone["id"] = "fake_suite::steady::gone".into();
        let results = document["results"].as_array_mut().expect("results");
        results.push(gone);
    });
    let document = measure_in(&store, &["steady::p", "--baseline=main"]);
    assert!(document.exits(0).document()["missing"].is_null());
    let all = ["steady::plain", "steady::gone", "--baseline=main"];
    let document = measure_in(&store, &all).exits(0).document();
    let missing = Value::from(vec!["fake_suite::steady::gone"]);
    assert_eq!(document["missing"], missing);
    let markdown = ["steady::plain", "gone", "--baseline=main", "--markdown=-"];
    let mut terminal = command(SUITE, &store);
    let said = "steady::gone, which this bench target no longer has";
    answer(terminal.args(SHORT).args(&markdown[..3])).exits(0).says(said);
    let mut file = command(SUITE, &store);
    let said = "gone, which this bench target no longer has";
    answer(file.args(SHORT).args(markdown)).exits(0).says(said);
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
        assert_eq!(verdict["standing"], "refused");
        forced(&store, word);
    }
}

/// `--force` compares, and every report says so and why.
fn forced(store: &Folder, word: &str) {
    let flags = [PLAIN, "--baseline=main", "--force"];
    let document = measure_in(store, &flags).exits(0).document();
    let verdict = verdict(&document);
    assert_eq!(verdict["standing"], "forced");
    assert_eq!(verdict["verdict"], "inconclusive");
    assert!(verdict["ratio"]["point"].is_number(), "{verdict:#}");
    let mut terminal = command(SUITE, store);
    let said = answer(terminal.args(SHORT).args(flags)).exits(0);
    let said = said.says(", forced").says("forced: measured ");
    said.says(word);
    let mut markdown = command(SUITE, store);
    markdown.args(SHORT).args(flags).arg("--markdown=-");
    let said = answer(&mut markdown).exits(0).says(", forced");
    said.says("**forced**: measured ").says(word);
    let mut refused = command(SUITE, store);
    let said = answer(refused.args(SHORT).args(&flags[..2])).exits(0);
    let said = said.says("not compared: measured ").says("--force");
    assert!(!said.stdout.contains("advisory"), "{said:#?}");
}

#[test]
fn without_a_learned_floor_the_paired_comparison_is_named() {
    let store = Folder::new();
    measure_in(&store, &[PLAIN, "--save-baseline=main"]).exits(0);
    let six = ["--launches=6", PLAIN, "--baseline=main"];
    forged(&store, |document| {
        document["provenance"]["git"] = serde_json::json!({
            "commit": "0123456789abcdef0123456789abcdef01234567",
            "dirty": false,
        });
        let launches = document["results"][0]["launches"].as_array_mut();
        let launches = launches.expect("launches");
        launches.resize(6, launches[0].clone());
        for (launch, at) in launches.iter_mut().zip(1_u8..) {
            launch["estimate"] = (f64::from(at) * 1e-3).into();
        }
    });
    let document = measure_in(&store, &six).exits(0).document();
    let verdict = verdict(&document);
    assert!(verdict["ratio"]["lower"].as_f64().expect("a ratio") > 10.0);
    assert_eq!(verdict["verdict"], "inconclusive", "{verdict:#}");
    let mut terminal = command(SUITE, &store);
    let said = answer(terminal.args(SHORT).args(six)).exits(0);
    let said = said.says("? ").says("% slower, advisory");
    said.says("`cargo benchkit compare --rev 0123456789ab`");
}

#[test]
fn a_newer_baseline_is_neither_read_nor_replaced() {
    let store = Folder::new();
    measure_in(&store, &[PLAIN, "--save-baseline=main"]).exits(0);
    forged(&store, |document| document["schema_version"] = "2.0".into());
    for flag in ["--baseline", "--baseline-lenient", "--load-baseline"] {
        let answer = measure_in(&store, &[PLAIN, flag, "main"]).exits(2);
        answer.complains("fake_suite.json").complains("2.0");
    }
    let answer = measure_in(&store, &[PLAIN, "--save-baseline=main"]);
    let answer = answer.exits(1).complains("2.0");
    // What was measured is printed and kept all the same.
    assert_eq!(results(&answer.document()).len(), 1);
    assert_eq!(stored(&store).len(), 2);
}

#[test]
fn a_baseline_cut_short_is_named_with_its_place_and_never_lost() {
    let store = Folder::new();
    measure_in(&store, &[PLAIN, "--save-baseline=main"]).exits(0);
    let path = store.join("baselines/main/fake_suite.json");
    let whole = fs::read(&path).expect("a baseline");
    let half = &whole[..whole.len() / 2];
    fs::write(&path, half).expect("written");
    let runs = folders(&store).len();
    for flag in ["--baseline", "--baseline-lenient", "--load-baseline"] {
        let answer = measure_in(&store, &[PLAIN, flag, "main"]).exits(2);
        let answer = answer.complains(&path.display().to_string());
        let answer = answer.complains("«main»").complains("save it anew");
        answer.complains("at line 1 column ");
    }
    assert_eq!(folders(&store).len(), runs, "nothing was measured");
    let answer = measure_in(&store, &[PLAIN, "--save-baseline=main"]);
    answer.exits(0).complains("is damaged: it is now ");
    measure_in(&store, &[PLAIN, "--baseline=main"]).exits(0);
    let folder = fs::read_dir(store.join("baselines/main")).expect("a folder");
    let aside: Vec<_> = folder
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.to_string_lossy().ends_with(".damaged"))
        .collect();
    assert_eq!(aside.len(), 1, "{aside:?}");
    assert_eq!(fs::read(&aside[0]).expect("kept"), half);
}

/// Two processes save other benchmarks under one name at the same time.
#[test]
fn two_savers_at_once_lose_nothing() {
    let store = Folder::new();
    let start = |name: &&str| {
        let mut command = command(SUITE, &store);
        command.args(SHORT).args([name, "--exact", "--launches=1"]);
        command.arg("--save-baseline=main");
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("it starts")
    };
    let names = ["plain", "metrics", "sized[n=1000]", "sized[n=2000]"]
        .map(|name| format!("fake_suite::steady::{name}"));
    let savers: Vec<_> = names.iter().map(|n| start(&n.as_str())).collect();
    for saver in savers {
        let output = saver.wait_with_output().expect("it ends");
        Answer::from(output).exits(0);
    }
    let loaded = measure_in(&store, &["--load-baseline=main"]).exits(0);
    let document = loaded.document();
    let mut saved: Vec<&str> = results(&document)
        .iter()
        .map(|result| result["id"].as_str().expect("an id"))
        .collect();
    saved.sort_unstable();
    assert_eq!(
        saved,
        ["metrics", "plain", "sized[n=1000]", "sized[n=2000]"]
            .map(|name| format!("fake_suite::steady::{name}"))
    );
}
