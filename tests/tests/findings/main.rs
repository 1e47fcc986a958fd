//! Every finding, by a bench binary that lies and one that is honest; both go
//! through the real harness, with real processes.

#![expect(clippy::print_stderr, reason = "why a test is skipped; the soak")]

mod fakes;
mod host;
mod soak;

use fakes::{Folder, Found, Ran, command, finish, optimised, run};
use std::{path::Path, process::Command};

/// Short launches: the lies are large.
const SHORT: &[&str] =
    &["--launch-time=5ms", "--warmup=5ms", "--launches=6", "--latency=0"];

/// Runs of which one must show what the host can hide in the others.
const TRIES: usize = 4;

/// The finding of `kind` in workload `name`, where there is one.
///
/// Whatever else was found must fit a line too, and be told in the text.
fn find(ran: &Ran, name: &str, kind: &str) -> Option<Found> {
    let found = ran.found(name);
    for finding in &found {
        for line in [&finding.evidence, &finding.advice] {
            let width = line.chars().count();
            assert!((1..=90).contains(&width), "{width} columns: {line}");
        }
    }
    let asked = found.into_iter().find(|finding| finding.kind == kind)?;
    // The text wraps lines: its words stand in the same order.
    let words: Vec<&str> = ran.text.split_whitespace().collect();
    for line in [&asked.evidence, &asked.advice] {
        // Where nobody says that it is UTF-8, the text is ASCII.
        let line = line.replace('µ', "u");
        let line: Vec<&str> = line.split_whitespace().collect();
        let told = words.windows(line.len()).any(|part| part == line);
        assert!(told, "{line:?} is not told: {}", ran.text);
    }
    Some(asked)
}

/// Asserts that workload `name` of `lying_work` is found out in one of some
/// runs: other work on the host can hide a lie about time.
fn finds_out(name: &str, kind: &str, arguments: &[&str]) -> Found {
    let mut seen = Vec::new();
    for _ in 0..TRIES {
        let ran = run("lying_work", name, arguments);
        match find(&ran, name, kind) {
            Some(found) => return found,
            None => seen.push(ran.found(name)),
        }
    }
    panic!("no {kind} in {name}, but {seen:#?}");
}

/// Asserts that one of some runs of workload `name` of `honest_work` has
/// nothing to say, a busy host apart.
fn is_believed(name: &str, arguments: &[&str]) {
    let mut seen = Vec::new();
    for _ in 0..TRIES {
        let ran = run("honest_work", name, arguments);
        assert_eq!(ran.code, Some(0), "{}", ran.text);
        let mut found = ran.found(name);
        found.retain(|finding| !about_the_host(finding));
        if found.is_empty() {
            return;
        }
        seen.push(found);
    }
    panic!("{name} is honest, but {seen:#?}");
}

/// Whether it is the host that is doubted, which other tests keep busy.
fn about_the_host(finding: &Found) -> bool {
    ["BusyHost", "ClockChanged", "Throttled"].contains(&finding.kind.as_str())
}

#[test]
fn unoptimised() {
    let folder = Folder::new();
    let program = Path::new(env!("CARGO_BIN_EXE_honest_work"));
    let mut command = command(program, &folder);
    command.arg("honest_work::handed_out").args(SHORT);
    let ran = finish(command, &folder);
    let found = find(&ran, "handed_out", "Unoptimised");
    // The test profile has the same assertions as the binary beside it.
    assert_eq!(found.is_some(), cfg!(debug_assertions));
    is_believed("handed_out", SHORT);
}

#[test]
fn optimised_away() {
    let found = finds_out("thrown_away", "OptimisedAway", SHORT);
    assert!(found.evidence.contains("empty iteration"), "{found:?}");
    let found = finds_out("flat", "OptimisedAway", SHORT);
    assert!(found.evidence.contains("1.0"), "{found:?}");
    assert_eq!(found.severity, "error");
    for name in ["handed_out", "short", "own_clock"] {
        is_believed(name, SHORT);
    }
}

#[test]
fn busy_host() {
    // Building takes longer than hogs live, and would take longer with them.
    optimised("lying_work");
    let hogs = host::Hogs::start();
    let found = finds_out("thrown_away", "BusyHost", SHORT);
    drop(hogs);
    assert!(found.evidence.contains("waiting for a CPU"), "{found:?}");
}

/// Half of 64 launches take twice as long: that less than a quarter of them
/// falls on one side happens once in 40,000 runs.
#[test]
fn unstable() {
    let many = &["--launches=64", "--launch-time=2ms", "--warmup=2ms"];
    finds_out("by_the_address", "Unstable", many);
    is_believed("the_same_everywhere", SHORT);
}

#[test]
fn bimodal() {
    let single = &["--launch-time=20ms", "--launches=6", "--latency=30%"];
    let found = finds_out("hits_and_misses", "Bimodal", single);
    assert!(found.evidence.contains("of the iterations take"), "{found:?}");
    assert_eq!(found.severity, "warning");
    is_believed("only_misses", single);
}

#[test]
fn cache_suspected() {
    // Long enough for a first iteration that takes all of a short launch.
    let long = &["--launch-time=60ms", "--launches=4", "--latency=0"];
    let found = finds_out("remembered", "CacheSuspected", long);
    assert!(found.evidence.contains("something remembers"), "{found:?}");
    is_believed("only_misses", SHORT);
}

#[test]
fn too_few_trials() {
    let ran = run("lying_work", "heavy", &[]);
    let found = find(&ran, "heavy", "TooFewTrials").expect("one trial");
    assert_eq!(found.severity, "warning");
    find(&ran, "heavy", "FewLaunches").expect("the budget had room for one");
    is_believed("light", SHORT);
}

#[test]
fn few_launches() {
    let few = &["--launch-time=5ms", "--launches=3"];
    let ran = run("honest_work", "handed_out", few);
    let found = find(&ran, "handed_out", "FewLaunches").expect("three");
    assert_eq!(
        found.evidence,
        "3 launches: the interval covers 75 %, not 95 %"
    );
}

#[test]
fn failed_trials() {
    let folder = Folder::new();
    let mut command = command(optimised("lying_work"), &folder);
    let name = "fails_in_the_fourth_launch";
    command.env("LAUNCHES", "launches").args(SHORT);
    command.arg(format!("lying_work::{name}"));
    let ran = finish(command, &folder);
    assert_eq!(ran.code, Some(1), "{}", ran.text);
    let found = find(&ran, name, "FailedTrials").expect("a failed launch");
    assert!(found.evidence.contains("after 3"), "{found:?}");
    assert!(found.evidence.contains("the connection pool"), "{found:?}");
    let kinds: Vec<String> =
        ran.found(name).into_iter().map(|f| f.kind).collect();
    assert!(!kinds.contains(&"FewLaunches".to_owned()), "{kinds:?}");
    let launches = &ran.results(name)[0]["launches"];
    assert_eq!(launches.as_array().map(Vec::len), Some(3));
}

#[test]
fn param_not_applied() {
    let found = finds_out("ignores", "ParamNotApplied", SHORT);
    assert_eq!(found.evidence, "n from 1 to 64 takes the same time");
    let found = finds_out("caps", "ParamNotApplied", SHORT);
    assert_eq!(found.evidence, "asked for n=64, the workload used 8");
    assert_eq!(found.severity, "error");
    is_believed("grows", SHORT);
    is_believed("constant", SHORT);
}

#[test]
fn cold_batch() {
    let warm = run("honest_work", "warm", SHORT);
    let caches = &warm.document["provenance"]["host"]["caches"];
    let sizes = caches.as_array().expect("caches").iter();
    let largest = sizes.filter_map(|cache| cache[1].as_u64()).max();
    let Some(largest) = largest else {
        eprintln!("skipped: this host does not tell its caches");
        return;
    };
    let folder = Folder::new();
    let mut command = command(optimised("lying_work"), &folder);
    command.env("INPUT_BYTES", (largest + (largest >> 3)).to_string());
    command.arg("lying_work::cold");
    let ran = finish(command, &folder);
    let found = find(&ran, "cold", "ColdBatch").expect("cold inputs");
    assert!(found.evidence.contains("of inputs at a time"), "{found:?}");
    is_believed("warm", SHORT);
}

#[test]
fn unchecked_result() {
    finds_out("unchecked", "UncheckedResult", SHORT);
    is_believed("checked", SHORT);
    is_believed("returned", SHORT);
}

#[test]
fn workload_changed() {
    let folder = Folder::new();
    let [before, after] = fakes::edited(&folder.0);
    let ran = |program: &Path, argument: &str| {
        let mut command = command(program, &folder);
        command.arg(argument).args(SHORT);
        finish(command, &folder)
    };
    let saved = ran(&before, "--save-baseline=old");
    assert_eq!(saved.code, Some(0), "{}", saved.text);
    let same = ran(&before, "--baseline=old");
    let later = ran(&after, "--baseline=old");
    let changed = "WorkloadChanged";
    for name in ["kept", "rewritten", "redefined"] {
        assert_eq!(find(&same, name, changed), None);
    }
    assert_eq!(find(&later, "kept", changed), None);
    let found = find(&later, "rewritten", changed).expect("edited");
    assert_eq!(found.severity, "info");
    assert!(later.results("rewritten")[0]["verdict"]["ratio"].is_object());
    let refused = &later.results("redefined")[0]["verdict"];
    let reason = refused["reason"].as_str().unwrap_or_default();
    assert!(refused["ratio"].is_null(), "{refused}");
    assert!(reason.contains(r#"version "1""#), "{refused}");
    let told = later.text.matches("workload changed:").count();
    assert_eq!(told, 1, "{}", later.text);
}

#[test]
fn throttled() {
    let group = match host::Quota::new(20) {
        Ok(group) => group,
        Err(why) => {
            eprintln!("skipped: no group with a CPU quota here: {why}");
            return;
        }
    };
    let folder = Folder::new();
    let bench = command(optimised("lying_work"), &folder);
    let mut inside = Command::new("sh");
    // The shell goes into the group and becomes the bench binary.
    inside
        .args(["-c", "echo $$ > \"$GROUP\" && exec \"$@\"", "sh"])
        .arg(bench.get_program())
        .args(bench.get_args())
        .args(["lying_work::by_the_address", "--launches=6", "--latency=0"])
        .env("GROUP", group.processes())
        .env("COLUMNS", "100")
        .current_dir(&folder.0);
    let ran = finish(inside, &folder);
    let name = "by_the_address";
    let found = find(&ran, name, "Throttled").expect("a fifth of a CPU");
    assert!(found.evidence.contains("0.20 CPUs"), "{found:?}");
    assert_eq!(found.severity, "error");
    assert_eq!(find(&ran, name, "BusyHost"), None);
    drop(folder);
    drop(group);
}
