//! All launch pairs: interleaved over the benchmarks, in rounds up to each
//! look, until every question is decided or the time is spent.

use super::{
    chance::Chance,
    pair::{LaunchPair, Plan, Side, SideFailure},
    rule::{DIRECTION, Direction, Judged, LOOKS, Question, discoveries, judge},
};
use benchkit::{Nanos, model::BenchmarkId};
use std::slice;

/// Time for the turns of a launch pair; starting and warming it comes on top.
const PAIR_TIME: Nanos = Nanos(14_000_000);

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

/// One benchmark on both sides, and what came of it so far.
#[derive(Clone, Debug)]
pub(crate) struct Contest {
    pub(crate) ids: [BenchmarkId; 2],
    pub(crate) sides: [Side; 2],
    pub(crate) pairs: Vec<LaunchPair>,
    pub(crate) failure: Option<SideFailure>,
    pub(crate) judged: Option<Judged>,
    /// The same with aligned functions, where that was asked.
    pub(crate) aligned: Option<Box<Contest>>,
    /// Whether it is such a second contest: those are a family of their own.
    pub(crate) is_second: bool,
    /// What its pairs say by themselves, and how many they were.
    alone: Option<(Judged, usize)>,
    pub(crate) spent: Nanos,
    /// Looks that its budget has room for; known after its first pair.
    pub(crate) looks: usize,
    pub(crate) done: bool,
}

impl Contest {
    pub(crate) fn new(ids: [BenchmarkId; 2], sides: [Side; 2]) -> Self {
        Self {
            ids,
            sides,
            pairs: Vec::new(),
            failure: None,
            judged: None,
            aligned: None,
            is_second: false,
            alone: None,
            spent: Nanos(0),
            looks: LOOKS.len(),
            done: false,
        }
    }

    /// Ends it: what was judged before a side failed is no verdict.
    pub(crate) fn fail(&mut self, failure: SideFailure) {
        self.failure = Some(failure);
        self.judged = None;
        self.alone = None;
        self.done = true;
    }

    /// Whether a direction is certain of it alone, and none among all.
    pub(crate) fn is_one_of_too_many(&self) -> bool {
        let alone = self.alone.is_some_and(|(judged, _)| is_certain(&judged));
        alone && self.judged.is_some_and(|judged| !is_certain(&judged))
    }

    /// ln(new / old) of each launch pair.
    pub(crate) fn points(&self) -> Vec<f64> {
        self.pairs.iter().map(|pair| pair.point).collect()
    }

    /// Takes a pair that took `took` nanoseconds.
    fn add(&mut self, pair: LaunchPair, took: u64, budget: Nanos) {
        self.spent.0 = self.spent.0.saturating_add(took);
        self.pairs.push(pair);
        if self.pairs.len() == 1 {
            // Decided by the time alone, before any ratio is looked at.
            let room = budget.0 / took.max(1);
            let fits = |look: &&usize| **look as u64 <= room;
            self.looks = LOOKS.iter().filter(fits).count();
            self.done = self.looks == 0;
        } else if self.spent.0 > budget.0.saturating_mul(2) {
            self.done = true;
        }
    }

    /// Whether the budget had no room for the first look.
    pub(crate) fn too_heavy(&self) -> bool {
        self.looks == 0
    }
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
    let budget = share(limits, contests.len());
    let groups = groups(contests);
    for (number, look) in LOOKS.into_iter().enumerate() {
        for have in 0..look {
            let mut round: Vec<usize> = (0..groups.len()).collect();
            chance.shuffle(&mut round);
            for at in round {
                let mut open: Vec<usize> = groups[at].clone();
                open.retain(|at| {
                    let contest = &contests[*at];
                    !contest.done && contest.pairs.len() == have
                });
                if stage.interrupted() {
                    return look_at(contests, limits);
                }
                // A side that fails leaves, the others have their pair.
                while !open.is_empty() {
                    step(contests, &open, budget, limits, chance, stage);
                    let lacks = |at: &usize| {
                        let contest = &contests[*at];
                        !contest.done && contest.pairs.len() == have
                    };
                    open.retain(lacks);
                }
            }
            let done = contests.iter().filter(|c| c.done).count();
            stage.progress(done, contests.len());
        }
        look_at(contests, limits);
        for contest in contests.iter_mut() {
            contest.done |= number + 1 >= contest.looks;
        }
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

/// What each comparison may take.
fn share(limits: &Limits, count: usize) -> Nanos {
    let each = limits.suite_budget.map_or(u64::MAX, |all| {
        all.0 / u64::try_from(count.max(1)).unwrap_or(1)
    });
    Nanos(limits.budget.0.min(each))
}

/// Whether the work is done by several threads, which want several CPUs.
fn has_threads(id: &BenchmarkId) -> bool {
    let mut parts = id.as_str().split(['[', ',', ']']);
    parts.any(|part| part.starts_with("threads=") && part != "threads=1")
}

/// One launch pair of each of the contests `open`, which have one new side.
fn step(
    contests: &mut [Contest],
    open: &[usize],
    budget: Nanos,
    limits: &Limits,
    chance: &mut Chance,
    stage: &mut dyn Stage,
) {
    let new = &contests[open[0]];
    let olds = open.iter().map(|at| {
        let contest = &contests[*at];
        (&contest.sides[0], &contest.ids[0])
    });
    let plan = Plan {
        sides: olds.chain([(&new.sides[1], &new.ids[1])]).collect(),
        flags: &limits.flags,
        timeout: limits.timeout,
        pin: stage.cpu(chance).filter(|_| !has_threads(&new.ids[1])),
        time: PAIR_TIME,
    };
    let start = stage.now();
    let ran = stage.group(&plan, chance);
    let took = stage.now().saturating_sub(start) / open.len() as u64;
    match ran {
        Ok(pairs) => {
            for (at, pair) in open.iter().zip(pairs) {
                contests[*at].add(pair, took, budget);
            }
        }
        Err(SideFailure { side, failure }) => {
            let hit = open.get(side).map_or(open, slice::from_ref);
            let side = usize::from(side >= open.len());
            for at in hit {
                let failure = failure.clone();
                contests[*at].fail(SideFailure { side, failure });
            }
        }
    }
}

/// Judges all contests at once: a direction stands only where it is a
/// discovery among all of its family, of those as built or of those with
/// aligned functions.
pub(crate) fn look_at(contests: &mut [Contest], limits: &Limits) {
    for contest in contests.iter_mut().filter(|c| c.failure.is_none()) {
        let have = contest.pairs.len();
        // Once it is decided no pair comes: then nothing is new.
        if contest.alone.is_none_or(|(_, seen)| seen < have) {
            let looks = contest.looks.max(1);
            let judged = judge(&contest.points(), looks, limits.question);
            contest.alone = judged.map(|judged| (judged, have));
        }
    }
    for is_second in [false, true] {
        let mut family: Vec<&mut Contest> = contests
            .iter_mut()
            .filter(|contest| contest.is_second == is_second)
            .collect();
        let ps: Vec<f64> =
            family.iter().map(|c| c.alone.map_or(1.0, |(j, _)| j.p)).collect();
        for (contest, found) in
            family.iter_mut().zip(discoveries(&ps, DIRECTION))
        {
            contest.stand(found);
        }
    }
}

fn is_certain(judged: &Judged) -> bool {
    matches!(judged.direction, Direction::Slower | Direction::Faster)
}

impl Contest {
    /// Its verdict among all, where a direction is `found` or is not.
    fn stand(&mut self, found: bool) {
        let Some((mut judged, _)) = self.alone else { return };
        if is_certain(&judged) && !found {
            judged.direction = Direction::Inconclusive;
            judged.regression = false;
            judged.improvement = false;
            judged.decided = false;
        }
        self.judged = Some(judged);
        self.done |= judged.decided;
    }
}

#[cfg(test)]
#[path = "suite_tests.rs"]
mod tests;
