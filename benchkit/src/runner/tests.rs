//! Whole launches on the fake host: exact, and without time passing.

use super::{
    Plan, fake::FakeHost, gate::Gate, latency, measure, run_once,
    stopwatch::Stopwatch,
};
use crate::{
    model::{
        BATCH_SIZE_UNKNOWN, COLD_ONLY, ClockFacts, Failure, FailureKind,
        Launch, LaunchOutcome, RunConfig, Warmup,
    },
    unit::Nanos,
    workload::{Bencher, Driver, Note, Routine, Runtime, block_on},
};
use std::{
    cell::RefCell,
    pin::Pin,
    sync::{
        Arc, LazyLock, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

fn plan() -> Plan {
    Plan { config: RunConfig::default(), time: Nanos(10_000_000) }
}

fn launch(
    host: &FakeHost,
    plan: &Plan,
    body: &(dyn Fn(&mut Bencher<'_>) + Sync),
) -> Launch {
    match measure(host, plan, body) {
        LaunchOutcome::Measured(launch) => *launch,
        LaunchOutcome::Failed(failure) => panic!("failed: {failure}"),
    }
}

fn failure(
    host: &FakeHost,
    plan: &Plan,
    body: &(dyn Fn(&mut Bencher<'_>) + Sync),
) -> Failure {
    match measure(host, plan, body) {
        LaunchOutcome::Measured(_) => panic!("measured"),
        LaunchOutcome::Failed(failure) => failure,
    }
}

#[track_caller]
fn close(value: f64, expected: f64) {
    let off = (value / expected - 1.0).abs();
    assert!(off < 1e-3, "{value}, expected {expected}");
}

#[test]
fn steady_work_is_located_exactly() {
    let host = FakeHost::default();
    let launch = launch(&host, &plan(), &|b| b.iter(|| host.pass(1_000)));
    close(launch.estimate, 1_000.0);
    assert_eq!(launch.iterations, 100);
    assert!(launch.trials >= 90, "{} trials", launch.trials);
    assert_eq!(launch.clean_trials, Some(launch.trials));
    assert!(launch.warmup.steady);
    close(launch.doubling.unwrap(), 2.0);
}

#[test]
fn long_iterations_are_timed_one_by_one() {
    let host = FakeHost::default();
    let launch = launch(&host, &plan(), &|b| b.iter(|| host.pass(5_000_000)));
    assert_eq!(launch.iterations, 1);
    close(launch.estimate, 5e6);
    assert_eq!(launch.doubling, None);
    let counted: u64 = launch.latency.iter().map(|(_, n)| n).sum();
    assert_eq!(counted, launch.trials);
}

#[test]
fn work_too_long_to_repeat_is_run_once_and_called_cold() {
    let host = FakeHost::default();
    let calls = AtomicU64::new(0);
    let mut plan = plan();
    plan.config.timeout = Nanos(30_000_000_000);
    let mut run = |cost: u64, warmup: Warmup| {
        calls.store(0, Ordering::SeqCst);
        plan.config.warmup = warmup;
        let launch = launch(&host, &plan, &|b| {
            b.with_inputs(|| 1).iter_values(|_| {
                let call = calls.fetch_add(1, Ordering::SeqCst);
                // Only the first one is so long.
                host.pass([cost, 20_000_000][usize::from(call > 0)]);
            });
        });
        (calls.load(Ordering::SeqCst), launch)
    };
    let usual = RunConfig::default().warmup;
    let (calls, cold) = run(2_000_000_000, usual);
    assert_eq!((calls, cold.trials, cold.iterations), (1, 1, 1));
    assert!(!cold.warmup.steady);
    assert_eq!(cold.remarks, [COLD_ONLY]);
    close(cold.estimate, 2e9);
    close(cold.warmup.first_iteration_ns.unwrap(), 2e9);

    let (calls, asked) = run(2_000_000_000, Warmup::Trials(1));
    assert!(calls > 2 && asked.remarks.is_empty());
    let (_, warm) = run(900_000_000, usual);
    assert!(warm.remarks.is_empty());
    close(warm.estimate, 2e7);
}

#[test]
fn the_first_iteration_is_the_first_one_with_inputs_too() {
    let host = FakeHost::default();
    let launch = launch(&host, &plan(), &|b| {
        let mut cold = true;
        b.with_inputs(|| 1).iter_values(|_| {
            host.pass(if std::mem::take(&mut cold) { 900_000 } else { 100 });
        });
    });
    close(launch.warmup.first_iteration_ns.unwrap(), 900_000.0);
    close(launch.estimate, 100.0);
}

#[test]
fn work_that_grows_with_each_iteration_drifts() {
    let host = FakeHost::default();
    let growing = launch(&host, &plan(), &|b| {
        let mut calls = 0_u64;
        b.iter(|| {
            calls += 1;
            host.pass(1_000 + calls / 50);
        });
    });
    assert!(!growing.warmup.steady);
    assert!(growing.drift.unwrap() > 0.02, "{:?}", growing.drift);
    let honest = launch(&host, &plan(), &|b| b.iter(|| host.pass(1_000)));
    close(1.0 + honest.drift.unwrap(), 1.0);
}

#[test]
fn a_costly_preparation_is_not_paid_over_and_over() {
    // What is done around a trial may borrow for long.
    let host: &'static FakeHost = Box::leak(Box::default());
    let mut plan = plan();
    plan.time = Nanos(1_000_000);
    let made = Arc::new(AtomicU64::new(0));
    let launch = launch(host, &plan, &|b| {
        let made = Arc::clone(&made);
        b.before_trial(move || {
            made.fetch_add(1, Ordering::SeqCst);
            host.pass(100_000_000);
        })
        .iter(|| host.pass(1_000));
    });
    let counted: u64 = launch.latency.iter().map(|(_, n)| n).sum();
    assert_eq!(counted, 1);
    let others = launch.warmup.trials + launch.trials + 1;
    assert_eq!(made.load(Ordering::SeqCst) - others, 2 + 1);
}

#[test]
fn inputs_of_unknown_size_come_in_small_batches() {
    let host = FakeHost::default();
    let launch = launch(&host, &plan(), &|b| {
        b.with_inputs(|| vec![0_u8; 8]).iter_refs(|_| host.pass(100));
    });
    assert_eq!(launch.remarks, [BATCH_SIZE_UNKNOWN]);
    let inline = size_of::<Vec<u8>>() as u64;
    assert_eq!(launch.batch_bytes, Some(64 * inline));
}

#[test]
fn the_first_iteration_is_kept_apart() {
    let host = FakeHost::default();
    let launch = launch(&host, &plan(), &|b| {
        let mut cold = true;
        b.iter(|| {
            host.pass(if std::mem::take(&mut cold) { 900_000 } else { 100 });
        });
    });
    close(launch.warmup.first_iteration_ns.unwrap(), 900_000.0);
    close(launch.estimate, 100.0);
}

#[test]
fn a_slow_start_is_warmed_away() {
    let host = FakeHost::default();
    let launch = launch(&host, &plan(), &|b| {
        let mut calls = 0_u64;
        b.iter(|| {
            calls += 1;
            host.pass(if calls < 500 { 3_000 } else { 1_000 });
        });
    });
    close(launch.estimate, 1_000.0);
    close(launch.quantiles[20], 1_000.0);
}

#[test]
fn preempted_trials_do_not_move_the_estimate() {
    let host = FakeHost::default();
    let launch = launch(&host, &plan(), &|b| {
        let mut calls = 0_u64;
        b.iter(|| {
            calls += 1;
            host.pass(1_000);
            if calls.is_multiple_of(250) {
                host.switches.fetch_add(1, Ordering::SeqCst);
                host.pass(400_000);
            }
        });
    });
    close(launch.estimate, 1_000.0);
    assert!(launch.mean > 2_000.0);
    assert!(launch.clean_trials.unwrap() < launch.trials);
}

#[test]
fn a_number_of_warm_up_trials_and_of_iterations_is_obeyed() {
    let host = FakeHost::default();
    let mut plan = plan();
    plan.config.warmup = Warmup::Trials(7);
    plan.config.iterations = Some(13);
    let launch = launch(&host, &plan, &|b| b.iter(|| host.pass(500)));
    assert_eq!((launch.iterations, launch.warmup.trials), (13, 7));
}

#[test]
fn once_is_one_iteration() {
    let host = FakeHost::default();
    let mut plan = plan();
    plan.config.once = true;
    let calls = AtomicU64::new(0);
    let launch = launch(&host, &plan, &|b| {
        b.iter(|| {
            calls.fetch_add(1, Ordering::SeqCst);
            host.pass(777);
        });
    });
    assert_eq!(calls.load(Ordering::SeqCst), 1);
    assert_eq!((launch.trials, launch.iterations), (1, 1));
    close(launch.estimate, 777.0);
}

#[test]
fn once_is_one_iteration_with_inputs_too() {
    let host = FakeHost::default();
    let mut plan = plan();
    plan.config.once = true;
    let calls = AtomicU64::new(0);
    let launch = launch(&host, &plan, &|b| {
        b.with_inputs(|| 5).iter_values(|_input| {
            // Only the first one is slow: a second would hide it.
            let call = calls.fetch_add(1, Ordering::SeqCst);
            host.pass(if call == 0 { 777 } else { 1 });
        });
    });
    assert_eq!(calls.load(Ordering::SeqCst), 1);
    close(launch.estimate, 777.0);
}

#[test]
fn phases_come_in_order() {
    let host = FakeHost::default();
    let mut plan = plan();
    plan.config.once = true;
    let log = Arc::new(Mutex::new(Vec::new()));
    launch(&host, &plan, &|b| {
        let say = |word: &'static str| {
            let log = Arc::clone(&log);
            move || log.lock().unwrap().push(word)
        };
        say("setup")();
        let verified = say("verify");
        b.before_trial(say("before"))
            .after_trial(say("after"))
            .verify_trial(move || {
                verified();
                Ok(())
            })
            .iter(say("work"));
        say("teardown")();
    });
    let expected = ["setup", "before", "work", "verify", "after", "teardown"];
    assert_eq!(*log.lock().unwrap(), expected);
}

/// Takes its time when it is dropped.
struct SlowDrop<'h>(&'h FakeHost);
impl Drop for SlowDrop<'_> {
    fn drop(&mut self) {
        self.0.pass(9_000);
    }
}

#[test]
fn inputs_are_made_and_outputs_dropped_outside_the_timing() {
    let host = FakeHost::default();
    let launch = launch(&host, &plan(), &|b| {
        b.with_inputs(|| {
            host.pass(50_000);
            3_u64
        })
        .iter_values(|input| {
            host.pass(1_000 * input);
            SlowDrop(&host)
        });
    });
    close(launch.estimate, 3_000.0);
}

#[test]
fn the_workloads_own_clock_is_taken_as_it_is() {
    let host = FakeHost::default();
    let launch = launch(&host, &plan(), &|b| {
        b.iter_custom(|n| {
            host.pass(n * 10);
            Duration::from_nanos(n * 250)
        });
    });
    close(launch.estimate, 250.0);
}

#[test]
fn a_clock_that_stops_before_the_work_does_not_double() {
    let host = FakeHost::default();
    let launch = launch(&host, &plan(), &|b| {
        b.iter_custom(|n| {
            host.pass(n * 10);
            Duration::from_nanos(25)
        });
    });
    close(launch.doubling.unwrap(), 1.0);
}

#[test]
fn inputs_are_counted_a_batch_at_a_time() {
    let host = FakeHost::default();
    let bytes = |cost: u64| {
        let launch = launch(&host, &plan(), &|b| {
            b.with_inputs(|| [0_u8; 1 << 10]).iter_refs(|_| host.pass(cost));
        });
        (launch.iterations, launch.batch_bytes)
    };
    // Half of the fake host's cache of 1 MiB, or all inputs of a trial.
    assert_eq!(bytes(100), (1_000, Some(512 << 10)));
    assert_eq!(bytes(10_000), (10, Some(10 << 10)));
    assert_eq!(bytes(5_000_000), (1, Some(1 << 10)));
}

#[test]
fn failures_say_what_happened() {
    let host = FakeHost::default();
    let error = failure(&host, &plan(), &|b| {
        let mut calls = 0;
        b.try_iter(|| {
            calls += 1;
            host.pass(100);
            if calls < 500 { Ok(()) } else { Err("the disk is full") }
        });
    });
    assert_eq!(error.kind, FailureKind::Error);
    assert_eq!(error.message, "the disk is full");

    let panicked = failure(&host, &plan(), &|_| panic!("no {}", "luck"));
    assert_eq!(panicked.kind, FailureKind::Panicked);
    assert_eq!(panicked.message, "panicked: no luck");

    let idle = failure(&host, &plan(), &|_| {});
    assert_eq!(idle.kind, FailureKind::NothingMeasured);

    let twice = failure(&host, &plan(), &|b| {
        b.iter(|| host.pass(100));
        b.iter(|| host.pass(100));
    });
    assert!(twice.message.contains("measures twice"));
}

#[test]
fn a_false_verify_voids_the_benchmark() {
    let host = FakeHost::default();
    let failure = failure(&host, &plan(), &|b| {
        b.iter_verified(
            || host.pass(100),
            |()| Err(Failure::new(FailureKind::VerifyFailed, "3 is not 4")),
        );
    });
    assert_eq!(failure.kind, FailureKind::VerifyFailed);
}

#[test]
fn a_clock_that_stands_still_is_a_failure_not_an_endless_loop() {
    let host = FakeHost { standing: true, ..FakeHost::default() };
    let failure = failure(&host, &plan(), &|b| b.iter(|| ()));
    assert_eq!(failure.kind, FailureKind::Clock);
}

#[test]
fn an_empty_workload_costs_nothing_and_does_not_hang() {
    let host = FakeHost::default();
    let mut plan = plan();
    plan.config.trial = Nanos(100);
    plan.time = Nanos(1_000);
    let launch = launch(&host, &plan, &|b| b.iter(|| ()));
    assert!(launch.estimate.abs() < 0.05, "{}", launch.estimate);
}

#[test]
fn threads_run_the_workload_with_a_state_of_their_own() {
    let host = FakeHost::default();
    let mut plan = plan();
    plan.config.threads = 3;
    plan.config.iterations = Some(4);
    plan.time = Nanos(1_000_000);
    let bodies = AtomicU64::new(0);
    let launch = launch(&host, &plan, &|b| {
        bodies.fetch_add(1, Ordering::SeqCst);
        let own = RefCell::new(0_u64);
        b.iter(|| {
            *own.borrow_mut() += 1;
            host.pass(1_000);
        });
    });
    assert_eq!(bodies.load(Ordering::SeqCst), 3);
    assert_eq!(launch.threads.len(), 3);
    let counts: Vec<u64> =
        launch.threads.iter().map(|t| t.iterations).collect();
    assert!(counts.iter().all(|n| *n == counts[0] && *n > 0));
}

#[test]
fn a_thread_that_fails_frees_the_others() {
    let host = FakeHost::default();
    let mut plan = plan();
    plan.config.threads = 3;
    let bodies = AtomicU64::new(0);
    let failure = failure(&host, &plan, &|b| {
        let own = bodies.fetch_add(1, Ordering::SeqCst);
        assert!(own != 1, "this one");
        b.iter(|| host.pass(1_000));
    });
    assert_eq!(failure.message, "panicked: this one");
}

#[test]
fn a_thread_that_fails_among_single_iterations_frees_the_others() {
    let host = FakeHost::default();
    let mut plan = plan();
    plan.config.threads = 3;
    plan.config.iterations = Some(4);
    plan.config.warmup = Warmup::Trials(1);
    plan.config.latency = 1e9;
    plan.time = Nanos(1_000_000);
    let bodies = AtomicU64::new(0);
    let failure = failure(&host, &plan, &|b| {
        let own = bodies.fetch_add(1, Ordering::SeqCst);
        let mut alone = 0;
        b.iter_custom(|n| {
            host.pass(if n == 1 { 1 } else { n * 1_000 });
            // The first iteration of all is one of one, too.
            alone += u64::from(n == 1);
            assert!(own != 1 || alone < 4, "this one");
            Duration::from_nanos(n * 1_000)
        });
    });
    assert_eq!(failure.message, "panicked: this one");
}

/// Each thread would wait for the others for good if it met them.
#[test]
fn single_iterations_of_threads_do_not_wait_for_each_other() {
    let host = FakeHost::default();
    let gate = Gate::new(2);
    let clock = ClockFacts::default();
    let stopwatch = Stopwatch { host: &host, gate: &gate, clock };
    std::thread::scope(|scope| {
        for cost in [10_u64, 1_000] {
            let host = &host;
            scope.spawn(move || {
                let mut driver = Singles(stopwatch, 0);
                Bencher::new(&mut driver).iter(|| host.pass(cost));
                assert!(driver.1 >= 1);
            });
        }
    });
}

/// Times single iterations and counts them.
struct Singles<'h>(Stopwatch<'h>, u64);
impl Driver for Singles<'_> {
    fn drive(&mut self, routine: &mut dyn Routine) {
        let buckets = latency::pass(&self.0, routine, 50_000, 100_000);
        self.1 = buckets.unwrap().iter().map(|(_, n)| n).sum();
    }

    fn note(&mut self, _: Note) {}
}

#[test]
fn test_mode_runs_one_iteration() {
    let calls = RefCell::new(0);
    let ran = run_once(&|b| b.iter(|| *calls.borrow_mut() += 1));
    assert!(ran.is_ok());
    assert_eq!(*calls.borrow(), 1);
    let failed = run_once(&|b| b.try_iter(|| Err::<(), _>("no")));
    assert_eq!(failed.unwrap_err().message, "no");
}

static HOST: LazyLock<FakeHost> = LazyLock::new(FakeHost::default);

/// An executor that costs 5 us a call.
struct SlowRuntime<'h>(&'h FakeHost);
impl Runtime for SlowRuntime<'_> {
    fn block_on(&self, future: Pin<&mut dyn Future<Output = ()>>) {
        self.0.pass(5_000);
        block_on(future);
    }
}

#[test]
fn an_asynchronous_workload_says_what_its_executor_costs() {
    let mut plan = plan();
    plan.config.iterations = Some(100);
    let launch = launch(&HOST, &plan, &|b| {
        b.runtime(SlowRuntime(&HOST)).iter_async(|| async { HOST.pass(1_000) });
    });
    close(launch.metrics[0].value.unwrap(), 50.0);
    assert_eq!(launch.metrics[0].metric.name, "executor");
    close(launch.estimate, 1_050.0);
}
