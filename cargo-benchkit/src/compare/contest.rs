//! One benchmark on both sides: its launch pairs, when they are looked at,
//! and what they say.

use super::{
    pair::{LaunchPair, Side, SideFailure},
    rule::{Direction, Judged, LOOKS, Question, judge},
    split::halves,
};
use benchkit::{Nanos, model::BenchmarkId};

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
    pub(crate) spent: Nanos,
    pub(crate) done: bool,
    /// What its pairs say by themselves.
    alone: Option<Judged>,
    /// Half blocks of its next launch pairs; none before the first look.
    halves: Option<usize>,
    /// What its cheapest pair took.
    cheapest: Nanos,
    /// Absent until its first pairs have shown what they take.
    looks: Option<Looks>,
    /// Whether its budget is spent or a side failed.
    over: bool,
}

/// Pairs that show what a pair takes: a first one may have met cold files.
const TRIED: usize = 3;

/// When a contest is looked at: at some of [`LOOKS`], and once more when its
/// budget is spent. How often is decided by the time of the first pairs alone,
/// before any ratio is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Looks {
    /// How many of [`LOOKS`].
    planned: usize,
    /// All, the last one included; each has its share of the error.
    all: usize,
    taken: usize,
    /// Pairs at the latest one.
    seen: usize,
    /// The budget has no room for one more pair.
    last: bool,
    /// Others may leave it some of theirs.
    shared: bool,
}

/// What one contest may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Allowed {
    /// If it had all the time that a single one has.
    pub(crate) budget: Nanos,
    /// Its part of the time of all, so far.
    pub(crate) share: Option<Nanos>,
    /// The first look is taken whatever it costs.
    pub(crate) look_once: bool,
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
            halves: None,
            spent: Nanos(0),
            cheapest: Nanos(u64::MAX),
            looks: None,
            over: false,
            done: false,
        }
    }

    /// Ends it: what was judged before a side failed is no verdict.
    pub(crate) fn fail(&mut self, failure: SideFailure) {
        self.failure = Some(failure);
        self.judged = None;
        self.alone = None;
        self.over = true;
        self.done = true;
    }

    /// Whether a side failed; what the machine is too small for has not.
    pub(crate) fn has_failed(&self) -> bool {
        self.failure.as_ref().is_some_and(|f| !f.is_unavailable())
    }

    /// Whether the machine is too small for it.
    pub(crate) fn is_left_out(&self) -> bool {
        self.failure.as_ref().is_some_and(SideFailure::is_unavailable)
    }

    /// ln(new / old) of each launch pair.
    pub(crate) fn points(&self) -> Vec<f64> {
        self.pairs.iter().map(|pair| pair.point).collect()
    }

    /// Half blocks of turns for its next launch pair; `None` where that is
    /// the pair's to choose.
    pub(crate) fn halves(&self) -> Option<usize> {
        self.halves
    }

    /// What its cheapest launch pair took; absent without one.
    pub(crate) fn cheapest(&self) -> Option<Nanos> {
        (!self.pairs.is_empty()).then_some(self.cheapest)
    }

    /// Takes a pair that took `took` nanoseconds.
    pub(crate) fn add(&mut self, pair: LaunchPair, took: u64, may: Allowed) {
        let took = took.max(1);
        self.spent.0 = self.spent.0.saturating_add(took);
        self.cheapest.0 = self.cheapest.0.min(took);
        self.pairs.push(pair);
        let pairs = self.pairs.len();
        if self.looks.is_none() {
            let room = may.budget.0 / self.cheapest.0;
            // So far beyond it that no second one will do.
            let beyond = room < LOOKS[0] as u64 / 4 && !may.look_once;
            if pairs >= TRIED || beyond {
                self.looks = Some(Looks::plan(room, may.look_once));
            }
            self.over = self.too_heavy();
        }
        let budget = may.share.unwrap_or(may.budget).0.min(may.budget.0);
        let next = self.spent.0.saturating_add(self.spent.0 / pairs as u64);
        // Short of the first look by little, it is worth some more.
        let hopeless = self.spent.0 / 2 > budget && !may.look_once;
        if let Some(looks) = &mut self.looks {
            looks.last = next > budget && (pairs >= LOOKS[0] || hopeless);
            looks.shared = may.share.is_some();
        }
        self.done |= self.over;
    }

    /// Whether the budget had no room for the first look.
    pub(crate) fn too_heavy(&self) -> bool {
        self.looks.is_some_and(|looks| looks.planned == 0)
    }

    /// Whether it is looked at before its next pair.
    pub(crate) fn is_due(&self) -> bool {
        let pairs = self.pairs.len();
        let is = |looks: Looks| {
            looks.seen < pairs && (looks.last || looks.is_planned(pairs))
        };
        !self.done && self.looks.is_some_and(is)
    }

    /// Looks at its pairs: once, whatever comes of it.
    pub(crate) fn look(&mut self, question: Question) {
        let pairs = self.pairs.len();
        let Some(mut looks) = self.looks else { return };
        if self.done || looks.seen == pairs {
            return;
        }
        self.alone = judge(&self.points(), looks.all, question);
        self.halves = Some(halves(&self.pairs, self.spent));
        looks.taken += 1;
        looks.seen = pairs;
        // What others leave after the same look may be for this one.
        let waits = looks.shared && looks.is_planned(pairs);
        self.over = looks.last && !waits || looks.taken >= looks.all;
        self.looks = Some(looks);
        self.done |= self.over;
    }

    /// The p-value of its direction alone; 1 where there is none yet.
    pub(crate) fn p(&self) -> f64 {
        self.alone.map_or(1.0, |judged| judged.p)
    }

    /// Its verdict among all, where a direction is `found` or is not.
    pub(crate) fn stand(&mut self, found: bool) {
        let Some(mut judged) = self.alone else { return };
        if is_certain(&judged) && !found {
            judged.direction = Direction::Inconclusive;
            judged.regression = false;
            judged.improvement = false;
            judged.decided = false;
        }
        self.judged = Some(judged);
        // One that is certain no more, among others, goes on.
        self.done = self.over || judged.decided;
    }

    /// Whether a direction is certain of it alone, and none among all.
    pub(crate) fn is_one_of_too_many(&self) -> bool {
        let alone = self.alone.is_some_and(|judged| is_certain(&judged));
        alone && self.judged.is_some_and(|judged| !is_certain(&judged))
    }
}

impl Looks {
    /// For a budget with room for `room` pairs.
    fn plan(room: u64, look_once: bool) -> Self {
        let fits = |look: &&usize| **look as u64 <= room;
        let planned =
            LOOKS.iter().filter(fits).count().max(usize::from(look_once));
        let reached = planned.checked_sub(1).map_or(0, |at| LOOKS[at]);
        // One more look has its price: not for a few more pairs.
        let more = room >= reached as u64 * 5 / 4;
        let all = planned + usize::from(planned > 0 && more);
        Self { planned, all, ..Self::default() }
    }

    fn is_planned(&self, pairs: usize) -> bool {
        LOOKS.iter().take(self.planned).any(|look| *look == pairs)
    }
}

fn is_certain(judged: &Judged) -> bool {
    matches!(judged.direction, Direction::Slower | Direction::Faster)
}

#[cfg(test)]
#[path = "contest_tests.rs"]
mod tests;
