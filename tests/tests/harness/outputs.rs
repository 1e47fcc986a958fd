//! Where results go: standard output, files, and in which colours.

use crate::support::{
    Folder, SHORT, SUITE, answer, command, measure, run, stored, valid,
};
use std::fs;

const PLAIN: &str = "steady::plain";

#[test]
fn json_on_standard_output_is_the_stored_document_alone() {
    let store = Folder::new();
    let mut command = command(SUITE, &store);
    command.args(SHORT).args([PLAIN, "refusing::err", "--json", "-"]);
    let answer = answer(&mut command).exits(1);
    assert_eq!(stored(&store), [answer.document()]);
}

#[test]
fn json_in_a_file_leaves_the_table_on_standard_output() {
    let store = Folder::new();
    let path = store.join("out.json");
    let mut command = command(SUITE, &store);
    command.args(SHORT).arg(PLAIN).arg("--json").arg(&path);
    let answer = answer(&mut command).exits(0).says("1 measured");
    assert!(answer.stderr.is_empty(), "{answer:#?}");
    let text = fs::read_to_string(path).expect("a document");
    let document = valid(serde_json::from_str(&text).expect("JSON"));
    assert_eq!(stored(&store), [document]);
}

#[test]
fn markdown_and_csv_go_where_they_are_sent() {
    let store = Folder::new();
    let path = store.join("out.md");
    let mut command = command(SUITE, &store);
    command.args(SHORT).args(["steady::sized", "--csv=-", "--markdown"]);
    let answer = answer(command.arg(&path)).exits(0);
    let lines: Vec<&str> = answer.stdout.lines().collect();
    // A header, and a line for each of two launches of two benchmarks.
    assert_eq!(lines.len(), 5, "{answer:#?}");
    let columns = lines[0].matches(',').count();
    assert!(lines[1..].iter().all(|line| line.matches(',').count() >= columns));
    let markdown = fs::read_to_string(path).expect("a report");
    assert!(markdown.contains("n=1000") && markdown.contains("| "));
    let answer = run(SUITE, &[&SHORT[..], &[PLAIN, "--markdown=-"]].concat());
    answer.exits(0).says("| ");
}

#[test]
fn colour_is_for_those_who_ask() {
    let coloured = |flags: &[&str], variables: &[(&str, &str)]| {
        let store = Folder::new();
        let mut command = command(SUITE, &store);
        command.args(SHORT).args([PLAIN, "refusing::err"]).args(flags);
        command.envs(variables.iter().copied());
        let answer = answer(&mut command).exits(1);
        assert!(!answer.stderr.contains('\u{1b}'), "{answer:#?}");
        answer.stdout.contains('\u{1b}')
    };
    assert!(!coloured(&[], &[]), "a pipe is no terminal");
    assert!(coloured(&["--color=always"], &[]));
    assert!(coloured(&["--color=always"], &[("NO_COLOR", "1")]));
    assert!(!coloured(&["--color=never"], &[("CARGO_TERM_COLOR", "always")]));
    assert!(coloured(&[], &[("CARGO_TERM_COLOR", "always")]));
    let both = [("CARGO_TERM_COLOR", "always"), ("NO_COLOR", "1")];
    assert!(!coloured(&[], &both));
    let empty = [("CARGO_TERM_COLOR", "always"), ("NO_COLOR", "")];
    assert!(coloured(&[], &empty), "an empty NO_COLOR says nothing");
    assert!(!coloured(&[], &[("CARGO_TERM_COLOR", "never")]));
}

#[test]
fn a_pipe_gets_plain_lines_without_progress() {
    let store = Folder::new();
    let mut command = command(SUITE, &store);
    let answer = answer(command.args(SHORT).arg(PLAIN)).exits(0);
    let told = format!("{}{}", answer.stdout, answer.stderr);
    assert!(!told.contains(['\r', '\u{1b}']), "{told:?}");
    assert!(answer.stderr.is_empty(), "{answer:#?}");
}

#[test]
fn remarks_on_flags_are_warnings_not_results() {
    let answer = measure(&[PLAIN, "--sample-size=10"]).exits(0);
    let answer = answer.complains("warning: --sample-size has no counterpart");
    answer.document();
}

#[test]
fn nothing_selected_is_a_warning_and_an_empty_document() {
    let answer = measure(&["nothing like it"]).exits(0);
    let answer = answer.complains("warning: ").complains("nothing like it");
    let document = answer.document();
    assert_eq!(document["results"].as_array().map(Vec::len), Some(0));
}
