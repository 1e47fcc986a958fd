//! The record of one benchmark in a run.

use crate::model::{
    BenchmarkId, Comparison, Failure, Finding, GitFacts, Launch, MetricValue,
    NoiseFloor, Parameter, Percentiles, RunConfig,
};
use benchkit_macros::Json;

/// How a benchmark ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// There is a number.
    Measured,
    /// A launch failed; launches measured before are kept.
    Failed,
    /// It was not run, for the reason beside it.
    Skipped,
    /// The run was interrupted before it had all its launches.
    Partial,
}

/// A location with its interval, in nanoseconds an iteration.
#[derive(Clone, Debug, PartialEq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Estimate {
    /// The median over the launches' estimates.
    pub point: f64,
    /// Lower end; absent with a single launch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lower: Option<f64>,
    /// Upper end; absent with a single launch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upper: Option<f64>,
    /// Always "ns".
    pub unit: String,
    /// Coverage that the order statistics of this run's launches really
    /// have: at least what was asked, or less where they are too few.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
    /// The host's noise between runs, which the interval then holds; absent
    /// where too few earlier runs show it: then the interval is of this run
    /// alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor: Option<NoiseFloor>,
}

impl Estimate {
    /// The ends of the interval of this run's launches alone, without what
    /// earlier runs say; `None` with a single launch.
    pub fn alone(&self) -> Option<(f64, f64)> {
        match &self.floor {
            Some(floor) => Some((floor.alone_lower, floor.alone_upper)),
            None => self.lower.zip(self.upper),
        }
    }

    /// The larger distance from the point to an end of the interval of this
    /// run alone / the point.
    pub fn relative_half_width(&self) -> Option<f64> {
        let (lower, upper) = self.alone()?;
        let reach = (upper - self.point).max(self.point - lower);
        (self.point.abs() > 0.0).then(|| reach / self.point.abs())
    }
}

/// The trials of all launches, counted.
#[derive(Clone, Debug, Default, PartialEq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Trials {
    /// Trials after warm-up.
    pub count: u64,
    /// Share that the scheduler left alone; absent where unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clean_share: Option<f64>,
    /// Iterations a trial: the median over the launches.
    pub iterations: u64,
    /// The median over the launches' all-trial medians, in nanoseconds an
    /// iteration.
    pub all_median: f64,
    /// The mean over the launches' means, in nanoseconds an iteration.
    pub mean: f64,
}

/// The spread of trial means, in nanoseconds an iteration: not percentiles
/// of single iterations.
#[derive(Clone, Debug, PartialEq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TrialQuantiles {
    /// The fastest trial.
    pub min: f64,
    /// A quarter of the trials are faster.
    pub q25: f64,
    /// Half of the trials are faster.
    pub q50: f64,
    /// Three quarters of the trials are faster.
    pub q75: f64,
    /// 95 % of the trials are faster.
    pub q95: f64,
    /// The slowest trial.
    pub max: f64,
}

/// One row of the stress table: this benchmark against the one of its
/// workload with the fewest threads.
#[derive(Clone, Debug, PartialEq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ThreadRow {
    /// Threads that ran together.
    pub threads: usize,
    /// Mean nanoseconds an iteration, over threads and launches.
    pub mean: f64,
    /// Mean / the mean at the fewest threads.
    pub ratio: f64,
    /// Share of the wall time that a CPU quota took.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub throttled: Option<f64>,
    /// Share of the threads' time spent runnable without a CPU.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run_delay: Option<f64>,
}

/// The run that a result is from, where it is not its document's own.
#[derive(Clone, Debug, PartialEq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Origin {
    /// The run's id.
    pub run: String,
    /// When it began, RFC 3339 in UTC.
    pub started: String,
    /// The code's revision; absent outside a repository.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub git: Option<GitFacts>,
}

/// The record of one benchmark in a run: status, estimates, metrics,
/// findings.
#[derive(Clone, Debug, PartialEq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BenchmarkResult {
    /// Which benchmark.
    pub id: BenchmarkId,
    /// Its workload's path, without parameters.
    pub workload: String,
    /// Its parameters, in order.
    pub parameters: Vec<Parameter>,
    /// The back-end that it ran on.
    pub backend: String,
    /// Tags of the workload.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The workload's explicit version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Structural hash of the workload's tokens.
    pub hash: String,
    /// Whether it is the reference of its group.
    #[serde(default)]
    pub reference: bool,
    /// How it ended.
    pub status: Status,
    /// Why it has no number, or not all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// How a launch failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// How it was measured.
    pub config: RunConfig,
    /// Where it lies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimate: Option<Estimate>,
    /// The launches, in the order in which they ran.
    #[serde(default)]
    pub launches: Vec<Launch>,
    /// The trials, counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trials: Option<Trials>,
    /// The spread of trial means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trial_quantiles: Option<TrialQuantiles>,
    /// Percentiles of single iterations.
    pub percentiles: Percentiles,
    /// Metrics: throughput first, then the workload's own.
    #[serde(default)]
    pub metrics: Vec<MetricValue>,
    /// The benchmark in the stress table of its workload.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stress: Option<ThreadRow>,
    /// Estimate / the estimate of the reference of its group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relative: Option<f64>,
    /// What makes the number doubtful, or explains it.
    #[serde(default)]
    pub findings: Vec<Finding>,
    /// The change against a baseline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Comparison>,
    /// The run that it is from, where a baseline keeps it because a newer
    /// run did not measure it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
}
