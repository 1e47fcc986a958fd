//! One comparison of two benchmarks, for those who want no report of it.

use super::{
    chance::Chance,
    command::Real,
    contest::Contest,
    pair::Side,
    rule::{Direction, Judged, Question},
    suite::{self, Limits},
};
use benchkit::{
    Nanos,
    model::{BenchmarkId, Verdict},
};
use std::{
    io,
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicBool},
};

/// What to compare.
#[derive(Clone, Debug)]
pub(crate) struct Single<'a> {
    /// The bench binaries, old and new.
    pub(crate) programs: [&'a Path; 2],
    pub(crate) ids: [BenchmarkId; 2],
    pub(crate) question: Question,
    pub(crate) budget: Nanos,
    pub(crate) timeout: Nanos,
    pub(crate) seed: u64,
    /// Whether processes are pinned to a CPU.
    pub(crate) pin: bool,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answer {
    /// Absent below the first look.
    pub(crate) judged: Option<Judged>,
    /// ln(new / old) of each launch pair.
    pub(crate) points: Vec<f64>,
    pub(crate) spent: Nanos,
    pub(crate) failure: Option<String>,
}

/// Compares with this machine's processes, as the subcommand does, until it
/// is decided, the budget is spent, or `stop` is set.
pub(crate) fn single(asked: &Single<'_>, stop: &Arc<AtomicBool>) -> Answer {
    let side = |program: &Path| Side {
        label: String::new(),
        program: program.to_owned(),
        folder: PathBuf::from("."),
    };
    let sides = asked.programs.map(side);
    let mut contests = [Contest::new(asked.ids.clone(), sides)];
    let limits = Limits {
        question: asked.question,
        budget: asked.budget,
        suite_budget: None,
        timeout: asked.timeout,
        flags: Vec::new(),
    };
    let mut silent = io::sink();
    let mut stage = Real::new(asked.pin, Arc::clone(stop), &mut silent);
    let mut chance = Chance::new(asked.seed);
    suite::run(&mut contests, &limits, &mut chance, &mut stage);
    let [contest] = contests;
    Answer {
        judged: contest.judged,
        points: contest.points(),
        spent: contest.spent,
        failure: contest.failure.map(|failure| failure.said()),
    }
}

impl From<Direction> for Verdict {
    fn from(direction: Direction) -> Self {
        match direction {
            Direction::Slower => Self::Slower,
            Direction::Faster => Self::Faster,
            Direction::Trivial => Self::Trivial,
            Direction::Equivalent => Self::Equivalent,
            Direction::Inconclusive => Self::Inconclusive,
        }
    }
}
