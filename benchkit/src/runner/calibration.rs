//! What the clock and an empty workload cost here and now, and how many
//! iterations make a trial.

use crate::{
    clock,
    model::{ClockFacts, Failure, FailureKind},
    runner::{Host, gate::Gate, stopwatch::Stopwatch},
    stats,
    workload::{Bencher, Driver, Note, Routine},
};

/// Iterations of an empty trial: long against the clock's step.
const EMPTY_ITERATIONS: u64 = 20_000;
/// Empty trials; their median counts.
const EMPTY_TRIALS: usize = 9;
/// A trial is at least this many steps of the clock.
const STEPS_A_TRIAL: f64 = 1_000.0;

/// Lets the clock measure itself, and an empty workload its loop.
///
/// # Errors
/// When the clock stands still or goes backwards.
pub(super) fn clock_facts(host: &dyn Host) -> Result<ClockFacts, Failure> {
    let reading = clock::facts(&|| host.now()).ok_or_else(|| {
        Failure::new(
            FailureKind::Clock,
            "the clock stands still or goes backwards: nothing can be timed",
        )
    })?;
    let bare = ClockFacts {
        resolution_ns: reading.resolution_ns,
        overhead_ns: reading.overhead_ns,
        empty_iteration_ns: 0.0,
    };
    let empty_iteration_ns = empty_iteration(host, bare);
    Ok(ClockFacts { empty_iteration_ns, ..bare })
}

/// What an iteration of an empty workload costs, through the same path as
/// every workload.
fn empty_iteration(host: &dyn Host, bare: ClockFacts) -> f64 {
    let gate = Gate::new(1);
    let stopwatch = Stopwatch { host, gate: &gate, clock: bare };
    let mut driver = Empty { stopwatch, costs: Vec::new() };
    Bencher::new(&mut driver).iter(|| ());
    stats::median(&stats::sorted(driver.costs))
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

