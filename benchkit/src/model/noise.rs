//! What earlier runs of unchanged code say about a host.

use crate::model::BenchmarkId;
use benchkit_macros::Json;

/// How far runs of unchanged code lie apart on this host, as its own earlier
/// runs show: the noise floor. It is inside the interval of the
/// [`Estimate`](crate::model::Estimate) that holds it.
#[derive(Clone, Copy, Debug, PartialEq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NoiseFloor {
    /// Earlier runs that showed it.
    pub runs: u32,
    /// Whether they ran the same binary. Else they show only how far apart
    /// runs lie, not where.
    pub same_build: bool,
    /// Their range: 97.5 % quantile of the upper ends / 2.5 % quantile of
    /// the lower ends of their intervals, at least 1.
    pub range: f64,
    /// Lower end of the interval of this run's launches alone.
    pub alone_lower: f64,
    /// Upper end of the interval of this run's launches alone.
    pub alone_upper: f64,
}

/// What one run measured, as a line of the suite's noise log.
#[derive(Clone, Debug, Default, PartialEq, Json)]
pub struct PastRun {
    /// `<major>.<minor>` of the schema that wrote it.
    pub schema_version: String,
    /// When it began (RFC 3339).
    pub started: String,
    /// The host's fingerprint.
    pub host: String,
    /// The binary's stamp.
    pub build: String,
    /// The benchmarks that have an interval.
    pub results: Vec<PastResult>,
}

/// What one run measured of one benchmark, in nanoseconds an iteration.
#[derive(Clone, Debug, PartialEq, Json)]
pub struct PastResult {
    /// Which benchmark.
    pub id: BenchmarkId,
    /// Lower end of the interval of the run's launches.
    pub lower: f64,
    /// Median of the launches.
    pub point: f64,
    /// Upper end of the interval of the run's launches.
    pub upper: f64,
}
