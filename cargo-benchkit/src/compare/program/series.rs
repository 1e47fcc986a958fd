//! All launches: rounds up to each look, until every question is decided or
//! the time is spent.

use super::order::Order;
use crate::{
    compare::{
        chance::Chance,
        contest::{Allowed, Contest},
        pair::{LaunchPair, SideFailure},
        suite::{Limits, look_at, share},
    },
    error::Error,
};
use benchkit::model::{Failure, FailureKind};

/// How much to measure, beside the limits.
#[derive(Clone, Debug)]
pub(super) struct Bounds {
    pub(super) limits: Limits,
    /// Launches of each program that do not count.
    pub(super) warmup: usize,
    /// Whether the first look is taken whatever it costs: nobody named a
    /// budget.
    pub(super) look_once: bool,
    /// What the shell's start takes, in nanoseconds; 0 without a shell.
    pub(super) shell_ns: f64,
}

/// One launch of a program that ended as it should.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Launch {
    /// From its start to its end, the shell's included.
    pub(super) wall_ns: f64,
    pub(super) user_ns: f64,
    pub(super) system_ns: f64,
    pub(super) peak_bytes: u64,
    /// The system never counts less than this.
    pub(super) peak_floor: u64,
    pub(super) code: i32,
    /// Its round and its place there; those that warm up have none.
    pub(super) at: Option<(usize, usize)>,
}

/// What is known of a program.
#[derive(Clone, Debug, Default)]
pub(super) struct Record {
    pub(super) warmup: Vec<Launch>,
    pub(super) launches: Vec<Launch>,
    pub(super) failure: Option<Failure>,
}

/// Why there is no launch.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The program failed.
    Failed(Failure),
    /// Nothing can be compared at all.
    Fatal(Error),
    /// Somebody wants it to end.
    Stopped,
}

/// The machine's side: clock, launches, interruption.
pub(super) trait Stage {
    /// Nanoseconds since an arbitrary start.
    fn now(&self) -> u64;

    /// Launches a program, with what belongs before and behind it.
    ///
    /// # Errors
    /// When there is no time to be had of it.
    fn launch(&mut self, program: usize) -> Result<Launch, Trouble>;

    /// Whether somebody wants it to end.
    fn interrupted(&self) -> bool;

    /// Says how far it is.
    fn progress(&mut self, contests: &[Contest]);
}

/// The programs, and each but the first against the first.
#[derive(Debug)]
pub(super) struct Series<'a> {
    pub(super) contests: &'a mut [Contest],
    pub(super) records: &'a mut [Record],
    bounds: Bounds,
}

impl<'a> Series<'a> {
    pub(super) fn new(
        contests: &'a mut [Contest],
        records: &'a mut [Record],
        bounds: Bounds,
    ) -> Self {
        Self { contests, records, bounds }
    }

    /// Runs all launches; contests and records hold what came of it.
    ///
    /// # Errors
    /// When a program cannot be started.
    pub(super) fn run(
        &mut self,
        chance: &mut Chance,
        stage: &mut dyn Stage,
    ) -> Result<(), Error> {
        let mut order = Order::new(self.records.len());
        let limits = self.bounds.limits.clone();
        self.warm_up(stage)?;
        while self.contests.iter().any(|contest| !contest.done) {
            let end = stage.interrupted();
            if !end {
                let row = order.next(chance);
                self.round(self.rounds_done(), &row, stage)?;
                stage.progress(self.contests);
            }
            look_at(self.contests, limits.question, end);
            if end {
                break;
            }
        }
        Ok(())
    }

    /// Rounds so far: contests that go on have a pair of each.
    fn rounds_done(&self) -> usize {
        self.contests.iter().map(|c| c.pairs.len()).max().unwrap_or(0)
    }

    fn warm_up(&mut self, stage: &mut dyn Stage) -> Result<(), Error> {
        for _ in 0..self.bounds.warmup {
            for program in 0..self.records.len() {
                if !self.wanted(program) || stage.interrupted() {
                    continue;
                }
                if let Some(launch) = self.launch(program, stage)? {
                    self.records[program].warmup.push(launch);
                }
            }
        }
        Ok(())
    }

    /// Whether a launch of this program can still decide anything.
    fn wanted(&self, program: usize) -> bool {
        match program.checked_sub(1) {
            Some(at) => !self.contests[at].done,
            None => self.contests.iter().any(|contest| !contest.done),
        }
    }

    /// A launch of each program that is still wanted.
    fn round(
        &mut self,
        round: usize,
        row: &[usize],
        stage: &mut dyn Stage,
    ) -> Result<(), Error> {
        let start = stage.now();
        let mut net = vec![None; self.records.len()];
        for (place, program) in row.iter().copied().enumerate() {
            if stage.interrupted() {
                return Ok(());
            }
            if !self.wanted(program) {
                continue;
            }
            if let Some(mut launch) = self.launch(program, stage)? {
                launch.at = Some((round, place));
                self.records[program].launches.push(launch);
                net[program] = self.net(program, launch.wall_ns);
            }
        }
        let took = stage.now().saturating_sub(start);
        self.pair_up(&net, took);
        Ok(())
    }

    /// The program's own part of a time; what is no longer than the shell's
    /// start is none.
    fn net(&mut self, program: usize, wall_ns: f64) -> Option<f64> {
        let net = wall_ns - self.bounds.shell_ns;
        if net > 0.0 {
            return Some(net);
        }
        let failure = Failure::new(
            FailureKind::Error,
            "there is no time above what starting the shell takes: \
             --shell none",
        );
        self.fail(program, failure);
        None
    }

    fn launch(
        &mut self,
        program: usize,
        stage: &mut dyn Stage,
    ) -> Result<Option<Launch>, Error> {
        match stage.launch(program) {
            Ok(launch) => Ok(Some(launch)),
            Err(Trouble::Failed(failure)) => {
                self.fail(program, failure);
                Ok(None)
            }
            Err(Trouble::Fatal(error)) => Err(error),
            Err(Trouble::Stopped) => Ok(None),
        }
    }

    /// A program that failed takes part in nothing any more.
    fn fail(&mut self, program: usize, failure: Failure) {
        let against: Vec<usize> = match program.checked_sub(1) {
            Some(at) => vec![at],
            None => (0..self.contests.len()).collect(),
        };
        for at in against {
            let contest = &mut self.contests[at];
            if contest.failure.is_none() {
                let side = usize::from(program > 0);
                let failure = failure.clone();
                contest.fail(SideFailure { side, failure });
            }
        }
        self.records[program].failure = Some(failure);
    }

    /// The launch pairs of a round that took `took` nanoseconds.
    fn pair_up(&mut self, net: &[Option<f64>], took: u64) {
        let limits = &self.bounds.limits;
        let look_once = self.bounds.look_once;
        let share = share(limits, self.contests);
        let may = Allowed { budget: limits.budget, share, look_once };
        let going = self.contests.iter().filter(|c| !c.done).count() as u64;
        let took = took / going.max(1);
        for (contest, new) in self.contests.iter_mut().zip(&net[1..]) {
            if contest.done {
                continue;
            }
            let (Some(old), Some(new)) = (net[0], *new) else { continue };
            let point = (new / old).ln();
            let pair = LaunchPair {
                turns: vec![point],
                point,
                turns_ns: took,
                cost: [old, new],
            };
            contest.add(pair, took, may);
        }
    }
}

#[cfg(test)]
#[path = "series_tests.rs"]
mod tests;
