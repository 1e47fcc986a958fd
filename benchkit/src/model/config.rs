//! How a benchmark is measured: every value decided.

use crate::unit::Nanos;
use benchkit_macros::Json;

/// How a launch warms up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Warmup {
    /// Until the trials are steady, at most this long.
    Until(Nanos),
    /// This many trials, steady or not.
    Trials(u64),
}

/// How one benchmark is measured; the effective one stands in the result.
#[derive(Clone, Debug, PartialEq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RunConfig {
    /// Time that the benchmark may take, its setup included.
    pub budget: Nanos,
    /// How a launch warms up.
    pub warmup: Warmup,
    /// Launches before the first look at the interval.
    pub launches: u32,
    /// Whether `launches` is also the most; else the budget limits them.
    pub launches_fixed: bool,
    /// Time that one launch measures.
    pub launch_time: Nanos,
    /// Length of a trial; longer where one iteration takes longer.
    pub trial: Nanos,
    /// Iterations a trial, where they are fixed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iterations: Option<u64>,
    /// Threads that run the workload together.
    pub threads: usize,
    /// Relative half-width of the interval at which launches stop.
    pub target: f64,
    /// Confidence of the interval.
    pub confidence: f64,
    /// Share of the budget for the latency pass; 0 switches it off.
    pub latency: f64,
    /// One iteration in one launch, without warm-up.
    pub once: bool,
    /// A launch that takes longer is killed.
    pub timeout: Nanos,
    /// The CPU that workers are pinned to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin: Option<usize>,
}

impl RunConfig {
    /// The built-in values for work that runs on several threads, also
    /// where it is compared with itself on one: a trial must outlast the
    /// scheduler's slices, or each thread runs its trials alone and waiting
    /// for a CPU is never seen.
    pub fn for_threads() -> Self {
        Self {
            trial: Nanos(10_000_000),
            launch_time: Nanos(100_000_000),
            ..Self::default()
        }
    }
}

impl Default for RunConfig {
    fn default() -> Self {
        Self {
            budget: Nanos(3_000_000_000),
            warmup: Warmup::Until(Nanos(50_000_000)),
            launches: 10,
            launches_fixed: false,
            launch_time: Nanos(20_000_000),
            trial: Nanos(100_000),
            iterations: None,
            threads: 1,
            target: 0.01,
            confidence: 0.95,
            latency: 0.1,
            once: false,
            timeout: Nanos(60_000_000_000),
            pin: None,
        }
    }
}
