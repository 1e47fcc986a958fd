//! What a workload prints is its own business, and what it writes elsewhere
//! its own failure.

use crate::support::{
    Folder, SHORT, SUITE, answer, command, end, lives, measure, number_after,
    result,
};

/// Part of a line that the noisy workload prints 100,000 times on each of
/// its two streams.
const NOISE: &str = "{\"failed\":null}";

#[test]
fn noise_neither_blocks_nor_is_parsed() {
    let answer = measure(&["printing::noisy"]).exits(0);
    let document = answer.document();
    assert_eq!(result(&document, "noisy")["status"], "measured");
    assert!(!answer.stdout.contains(NOISE) && !answer.stderr.contains(NOISE));
}

#[test]
fn noise_is_shown_when_asked_for_but_not_among_the_results() {
    for flag in ["--nocapture", "--no-capture", "--show-output"] {
        let answer = measure(&["printing::noisy", flag, "--launches=1"]);
        let answer = answer.exits(0);
        answer.document();
        // The two streams may cut each other's lines, but lose nothing.
        let shown = answer.stderr.matches('\n').count();
        assert_eq!(shown, 200_000, "{flag}");
    }
}

#[test]
fn rubbish_on_the_pipe_fails_its_launch_alone() {
    let answer = measure(&["scribbling", "unfinished", "plain"]).exits(1);
    let document = answer.document();
    assert_eq!(result(&document, "plain")["status"], "measured");
    let failure = &result(&document, "scribbling")["failure"];
    assert_eq!(failure["kind"], "protocol", "{failure:#}");
    assert!(failure["message"].to_string().contains("this is no answer"));
    let failure = &result(&document, "unfinished")["failure"];
    assert_eq!(failure["kind"], "protocol", "{failure:#}");
    assert!(failure["message"].to_string().contains("half a line"));
}

#[test]
fn a_process_left_behind_does_not_hold_the_harness() {
    let store = Folder::new();
    let mut command = command(SUITE, &store);
    command.args(SHORT).args(["printing::parent", "--json=-", "--nocapture"]);
    let answer = answer(&mut command);
    let left = number_after(&answer.stderr, "left behind ");
    assert!(lives(left), "it outlives its worker and the harness");
    end(left);
    let document = answer.exits(0).document();
    assert_eq!(result(&document, "parent")["status"], "measured");
}

/// The pipe stays open in the process that is left behind: only the worker's
/// end tells. Waiting for the timeout would be another failure.
#[test]
fn a_death_is_seen_while_someone_else_holds_the_pipe() {
    let answer = measure(&["printing::dying_parent"]).exits(1);
    let document = answer.document();
    let failure = &result(&document, "dying_parent")["failure"];
    let stderr = failure["stderr"].as_str().unwrap_or_default();
    let left = number_after(stderr, "left behind ");
    end(left);
    assert_eq!(failure["kind"], "signalled", "{failure:#}");
    assert_eq!(failure["signal"], 6);
}
