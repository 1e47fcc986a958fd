//! Turns, as the harness at the other end of the pipes says.

use super::{asked, say};
use crate::{
    error::Result,
    model::{Failure, FailureKind, Reply, Request, RunConfig},
    runner::{Conductor, Turn},
};
use std::{
    io::{BufRead, Write},
    sync::{Mutex, PoisonError},
};

/// The harness that leads this launch and another one.
pub(super) struct Partner<'p> {
    pipes: Mutex<Pipes<'p>>,
    trial_ns: u64,
    iterations: Option<u64>,
    once: bool,
}

struct Pipes<'p> {
    input: &'p mut (dyn BufRead + Send),
    output: &'p mut (dyn Write + Send),
}

impl<'p> Partner<'p> {
    pub(super) fn new(
        config: &RunConfig,
        input: &'p mut (dyn BufRead + Send),
        output: &'p mut (dyn Write + Send),
    ) -> Self {
        Self {
            pipes: Mutex::new(Pipes { input, output }),
            trial_ns: config.trial.0,
            iterations: config.iterations,
            once: config.once,
        }
    }

    fn with<T>(
        &self,
        work: impl FnOnce(&mut Pipes<'p>) -> Result<T>,
    ) -> std::result::Result<T, Failure> {
        let mut pipes =
            self.pipes.lock().unwrap_or_else(PoisonError::into_inner);
        work(&mut pipes).map_err(|error| {
            Failure::new(FailureKind::Protocol, error.to_string())
        })
    }
}

impl Conductor for Partner<'_> {
    fn ready(&self, cost_ns: f64) -> std::result::Result<(), Failure> {
        let Self { trial_ns, iterations, once, .. } = *self;
        let reply = Reply::Ready { cost_ns, trial_ns, iterations, once };
        self.with(|pipes| say(pipes.output, &reply))
    }

    fn next(&self) -> std::result::Result<Option<Turn>, Failure> {
        let request = self.with(|pipes| asked(pipes.input))?;
        match request {
            Some(Request::Turn { iterations, trials }) => {
                Ok(Some(Turn { iterations, trials }))
            }
            None => Ok(None),
            Some(_) => Err(Failure::new(
                FailureKind::Protocol,
                "the harness asked for something else than a turn",
            )),
        }
    }

    fn done(&self, trials: Vec<f64>) -> std::result::Result<(), Failure> {
        self.with(|pipes| say(pipes.output, &Reply::Turn { trials }))
    }
}
