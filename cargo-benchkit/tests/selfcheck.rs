//! `cargo benchkit selfcheck` with the tool itself as both sides: what comes
//! out is well formed. What it says of this machine is not tested.
#![cfg(target_os = "linux")]

mod processes;

use processes::{out, talk};
use serde_json::Value;
use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

/// As little as one can check.
const LITTLE: [&str; 5] = [
    "--quick",
    "--repetitions=1",
    "--kernel=alu_chain",
    "--seed=1",
    "--no-pin",
];

fn tool(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cargo-benchkit"))
        .args(arguments)
        .env_remove("BENCHKIT_WORKER")
        .env_remove("COLUMNS")
        .output()
        .expect("starts")
}

fn selfcheck(more: &[&str]) -> Output {
    let mut all = vec!["selfcheck"];
    all.extend(LITTLE);
    if cfg!(debug_assertions) {
        all.push("--allow-debug");
    }
    all.extend(more);
    tool(&all)
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

/// Whether a check came to an end: broken promises are this machine's affair.
fn ended(output: &Output) {
    let code = output.status.code();
    assert!(matches!(code, Some(0 | 4)), "{code:?}: {}", talk(output));
}

#[test]
fn a_check_is_a_valid_document_and_a_journal_goes_on() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let journal = folder.join("selfcheck.jsonl");
    let file = folder.join("selfcheck.json");
    drop(fs::remove_file(&journal));
    let place = |path: &Path| path.to_str().expect("text").to_owned();
    let (journal, file) = (place(&journal), place(&file));
    let kept = ["--budget", "1s", "--journal", &journal];

    let first = selfcheck(&[&kept[..], &["--delta", "0"]].concat());
    ended(&first);
    assert!(out(&first).contains("the same binary called changed"));

    let more = ["--delta", "0,5", "--json", &file];
    let second = selfcheck(&[&kept[..], &more].concat());
    ended(&second);
    let lines = fs::read_to_string(&journal).expect("a journal");
    assert_eq!(lines.lines().count(), 3, "the rules and two comparisons");
    let document = json(&fs::read_to_string(&file).expect("a document"));
    let schema = json(&out(&tool(&["schema", "selfcheck"])));
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let errors: Vec<String> =
        validator.iter_errors(&document).map(|e| e.to_string()).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    assert_eq!(document["comparisons"].as_array().map(Vec::len), Some(2));
    assert_eq!(document["cells"][1]["truth"], 1.05);
    assert_eq!(document["left_out"]["failed"], 0, "{document:#}");
    assert_eq!(document["partial"], false);

    let other = selfcheck(&["--budget", "3s", "--journal", &journal]);
    assert_eq!(other.status.code(), Some(2), "{}", talk(&other));
    assert!(talk(&other).contains("--budget"), "{}", talk(&other));
}

#[test]
fn too_little_time_is_undecided_and_no_failure() {
    let check = selfcheck(&["--budget=1ms", "--delta=0", "--json=-"]);
    ended(&check);
    let document = json(&out(&check));
    let one = &document["comparisons"][0];
    assert_eq!(one["verdict"], "inconclusive", "{document:#}");
    assert!(one.get("ratio").is_none(), "{document:#}");
}

#[test]
fn wrong_usage_names_the_thing() {
    for (wrong, expected) in [
        ("--kernel=bubble", "«bubble» (there are: alu_chain"),
        ("--delta=0.25", "the work can grow by 0, 0.1, 0.2"),
        ("--journal=/nowhere/j", "/nowhere/j"),
        ("--old-exe=/nowhere/tool", "/nowhere/tool"),
    ] {
        let refused = selfcheck(&["--budget=1ms", wrong]);
        assert_eq!(refused.status.code(), Some(2), "{wrong}");
        assert!(talk(&refused).contains(expected), "{}", talk(&refused));
    }
    if cfg!(debug_assertions) {
        let refused = tool(&["selfcheck", "--quick"]);
        assert_eq!(refused.status.code(), Some(2));
        assert!(talk(&refused).contains("debug build"), "{}", talk(&refused));
    }
}
