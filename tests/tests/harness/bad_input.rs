//! Wrong arguments and variables are named; odd names do no harm.

use crate::support::{
    Folder, NAMES, SHORT, SUITE, answer, command, folders, result, results, run,
};
use std::{collections::BTreeSet, ffi::OsStr, os::unix::ffi::OsStrExt as _};

#[track_caller]
fn refused(arguments: &[&str], message: &str) {
    let answer = run(SUITE, &[&["--bench", "plain"], arguments].concat());
    let answer = answer.exits(2).complains("error: ").complains(message);
    assert!(answer.stdout.is_empty(), "{answer:#?}");
}

#[test]
fn an_unknown_flag_names_the_cures() {
    for mode in [&[][..], &["--bench"]] {
        let answer = run(SUITE, &[&["--baselin=x"][..], mode].concat());
        let answer = answer.exits(2).complains("--baselin");
        for cure in [
            "is it --baseline?",
            "[lib] bench = false",
            "cargo bench --bench NAME",
            "cargo benchkit run",
            "BENCHKIT_",
        ] {
            assert!(answer.stderr.contains(cure), "no {cure}: {answer:#?}");
        }
    }
    refused(&["-x"], "unexpected argument -x");
}

#[test]
fn a_bad_value_names_its_flag_and_what_was_expected() {
    refused(&["--budget=fast"], "`budget = \"fast\"`: expected a duration");
    refused(&["--launches=0"], "`launches = \"0\"`: expected a number");
    refused(&["--confidence=200%"], "`confidence = \"200%\"`: expected");
    refused(&["--threads=1,x"], "`threads = \"1,x\"`: expected numbers");
    refused(&["--seed=x"], "--seed: `x`: expected a number");
    refused(&["--suite-budget=1 parsec"], "--suite-budget: `1 parsec`");
    refused(&["--color=red"], "--color: `red`: expected auto, always, never");
    refused(&["--format=xml"], "--format: `xml`: expected pretty");
    refused(&["--test-threads=many"], "--test-threads: `many`");
    refused(&["--resume=yes"], "--resume takes no value");
}

/// Cargo puts `--bench` last: it is nobody's value.
#[test]
fn a_flag_without_its_value_does_not_eat_bench() {
    for flag in ["--save-baseline", "--json", "--budget", "--skip", "-s"] {
        let store = Folder::new();
        let mut command = command(SUITE, &store);
        let answer = answer(command.args(["plain", flag, "--bench"]));
        answer.exits(2).complains(&format!("{flag} needs a value"));
        assert!(folders(&store).is_empty());
    }
    refused(&["--json"], "--json needs a value");
}

#[test]
fn a_bad_variable_is_named() {
    for (name, value, expected) in [
        ("BENCHKIT_BUDGET", "fast", "expected a duration"),
        ("BENCHKIT_LAUNCHES", "few", "expected a number of launches"),
        ("BENCHKIT_LAUNCH_TIME", "-1s", "expected a duration"),
        ("BENCHKIT_WARMUP", "hot", "expected a duration"),
        ("BENCHKIT_TRIAL", "0", "expected a duration"),
        ("BENCHKIT_ITERATIONS", "0", "expected a number of iterations"),
        ("BENCHKIT_THREADS", "0", "expected numbers of threads"),
        ("BENCHKIT_TARGET", "narrow", "expected a share"),
        ("BENCHKIT_CONFIDENCE", "1", "expected a confidence"),
        ("BENCHKIT_LATENCY", "200%", "expected a share"),
        ("BENCHKIT_ONCE", "maybe", "expected true or false"),
        ("BENCHKIT_TIMEOUT", "never", "expected a duration"),
        ("BENCHKIT_PIN", "first", "expected "),
        ("BENCHKIT_SUITE_BUDGET", "long", "expected a duration"),
        ("BENCHKIT_RESUME", "please", "expected 1, true, 0 or false"),
        ("BENCHKIT_SEED", "random", "expected a number"),
        ("BENCHKIT_FAIL_ON", "luck", "expected regression"),
        ("BENCHKIT_PROFILE_TIME", "x", "expected a duration"),
    ] {
        let store = Folder::new();
        let mut command = command(SUITE, &store);
        command.args(["--bench", "plain"]).env(name, value);
        let answer = answer(&mut command).exits(2);
        answer.complains(&format!("error: {name}: ")).complains(expected);
    }
}

#[test]
fn a_variable_that_is_no_text_is_named_too() {
    let store = Folder::new();
    let mut command = command(SUITE, &store);
    let text = OsStr::from_bytes(b"3\xffs");
    command.args(["--bench", "plain"]).env("BENCHKIT_BUDGET", text);
    answer(&mut command).exits(2).complains("error: BENCHKIT_BUDGET: ");
}

#[test]
fn odd_names_are_listed_found_and_measured() {
    let list = ["--list", "--format=terse"];
    let listed = run(NAMES, &list).exits(0).stdout;
    let ids: Vec<&str> = listed
        .lines()
        .map(|line| line.strip_suffix(": benchmark").expect("one line each"))
        .collect();
    assert_eq!(ids.len(), 16, "{ids:#?}");
    let distinct: BTreeSet<&&str> = ids.iter().collect();
    assert_eq!(distinct.len(), 16, "{ids:#?}");
    assert!(!listed.contains(['\t', '\u{1b}', '\0']), "{listed:?}");
    for id in &ids {
        let exact = ["--exact", id, "--nocapture"];
        let answer = run(NAMES, &exact).exits(0);
        assert!(answer.stdout.contains("1 passed"), "{id}: {answer:#?}");
    }
    let store = Folder::new();
    let mut command = command(NAMES, &store);
    let json = answer(command.args(SHORT).args(["--json=-", "--launches=1"]));
    let document = json.exits(0).document();
    let measured: Vec<&str> = results(&document)
        .iter()
        .filter(|result| result["status"] == "measured")
        .filter_map(|result| result["id"].as_str())
        .collect();
    assert_eq!(measured, ids);
    result(&document, "line\\nbreak\\tand\\u{1b}[31mred\\u{0}");
    // Nothing was written beside the store's own folders.
    assert_eq!(folders(&store).len(), 1);
    assert!(!store.join("../escaped").exists());
}

#[test]
fn odd_names_do_no_harm_in_any_output() {
    let store = Folder::new();
    let markdown = store.join("out.md");
    let csv = store.join("out.csv");
    let mut command = command(NAMES, &store);
    command.args(SHORT).arg("--launches=1");
    command.arg("--markdown").arg(&markdown).arg("--csv").arg(&csv);
    let answer = answer(&mut command).exits(0);
    assert!(answer.stdout.contains("16 measured"), "{answer:#?}");
    for text in [
        answer.stdout,
        std::fs::read_to_string(markdown).expect("Markdown"),
        std::fs::read_to_string(csv).expect("CSV"),
    ] {
        assert!(!text.contains(['\u{1b}', '\0', '\t']), "{text:?}");
    }
}

#[test]
fn equal_names_are_numbered_and_both_kept() {
    let list = ["--list", "--format=terse", "twice"];
    let listed = run(NAMES, &list).exits(0).stdout;
    let distinct: BTreeSet<&str> = listed.lines().collect();
    assert_eq!(distinct.len(), 4, "{listed}");
}
