//! What earlier runs teach about the host.

use crate::support::{Folder, SUITE, answer, command, measure_in, result};
use serde_json::Value;
use std::fs;

const PLAIN: &str = "steady::plain";

/// Enough launches for an interval, and no more.
const SIX: [&str; 3] = ["--launches=6", "--launch-time=1ms", PLAIN];

fn estimate(document: &Value) -> &Value {
    &result(document, "plain")["estimate"]
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

#[test]
fn five_runs_of_one_binary_teach_the_hosts_noise() {
    let store = Folder::new();
    let (mut lowest, mut highest) = (f64::INFINITY, 0.0_f64);
    for _ in 0..5 {
        let document = measure_in(&store, &SIX).exits(0).document();
        let estimate = estimate(&document);
        assert!(estimate["floor"].is_null(), "{estimate:#}");
        lowest = lowest.min(number(&estimate["lower"]));
        highest = highest.max(number(&estimate["upper"]));
    }
    let document = measure_in(&store, &SIX).exits(0).document();
    let estimate = estimate(&document);
    let floor = &estimate["floor"];
    assert_eq!(floor["runs"], 5, "{estimate:#}");
    assert_eq!(floor["same_build"], true, "{estimate:#}");
    let (lower, upper) =
        (number(&estimate["lower"]), number(&estimate["upper"]));
    assert!(lower <= number(&floor["alone_lower"]), "{estimate:#}");
    assert!(upper >= number(&floor["alone_upper"]), "{estimate:#}");
    // Nearly all of the five runs lie inside it.
    let reach = highest - lowest;
    assert!(lower <= lowest + 0.2 * reach, "{estimate:#}");
    assert!(upper >= highest - 0.2 * reach, "{estimate:#}");
    // With a floor an advisory comparison has a verdict's width.
    let verdict = &result(&document, "plain")["verdict"];
    let ratio =
        number(&verdict["ratio"]["upper"]) / number(&verdict["ratio"]["lower"]);
    assert!(ratio >= number(&floor["range"]), "{verdict:#}");
    let mut command = command(SUITE, &store);
    let answer = answer(command.arg("--bench").args(SIX)).exits(0);
    answer.says("as 6 earlier runs of this binary show it");
}

#[test]
fn what_is_no_whole_run_teaches_nothing() {
    let store = Folder::new();
    measure_in(&store, &["--in-process", PLAIN]).exits(0);
    measure_in(&store, &["--launches=2", PLAIN]).exits(0);
    measure_in(&store, &["crashing::panicking"]).exits(1);
    let log = store.join("noise/fake_suite.jsonl");
    assert!(!log.exists(), "{:?}", fs::read_to_string(log));
    measure_in(&store, &SIX).exits(0);
    let text = fs::read_to_string(log).expect("a log");
    assert_eq!(text.lines().count(), 1);
}

#[test]
fn a_damaged_log_is_as_none() {
    let store = Folder::new();
    measure_in(&store, &SIX).exits(0);
    let log = store.join("noise/fake_suite.jsonl");
    fs::write(&log, b"\xff\xfe{]\n\n{\"schema_version\"").expect("written");
    measure_in(&store, &SIX).exits(0);
    let text = fs::read(&log).expect("a log");
    let lines = String::from_utf8_lossy(&text).lines().count();
    assert_eq!(lines, 4, "the torn line is closed, and kept");
    fs::remove_file(&log).expect("removed");
    fs::create_dir_all(&log).expect("a folder in its place");
    let answer = measure_in(&store, &SIX).exits(0);
    answer.complains("later runs will not know");
}
