//! How a launch happens: in a fresh process, or in this one.

use crate::{
    clock::Clock,
    harness::{
        benchmark::Benchmark, environment::Surroundings, machine::Machine,
    },
    model::{Failure, LaunchOutcome, RunConfig, Warmup},
    runner::{Plan, measure},
    unit::Nanos,
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
        let outcome = measure(&self.machine, plan, &body);
        self.machine.write_trials(&benchmark.id);
        outcome
    }
}

/// Launches in this process.
pub(super) fn in_process() -> Box<dyn Launcher> {
    Box::new(InProcess { machine: Machine::new() })
}

/// Launches in fresh processes; `None` where the system has no way yet.
#[cfg(unix)]
#[expect(
    clippy::unnecessary_wraps,
    reason = "absent on systems without workers"
)]
pub(super) fn workers(
    around: &Surroundings,
    clock: Clock,
    show: bool,
) -> Option<Box<dyn Launcher>> {
    Some(Box::new(crate::harness::process::Workers {
        program: around.own_program(),
        name: around.name.clone(),
        show,
        clock,
    }))
}

/// Launches in fresh processes: not on this system.
#[cfg(not(unix))]
pub(super) fn workers(
    _around: &Surroundings,
    _clock: Clock,
    _show: bool,
) -> Option<Box<dyn Launcher>> {
    None
}

/// Runs `benchmark` in this process for `time`, and nothing else that a
/// profiler would see.
///
/// # Errors
/// When the workload fails.
pub(super) fn profile(
    benchmark: &Benchmark,
    time: Nanos,
) -> Result<(), Failure> {
    let config = RunConfig {
        warmup: Warmup::Trials(0),
        latency: 0.0,
        ..benchmark.config().clone()
    };
    match in_process().launch(benchmark, &Plan { config, time }) {
        LaunchOutcome::Measured(_) => Ok(()),
        LaunchOutcome::Failed(failure) => Err(failure),
    }
}
