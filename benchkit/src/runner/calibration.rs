//! What the clock and an empty workload cost here and now, and how many
//! iterations make a trial.

use crate::{
    clock,
    model::{ClockFacts, Failure, FailureKind},
    runner::{Host, gate::Gate, stopwatch::Stopwatch},
    stats::{self, float64},
    workload::{Bencher, Driver, Note, Routine},
};

/// Iterations of the empty trials that tell how many make a whole one.
const ROUGH_ITERATIONS: u64 = 20_000;
/// Iterations of an empty trial at most: an iteration costs a cycle or two.
const MOST_ITERATIONS: u64 = 1_000_000;
/// Empty trials; their median counts.
const EMPTY_TRIALS: usize = 9;
/// Trials of no iterations; their median is what a trial costs by itself.
const BARE_TRIALS: usize = 101;
/// A trial is at least this many steps of the clock.
const STEPS_A_TRIAL: f64 = 1_000.0;

/// Lets the clock measure itself, and an empty workload its loop.
///
/// # Errors
/// When the clock stands still or goes backwards.
///
/// The loop is measured over trials as long as those of the work
/// (`trial_ns`): leaving a long loop costs more than leaving a short one, and
/// so that cost cancels.
pub(super) fn clock_facts(
    host: &dyn Host,
    trial_ns: f64,
) -> Result<ClockFacts, Failure> {
    let reading = clock::facts(&|| host.now()).ok_or_else(|| {
        Failure::new(
            FailureKind::Clock,
            "the clock stands still or goes backwards: nothing can be timed",
        )
    })?;
    let resolution_ns = reading.resolution_ns;
    let nothing = ClockFacts { resolution_ns, ..ClockFacts::default() };
    let bare = empty_trials(host, nothing, BARE_TRIALS, 0);
    let known = ClockFacts { overhead_ns: bare, ..nothing };
    let empty_iteration_ns = empty_loop(host, known, trial_ns);
    Ok(ClockFacts { empty_iteration_ns, ..known })
}

/// What an iteration of the empty loop takes now, in nanoseconds.
pub(super) fn empty_loop(
    host: &dyn Host,
    clock: ClockFacts,
    trial_ns: f64,
) -> f64 {
    let known = ClockFacts { empty_iteration_ns: 0.0, ..clock };
    let empty = |iterations| {
        let whole = empty_trials(host, known, EMPTY_TRIALS, iterations);
        whole / float64(iterations)
    };
    let rough = empty(ROUGH_ITERATIONS);
    // A loop that takes no time, as on a host without one, fits any length.
    let fitting = if rough > 0.0 {
        iterations_for(trial_ns, rough, &known)
    } else {
        ROUGH_ITERATIONS
    };
    empty(fitting.min(MOST_ITERATIONS))
}

/// The median time of `trials` trials of `iterations` iterations of an empty
/// workload, through the same path as every workload.
fn empty_trials(
    host: &dyn Host,
    clock: ClockFacts,
    trials: usize,
    iterations: u64,
) -> f64 {
    let gate = Gate::new(1);
    let stopwatch = Stopwatch { host, gate: &gate, clock };
    let walls = Vec::with_capacity(trials);
    let mut driver = Empty { stopwatch, trials, iterations, walls };
    Bencher::new(&mut driver).iter(|| ());
    stats::median(&stats::sorted(driver.walls))
}

struct Empty<'h> {
    stopwatch: Stopwatch<'h>,
    trials: usize,
    iterations: u64,
    walls: Vec<f64>,
}

impl Driver for Empty<'_> {
    fn drive(&mut self, routine: &mut dyn Routine) {
        let all = self.iterations;
        for _ in 0..self.trials {
            // Reading the tags makes the loop after it slower: nothing has
            // no loop, and what has one is timed as every trial is.
            let wall = if all == 0 {
                self.stopwatch.bare(routine, 0)
            } else {
                self.stopwatch.trial(routine, all, all).map(|t| t.wall_ns)
            };
            self.walls.extend(wall.ok());
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
