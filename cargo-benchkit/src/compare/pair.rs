//! One launch group: a process of each side, alive at the same time, taking
//! turns on one CPU. Two sides take them in ABBA and BAAB blocks; more in the
//! rows of a Williams square, each followed by its mirror image, so that
//! every side follows every other equally often and what drifts hits all
//! alike (Williams 1949).

use super::{chance::Chance, williams};
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

/// Half blocks of a launch group, at most.
pub(crate) const MOST_HALVES: usize = 32;

/// Time for the half blocks of a launch group where nobody chose their
/// number; there is one at least.
const PILOT_NS: f64 = 4e6;

/// A launch warms up for this long at most: its partner waits meanwhile.
const WARMUP: Nanos = Nanos(2_000_000);

/// One side of a comparison: a bench binary, and which benchmark of it.
#[derive(Clone, Debug)]
pub(crate) struct Side {
    /// Its name in the report: a revision, a file, a workload.
    pub(crate) label: String,
    pub(crate) program: PathBuf,
    pub(crate) folder: PathBuf,
}

/// What a launch group is to do.
#[derive(Clone, Debug)]
pub(crate) struct Plan<'a> {
    /// The old sides, then the new one that all are compared with.
    pub(crate) sides: Vec<(&'a Side, &'a BenchmarkId)>,
    /// What every side is told, as a bench binary takes it.
    pub(crate) flags: &'a [String],
    /// A side that does not answer for so long has failed.
    pub(crate) timeout: Nanos,
    pub(crate) pin: Option<usize>,
    /// Half blocks, in each of which every side has a turn; as many as fit
    /// into a short time where nobody knows better.
    pub(crate) halves: Option<usize>,
}

/// What a launch pair measured.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LaunchPair {
    /// ln(new / old) of each pair of turns.
    pub(crate) turns: Vec<f64>,
    /// Their median.
    pub(crate) point: f64,
    /// Its part of the time of all turns of the launch group, in nanoseconds.
    pub(crate) turns_ns: u64,
    /// What each side took, in nanoseconds an iteration: the median.
    pub(crate) cost: [f64; 2],
}

/// A side failed: which of the plan's, and how.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SideFailure {
    pub(crate) side: usize,
    pub(crate) failure: Failure,
}

impl SideFailure {
    /// Whether the machine lacks what the workload requires: nothing went
    /// wrong.
    pub(crate) fn is_unavailable(&self) -> bool {
        self.failure.kind == FailureKind::Unavailable
    }

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
    /// It ran its only iteration to get there.
    once: bool,
}

/// What each side took, half a block after the other, in nanoseconds an
/// iteration.
type Halves = Vec<Vec<f64>>;

/// Runs one launch group: a launch pair for each old side.
///
/// # Errors
/// When a side cannot be started, fails, or cannot take turns.
pub(crate) fn run(
    plan: &Plan<'_>,
    chance: &mut Chance,
    now: &dyn Fn() -> u64,
) -> Result<Vec<LaunchPair>, SideFailure> {
    let mut order: Vec<usize> = (0..plan.sides.len()).collect();
    chance.shuffle(&mut order);
    let mut workers = start(plan, &order)?;
    let mut all = vec![Ready::default(); order.len()];
    for side in order {
        all[side] = ready(&mut workers[side], plan, side)?;
    }
    let once = all.iter().filter(|ready| ready.once).count();
    let begun = now();
    let halves = if once == all.len() {
        vec![all.iter().map(|ready| ready.cost_ns).collect()]
    } else if once > 0 {
        return Err(once_in_some(&all));
    } else {
        let turn = turn_of(&all);
        let count = plan.halves.unwrap_or_else(|| pilot(&all, turn));
        let take = |side: usize| take(&mut workers[side], &turn, plan, side);
        in_turns(all.len(), count, chance, take)?
    };
    let new = plan.sides.len() - 1;
    let turns_ns = now().saturating_sub(begun) / new.max(1) as u64;
    (0..new).map(|old| launch_pair(&halves, old, new, turns_ns)).collect()
}

/// Half blocks that fit into [`PILOT_NS`].
fn pilot(ready: &[Ready], (iterations, trials): (u64, u64)) -> usize {
    let costs: f64 = ready.iter().map(|side| side.cost_ns).sum();
    // The lead-in is a trial too.
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    let half_ns = costs * iterations as f64 * (trials + 1) as f64;
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped in the same line"
    )]
    let count = (PILOT_NS / half_ns).clamp(1.0, MOST_HALVES as f64) as usize;
    count
}

/// A first iteration and a warm one are not compared.
fn once_in_some(all: &[Ready]) -> SideFailure {
    let failure = Failure::new(
        FailureKind::Error,
        "it runs once in one build and many times in the other",
    );
    let new = all.last().is_some_and(|ready| ready.once);
    let side = all.iter().position(|ready| ready.once != new).unwrap_or(0);
    SideFailure { side, failure }
}

/// So many half blocks of turns: each row of the square and its mirror image,
/// either of them first.
fn in_turns(
    sides: usize,
    count: usize,
    chance: &mut Chance,
    mut take: impl FnMut(usize) -> Result<f64, SideFailure>,
) -> Result<Halves, SideFailure> {
    let mut rows: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = Vec::new();
    let mut halves = Vec::new();
    for half in 0..count {
        if half % 2 == 1 {
            row.reverse();
        } else {
            if rows.is_empty() {
                rows = (0..sides).collect();
                chance.shuffle(&mut rows);
            }
            row = williams::row(rows.pop().unwrap_or(0), sides);
            // A last row may have no mirror image: of three sides, one of
            // two is the first more often.
            if chance.below(2) == 1 {
                row.reverse();
            }
        }
        let mut took = vec![0.0; sides];
        for side in &row {
            took[*side] = take(*side)?;
        }
        halves.push(took);
    }
    Ok(halves)
}

/// The launch pair of side `old` and side `new`.
fn launch_pair(
    halves: &Halves,
    old: usize,
    new: usize,
    turns_ns: u64,
) -> Result<LaunchPair, SideFailure> {
    let turns: Vec<f64> = halves
        .iter()
        .filter(|took| took[old] > 0.0 && took[new] > 0.0)
        .map(|took| (took[new] / took[old]).ln())
        .collect();
    let point = median(&sorted(turns.iter().copied()));
    if turns.len() * 2 < halves.len() || !point.is_finite() {
        let failure = Failure::new(
            FailureKind::Error,
            "there is no time above what an empty loop takes: the work may \
             have been optimised away",
        );
        let idle = |side: usize| {
            halves.iter().filter(|took| took[side] <= 0.0).count()
        };
        let side = if idle(new) > idle(old) { new } else { old };
        return Err(SideFailure { side, failure });
    }
    let cost = [old, new]
        .map(|side| median(&sorted(halves.iter().map(|took| took[side]))));
    Ok(LaunchPair { turns, point, turns_ns, cost })
}

/// A worker of each side, started in `order`.
fn start(plan: &Plan<'_>, order: &[usize]) -> Result<Vec<Worker>, SideFailure> {
    let mut started = Vec::new();
    for &side in order {
        let (of, _) = plan.sides[side];
        let folder: &Path = &of.folder;
        let worker = Worker::start(&of.program, Some(folder), plan.pin)
            .map_err(|failure| SideFailure { side, failure })?;
        started.push((side, worker));
    }
    started.sort_by_key(|(side, _)| *side);
    Ok(started.into_iter().map(|(_, worker)| worker).collect())
}

/// Makes a side warm while the others wait; what an iteration costs.
fn ready(
    worker: &mut Worker,
    plan: &Plan<'_>,
    side: usize,
) -> Result<Ready, SideFailure> {
    let fail = |failure| SideFailure { side, failure };
    let timeout = plan.timeout;
    match worker.answer(timeout).map_err(fail)? {
        Reply::Hello { turns: true, .. } => {}
        Reply::Hello { library, .. } => {
            let message = format!("its benchkit {library} takes no turns");
            return Err(fail(Failure::new(FailureKind::Protocol, message)));
        }
        _ => return Err(fail(unexpected())),
    }
    worker.ask(&Request::Pair {
        protocol: PROTOCOL_VERSION,
        id: plan.sides[side].1.clone(),
        warmup_ns: WARMUP.0,
        flags: plan.flags.to_vec(),
    });
    match worker.answer(timeout).map_err(fail)? {
        Reply::Ready { cost_ns, trial_ns, iterations, once } => {
            Ok(Ready { cost_ns, trial_ns, iterations, once })
        }
        _ => Err(fail(unexpected())),
    }
}

/// The same turn for all sides: different numbers of iterations would
/// spread the fixed cost of a trial differently.
fn turn_of(ready: &[Ready]) -> (u64, u64) {
    let costs = ready.iter().map(|side| side.cost_ns);
    let dear = costs.fold(1e-3, f64::max);
    let wanted = ready.iter().map(|side| side.trial_ns).max().unwrap_or(0);
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped in the same line"
    )]
    let fitting = (wanted as f64 / dear).round().clamp(1.0, 1e12) as u64;
    let fixed = ready.iter().find_map(|side| side.iterations);
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

#[cfg(test)]
#[path = "pair_tests.rs"]
mod tests;
