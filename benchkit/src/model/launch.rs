//! What one fresh process measured.

use crate::{
    model::{Buckets, Failure, MetricValue, Parameter, Throughput},
    unit::Nanos,
};
use benchkit_macros::Json;

/// What the clock found out about itself in this launch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ClockFacts {
    /// The smallest step it was seen to make, in nanoseconds.
    pub resolution_ns: f64,
    /// What reading it twice costs a trial, in nanoseconds.
    pub overhead_ns: f64,
    /// What an iteration of an empty workload costs, in nanoseconds.
    pub empty_iteration_ns: f64,
}

/// How the warm-up of a launch went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WarmupFacts {
    /// Trials that served only to warm up.
    pub trials: u64,
    /// How long it took.
    pub time: Nanos,
    /// Whether the trials became steady before the cap.
    pub steady: bool,
    /// The very first iteration, in nanoseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_iteration_ns: Option<f64>,
}

/// What the host did to the launch's timed part as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HostDelta {
    /// Wall time of the timed part.
    pub wall: Nanos,
    /// CPU time of the timing threads / (wall time x threads).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpu_share: Option<f64>,
    /// Time that a CPU quota stopped a group above the worker, added over
    /// its CPUs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub throttled: Option<Nanos>,
    /// Periods of that quota; 0 periods are no signal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quota_periods: Option<u64>,
    /// Of these, periods in which the quota stopped it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub throttled_periods: Option<u64>,
    /// Time that the timing threads were runnable but had no CPU.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run_delay: Option<Nanos>,
    /// Share of the wall time in which some task of the host waited for a
    /// CPU (pressure stall information).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpu_pressure: Option<f64>,
    /// Share of the host's CPU time that the hypervisor took.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steal: Option<f64>,
}

/// What one of several threads measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ThreadFacts {
    /// Mean nanoseconds an iteration on this thread.
    pub mean_ns: f64,
    /// Iterations that it ran.
    pub iterations: u64,
}

/// The remark of a launch whose first iteration took so long that it is its
/// only trial.
pub const COLD_ONLY: &str = "cold_only";

/// The remark of a launch whose inputs may own memory of unknown size.
pub const BATCH_SIZE_UNKNOWN: &str = "batch_size_unknown";

/// What one fresh process measured; the launch is the n of every interval.
#[derive(Clone, Debug, Default, PartialEq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Launch {
    /// Where it stood in the order of all launches of the run.
    pub order: u32,
    /// The median of its clean trials, in nanoseconds an iteration (of all
    /// trials where they cannot be told apart, or are long).
    pub estimate: f64,
    /// The median of all its trials, in nanoseconds an iteration.
    pub all_median: f64,
    /// The mean of all its trials, in nanoseconds an iteration.
    pub mean: f64,
    /// Its trials after warm-up.
    pub trials: u64,
    /// Of these, trials that the scheduler left alone; absent where the
    /// system does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clean_trials: Option<u64>,
    /// Iterations a trial.
    pub iterations: u64,
    /// The trials' 0, 5, …, 100 % quantiles, in nanoseconds an iteration.
    pub quantiles: Vec<f64>,
    /// Time at 2n iterations / time at n iterations, in one launch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubling: Option<f64>,
    /// ln(median of the later half of its trials / of the earlier half);
    /// with several threads, of the first one's trials.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drift: Option<f64>,
    /// How it warmed up.
    pub warmup: WarmupFacts,
    /// Its clock.
    pub clock: ClockFacts,
    /// What the host did.
    pub host: HostDelta,
    /// Time spent in setup, before anything was timed.
    pub setup: Nanos,
    /// Single iterations, as a histogram; empty where the pass was off.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub latency: Buckets,
    /// Their 0, 5, …, 100 % quantiles, in nanoseconds; empty where too few
    /// were timed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub latency_quantiles: Vec<f64>,
    /// One entry a thread, where there are several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub threads: Vec<ThreadFacts>,
    /// What one iteration processes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub throughput: Option<Throughput>,
    /// Metrics that the workload reported.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub metrics: Vec<MetricValue>,
    /// What the workload says it really used, by parameter.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub effective: Vec<Parameter>,
    /// Bytes of inputs that one batch holds at a time, where there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch_bytes: Option<u64>,
    /// Remarks of the runner that detectors read (`unchecked_result`, …).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<String>,
}

/// How a launch ended.
#[derive(Clone, Debug, PartialEq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum LaunchOutcome {
    /// It measured.
    Measured(Box<Launch>),
    /// It failed.
    Failed(Failure),
}
