//! What happens during a run: the contract between the harness and every
//! view of it.

use crate::{
    model::{BenchmarkId, BenchmarkResult, Failure, RunDocument},
    unit::Nanos,
};

/// Something that happened.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// The suite begins.
    SuiteStarted {
        /// Benchmarks that will run.
        benchmarks: usize,
    },
    /// A launch begins; no view may draw until it has ended.
    LaunchStarted {
        /// The benchmark.
        id: &'a BenchmarkId,
        /// Launches that ended so far, over all benchmarks.
        done: usize,
        /// Launches expected in all.
        expected: usize,
        /// Time left, as far as can be told.
        left: Option<Nanos>,
    },
    /// A launch failed.
    LaunchFailed {
        /// The benchmark.
        id: &'a BenchmarkId,
        /// How.
        failure: &'a Failure,
    },
    /// All launches of a benchmark are done and judged.
    BenchmarkFinished {
        /// Its record.
        result: &'a BenchmarkResult,
    },
    /// The suite is done, or was interrupted.
    SuiteFinished {
        /// What was measured.
        document: &'a RunDocument,
    },
    /// Something the person should know that belongs to no benchmark.
    Warning {
        /// One line.
        message: &'a str,
    },
}

/// Sees what happens; prints it, stores it or counts it.
pub trait Observer {
    /// Called for each event, in order, never while a trial is timed.
    fn observe(&mut self, event: &Event<'_>);
}
