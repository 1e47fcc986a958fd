//! All launch pairs: interleaved over the benchmarks, in rounds, until every
//! question is decided or the time is spent.

use super::{
    chance::Chance,
    contest::{Allowed, Contest},
    pair::{LaunchPair, Plan, SideFailure},
    rule::{DIRECTION, Question, discoveries},
};
use benchkit::{Nanos, model::BenchmarkId};
use std::slice;

/// How much to measure, and what is asked.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    pub(crate) question: Question,
    /// Time of one comparison, process starts included.
    pub(crate) budget: Nanos,
    /// Time of all of them.
    pub(crate) suite_budget: Option<Nanos>,
    pub(crate) timeout: Nanos,
    /// What every side is told, as a bench binary takes it.
    pub(crate) flags: Vec<String>,
}

/// The machine's side of a suite: clock, launch pairs, interruption.
pub(crate) trait Stage {
    /// Nanoseconds since an arbitrary start.
    fn now(&self) -> u64;

    /// Runs a launch group: a launch pair for each old side of the plan.
    fn group(
        &mut self,
        plan: &Plan<'_>,
        chance: &mut Chance,
    ) -> Result<Vec<LaunchPair>, SideFailure>;

    /// The CPU for the next pair, where there is a choice.
    fn cpu(&mut self, chance: &mut Chance) -> Option<usize>;

    /// Whether somebody wants it to end.
    fn interrupted(&self) -> bool;

    /// Says how far it is.
    fn progress(&mut self, done: usize, all: usize);
}

/// Runs the pairs of all `contests`; they hold what came of it. Those with
/// the same new side share their launches.
pub(crate) fn run(
    contests: &mut [Contest],
    limits: &Limits,
    chance: &mut Chance,
    stage: &mut dyn Stage,
) {
    let groups = groups(contests);
    while contests.iter().any(|contest| !contest.done) {
        let may = Allowed {
            budget: limits.budget,
            share: share(limits, contests),
            look_once: false,
        };
        let mut round: Vec<usize> = (0..groups.len()).collect();
        chance.shuffle(&mut round);
        for at in round {
            let going = |at: &&usize| !contests[**at].done;
            let mut open: Vec<usize> =
                groups[at].iter().filter(going).copied().collect();
            if stage.interrupted() {
                return look_at(contests, limits.question, true);
            }
            // A side that fails leaves, the others have their pair.
            while !open.is_empty()
                && !step(contests, &open, may, limits, chance, stage)
            {
                open.retain(|at| !contests[*at].done);
            }
        }
        look_at(contests, limits.question, false);
        let done = contests.iter().filter(|c| c.done).count();
        stage.progress(done, contests.len());
    }
}

/// Which contests have the same new side, in their order.
fn groups(contests: &[Contest]) -> Vec<Vec<usize>> {
    let new = |at: usize| {
        let contest: &Contest = &contests[at];
        (&contest.sides[1].program, &contest.ids[1])
    };
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for at in 0..contests.len() {
        match groups.iter_mut().find(|group| new(group[0]) == new(at)) {
            Some(group) => group.push(at),
            None => groups.push(vec![at]),
        }
    }
    groups
}

/// The part of the time of all that each comparison has that goes on: what
/// others left is theirs.
pub(crate) fn share(limits: &Limits, contests: &[Contest]) -> Option<Nanos> {
    let all = limits.suite_budget?;
    let done = contests.iter().filter(|contest| contest.done);
    let spent = done.clone().map(|contest| contest.spent.0).sum();
    let going = contests.len() - done.count();
    Some(Nanos(all.0.saturating_sub(spent) / going.max(1) as u64))
}

/// Whether the work is done by several threads, which want several CPUs.
fn has_threads(id: &BenchmarkId) -> bool {
    let mut parts = id.as_str().split(['[', ',', ']']);
    parts.any(|part| part.starts_with("threads=") && part != "threads=1")
}

/// One launch pair of each of the contests `open`, which have one new side;
/// whether they have it, and no side failed.
fn step(
    contests: &mut [Contest],
    open: &[usize],
    may: Allowed,
    limits: &Limits,
    chance: &mut Chance,
    stage: &mut dyn Stage,
) -> bool {
    let new = &contests[open[0]];
    let olds = open.iter().map(|at| {
        let contest = &contests[*at];
        (&contest.sides[0], &contest.ids[0])
    });
    let halves: Option<Vec<usize>> =
        open.iter().map(|at| contests[*at].halves()).collect();
    let halves = halves.and_then(|all| all.into_iter().max());
    let plan = Plan {
        sides: olds.chain([(&new.sides[1], &new.ids[1])]).collect(),
        flags: &limits.flags,
        timeout: limits.timeout,
        pin: stage.cpu(chance).filter(|_| !has_threads(&new.ids[1])),
        halves,
    };
    let start = stage.now();
    let ran = stage.group(&plan, chance);
    let took = stage.now().saturating_sub(start) / open.len() as u64;
    match ran {
        Ok(pairs) => {
            for (at, pair) in open.iter().zip(pairs) {
                contests[*at].add(pair, took, may);
            }
            true
        }
        Err(SideFailure { side, failure }) => {
            let hit = open.get(side).map_or(open, slice::from_ref);
            let side = usize::from(side >= open.len());
            for at in hit {
                let failure = failure.clone();
                contests[*at].fail(SideFailure { side, failure });
            }
            false
        }
    }
}

/// Looks at the contests whose turn it is, or at all that go on where
/// somebody wants it to `end`; then judges all at once: a direction stands
/// only where it is a discovery among all of its family, of those as built
/// or of those with aligned functions.
pub(crate) fn look_at(contests: &mut [Contest], question: Question, end: bool) {
    for contest in contests.iter_mut().filter(|c| end || c.is_due()) {
        contest.look(question);
    }
    for is_second in [false, true] {
        let mut family: Vec<&mut Contest> = contests
            .iter_mut()
            .filter(|contest| contest.is_second == is_second)
            .collect();
        let ps: Vec<f64> = family.iter().map(|c| c.p()).collect();
        for (contest, found) in
            family.iter_mut().zip(discoveries(&ps, DIRECTION))
        {
            contest.stand(found);
        }
    }
}

#[cfg(test)]
#[path = "suite_tests.rs"]
mod tests;
