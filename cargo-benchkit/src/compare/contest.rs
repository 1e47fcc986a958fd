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
    looks: Looks,
}

/// When a contest is looked at: at some of [`LOOKS`], and once more when its
/// budget is spent. How often is decided by the time of the first pair alone,
/// before any ratio is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Looks {
    /// How many of [`LOOKS`].
    planned: usize,
    /// All, the last one included; each has its share of the error.
    all: usize,
    taken: usize,
    /// The budget has no room for one more pair.
    last: bool,
}

/// What one contest may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Allowed {
    pub(crate) budget: Nanos,
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
            looks: Looks::default(),
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

    /// Takes a pair that took `took` nanoseconds.
    pub(crate) fn add(&mut self, pair: LaunchPair, took: u64, may: Allowed) {
        let took = took.max(1);
        self.spent.0 = self.spent.0.saturating_add(took);
        self.pairs.push(pair);
        let pairs = self.pairs.len();
        if pairs == 1 {
            self.looks = Looks::plan(may.budget.0 / took, may.look_once);
            self.done = self.too_heavy();
        }
        let first = LOOKS[0];
        let next = self.spent.0.saturating_add(self.spent.0 / pairs as u64);
        // Short of the first look by little, it is worth some more.
        let hopeless = self.spent.0 / 2 > may.budget.0 && !may.look_once;
        self.looks.last = next > may.budget.0 && (pairs >= first || hopeless);
    }

    /// Whether the budget had no room for the first look.
    pub(crate) fn too_heavy(&self) -> bool {
        self.looks.planned == 0
    }

    /// Whether it is looked at before its next pair.
    pub(crate) fn is_due(&self) -> bool {
        let planned = LOOKS.iter().take(self.looks.planned);
        !self.done
            && !self.pairs.is_empty()
            && (self.looks.last
                || planned.clone().any(|look| *look == self.pairs.len()))
    }

    /// Looks at its pairs: once, whatever comes of it.
    pub(crate) fn look(&mut self, question: Question) {
        if self.done || self.failure.is_some() || self.pairs.is_empty() {
            return;
        }
        let all = self.looks.all.max(1);
        self.alone = judge(&self.points(), all, question);
        self.halves = Some(halves(&self.pairs, self.spent));
        self.looks.taken += 1;
        self.done = self.looks.last || self.looks.taken >= all;
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
        self.done |= judged.decided;
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
        let last = usize::from(planned > 0 && room > reached as u64);
        Self { planned, all: planned + last, ..Self::default() }
    }
}

fn is_certain(judged: &Judged) -> bool {
    matches!(judged.direction, Direction::Slower | Direction::Faster)
}

#[cfg(test)]
#[path = "contest_tests.rs"]
mod tests;
