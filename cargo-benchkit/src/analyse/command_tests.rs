use super::*;
use crate::cli::{Cli, Task};
use clap::Parser as _;
use serde_json::Value;
use std::fs;

/// The code, what was printed, and what was said, of `analyse` in a folder of
/// `files`.
fn done(files: &[(&str, &str)], arguments: &[&str]) -> (u8, String, String) {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("written");
    }
    let inside = |word: &&str| {
        if word.contains(".csv") {
            folder.path().join(word).display().to_string()
        } else {
            (*word).to_owned()
        }
    };
    let words = ["cargo-benchkit", "analyse"].map(str::to_owned);
    let all = words.into_iter().chain(arguments.iter().map(inside));
    let cli = Cli::try_parse_from(all).expect("right usage");
    let options = match cli.task {
        Task::Analyse(options) => options,
        task => panic!("{task:?}"),
    };
    let (mut out, mut talk) = (Vec::new(), Vec::new());
    let code = run(&options, &mut out, &mut talk).expect("a report");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    (code, text(out), text(talk))
}

fn json(files: &[(&str, &str)], arguments: &[&str]) -> Value {
    let (code, out, talk) = done(files, arguments);
    assert_eq!((code, talk.as_str()), (exit::OK, ""));
    let value: Value = serde_json::from_str(&out).expect("JSON");
    let schema = crate::analyse::schema();
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let errors: Vec<String> =
        validator.iter_errors(&value).map(|e| e.to_string()).collect();
    assert!(errors.is_empty(), "{}\n{value:#}", errors.join("\n"));
    value
}

const TRACE: &str = "ms_since_start,bytes\n50,2000\n60,2000\n105,2000\n";

#[test]
fn a_trace_has_the_names_that_readers_look_for() {
    let value = json(
        &[("a.csv", TRACE)],
        &["trace", "a.csv", "--byte-rate", "100000", "--json"],
    );
    let trace = &value["traces"][0];
    assert!(trace["file"].as_str().expect("text").ends_with("a.csv"));
    assert_eq!(trace["chunks"], 3);
    assert_eq!(trace["bytes"], 6000);
    assert_eq!(trace["underruns"], 1);
    for (name, expected) in [
        ("first_payload_ms", 50.0),
        ("median_gap_ms", 27.5),
        ("max_gap_ms", 45.0),
        ("stall_ms", 15.0),
        ("longest_stall_ms", 15.0),
    ] {
        let got = trace[name].as_f64().expect(name);
        assert!((got - expected).abs() < 1e-9, "{name}: {got}");
    }
    assert_eq!(trace["findings"][0]["kind"], "Underruns");
    assert_eq!(trace["findings"][0]["severity"], "warning");
    assert_eq!(value.get("series"), None);
}

#[test]
fn a_pre_buffer_and_a_header_are_heeded() {
    let arguments = [
        "trace",
        "--byte-rate=100000",
        "--pre-buffer",
        "15",
        "--json",
        "a.csv",
    ];
    let value = json(&[("a.csv", TRACE)], &arguments);
    assert_eq!(value["traces"][0]["underruns"], 0);
    let arguments = ["trace", "a.csv", "--header-bytes", "2000", "--json"];
    let value = json(&[("a.csv", TRACE)], &arguments);
    let trace = &value["traces"][0];
    assert_eq!(trace["first_payload_ms"], 60.0);
    assert_eq!(trace.get("underruns"), None);
    assert_eq!(
        trace["absent"]["underruns"],
        "no byte rate is known: --byte-rate"
    );
}

#[test]
fn a_series_and_its_slope() {
    let rows: Vec<String> =
        (0..100).map(|at| format!("{},{}", at * 10, 500 + at)).collect();
    let rows = format!("t,value\n{}\n", rows.join("\n"));
    let value = json(&[("m.csv", &rows)], &["series", "m.csv", "--json"]);
    let series = &value["series"][0];
    assert_eq!(series["n"], 100);
    assert_eq!(series["verdict"], "leak");
    assert_eq!(series["slope"]["point"], 0.1);
    assert_eq!(series["slope"]["unit"], "1/s");
    assert_eq!(series["findings"][0]["kind"], "Leak");
    let few =
        json(&[("m.csv", "t,value\n1,2\n")], &["series", "m.csv", "--json"]);
    let series = &few["series"][0];
    assert_eq!(series["verdict"], "inconclusive");
    assert_eq!(series.get("slope"), None);
    assert_eq!(series["absent"]["slope"], "not estimable (n<36)");
}

#[test]
fn frames_and_latencies() {
    let hud = "os,cpu\nLinux,any\nfps,frametime\n50,20\n50,20\n25,40\n";
    let value = json(&[("h.csv", hud)], &["frames", "h.csv", "--json"]);
    let frames = &value["frames"][0];
    assert_eq!(frames["n"], 3);
    assert_eq!(frames["source"], "mangohud");
    assert_eq!(frames["minimum_fps"], 25.0);
    assert_eq!(frames["average_fps"], 37.5);
    let times = "latency_us\n1\n2\n3\n4\n5\n6\n";
    let value = json(&[("l.csv", times)], &["latencies", "l.csv", "--json"]);
    let latencies = &value["latencies"][0];
    assert_eq!(latencies["unit"], "us");
    assert_eq!(latencies["percentiles"][0]["value"], 3.0);
    assert_eq!(latencies["percentiles"][3]["reason"], "not estimable (n<368)");
}

/// The others are reported, the code says that one is missing.
#[test]
fn one_wrong_file_does_not_hide_the_others() {
    let back = "ms_since_start,bytes\n5,10\n4,10\n";
    let (code, out, talk) = done(
        &[("a.csv", TRACE), ("b.csv", back), ("empty.csv", "")],
        &["trace", "a.csv", "b.csv", "empty.csv", "missing.csv"],
    );
    assert_eq!(code, exit::USAGE);
    assert!(out.contains("a.csv") && !out.contains("b.csv"), "{out}");
    let lines: Vec<&str> = talk.lines().collect();
    assert_eq!(lines.len(), 3, "{talk}");
    assert!(
        lines[0].ends_with(
            "b.csv:3: ms_since_start: time runs backwards, from 5 to 4"
        ),
        "{talk}"
    );
    assert!(lines[1].ends_with("empty.csv: the file is empty"), "{talk}");
    let (code, out, _) = done(&[("b.csv", back)], &["trace", "b.csv"]);
    assert_eq!((code, out.as_str()), (exit::USAGE, ""));
}

#[test]
fn wrong_arguments_are_refused() {
    let of = |arguments: &[&str]| {
        let words = ["cargo-benchkit", "analyse"].iter().chain(arguments);
        Cli::try_parse_from(words).err().map(|e| e.to_string())
    };
    for arguments in [
        &["trace"][..],
        &["trace", "a.csv", "--byte-rate", "0"],
        &["trace", "a.csv", "--byte-rate", "NaN"],
        &["trace", "a.csv", "--pre-buffer", "-1"],
        &["latencies", "a.csv", "--unit", "h"],
        &["scrolls", "a.csv"],
    ] {
        assert!(of(arguments).is_some(), "{arguments:?}");
    }
    assert_eq!(of(&["trace", "--json", "a.csv"]), None);
}
