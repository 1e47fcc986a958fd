//! Turns on the fake host.

use super::{
    Plan, conducted,
    fake::FakeHost,
    turns::{Conductor, Turn},
};
use crate::{
    model::{Failure, FailureKind, LaunchOutcome, RunConfig, Warmup},
    unit::Nanos,
    workload::Bencher,
};
use std::sync::{
    Mutex,
    atomic::{AtomicU64, Ordering},
};

/// Asks for the given turns, and keeps what it is told.
#[derive(Debug, Default)]
struct Script {
    turns: Mutex<Vec<Turn>>,
    ready: Mutex<Vec<f64>>,
    done: Mutex<Vec<Vec<f64>>>,
    hung_up: bool,
}

impl Script {
    fn of(turns: &[(u64, u64)]) -> Self {
        let turn = |(iterations, trials)| Turn { iterations, trials };
        let turns = turns.iter().rev().copied().map(turn).collect();
        Self { turns: Mutex::new(turns), ..Self::default() }
    }
}

impl Conductor for Script {
    fn ready(&self, cost_ns: f64) -> Result<(), Failure> {
        self.ready.lock().unwrap().push(cost_ns);
        Ok(())
    }

    fn next(&self) -> Result<Option<Turn>, Failure> {
        if self.hung_up {
            return Err(Failure::new(FailureKind::Protocol, "nobody there"));
        }
        Ok(self.turns.lock().unwrap().pop())
    }

    fn done(&self, trials: Vec<f64>) -> Result<(), Failure> {
        self.done.lock().unwrap().push(trials);
        Ok(())
    }
}

fn plan(threads: usize) -> Plan {
    let config = RunConfig {
        threads,
        warmup: Warmup::Trials(2),
        ..RunConfig::default()
    };
    Plan { config, time: Nanos(10_000_000) }
}

fn play(
    host: &FakeHost,
    plan: &Plan,
    script: &Script,
    body: &(dyn Fn(&mut Bencher<'_>) + Sync),
) -> LaunchOutcome {
    conducted(host, plan, script, body)
}

#[test]
fn each_turn_has_its_length_and_its_trials() {
    let host = FakeHost::default();
    let script = Script::of(&[(50, 3), (50, 1), (7, 2)]);
    let calls = AtomicU64::new(0);
    let outcome = play(&host, &plan(1), &script, &|b| {
        b.iter(|| {
            calls.fetch_add(1, Ordering::SeqCst);
            host.pass(1_000);
        });
    });
    let LaunchOutcome::Measured(launch) = outcome else {
        panic!("{outcome:?}")
    };
    let done = script.done.into_inner().unwrap();
    let counts: Vec<usize> = done.iter().map(Vec::len).collect();
    assert_eq!(counts, [3, 1, 2]);
    for cost in done.iter().flatten().chain(&script.ready.into_inner().unwrap())
    {
        assert!((cost / 1_000.0 - 1.0).abs() < 0.01, "{cost}");
    }
    // A lead-in of each turn is run and not kept.
    assert_eq!(launch.trials, 6);
    assert_eq!(launch.doubling, None);
    assert!(calls.load(Ordering::SeqCst) >= 50 * 4 + 50 * 2 + 7 * 3);
}

#[test]
fn all_threads_take_the_leaders_turns() {
    let host = FakeHost::default();
    let script = Script::of(&[(5, 2), (5, 2)]);
    let calls = AtomicU64::new(0);
    let mut plan = plan(3);
    plan.config.iterations = Some(5);
    let outcome = play(&host, &plan, &script, &|b| {
        b.iter(|| calls.fetch_add(1, Ordering::SeqCst));
    });
    let LaunchOutcome::Measured(launch) = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(launch.threads.len(), 3);
    assert_eq!(launch.trials, 3 * 4);
    assert_eq!(script.ready.into_inner().unwrap().len(), 1);
    assert_eq!(script.done.into_inner().unwrap().len(), 2);
}

#[test]
fn work_that_runs_once_is_ready_and_takes_no_turn() {
    let host = FakeHost::default();
    let script = Script::of(&[(5, 2)]);
    let calls = AtomicU64::new(0);
    let mut plan = plan(1);
    plan.config.once = true;
    let outcome = play(&host, &plan, &script, &|b| {
        b.iter(|| {
            calls.fetch_add(1, Ordering::SeqCst);
            host.pass(3_000);
        });
    });
    assert!(matches!(outcome, LaunchOutcome::Measured(_)), "{outcome:?}");
    assert_eq!(calls.load(Ordering::SeqCst), 1);
    let ready = script.ready.into_inner().unwrap();
    assert!((ready[0] / 3_000.0 - 1.0).abs() < 0.02, "{ready:?}");
    assert!(script.done.into_inner().unwrap().is_empty());
}

#[test]
fn a_conductor_that_is_gone_fails_the_launch_on_all_threads() {
    let host = FakeHost::default();
    let script = Script { hung_up: true, ..Script::default() };
    let mut plan = plan(2);
    plan.config.iterations = Some(5);
    let outcome = play(&host, &plan, &script, &|b| b.iter(|| host.pass(100)));
    let LaunchOutcome::Failed(failure) = outcome else { panic!("{outcome:?}") };
    assert_eq!(failure.message, "nobody there");
}
