//! One launch pair: a process of each side, alive at the same time, taking
//! turns on one CPU in a random order of ABBA and BAAB blocks.

use benchkit::{
    Nanos,
    harness::Worker,
    model::{
        BenchmarkId, Failure, FailureKind, PROTOCOL_VERSION, Reply, Request,
    },
    stats::{median, sorted},
};
use std::path::{Path, PathBuf};

/// Timed trials of a turn, whose median counts.
const TRIALS: u64 = 3;

/// Trials that are at least so long are timed one a turn.
const LONG_NS: f64 = 1e6;

/// Blocks of a launch pair that has the time for them.
const BLOCKS: usize = 8;

/// Blocks that it has in any case.
const FEWEST_BLOCKS: usize = 1;

/// A launch warms up for this long at most: its partner waits meanwhile.
const WARMUP: Nanos = Nanos(10_000_000);

/// One side of a comparison: a bench binary, and which benchmark of it.
#[derive(Clone, Debug)]
pub(crate) struct Side {
    /// Its name in the report: a revision, a file, a workload.
    pub(crate) label: String,
    pub(crate) program: PathBuf,
    pub(crate) folder: PathBuf,
}

/// What a launch pair is to do.
#[derive(Clone, Debug)]
pub(crate) struct Plan<'a> {
    pub(crate) sides: [(&'a Side, &'a BenchmarkId); 2],
    /// A side that does not answer for so long has failed.
    pub(crate) timeout: Nanos,
    pub(crate) pin: Option<usize>,
    /// Time for the turns.
    pub(crate) time: Nanos,
}

/// What a launch pair measured.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LaunchPair {
    /// ln(new / old) of each pair of turns.
    pub(crate) turns: Vec<f64>,
    /// Their median.
    pub(crate) point: f64,
    /// What each side took, in nanoseconds an iteration: the median.
    pub(crate) cost: [f64; 2],
}

/// A side failed: which (0 old, 1 new), and how.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SideFailure {
    pub(crate) side: usize,
    pub(crate) failure: Failure,
}

impl SideFailure {
    /// What went wrong, with the last line that the side wrote about it.
    pub(crate) fn said(&self) -> String {
        let Failure { message, stderr, .. } = &self.failure;
        let last = stderr.lines().rev().find(|line| !line.trim().is_empty());
        match last {
            Some(last) => format!("{message}: {}", last.trim()),
            None => message.clone(),
        }
    }
}

/// A side that is warm.
#[derive(Clone, Copy, Debug, Default)]
struct Ready {
    cost_ns: f64,
    trial_ns: u64,
    iterations: Option<u64>,
}

/// Random bits that decide who begins.
pub(crate) trait Coin {
    /// The next one.
    fn toss(&mut self) -> bool;
}

/// Runs one launch pair.
///
/// # Errors
/// When a side cannot be started, fails, or cannot take turns.
pub(crate) fn run(
    plan: &Plan<'_>,
    coin: &mut dyn Coin,
    now: &dyn Fn() -> u64,
) -> Result<LaunchPair, SideFailure> {
    let first = usize::from(coin.toss());
    let order = [first, 1 - first];
    let mut workers = start(plan, order)?;
    let mut both = [Ready::default(); 2];
    for side in order {
        both[side] = ready(&mut workers[side], plan, side)?;
    }
    let turn = turn_of(both);
    let begun = now();
    let mut turns = Vec::new();
    let mut times: [Vec<f64>; 2] = [Vec::new(), Vec::new()];
    for block in 0..BLOCKS {
        let spent = now().saturating_sub(begun);
        if block >= FEWEST_BLOCKS && spent >= plan.time.0 {
            break;
        }
        let lead = usize::from(coin.toss());
        // A B B A, or B A A B: what drifts hits both alike.
        for [one, other] in [[lead, 1 - lead], [1 - lead, lead]] {
            let mut took = [0.0; 2];
            for side in [one, other] {
                took[side] = take(&mut workers[side], &turn, plan, side)?;
                times[side].push(took[side]);
            }
            if took[0] > 0.0 && took[1] > 0.0 {
                turns.push((took[1] / took[0]).ln());
            }
        }
    }
    let point = median(&sorted(turns.iter().copied()));
    if !point.is_finite() {
        return Err(SideFailure {
            side: 0,
            failure: Failure::new(
                FailureKind::Error,
                "there is no time above what an empty loop takes: the work \
                 may have been optimised away",
            ),
        });
    }
    let cost = times.map(|times| median(&sorted(times)));
    Ok(LaunchPair { turns, point, cost })
}

fn start(
    plan: &Plan<'_>,
    order: [usize; 2],
) -> Result<[Worker; 2], SideFailure> {
    let launch = |side: usize| {
        let (of, _) = plan.sides[side];
        let folder: &Path = &of.folder;
        Worker::start(&of.program, Some(folder), plan.pin)
            .map_err(|failure| SideFailure { side, failure })
    };
    let one = launch(order[0])?;
    let other = launch(order[1])?;
    Ok(if order[0] == 0 { [one, other] } else { [other, one] })
}

/// Makes a side warm while the other one waits; what an iteration costs.
fn ready(
    worker: &mut Worker,
    plan: &Plan<'_>,
    side: usize,
) -> Result<Ready, SideFailure> {
    let fail = |failure| SideFailure { side, failure };
    let timeout = plan.timeout;
    if !worker.greeting(timeout).map_err(fail)? {
        return Err(fail(Failure::new(
            FailureKind::Protocol,
            "its benchkit is too old to take turns",
        )));
    }
    worker.ask(&Request::Pair {
        protocol: PROTOCOL_VERSION,
        id: plan.sides[side].1.clone(),
        warmup_ns: WARMUP.0,
    });
    match worker.answer(timeout).map_err(fail)? {
        Reply::Ready { cost_ns, trial_ns, iterations } => {
            Ok(Ready { cost_ns, trial_ns, iterations })
        }
        _ => Err(fail(unexpected())),
    }
}

/// The same turn for both sides: different numbers of iterations would
/// spread the fixed cost of a trial differently.
fn turn_of(ready: [Ready; 2]) -> (u64, u64) {
    let dear = ready[0].cost_ns.max(ready[1].cost_ns).max(1e-3);
    let wanted = ready[0].trial_ns.max(ready[1].trial_ns);
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped in the same line"
    )]
    let fitting = (wanted as f64 / dear).round().clamp(1.0, 1e12) as u64;
    let fixed = ready[0].iterations.or(ready[1].iterations);
    let trials = if dear >= LONG_NS { 1 } else { TRIALS };
    (fixed.unwrap_or(fitting).max(1), trials)
}

/// One turn; the median of its trials.
fn take(
    worker: &mut Worker,
    (iterations, trials): &(u64, u64),
    plan: &Plan<'_>,
    side: usize,
) -> Result<f64, SideFailure> {
    let fail = |failure| SideFailure { side, failure };
    let (iterations, trials) = (*iterations, *trials);
    worker.ask(&Request::Turn { iterations, trials });
    match worker.answer(plan.timeout).map_err(fail)? {
        Reply::Turn { trials } => Ok(median(&sorted(trials))),
        _ => Err(fail(unexpected())),
    }
}

fn unexpected() -> Failure {
    Failure::new(
        FailureKind::Protocol,
        "answered with something that it was not asked for",
    )
}
