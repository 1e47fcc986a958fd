//! What the clock and an empty workload cost here and now, and how many
//! iterations make a trial.

use crate::{
    model::{ClockFacts, Failure, FailureKind},
    runner::{Host, gate::Gate, stopwatch::Stopwatch},
    stats::median_of,
    workload::{Bencher, Driver, Note, Routine},
};

/// Readings that settle the clock's step and cost.
const READINGS: usize = 101;
/// Readings after which a clock that has not moved is called standing.
const PATIENCE: usize = 100_000;
/// Iterations of an empty trial: long against the clock's step.
const EMPTY_ITERATIONS: u64 = 20_000;
/// Empty trials; their median counts.
const EMPTY_TRIALS: usize = 9;
/// A trial is at least this many steps of the clock.
const STEPS_A_TRIAL: f64 = 1_000.0;

/// Lets the clock measure itself.
///
/// # Errors
/// When the clock stands still.
pub(super) fn clock_facts(host: &dyn Host) -> Result<ClockFacts, Failure> {
    let resolution_ns = resolution(host)?;
    let mut costs: Vec<f64> = (0..READINGS)
        .map(|_| {
            let start = host.now();
            to_f64(host.now().saturating_sub(start))
        })
        .collect();
    let overhead_ns = median_of(&mut costs).unwrap_or(0.0);
    let bare =
        ClockFacts { resolution_ns, overhead_ns, empty_iteration_ns: 0.0 };
    let empty_iteration_ns = empty_iteration(host, bare);
    Ok(ClockFacts { empty_iteration_ns, ..bare })
}

/// The smallest step that the clock is seen to make, in nanoseconds.
fn resolution(host: &dyn Host) -> Result<f64, Failure> {
    let mut smallest = u64::MAX;
    for _ in 0..READINGS {
        let start = host.now();
        let step = (0..PATIENCE)
            .map(|_| host.now().saturating_sub(start))
            .find(|step| *step > 0)
            .ok_or_else(|| {
                Failure::new(
                    FailureKind::Clock,
                    "the clock stands still: nothing can be timed here",
                )
            })?;
        smallest = smallest.min(step);
    }
    Ok(to_f64(smallest))
}

/// What an iteration of an empty workload costs, through the same path as
/// every workload.
fn empty_iteration(host: &dyn Host, bare: ClockFacts) -> f64 {
    let gate = Gate::new(1);
    let stopwatch = Stopwatch { host, gate: &gate, clock: bare };
    let mut driver = Empty { stopwatch, costs: Vec::new() };
    Bencher::new(&mut driver).iter(|| ());
    median_of(&mut driver.costs).unwrap_or(0.0)
}

struct Empty<'h> {
    stopwatch: Stopwatch<'h>,
    costs: Vec<f64>,
}

impl Driver for Empty<'_> {
    fn drive(&mut self, routine: &mut dyn Routine) {
        for _ in 0..EMPTY_TRIALS {
            let n = EMPTY_ITERATIONS;
            if let Ok(trial) = self.stopwatch.trial(routine, n, n) {
                self.costs.push(trial.per_iteration());
            }
        }
    }

    fn note(&mut self, _: Note) {}
}

/// How many iterations of `cost_ns` make a trial of `trial_ns`, and at least
/// a thousand steps of the clock.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped in the same line"
)]
pub(super) fn iterations_for(
    trial_ns: f64,
    cost_ns: f64,
    clock: &ClockFacts,
) -> u64 {
    let long = trial_ns.max(clock.resolution_ns * STEPS_A_TRIAL);
    (long / cost_ns.max(1e-3)).round().clamp(1.0, 1e12) as u64
}

#[expect(clippy::cast_precision_loss, reason = "short spans")]
fn to_f64(nanoseconds: u64) -> f64 {
    nanoseconds as f64
}
