//! `cargo benchkit compare` on real processes: copies of one bench binary,
//! whose file's name says how it behaves.
#![cfg(target_os = "linux")]

#[path = "report/valid.rs"]
mod valid;

use benchkit_tests::Folder;
use serde_json::Value;
use std::{
    env, ffi::OsString, fs, os::unix::fs::PermissionsExt as _, path::Path,
    process::Command,
};

/// A folder with the binary as `old` and as `slow`.
struct Builds(Folder);

impl Builds {
    fn new() -> Self {
        let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"), "compare");
        let binary = env!("CARGO_BIN_EXE_fake_pair");
        for name in ["old", "slow"] {
            // By another process: a file that this one has open for writing
            // is inherited by what other tests fork, and then busy.
            let copied = Command::new("cp")
                .args([binary, &folder.path(name)])
                .status()
                .expect("cp");
            assert!(copied.success(), "{copied}");
        }
        Self(folder)
    }

    fn path(&self, name: &str) -> OsString {
        self.0.path(name).into()
    }
}

/// What a comparison said and returned.
struct Said {
    code: u8,
    out: String,
    talk: String,
}

fn benchkit(arguments: &[OsString]) -> Said {
    let (mut out, mut talk) = (Vec::new(), Vec::new());
    let mut all: Vec<OsString> =
        ["cargo-benchkit", "compare"].map(OsString::from).into();
    all.extend_from_slice(arguments);
    let code = cargo_benchkit::main(all, &mut out, &mut talk);
    let text = |bytes| String::from_utf8(bytes).expect("text");
    Said { code, out: text(out), talk: text(talk) }
}

/// `old` against `new` in `builds`, with more arguments.
fn compare(builds: &Builds, [old, new]: [&str; 2], more: &[&str]) -> Said {
    let mut all: Vec<OsString> = vec![
        "--old-exe".into(),
        builds.path(old),
        "--new-exe".into(),
        builds.path(new),
    ];
    all.extend(more.iter().map(OsString::from));
    benchkit(&all)
}

fn document(said: &Said) -> Value {
    let document: Value = serde_json::from_str(&said.out)
        .unwrap_or_else(|e| panic!("{e}: {}{}", said.out, said.talk));
    valid::valid("compare", &document);
    if let Some(gates) = document.get("gates") {
        valid::valid("gates", gates);
    }
    document
}

const JSON: [&str; 2] = ["--json", "-"];

#[test]
fn a_slower_build_is_a_regression_and_fails_where_that_is_asked() {
    let builds = Builds::new();
    let said = compare(
        &builds,
        ["old", "slow"],
        &["--fail-on", "regression", "--json", "-", "--", "changed"],
    );
    assert_eq!(said.code, 3, "{}{}", said.out, said.talk);
    let document = document(&said);
    let found = &document["comparisons"][0];
    assert_eq!(found["id"], "fake_pair::changed", "{found:#}");
    assert_eq!(found["verdict"], "slower", "{found:#}");
    assert_eq!(found["regression"], true, "{found:#}");
    let ratio = &found["ratio"];
    let [lower, upper] = ["lower", "upper"]
        .map(|end| ratio[end].as_f64().unwrap_or_else(|| panic!("{found:#}")));
    // Other tests run beside it: how wide the interval is tells nothing.
    assert!(lower > 1.01 && lower < 1.2 && upper > 1.05, "{found:#}");
    assert!(found["launch_pairs"].as_u64() >= Some(12), "{found:#}");
    assert!(found["trial_pairs"].as_u64() >= Some(24), "{found:#}");
    assert!(found["spread_between"].is_number(), "{found:#}");
    valid::strict(
        "compare",
        &document,
        &[
            ("/comparisons/0/verdict", Value::from("worse")),
            ("/comparisons/0/ratio/upper", Value::Null),
            ("/comparisons/0/launch_pairs", Value::from(-1)),
            ("/old", Value::from("main")),
            ("/schema_version", Value::from(1)),
        ],
    );
    // The other way round it is an improvement, and fails nothing.
    let said = compare(
        &builds,
        ["slow", "old"],
        &["--fail-on=regression", "--", "changed"],
    );
    assert_eq!(said.code, 0, "{}{}", said.out, said.talk);
    assert!(said.out.contains("faster  IMPROVEMENT"), "{}", said.out);
}

#[test]
fn the_same_build_is_no_regression() {
    let builds = Builds::new();
    let said = compare(&builds, ["old", "old"], &["--", "same"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.talk);
    assert!(!said.out.contains("REGRESSION"), "{}", said.out);
    assert!(said.out.contains("0 regressions in 1"), "{}", said.out);
}

#[test]
fn what_fails_in_one_build_only_is_named_and_the_rest_compared() {
    let builds = Builds::new();
    let mut more = JSON.to_vec();
    more.extend(["--timeout", "2s", "--", "crashing", "hanging"]);
    let said = compare(&builds, ["old", "slow"], &more);
    assert_eq!(said.code, 1, "{}{}", said.out, said.talk);
    let document = document(&said);
    let evidence = |at: usize| {
        let finding = &document["comparisons"][at]["findings"][0];
        finding["evidence"].as_str().unwrap_or_default().to_owned()
    };
    let crashed = evidence(0);
    assert!(crashed.contains("new build failed"), "{crashed}");
    assert!(crashed.contains("out of «cheese»"), "{crashed}");
    let hung = evidence(1);
    assert!(hung.contains("new build failed: did not answer"), "{hung}");
    for comparison in document["comparisons"].as_array().into_iter().flatten() {
        assert_eq!(comparison["verdict"], "inconclusive", "{comparison:#}");
    }
}

/// Each launch has one iteration, and that is its turn.
#[test]
fn what_runs_once_is_compared_launch_by_launch() {
    let builds = Builds::new();
    let mut more = JSON.to_vec();
    more.extend(["--", "once"]);
    let said = compare(&builds, ["old", "slow"], &more);
    assert_eq!(said.code, 0, "{}{}", said.out, said.talk);
    let document = document(&said);
    let found = &document["comparisons"][0];
    let pairs = found["launch_pairs"].as_u64();
    assert!(pairs >= Some(12), "{found:#}");
    assert_eq!(found["trial_pairs"].as_u64(), pairs, "{found:#}");
}

/// What the machine is too small for has not failed, and has no verdict.
#[test]
fn what_the_machine_is_too_small_for_is_left_out() {
    let builds = Builds::new();
    let mut more = JSON.to_vec();
    more.extend(["--", "greedy"]);
    let said = compare(&builds, ["old", "slow"], &more);
    assert_eq!(said.code, 0, "{}{}", said.out, said.talk);
    let document = document(&said);
    let found = &document["comparisons"][0];
    assert_eq!(found["verdict"], "inconclusive", "{found:#}");
    let finding = &found["findings"][0];
    assert_eq!(finding["kind"], "LeftOut", "{found:#}");
    let evidence = finding["evidence"].as_str().unwrap_or_default();
    assert!(evidence.contains("requires 100000 CPUs"), "{evidence}");
    let table = compare(&builds, ["old", "slow"], &["--", "greedy"]).out;
    assert!(table.contains("left out: the "), "{table}");
    assert!(table.contains("0 regressions in 1, 1 left out"), "{table}");
    // Nothing was judged: a question about regressions has no answer.
    let asked = ["--fail-on", "regression", "--", "greedy"];
    assert_eq!(compare(&builds, ["old", "slow"], &asked).code, 5);
}

/// Settings among the flags: the workers know the benchmark by them.
#[test]
fn flags_reach_both_sides() {
    let builds = Builds::new();
    let more = ["--budget=1s", "--", "same", "--threads", "2"];
    let said = compare(&builds, ["old", "slow"], &more);
    assert_eq!(said.code, 0, "{}{}", said.out, said.talk);
    assert!(said.out.contains("same[threads=2]"), "{}", said.out);
    assert!(!said.out.contains("failed"), "{}", said.out);
}

/// Several old builds against one new one, which shares its launches.
#[test]
fn alternatives_are_compared_one_by_one() {
    let builds = Builds::new();
    let mut all = Vec::new();
    for (flag, name) in
        [("--old-exe", "old"), ("--old-exe", "slow"), ("--new-exe", "old")]
    {
        all.extend([flag.into(), builds.path(name)]);
    }
    all.extend(["--json", "-", "--", "changed"].map(OsString::from));
    let said = benchkit(&all);
    assert_eq!(said.code, 0, "{}{}", said.out, said.talk);
    let document = document(&said);
    let verdict = |at: usize| {
        let found = &document["comparisons"][at];
        let old = found["old"].as_str().unwrap_or_default();
        let end = old.rsplit('/').next().unwrap_or_default().to_owned();
        (end, found["verdict"].clone())
    };
    let (same, slow) = (verdict(0), verdict(1));
    assert_eq!(same.0, "old", "{document:#}");
    assert_ne!(same.1, "slower", "{document:#}");
    assert_eq!(slow, ("slow".to_owned(), Value::from("faster")));
    assert_eq!(document["old"].as_array().map(Vec::len), Some(2));
    all.truncate(6);
    all.extend(["--", "changed", "same"].map(OsString::from));
    let said = benchkit(&all);
    assert_eq!(said.out.matches("changed ·").count(), 2, "{}", said.out);
}

#[test]
fn what_only_one_build_has_is_listed() {
    let builds = Builds::new();
    let more = ["--budget", "10ms", "--", "sized"];
    let said = compare(&builds, ["old", "slow"], &more);
    assert_eq!(said.code, 0, "{}{}", said.out, said.talk);
    let (alone, has) = (": fake_pair::sized[n=2]", ": fake_pair::sized[n=3]");
    for (line, expected) in [(alone, "not in /"), (has, "not in /")] {
        let found = said.out.lines().find(|text| text.ends_with(line));
        let found = found.unwrap_or_else(|| panic!("{}", said.out));
        assert!(found.contains(expected), "{found}");
    }
    // Too little time for twelve launch pairs is no verdict.
    assert!(said.out.contains("inconclusive"), "{}", said.out);
    assert!(said.out.contains("--budget"), "{}", said.out);
    let strict = ["--budget=10ms", "--fail-on=inconclusive", "--", "sized"];
    assert_eq!(compare(&builds, ["old", "slow"], &strict).code, 5);
    // Nothing was judged: that is not "no regression".
    let judged = ["--budget=10ms", "--fail-on=regression", "--", "sized"];
    assert_eq!(compare(&builds, ["old", "slow"], &judged).code, 5);
}

#[test]
fn files_are_written_and_the_comment_reads_as_a_table() {
    let builds = Builds::new();
    let (json, markdown) = (builds.path("a.json"), builds.path("a.md"));
    let said = compare(
        &builds,
        ["old", "slow"],
        &[
            "--json",
            &json.to_string_lossy(),
            "--markdown",
            &markdown.to_string_lossy(),
            "--",
            "changed",
        ],
    );
    assert_eq!(said.code, 0, "{}{}", said.out, said.talk);
    let comment = fs::read_to_string(markdown).expect("a comment");
    assert!(comment.starts_with("## Benchmarks: 1 regression in 1"));
    let cells = |line: &&str| line.matches('|').count();
    let rows: Vec<&str> =
        comment.lines().filter(|line| line.starts_with('|')).collect();
    assert_eq!(rows.len(), 3, "{comment}");
    assert!(rows.iter().all(|row| cells(row) == 7), "{comment}");
    let json = fs::read_to_string(json).expect("a document");
    assert!(serde_json::from_str::<Value>(&json).is_ok());
    let nowhere = ["--json", "/nowhere/a.json", "--budget=10ms", "--", "same"];
    let said = compare(&builds, ["old", "slow"], &nowhere);
    assert_eq!(said.code, 2, "{}", said.talk);
    assert!(said.talk.contains("/nowhere/a.json"), "{}", said.talk);
    assert!(said.out.contains("fake_pair::same"), "the table is there");
}

#[test]
fn wrong_usage_names_the_thing() {
    let builds = Builds::new();
    for (more, expected) in [
        (&["--margin", "0%"][..], "above 0 % and below 100 %"),
        (&["--margin=100%"], "above 0 % and below 100 %"),
        (&["--threshold", "much"], "a percentage such as 0.5%"),
        (&["--budget", "fast"], "a duration such as 2s"),
        (&["--fail-on", "monday"], "monday"),
        (&["--", "nobody"], "no benchmark in common"),
        (&["--", "--fail-on=regression"], "give it before `--`"),
        (&["--", "--save-baseline", "x"], "changes nothing in a comparison"),
        (&["--features", "x"], "flags of cargo change nothing"),
    ] {
        let said = compare(&builds, ["old", "slow"], more);
        assert_eq!(said.code, 2, "{more:?}: {}", said.talk);
        assert!(said.talk.contains(expected), "{more:?}: {}", said.talk);
    }
    for name in ["missing", "a.md"] {
        let said = compare(&builds, ["old", name], &[]);
        assert_eq!(said.code, 2, "{}", said.talk);
        assert!(said.talk.contains(name), "{}", said.talk);
    }
    let said = benchkit(&[]);
    assert_eq!(said.code, 2, "{}", said.talk);
    assert!(said.talk.contains("--rev REV"), "{}", said.talk);
    let folder = builds.path("");
    let said = benchkit(&[
        "--rev".into(),
        "no-such-revision".into(),
        "--manifest-path".into(),
        Path::new(&folder).join("Cargo.toml").into(),
    ]);
    assert_eq!(said.code, 2, "{}", said.talk);
    assert!(said.talk.starts_with("error: "), "{}", said.talk);
}

/// A build whose benchkit knows the protocol, but no turns.
#[test]
fn a_build_that_takes_no_turns_is_refused_by_name() {
    let builds = Builds::new();
    let script = "#!/bin/sh\n\
        case \"$*\" in *--ignored*) exit;; *--list*) echo 'fake_pair::same: benchmark'; exit;; esac\n\
        read_from=${BENCHKIT_WORKER%,*} write_to=${BENCHKIT_WORKER#*,}\n\
        echo '{\"hello\":{\"protocol\":1,\"library\":\"0.0.1\"}}' \
        >/proc/self/fd/$write_to\n\
        cat /proc/self/fd/$read_from >/dev/null\n";
    let path = builds.0.0.join("ancient");
    fs::write(&path, script).expect("written");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755))
        .expect("executable");
    let said = compare(&builds, ["ancient", "old"], &["--", "same"]);
    assert_eq!(said.code, 1, "{}{}", said.out, said.talk);
    let expected = "failed in the old build: its benchkit 0.0.1 takes no";
    assert!(said.out.contains(expected), "{}{}", said.out, said.talk);
}

const GATES: &str = r#"{"gate": [
    {"name": "change", "metric": "change", "operator": "<=", "limit": -99,
     "unit": "%", "benchmarks": "fake_pair::changed"},
    {"name": "scheme", "scheme": "percent", "fail_from": "critical"},
    {"name": "time", "operator": "<=", "limit": 1, "unit": "h"}
]}"#;

#[test]
fn gates_judge_a_change() {
    let builds = Builds::new();
    let file = builds.0.0.join("gates.json");
    fs::write(&file, GATES).expect("written");
    let (gates, xml) = (builds.path("gates.json"), builds.path("r.xml"));
    let of = |sides, more: &[&str]| {
        let named =
            [gates.to_str().expect("text"), xml.to_str().expect("text")];
        let mut all = vec!["--gates", named[0], "--junit", named[1]];
        all.extend(more);
        all.extend(["--", "changed"]);
        compare(&builds, sides, &all)
    };
    let said = of(["old", "slow"], &["--fail-on=gate", "--json=-"]);
    assert_eq!(said.code, 4, "{}{}", said.out, said.talk);
    assert!(said.talk.contains("1 gate is judged by `cargo benchkit run`"));
    let all = document(&said);
    assert_eq!(all["gates"][0]["status"], "failed", "{all:#}");
    assert_eq!(all["gates"][1]["status"], "passed", "{all:#}");
    assert_eq!(all["gates"].as_array().map(Vec::len), Some(2), "{all:#}");
    valid::strict(
        "gates",
        &all["gates"],
        &[
            ("/0/status", Value::from("bad")),
            ("/0/fails", Value::Null),
            ("/0/lower", Value::from("1")),
        ],
    );
    let report = fs::read_to_string(&xml).expect("a report");
    assert!(report.contains("<failure"), "{report}");
    let said = of(["old", "slow"], &[]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.talk);
    assert!(said.out.contains("gates: 1 failed, 1 passed"), "{}", said.out);
    // No limit near the truth: a busy host widens any interval.
    let wide = GATES.replace("\"limit\": -99", "\"limit\": 1e6");
    fs::write(&file, wide).expect("written");
    let said = of(["old", "old"], &["--fail-on=gate"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.talk);
    fs::write(&file, GATES.replace("\"%\"", "\"ms\"")).expect("written");
    let said = of(["old", "old"], &[]);
    assert_eq!(said.code, 2, "{}{}", said.out, said.talk);
    assert!(said.talk.contains("gates.json:3: `unit = "), "{}", said.talk);
}

const TAGS: &str = r#"{"gate": [
    {"name": "hot", "scheme": "percent", "fail_from": "critical", "tags": "hot"},
    {"name": "cold", "scheme": "percent", "fail_from": "critical", "tags": "cold"}
]}"#;

#[test]
fn a_gate_finds_its_tag_and_names_the_old_side() {
    let builds = Builds::new();
    fs::write(builds.0.0.join("gates.json"), TAGS).expect("written");
    let path = |name: &str| builds.0.path(name);
    let [old, slow] = ["old", "slow"].map(path);
    let (gates, xml) = (path("gates.json"), path("r.xml"));
    let said = benchkit(
        &[
            "--old-exe",
            &old,
            "--old-exe",
            &slow,
            "--new-exe",
            &old,
            "--gates",
            &gates,
            "--junit",
            &xml,
            "--fail-on=gate",
            "--json=-",
            "--",
            "changed",
            "same",
        ]
        .map(OsString::from),
    );
    assert_eq!(said.code, 4, "{}{}", said.out, said.talk);
    let all = document(&said);
    let gates = all["gates"].as_array().expect("gates");
    let row = |gate: &Value| {
        ["gate", "benchmark", "old", "status"]
            .map(|key| gate[key].as_str().unwrap_or_default().to_owned())
    };
    let hot =
        |old| ["hot", "fake_pair::changed", old, "passed"].map(str::to_owned);
    let cold = ["cold", "", "", "not_evaluable"].map(str::to_owned);
    assert_eq!(
        gates.iter().map(row).collect::<Vec<_>>(),
        [hot(&*old), hot(&*slow), cold]
    );
    let report = fs::read_to_string(&xml).expect("a report");
    for (id, old) in [("changed", &old), ("changed", &slow), ("same", &slow)] {
        let name = format!("name=\"fake_pair::{id} · {old}\"");
        assert_eq!(report.matches(&name).count(), 1, "{report}");
    }
    assert_eq!(report.matches("gate hot").count(), 2, "{report}");
}

/// Settings are part of an id, and a tag beside the gate's is none of its.
#[test]
fn a_gate_finds_its_tag_whatever_the_settings() {
    let builds = Builds::new();
    fs::write(builds.0.0.join("gates.json"), TAGS).expect("written");
    let gates = builds.0.path("gates.json");
    let said = compare(
        &builds,
        ["old", "old"],
        &[
            "--gates",
            &gates,
            "--budget=10ms",
            "--json=-",
            "--",
            "changed",
            "--threads",
            "2",
            "--tag",
            "hot",
        ],
    );
    let all = document(&said);
    let found = |at: usize| all["gates"][at]["benchmark"].as_str();
    let expected = "fake_pair::changed[threads=2]";
    assert_eq!([found(0), found(1)], [Some(expected), None], "{all:#}");
}
