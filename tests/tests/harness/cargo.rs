//! Real cargo and real nextest with a package that has two bench targets.

use crate::{
    project::Project,
    support::{answer, skipped, stored},
};
use std::{fs, path::Path, process::Command};

#[test]
fn cargo_bench_measures_both_targets() {
    let project = Project::contract("contract");
    let answer = project.bench(&[]).exits(0);
    let answer = answer.says("may_fail").says("other");
    assert_eq!(answer.stdout.matches("measured").count(), 2, "{answer:#?}");
    let documents = stored(&project.store);
    let suites: Vec<&str> = documents
        .iter()
        .filter_map(|document| document["run"]["suite"].as_str())
        .collect();
    assert_eq!(suites, ["first", "second"]);
    for document in &documents {
        let arguments = &document["provenance"]["arguments"];
        assert_eq!(arguments.to_string(), "[\"--bench\"]");
    }
}

/// Cargo stops at the first target that fails; with `--no-fail-fast` it goes
/// on and returns 101.
#[test]
fn a_failure_is_what_cargo_returns() {
    let project = Project::contract("contract");
    let bench = |arguments: &[&str]| {
        let arguments = [&["bench"][..], arguments].concat();
        let mut command = project.cargo(&arguments);
        answer(command.env("CONTRACT_FAILS", "told to"))
    };
    let first = bench(&[]).exits(1).says("told to").says("inherited");
    assert!(!first.stdout.contains("other"), "{first:#?}");
    bench(&["--no-fail-fast"]).exits(101).says("told to").says("other");
    // What cannot be judged is a code of its own.
    let asked = ["--bench", "second", "--", "--fail-on", "regression"];
    bench(&asked).exits(5);
    // And so is test mode.
    let mut test = project.cargo(&["test", "--bench", "first"]);
    test.env("CONTRACT_FAILS", "told to");
    answer(&mut test).exits(101).says("may_fail ... FAILED");
}

#[test]
fn arguments_behind_the_dashes_arrive() {
    let project = Project::contract("contract");
    let saved = ["--bench", "first", "--", "--save-baseline", "x", "may_fail"];
    project.bench(&saved).exits(0).says("1 measured");
    assert!(project.store.join("baselines/x/first.json").is_file());
    let test = ["--bench", "first", "--", "--test"];
    project.bench(&test).exits(0).says("test first::may_fail ... ok");
    let wrong = project.bench(&["--bench", "first", "--", "--basline", "x"]);
    wrong.exits(2).complains("is it --baseline?");
}

#[test]
fn cargo_test_runs_each_workload_once() {
    let project = Project::contract("contract");
    let test = ["test", "--bench", "first", "--bench", "second"];
    let tested = answer(&mut project.cargo(&test)).exits(0);
    let tested = tested.says("test first::may_fail ... ok");
    let tested = tested.says("test first::ignored ... ignored");
    tested.says("test second::other[n=2] ... ok");
    let more = ["--", "--test-threads=1", "may_fail", "-q"];
    let test = [&test[..], &more].concat();
    answer(&mut project.cargo(&test)).exits(0);
    assert!(stored(&project.store).is_empty(), "nothing is measured");
}

/// Nobody names the store: `cargo bench` finds its target folder.
#[test]
fn runs_are_kept_in_the_target_folder() {
    let project = Project::contract("contract");
    let bench = ["bench", "--bench", "second", "--", "--json=-"];
    let mut command = project.cargo(&bench);
    command.env_remove("BENCHKIT_STORE");
    let target =
        command.get_envs().find(|(name, _)| *name == "CARGO_TARGET_DIR");
    let (_, target) = target.expect("set above");
    let runs = Path::new(target.expect("a folder")).join("benchkit/runs");
    let document = answer(&mut command).exits(0).document();
    let run = runs.join(document["run"]["id"].as_str().expect("an id"));
    assert!(run.join("run.json").is_file());
    fs::remove_dir_all(run).expect("removed");
}

/// Nextest, where it is installed.
fn nextest(project: &Project, arguments: &[&str]) -> Option<Command> {
    let there = Command::new("cargo-nextest").arg("--version").output();
    if !there.is_ok_and(|output| output.status.success()) {
        skipped("cargo-nextest is not installed");
        return None;
    }
    let mut command = project.cargo(&[&["nextest"], arguments].concat());
    // Its own colours and progress, and none of the outer one's settings.
    command.env("CARGO_TERM_COLOR", "never");
    command.env("NEXTEST_EXPERIMENTAL_BENCHMARKS", "1");
    Some(command)
}

#[test]
fn nextest_lists_every_benchmark() {
    let project = Project::contract("contract");
    let list = ["list", "--benches", "--message-format", "oneline"];
    let Some(mut command) = nextest(&project, &list) else { return };
    let answer = answer(&mut command).exits(0);
    for name in [
        "first::grouped::attribute",
        "first::may_fail",
        "second::other[n=1]",
        "second::other[n=2]",
    ] {
        assert!(answer.stdout.contains(name), "no {name}: {answer:#?}");
    }
    assert!(!answer.stdout.contains("first::ignored"), "{answer:#?}");
}

#[test]
fn nextest_runs_every_benchmark_in_a_process_of_its_own() {
    let project = Project::contract("contract");
    let run = ["run", "--benches", "--no-fail-fast"];
    let Some(mut command) = nextest(&project, &run) else { return };
    let good = answer(&mut command).exits(0);
    let good = good.complains("5 tests run: 5 passed, 1 skipped");
    good.complains("second::other[n=2]");
    let bad = answer(command.env("CONTRACT_FAILS", "told to")).exits(100);
    bad.complains("5 tests run: 4 passed, 1 failed, 1 skipped");
    assert!(stored(&project.store).is_empty(), "nothing is measured");
    let ignored = ["run", "--benches", "--run-ignored", "only"];
    let Some(mut command) = nextest(&project, &ignored) else { return };
    answer(&mut command).exits(0).complains("1 test run: 1 passed");
}

#[test]
fn nextest_bench_measures() {
    let project = Project::contract("contract");
    let Some(mut command) = nextest(&project, &["bench"]) else { return };
    let answer = answer(&mut command).exits(0);
    answer.complains("first::may_fail");
    let documents = stored(&project.store);
    assert_eq!(documents.len(), 5, "a run for each of them");
    for document in &documents {
        assert_eq!(document["results"][0]["status"], "measured");
    }
}

#[test]
fn a_missing_harness_false_is_named_when_it_is_built() {
    let files = ["Cargo.toml", "src/lib.rs", "benches/forgetful.rs"];
    let project = Project::new("harnessless", "harnessless", &files);
    let answer = project.bench(&["--no-run"]).exits(101);
    let answer = answer.complains("needs `harness = false` in Cargo.toml");
    answer.complains("benches/forgetful.rs");
}
