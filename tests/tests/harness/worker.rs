//! A worker that is spoken to by hand.

use crate::support::{Answer, SUITE, clean};
use serde_json::{Value, json};
use std::process::{Command, Stdio};
use std::{io::Write as _, process::Child};

/// The suite as a worker that reads descriptor 3 and answers on 4: the
/// shell makes them its standard input and output, and standard output its
/// standard error.
fn worker() -> Child {
    let mut command = Command::new("sh");
    clean(&mut command);
    let wire = "exec \"$0\" 3<&0 4>&1 </dev/null 1>&2";
    command.args(["-c", wire, SUITE]).env("BENCHKIT_WORKER", "3,4");
    command.stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("it starts")
}

/// What a worker says to `request`.
fn asked(request: &str) -> Answer {
    let mut worker = worker();
    let mut pipe = worker.stdin.take().expect("a pipe");
    drop(pipe.write_all(request.as_bytes()));
    drop(pipe);
    worker.wait_with_output().expect("it ends").into()
}

fn replies(answer: &Answer) -> Vec<Value> {
    let parse = |line: &str| serde_json::from_str(line).expect("JSON");
    answer.stdout.lines().map(parse).collect()
}

fn request(protocol: u32, id: &str) -> String {
    let config = json!({
        "budget": 100_000_000, "warmup": {"trials": 1}, "launches": 1,
        "launches_fixed": true, "launch_time": 1_000_000, "trial": 100_000,
        "threads": 1, "target": 0.01, "confidence": 0.95, "latency": 0.0,
        "once": false, "timeout": 1_000_000_000,
    });
    let measure = json!({
        "protocol": protocol, "id": id, "config": config,
        "time_ns": 1_000_000,
    });
    format!("{}\n", json!({ "measure": measure }))
}

#[test]
fn a_worker_greets_and_measures() {
    let answer = asked(&request(1, "fake_suite::steady::plain")).exits(0);
    let replies = replies(&answer);
    assert_eq!(replies.len(), 2, "{replies:#?}");
    assert_eq!(replies[0]["hello"]["protocol"], 1);
    let launch = &replies[1]["done"]["outcome"]["measured"];
    assert!(launch["estimate"].is_number(), "{replies:#?}");
    assert!(answer.stderr.is_empty());
}

#[test]
fn a_failure_is_an_answer_too() {
    let answer = asked(&request(1, "fake_suite::refusing::err")).exits(0);
    let failed = &replies(&answer)[1]["done"]["outcome"]["failed"];
    assert_eq!(failed["kind"], "error", "{failed:#}");
    let answer = asked(&request(1, "fake_suite::nobody")).exits(0);
    let failed = &replies(&answer)[1]["done"]["outcome"]["failed"];
    assert_eq!(failed["kind"], "not_found", "{failed:#}");
}

#[test]
fn another_protocol_is_refused_by_name() {
    let answer = asked(&request(99, "fake_suite::steady::plain")).exits(2);
    assert_eq!(replies(&answer).len(), 1, "only the greeting");
    let answer = answer.complains("speaks protocol 99, this worker 1");
    answer.complains("both must be built with one benchkit");
}

/// A newer harness may ask in a form that this one cannot read: the version
/// is still what the error names.
#[test]
fn another_protocol_is_named_whatever_its_form() {
    let newer = "{\"measure\":{\"protocol\":2,\"what\":[\"else\"]}}\n";
    asked(newer).exits(2).complains("speaks protocol 2, this worker 1");
}

#[test]
fn rubbish_or_nothing_ends_a_worker_without_a_panic() {
    for request in ["", "\n", "rubbish\n", "{}\n", "{\"measure\":{}}\n"] {
        let answer = asked(request).exits(2).complains("error: ");
        assert!(!answer.stderr.contains("panicked"), "{answer:#?}");
        assert_eq!(replies(&answer).len(), 1);
    }
}

#[test]
fn a_harness_that_is_gone_ends_a_worker_without_a_panic() {
    let mut worker = worker();
    drop(worker.stdout.take());
    let mut pipe = worker.stdin.take().expect("a pipe");
    let request = request(1, "fake_suite::steady::plain");
    drop(pipe.write_all(request.as_bytes()));
    let answer: Answer = worker.wait_with_output().expect("it ends").into();
    let answer = answer.exits(2).complains("error: ");
    assert!(!answer.stderr.contains("panicked"), "{answer:#?}");
}

#[test]
fn a_variable_that_names_no_pipes_is_refused() {
    for value in ["", "1", "0,1", "77,78", "3;4", "-1,-1", "x,y"] {
        let mut command = Command::new(SUITE);
        clean(&mut command);
        command.env("BENCHKIT_WORKER", value);
        let answer = crate::support::answer(&mut command).exits(2);
        let answer = answer.complains("BENCHKIT_WORKER").complains("unset it");
        assert!(answer.stdout.is_empty(), "{answer:#?}");
    }
}
