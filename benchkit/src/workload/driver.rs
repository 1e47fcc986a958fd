//! The seam between a workload and whatever runs it.

use crate::{
    model::{Failure, MetricValue, Parameter, Throughput},
    workload::Runtime,
};
use std::time::Duration;

/// What is timed: a loop of n iterations, with untimed work around it.
///
/// A driver calls `prepare(n)`, `run(n)`, `finish()` in this order, any
/// number of times; only `run` is timed.
pub trait Routine {
    /// Untimed: makes what `iterations` iterations need.
    fn prepare(&mut self, iterations: u64) {
        let _ = iterations;
    }

    /// Timed: runs `iterations` iterations. Returns the time that they took
    /// where the workload measures it itself.
    fn run(&mut self, iterations: u64) -> Option<Duration>;

    /// Untimed: drops outputs and checks them.
    ///
    /// # Errors
    /// When an iteration failed or an output is wrong: the trial is void.
    fn finish(&mut self) -> Result<(), Failure> {
        Ok(())
    }

    /// Bytes of one input without what it points to; `None` where `prepare`
    /// makes no inputs, so that a trial of any length is one segment.
    fn input_size(&self) -> Option<usize> {
        None
    }

    /// Whether an input or output may own memory that `input_size` does not
    /// count.
    fn input_may_own(&self) -> bool {
        false
    }

    /// The executor that runs the loop of an asynchronous workload, so that
    /// its own cost can be told.
    fn executor(&self) -> Option<&dyn Runtime> {
        None
    }

    /// Whether the workload has a clock of its own, so that the loop is not
    /// in its times.
    fn has_own_clock(&self) -> bool {
        false
    }
}

/// Something a workload says about itself while it runs.
#[derive(Clone, Debug, PartialEq)]
pub enum Note {
    /// What one iteration processes.
    Throughput(Throughput),
    /// A metric of its own.
    Metric(MetricValue),
    /// What it really used for a parameter.
    Effective(Parameter),
    /// A remark that a detector reads.
    Remark(String),
    /// It failed.
    Failed(Failure),
}

/// Runs routines: measures them, or runs them once to see that they work.
pub trait Driver {
    /// Runs `routine` as often as the driver sees fit.
    fn drive(&mut self, routine: &mut dyn Routine);

    /// Takes what the workload says about itself.
    fn note(&mut self, note: Note);
}
