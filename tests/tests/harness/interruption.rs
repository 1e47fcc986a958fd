//! A run that is ended early: nothing measured is lost, nothing is left
//! running, and it can be gone on with.

use crate::support::{
    Answer, Folder, SHORT, SUITE, answer, command, folders, journal, lives,
    number_after, result, signal, stored, until, valid,
};
use serde_json::Value;
use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

const FIVE: [&str; 4] =
    ["steady::gated", "--launches=5", "--budget=60s", "--nocapture"];

/// A harness whose third worker hangs.
struct Running {
    store: Folder,
    gate: Folder,
    harness: Child,
    worker: u32,
}

/// Starts `program` and waits until its third worker says that it hangs.
fn started(program: impl AsRef<Path>) -> Running {
    let store = Folder::new();
    // Whoever started these tests may have signals ignored, as `nohup` has.
    let mut command = command("env", &store);
    command.arg("--default-signal=HUP").arg(program.as_ref());
    hangs(command, store)
}

fn hangs(mut command: Command, store: Folder) -> Running {
    let gate = Folder::new();
    command.args(SHORT).args(FIVE).env("FAKE_GATE", gate.path());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut harness = command.spawn().expect("it starts");
    let worker = hanging(&mut harness);
    Running { store, gate, harness, worker }
}

fn hanging(harness: &mut Child) -> u32 {
    let stderr = harness.stderr.as_mut().expect("a pipe");
    let mut lines = BufReader::new(stderr).lines();
    let line = lines
        .find_map(|line| line.ok().filter(|line| line.contains("hanging ")));
    number_after(&line.expect("it hangs"), "hanging ")
}

impl Running {
    /// Lets it end; what it printed on standard output, and its exit code.
    fn wait(&mut self) -> (String, Option<i32>) {
        let mut printed = String::new();
        let stdout = self.harness.stdout.as_mut().expect("a pipe");
        stdout.read_to_string(&mut printed).expect("text");
        (printed, self.harness.wait().expect("it ends").code())
    }

    fn resume(&self) -> Command {
        let mut command = command(SUITE, &self.store);
        command.args(SHORT).args(FIVE).args(["--resume", "--json=-"]);
        command
    }
}

/// The orders and estimates of a result's launches.
fn launches(result: &Value) -> Vec<(Value, Value)> {
    let launches = result["launches"].as_array().expect("launches");
    let facts = |l: &Value| (l["order"].clone(), l["estimate"].clone());
    launches.iter().map(facts).collect()
}

fn interrupted(name: &str, code: i32) {
    let mut running = started(SUITE);
    assert!(lives(running.worker));
    signal(name, &running.harness);
    let (printed, exit) = running.wait();
    assert_eq!(exit, Some(code), "{printed}");
    assert!(!lives(running.worker), "its worker is gone when it is");
    let table = printed.to_lowercase();
    assert!(table.contains("partial") || table.contains("interrupted"));
    let documents = stored(&running.store);
    assert_eq!(documents.len(), 1);
    assert_eq!(documents[0]["run"]["partial"], true);
    let before = result(&documents[0], "gated");
    assert_eq!(before["status"], "partial");
    assert_eq!(before["reason"], "the run ended after 2 of its launches");
    assert_eq!(launches(before).len(), 2);

    let resumed = answer(&mut running.resume()).exits(0);
    let resumed = resumed.complains("with its 2 launches");
    let document = resumed.document();
    assert_eq!(document["run"]["partial"], false);
    let after = result(&document, "gated");
    assert_eq!(after["status"], "measured");
    let (kept, all) = (launches(before), launches(after));
    assert_eq!(all.len(), 5);
    assert_eq!(all[..2], kept[..], "the launches from before");
    let orders: Vec<u64> =
        all.iter().filter_map(|(order, _)| order.as_u64()).collect();
    assert_eq!(orders, [0, 1, 2, 3, 4]);
    // The first run stays as it was.
    assert_eq!(stored(&running.store)[0], documents[0]);
    // What is complete is not gone on with.
    let again = answer(&mut running.resume()).exits(2);
    again.complains("there is no interrupted run of `fake_suite`");
}

#[test]
fn ctrl_c_keeps_what_was_measured_and_exits_130() {
    interrupted("INT", 130);
}

#[test]
fn sigterm_keeps_what_was_measured_and_exits_143() {
    interrupted("TERM", 143);
}

#[test]
fn a_closed_terminal_keeps_what_was_measured_and_exits_143() {
    interrupted("HUP", 143);
}

/// A supervisor may tell the group and its leader, which tells its child.
#[test]
fn a_second_signal_that_is_no_ctrl_c_is_patient() {
    let mut running = started(SUITE);
    signal("STOP", &running.harness);
    signal("HUP", &running.harness);
    signal("TERM", &running.harness);
    signal("CONT", &running.harness);
    for _ in 0..5 {
        signal("TERM", &running.harness);
    }
    let (printed, exit) = running.wait();
    assert_eq!(exit, Some(143), "{printed}");
    let documents = stored(&running.store);
    assert_eq!(documents[0]["run"]["partial"], true);
    assert_eq!(launches(result(&documents[0], "gated")).len(), 2);
}

/// What `nohup` does.
#[test]
fn a_hangup_that_is_ignored_stays_so() {
    let store = Folder::new();
    let mut shell = command("sh", &store);
    shell.args(["-c", "trap '' HUP; exec \"$0\" \"$@\"", SUITE]);
    let mut running = hangs(shell, store);
    signal("HUP", &running.harness);
    signal("INT", &running.harness);
    let (printed, exit) = running.wait();
    assert_eq!(exit, Some(130), "{printed}");
    assert_eq!(stored(&running.store).len(), 1);
}

#[test]
fn a_killed_harness_leaves_no_worker_and_a_journal_to_resume() {
    let mut running = started(SUITE);
    signal("KILL", &running.harness);
    let (_, exit) = running.wait();
    assert_eq!(exit, None, "ended by a signal");
    until("the worker dies", || !lives(running.worker));
    let folder = &folders(&running.store)[0];
    assert!(!folder.join("run.json").exists());
    let entries = journal(folder);
    assert_eq!(entries.len(), 3, "the header and two launches");
    valid(entries[0]["header"]["document"].clone());
    let document = answer(&mut running.resume()).exits(0).document();
    assert_eq!(launches(result(&document, "gated")).len(), 5);
}

#[test]
fn a_journal_that_was_torn_is_read_to_the_tear() {
    let mut running = started(SUITE);
    signal("KILL", &running.harness);
    running.wait();
    let path = folders(&running.store)[0].join("journal.jsonl");
    let mut text = fs::read_to_string(&path).expect("a journal");
    text.truncate(text.len() - 40);
    fs::write(&path, text).expect("written");
    let answer = answer(&mut running.resume()).exits(0);
    let answer = answer.complains("with its 1 launch");
    assert_eq!(launches(result(&answer.document(), "gated")).len(), 5);
}

#[test]
fn an_interrupted_run_can_be_interrupted_again() {
    let mut running = started(SUITE);
    signal("INT", &running.harness);
    running.wait();
    // The gate lets no further launch pass.
    let mut command = running.resume();
    command.env("FAKE_GATE", running.gate.path());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    running.harness = command.spawn().expect("it starts");
    hanging(&mut running.harness);
    signal("INT", &running.harness);
    let (_, exit) = running.wait();
    assert_eq!(exit, Some(130));
    let document = answer(&mut running.resume()).exits(0).document();
    assert_eq!(launches(result(&document, "gated")).len(), 5);
}

#[test]
fn resume_without_an_interrupted_run_is_a_mistake() {
    let store = Folder::new();
    let mut command = command(SUITE, &store);
    command.args(SHORT).args(["plain", "--resume"]);
    answer(&mut command).exits(2).complains("no interrupted run");
    assert!(folders(&store).is_empty());
}

#[test]
fn another_build_does_not_resume() {
    let mut running = started(SUITE);
    signal("INT", &running.harness);
    running.wait();
    let copy = running.store.join("fake_suite");
    fs::copy(SUITE, &copy).expect("copied");
    let mut command = command(copy, &running.store);
    command.args(SHORT).args(FIVE).arg("--resume");
    let answer = answer(&mut command).exits(2);
    answer.complains("was built anew").complains("without --resume");
}

#[test]
fn a_second_ctrl_c_ends_at_once() {
    let mut running = started(SUITE);
    // Stopped, it can obey neither before both are there.
    signal("STOP", &running.harness);
    signal("INT", &running.harness);
    signal("TERM", &running.harness);
    signal("CONT", &running.harness);
    let (_, exit) = running.wait();
    assert!(matches!(exit, Some(130 | 143)), "{exit:?}");
    until("the worker dies", || !lives(running.worker));
    let folder = &folders(&running.store)[0];
    assert_eq!(journal(folder).len(), 3);
}

/// Ctrl-Z: the time in which nobody listens is not the worker's.
#[test]
fn an_answer_that_waited_for_a_stopped_harness_counts() {
    let (store, gate) = (Folder::new(), Folder::new());
    let mut command = command(SUITE, &store);
    command.args(SHORT).args(["steady::gated", "--json=-", "--launches=1"]);
    command.args(["--launch-time=100ms", "--timeout=400ms"]);
    command.env("FAKE_GATE", gate.path());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let harness = command.spawn().expect("it starts");
    let process = || fs::read_to_string(gate.join("0")).ok()?.parse().ok();
    until("the worker begins", || process().is_some());
    signal("STOP", &harness);
    let stopped = Instant::now();
    let worker = process().expect("a number");
    until("the worker answers and the time is over", || {
        !lives(worker) && stopped.elapsed() > Duration::from_millis(500)
    });
    signal("CONT", &harness);
    let output = harness.wait_with_output().expect("it ends");
    let document = Answer::from(output).exits(0).document();
    assert_eq!(result(&document, "gated")["status"], "measured");
}

/// Runs a copy of the suite, does `harm` to it in the middle, and lets the
/// run go on.
fn harmed(harm: impl FnOnce(&Path)) {
    let (place, gate, store) = (Folder::new(), Folder::new(), Folder::new());
    let copy = place.join("fake_suite");
    fs::copy(SUITE, &copy).expect("copied");
    let mut command = command(&copy, &store);
    command.args(SHORT).args(["steady::gated", "steady::plain"]);
    command.args(["--launches=5", "--budget=60s", "--nocapture"]);
    command.args(["--json=-", "--timeout=3s"]);
    command.env("FAKE_GATE", gate.path());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut harness = command.spawn().expect("it starts");
    let worker = hanging(&mut harness);
    harm(&copy);
    // The hanging launch fails, the other benchmark goes on.
    let id = worker.to_string();
    drop(Command::new("kill").args(["-9", &id]).status());
    let output = harness.wait_with_output().expect("it ends");
    let answer = Answer::from(output).exits(1);
    let document = answer.document();
    let plain = result(&document, "plain");
    assert_eq!(plain["status"], "measured", "{plain:#}");
    assert_eq!(launches(plain).len(), 5);
}

#[test]
fn a_binary_that_is_deleted_meanwhile_is_measured_to_the_end() {
    harmed(|copy| fs::remove_file(copy).expect("removed"));
}

#[test]
fn a_binary_that_is_replaced_meanwhile_is_measured_to_the_end() {
    harmed(|copy| {
        // As a linker does: a new file under the old name.
        fs::remove_file(copy).expect("removed");
        fs::write(copy, "#!/bin/sh\nexit 9\n").expect("written");
    });
}
