//! One launch from beginning to end: threads, counters, outcome.

use crate::{
    analysis::{merge, summarise_trials},
    model::{
        Failure, FailureKind, Launch, LaunchOutcome, RunConfig, ThreadFacts,
        Trial,
    },
    runner::{
        Host, calibration,
        gate::Gate,
        once::nothing_measured,
        sampler::{Record, Sampler},
        stopwatch::Stopwatch,
        turns::Conductor,
    },
    stats,
    unit::Nanos,
    workload::Bencher,
};
use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    thread,
};

/// Trials that each half of a launch needs to be compared.
const FEWEST_OF_A_HALF: usize = 5;

/// What one launch is to do.
#[derive(Clone, Debug)]
pub struct Plan {
    /// How the benchmark is measured.
    pub config: RunConfig,
    /// Time for the timed trials of this launch.
    pub time: Nanos,
}

/// Measures `body` on `host` as `plan` says; `body` runs once on each of the
/// plan's threads.
pub fn measure(
    host: &dyn Host,
    plan: &Plan,
    body: &(dyn Fn(&mut Bencher<'_>) + Sync),
) -> LaunchOutcome {
    outcome(try_measure(host, plan, None, body))
}

/// Makes `body` warm on `host` and takes turns as `conductor` says; what
/// it took is told to the conductor turn by turn, and in the outcome.
pub fn conducted(
    host: &dyn Host,
    plan: &Plan,
    conductor: &dyn Conductor,
    body: &(dyn Fn(&mut Bencher<'_>) + Sync),
) -> LaunchOutcome {
    outcome(try_measure(host, plan, Some(conductor), body))
}

fn outcome(measured: Result<Launch, Failure>) -> LaunchOutcome {
    match measured {
        Ok(launch) => LaunchOutcome::Measured(Box::new(launch)),
        Err(failure) => LaunchOutcome::Failed(failure),
    }
}

fn try_measure(
    host: &dyn Host,
    plan: &Plan,
    conductor: Option<&dyn Conductor>,
    body: &(dyn Fn(&mut Bencher<'_>) + Sync),
) -> Result<Launch, Failure> {
    let clock = calibration::clock_facts(host, plan.config.trial.as_f64())?;
    let gate = Gate::new(plan.config.threads);
    let stopwatch = Stopwatch { host, gate: &gate, clock };
    let records = if plan.config.threads == 1 {
        vec![on_this_thread(stopwatch, plan, conductor, body, true)]
    } else {
        on_threads(stopwatch, plan, conductor, body)
    };
    assemble(records, stopwatch)
}

fn on_threads(
    stopwatch: Stopwatch<'_>,
    plan: &Plan,
    conductor: Option<&dyn Conductor>,
    body: &(dyn Fn(&mut Bencher<'_>) + Sync),
) -> Vec<Result<Record, Failure>> {
    thread::scope(|scope| {
        let handles: Vec<_> = (0..plan.config.threads)
            .map(|at| {
                scope.spawn(move || {
                    on_this_thread(stopwatch, plan, conductor, body, at == 0)
                })
            })
            .collect();
        handles
            .into_iter()
            .map(|handle| handle.join().unwrap_or_else(|e| Err(panicked(&*e))))
            .collect()
    })
}

fn on_this_thread(
    stopwatch: Stopwatch<'_>,
    plan: &Plan,
    conductor: Option<&dyn Conductor>,
    body: &(dyn Fn(&mut Bencher<'_>) + Sync),
    leader: bool,
) -> Result<Record, Failure> {
    let mut sampler = Sampler::new(stopwatch, plan, leader, conductor);
    let ended = catch(|| body(&mut Bencher::new(&mut sampler)));
    let record = sampler.into_record();
    let outcome = ended.and_then(|()| match record.failed.clone() {
        Some(failure) => Err(failure),
        None if record.driven == 0 => Err(nothing_measured()),
        None => Ok(record),
    });
    if outcome.is_err() {
        stopwatch.gate.break_open();
    }
    outcome
}

/// Runs `work`; a panic becomes a failure.
pub(super) fn catch(work: impl FnOnce()) -> Result<(), Failure> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|e| panicked(&*e))
}

fn panicked(payload: &(dyn Any + Send)) -> Failure {
    let text = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "with a payload that is no text".to_owned());
    Failure::new(FailureKind::Panicked, format!("panicked: {text}"))
}

/// One launch out of what its threads recorded; the first real failure is
/// the launch's.
fn assemble(
    records: Vec<Result<Record, Failure>>,
    stopwatch: Stopwatch<'_>,
) -> Result<Launch, Failure> {
    let mut good = Vec::new();
    let mut failures = Vec::new();
    for record in records {
        match record {
            Ok(record) => good.push(record),
            Err(failure) => failures.push(failure),
        }
    }
    if !failures.is_empty() {
        let own = failures
            .iter()
            .position(|f| !f.message.starts_with("another thread"))
            .unwrap_or(0);
        return Err(failures.swap_remove(own));
    }
    let threads = good.len();
    let mut records = good.into_iter();
    let first = records.next().ok_or_else(nothing_measured)?;
    let rest: Vec<Record> = records.collect();
    Ok(combine(first, &rest, threads, stopwatch))
}

fn combine(
    first: Record,
    rest: &[Record],
    threads: usize,
    stopwatch: Stopwatch<'_>,
) -> Launch {
    stopwatch.host.keep(&first.trials);
    let mut launch = first.launch;
    let drift = drift(&first.trials);
    let mut trials: Vec<Trial> = first.trials;
    let mut facts = vec![thread_facts(&trials)];
    for other in rest {
        stopwatch.host.keep(&other.trials);
        facts.push(thread_facts(&other.trials));
        trials.extend_from_slice(&other.trials);
        merge(&mut launch.latency, &other.launch.latency);
    }
    launch.drift = drift;
    launch.clock = first.clock.unwrap_or(stopwatch.clock);
    launch.host.cpu_share = cpu_share(&trials);
    if threads > 1 {
        launch.threads = facts;
    }
    if let Some(summary) = summarise_trials(&trials) {
        launch.estimate = summary.estimate;
        launch.all_median = summary.all_median;
        launch.mean = summary.mean;
        launch.quantiles = summary.quantiles;
        launch.trials = summary.trials;
        launch.clean_trials = summary.clean_trials;
        launch.iterations = summary.iterations;
    }
    launch
}

/// ln(median of the later half of `trials` / of the earlier half); `None` for
/// too few to have such halves, and for work of no time.
fn drift(trials: &[Trial]) -> Option<f64> {
    let half = trials.len() / 2;
    if half < FEWEST_OF_A_HALF {
        return None;
    }
    let (early, late) = (&trials[..half], &trials[trials.len() - half..]);
    let center = |part: &[Trial]| {
        let costs = part.iter().map(Trial::per_iteration);
        stats::median(&stats::sorted(costs))
    };
    let (early, late) = (center(early), center(late));
    let known = early > 0.0 && late > 0.0;
    known.then(|| (late / early).ln()).filter(|drift| drift.is_finite())
}

/// Thread CPU time / wall time of the trials, where both are known.
fn cpu_share(trials: &[Trial]) -> Option<f64> {
    let cpu: Option<f64> =
        trials.iter().map(|t| t.tags.thread_cpu.map(Nanos::as_f64)).sum();
    let wall: f64 = trials.iter().map(|t| t.wall_ns).sum();
    (wall > 0.0).then_some(cpu? / wall)
}

#[expect(clippy::cast_precision_loss, reason = "counts stay below 2^53")]
fn thread_facts(trials: &[Trial]) -> ThreadFacts {
    let iterations: u64 = trials.iter().map(|t| t.iterations).sum();
    let wall: f64 = trials.iter().map(|t| t.wall_ns).sum();
    ThreadFacts { mean_ns: wall / iterations.max(1) as f64, iterations }
}
