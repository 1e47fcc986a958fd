//! What cargo, nextest, libtest's users and criterion's users send.

use crate::support::{
    EMPTY, Folder, SHORT, SUITE, answer, command, end, measure, number_after,
    result, results, run,
};

/// Three good benchmarks and an ignored one, run in test mode.
const STEADY: [&str; 5] = ["steady::", "--skip", "heavy", "--skip", "refusing"];

#[test]
fn without_bench_each_workload_runs_once() {
    let answer = run(SUITE, &STEADY).exits(0);
    let answer = answer.says("test fake_suite::steady::plain ... ok");
    let answer = answer.says("fake_suite::steady::sized[n=1000] ... ok");
    let answer = answer.says("steady::ignored ... ignored");
    let answer = answer.says("test result: ok. 5 passed; 0 failed; 3 ignored");
    assert!(answer.stderr.is_empty(), "{answer:#?}");
}

#[test]
fn test_beside_bench_is_test_mode_wherever_bench_stands() {
    for both in [["--bench", "--test"], ["--test", "--bench"]] {
        let arguments = [&STEADY[..], &both].concat();
        run(SUITE, &arguments).exits(0).says("test result: ok. 5 passed");
    }
    let store = Folder::new();
    let mut command = command(SUITE, &store);
    command.args(["--budget=300ms", "plain", "--launches=2", "--bench"]);
    let answer = answer(&mut command).exits(0);
    assert!(answer.stdout.contains("1 measured"), "{answer:#?}");
}

#[test]
fn a_failure_in_test_mode_exits_as_libtest_does() {
    let answer = run(SUITE, &["refusing::err", "plain", "unverified"]);
    let answer = answer.exits(101).says("refusing::err ... FAILED");
    let answer = answer.says("the corpus cannot be read: the disk is gone");
    let answer = answer.says("test fake_suite::steady::plain ... ok");
    answer.says("test result: FAILED. 1 passed; 2 failed");
    run(SUITE, &["exploding", "panicking"])
        .exits(101)
        .says("0 passed; 2 failed");
}

#[test]
fn a_failure_in_bench_mode_exits_1_and_a_good_run_0() {
    measure(&["refusing::err"]).exits(1);
    measure(&["steady::plain"]).exits(0);
}

#[test]
fn what_is_asked_and_not_evaluable_exits_5() {
    for word in ["regression", "gate", "inconclusive", "regression,gate"] {
        measure(&["steady::plain", "--fail-on", word]).exits(5);
    }
    // A failed workload is graver.
    measure(&["refusing::err", "--fail-on=regression"]).exits(1);
    let answer = measure(&["steady::plain", "--fail-on=slower"]).exits(2);
    answer.complains("--fail-on: `slower`: expected regression, gate");
}

#[test]
fn a_terse_list_is_names_and_nothing_else() {
    let answer = run(SUITE, &["--list", "--format", "terse"]).exits(0);
    for line in answer.stdout.lines() {
        assert!(line.starts_with("fake_suite::"), "{line}");
        assert!(line.ends_with(": benchmark"), "{line}");
    }
    let answer = answer.says("fake_suite::steady::sized[n=2000]: benchmark\n");
    let answer = answer.says("fake_suite::steady::ignored: benchmark\n");
    // What cannot be unfolded is listed all the same.
    answer.says("fake_suite::refusing::exploding_arguments: benchmark\n");
}

#[test]
fn ignored_narrows_the_list_perhaps_to_nothing() {
    let list = ["--list", "--format", "terse", "--ignored"];
    let answer = run(SUITE, &list).exits(0);
    assert_eq!(answer.stdout.lines().count(), 2, "{answer:#?}");
    let answer = answer.says("fake_suite::steady::ignored: benchmark");
    answer.says("fake_suite::crashing::leaking: benchmark");
    let answer = run(SUITE, &[&list[..], &["plain"]].concat()).exits(0);
    assert_eq!(answer.stdout, "");
    let answer = run(EMPTY, &list).exits(0);
    assert_eq!(answer.stdout, "");
}

#[test]
fn a_pretty_list_counts() {
    let answer = run(SUITE, &["--list", "steady::sized"]).exits(0);
    answer.says("sized[n=1000]: benchmark\n").says("0 tests, 2 benchmarks");
}

/// As nextest asks for one item: test mode, and with `--bench` a measurement.
#[test]
fn exact_runs_one_item_in_either_mode() {
    let name = "fake_suite::steady::sized[n=2000]";
    let answer = run(SUITE, &["--exact", name, "--nocapture"]).exits(0);
    let answer = answer.says(&format!("test {name} ... ok\n"));
    answer.says("1 passed; 0 failed; 0 ignored");
    let answer = measure(&["--exact", name, "--nocapture", "--bench"]).exits(0);
    let document = answer.document();
    assert_eq!(results(&document).len(), 1);
    assert_eq!(document["results"][0]["id"], name);
}

#[test]
fn exact_is_the_whole_name_and_must_exist() {
    for name in ["plain", "fake_suite::steady::plai", "fake_suite::nothing"] {
        for mode in [&[][..], &["--bench"], &["--list"]] {
            let arguments = [&["--exact", name][..], mode].concat();
            let answer = run(SUITE, &arguments);
            assert_ne!(answer.code, Some(0), "{name} {answer:#?}");
            answer.complains(&format!("there is no benchmark `{name}`"));
        }
    }
}

#[test]
fn exact_runs_the_code_of_no_other_workload() {
    let name = "fake_suite::steady::plain";
    let answer = run(SUITE, &["--exact", name]).exits(0);
    // The arguments of another one panic, which would be seen here.
    assert!(answer.stderr.is_empty(), "{answer:#?}");
}

#[test]
fn filters_are_many_and_skips_take_away() {
    let ids = |arguments: &[&str]| -> Vec<String> {
        let list = ["--list", "--format=terse"];
        let answer = run(SUITE, &[&list[..], arguments].concat()).exits(0);
        let lines = answer.stdout.lines();
        let name = |line: &str| line.trim_end_matches(": benchmark").to_owned();
        lines.map(name).collect()
    };
    let plain = "fake_suite::steady::plain";
    assert_eq!(ids(&["plain"]), [plain]);
    let sized = ids(&["sized", "plain"]);
    assert_eq!(sized.len(), 3);
    assert_eq!(ids(&["sized", "plain", "--skip", "n=1000"]).len(), 2);
    assert_eq!(ids(&["--skip=sized", "sized", "plain"]), [plain]);
    assert_eq!(ids(&["n=2000"]), ["fake_suite::steady::sized[n=2000]"]);
    assert_eq!(ids(&["--tag", "quick"]).len(), 3);
    assert!(ids(&["nothing like it"]).is_empty());
    assert_eq!(ids(&["--", "plain"]), [plain]);
}

/// Everything that libtest takes, each in both spellings.
#[test]
fn every_flag_of_libtest_is_accepted() {
    let file = Folder::new();
    let log = file.join("log").display().to_string();
    for flag in [
        &["--include-ignored"][..],
        &["--nocapture"],
        &["--no-capture"],
        &["--show-output"],
        &["--test-threads", "1"],
        &["--test-threads=4"],
        &["-q"],
        &["--quiet"],
        &["--color", "always"],
        &["--color=never"],
        &["--color=auto"],
        &["--format", "pretty"],
        &["--format=terse"],
        &["-Z", "unstable-options"],
        &["-Zunstable-options"],
        &["-Zunstable-options", "--format=json"],
        &["-Zunstable-options", "--format=junit"],
        &["--logfile", &log],
        &["--report-time"],
        &["--ensure-time"],
        &["--shuffle"],
        &["--shuffle-seed", "7"],
        &["--fail-fast"],
        &["--force-run-in-process"],
        &["--exclude-should-panic"],
    ] {
        run(SUITE, &[flag, &["steady::plain"]].concat()).exits(0);
        measure(&[flag, &["steady::plain"]].concat()).exits(0);
    }
}

#[test]
fn the_variables_of_libtest_are_accepted() {
    let store = Folder::new();
    let mut command = command(SUITE, &store);
    for (name, value) in [
        ("RUST_TEST_NOCAPTURE", "1"),
        ("RUST_TEST_THREADS", "2"),
        ("RUST_TEST_SHUFFLE", "1"),
        ("RUST_TEST_SHUFFLE_SEED", "3"),
        ("RUST_BACKTRACE", "1"),
        ("NEXTEST", "1"),
        ("CARGO_CRITERION_PORT", "1"),
        ("CRITERION_HOME", "/nowhere"),
    ] {
        command.env(name, value);
    }
    command.args(SHORT).args(["printing::parent", "--json=-"]);
    let answer = answer(&mut command).exits(0).complains("left behind");
    end(number_after(&answer.stderr, "left behind "));
}

#[test]
fn the_formats_of_tests_are_libtests() {
    let answer = run(SUITE, &["steady::plain", "-q"]).exits(0);
    assert!(!answer.stdout.contains("steady::plain"), "{answer:#?}");
    let json = ["-Zunstable-options", "--format=json"];
    let arguments = [&json[..], &["plain", "refusing::err"]].concat();
    let answer = run(SUITE, &arguments).exits(101);
    for line in answer.stdout.lines() {
        let event: serde_json::Value =
            serde_json::from_str(line).expect("JSON");
        assert!(event["type"].is_string() && event["event"].is_string());
    }
}

#[test]
fn what_criterion_takes_is_accepted() {
    for flag in [
        &["--sample-size", "20"][..],
        &["--warm-up-time", "0.01"],
        &["--measurement-time=0.2"],
        &["--noise-threshold", "0.05"],
        &["--confidence-level", "0.9"],
        &["--significance-level", "0.1"],
        &["--quick"],
        &["--verbose"],
        &["-v"],
        &["--noplot"],
        &["-n"],
        &["--save-baseline", "x"],
        &["-s", "x"],
        &["--baseline-lenient", "x"],
        &["--discard-baseline"],
        &["--plotting-backend", "plotters"],
        &["--nresamples", "1000"],
    ] {
        measure(&[flag, &["steady::plain"]].concat()).exits(0).document();
    }
    let answer = measure(&[
        "steady::plain",
        "--measurement-time=0.25",
        "--warm-up-time=0.02",
        "--confidence-level=0.9",
    ]);
    let document = answer.document();
    let config = &result(&document, "plain")["config"];
    assert_eq!(config["budget"], 250_000_000);
    assert_eq!(config["warmup"]["until"], 20_000_000);
    assert_eq!(config["confidence"], 0.9);
}

#[test]
fn bencher_format_is_one_line_a_benchmark() {
    let store = Folder::new();
    let mut command = command(SUITE, &store);
    command.args(SHORT).args(["steady::sized", "--output-format", "bencher"]);
    let answer = answer(&mut command).exits(0);
    assert_eq!(answer.stdout.lines().count(), 2, "{answer:#?}");
    for line in answer.stdout.lines() {
        assert!(line.starts_with("test fake_suite::steady::sized[n="));
        assert!(line.contains(" ... bench: ") && line.contains("ns/iter"));
    }
}

#[test]
fn a_binary_without_workloads_warns() {
    for mode in [&[][..], &["--bench"], &["--list"]] {
        let answer = run(EMPTY, mode).exits(0);
        answer.complains("warning: ").complains("no workload");
    }
    // Not in what a tool reads line by line, where it would be in the way.
    let answer = run(EMPTY, &["--list", "--format=terse"]).exits(0);
    assert_eq!(answer.stdout, "");
}

#[test]
fn help_and_version_print_and_end() {
    for flag in ["--help", "-h"] {
        let answer = run(SUITE, &["--bench", flag]).exits(0);
        answer.says("Usage: cargo bench").says("--save-baseline");
    }
    for flag in ["--version", "-V"] {
        run(SUITE, &[flag]).exits(0).says("benchkit ");
    }
}
