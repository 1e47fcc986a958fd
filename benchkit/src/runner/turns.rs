//! Turns: two launches live at the same time and run trials one after the
//! other, as a conductor says.

use crate::{
    model::Failure,
    runner::sampler::{Length, Sampler},
    workload::Routine,
};

/// What a conductor asks for next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Iterations a trial.
    pub iterations: u64,
    /// Timed trials, after one that is not timed.
    pub trials: u64,
}

/// Says whose turn it is: the other end is a harness that also leads the
/// launch that this one is compared with.
/// Only the leading thread of a launch talks to it.
pub trait Conductor: Sync {
    /// The launch is warm; an iteration takes `cost_ns` nanoseconds. Work
    /// that runs once has done so, and takes no turns.
    ///
    /// # Errors
    /// When nobody listens any more.
    fn ready(&self, cost_ns: f64) -> Result<(), Failure>;

    /// Waits for the next turn; `None` after the last.
    ///
    /// # Errors
    /// When what comes cannot be understood.
    fn next(&self) -> Result<Option<Turn>, Failure>;

    /// The turn is over: its trials in nanoseconds an iteration.
    ///
    /// # Errors
    /// When nobody listens any more.
    fn done(&self, trials: Vec<f64>) -> Result<(), Failure>;
}

impl Sampler<'_> {
    /// Tells what an iteration takes.
    pub(super) fn tell(
        &self,
        conductor: &dyn Conductor,
        cost_ns: f64,
    ) -> Result<(), Failure> {
        if self.leader { conductor.ready(cost_ns) } else { Ok(()) }
    }

    /// Takes turns until there are no more.
    pub(super) fn take_turns(
        &mut self,
        conductor: &dyn Conductor,
        routine: &mut dyn Routine,
        length: Length,
    ) -> Result<(), Failure> {
        loop {
            let next = if self.leader { conductor.next()? } else { None };
            let next = next.unwrap_or(Turn { iterations: 0, trials: 0 });
            let iterations = self.agree(next.iterations)?;
            let trials = self.agree(next.trials)?;
            if iterations == 0 || trials == 0 {
                return Ok(());
            }
            let length = Length { iterations, ..length };
            // Caches and predictors are the other one's until it is over.
            self.trial(routine, length)?;
            let mut costs = Vec::new();
            for _ in 0..trials {
                let trial = self.trial(routine, length)?;
                costs.push(trial.per_iteration());
                self.record.trials.push(trial);
            }
            if self.leader {
                conductor.done(costs)?;
            }
        }
    }
}
