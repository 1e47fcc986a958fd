//! How a launch happens: in a fresh process, or in this one.

use crate::{
    harness::{benchmark::Benchmark, machine::Machine},
    model::LaunchOutcome,
    runner::{Plan, measure},
    workload::Bencher,
};

/// Measures one benchmark once.
pub(super) trait Launcher {
    /// One launch of `benchmark` as `plan` says.
    fn launch(&mut self, benchmark: &Benchmark, plan: &Plan) -> LaunchOutcome;
}

/// Launches in this process: for debuggers and profilers, and on systems
/// without workers.
#[derive(Debug)]
pub(super) struct InProcess {
    pub(super) machine: Machine,
}

impl Launcher for InProcess {
    fn launch(&mut self, benchmark: &Benchmark, plan: &Plan) -> LaunchOutcome {
        let body = |bencher: &mut Bencher<'_>| benchmark.run(bencher);
        measure(&self.machine, plan, &body)
    }
}
