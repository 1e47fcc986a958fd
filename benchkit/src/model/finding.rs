//! What makes a number doubtful, or explains it.

use benchkit_macros::Json;
use std::fmt;

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum FindingKind {
    /// A debug build, or one without optimisation.
    Unoptimised,
    /// Not distinguishable from an empty workload, or n and 2n iterations
    /// take the same time.
    OptimisedAway,
    /// The host took the CPU away from many trials.
    BusyHost,
    /// The launches disagree by more than their trials explain.
    Unstable,
    /// Too few trials for what is reported.
    TooFewTrials,
    /// Fewer launches than an interval needs.
    FewLaunches,
    /// Some launches failed.
    FailedTrials,
    /// A parameter did not reach the work.
    ParamNotApplied,
    /// The inputs of a batch exceed the last-level cache.
    ColdBatch,
    /// The workload is not the one that the baseline measured.
    WorkloadChanged,
    /// The processor did not run at one speed.
    ClockChanged,
    /// A CPU quota stopped the work.
    Throttled,
    /// The timed closure returns a `Result` that nobody looks at.
    UncheckedResult,
    /// Iterations are of two kinds, and the median is of one.
    Bimodal,
    /// Only the first iteration of each process does the work.
    CacheSuspected,
}

impl fmt::Display for FindingKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Explains the number.
    Info,
    /// Makes the number doubtful.
    Warning,
    /// The number is not what it seems.
    Error,
}

/// Something that makes a number doubtful or explains it.
#[derive(Clone, Debug, PartialEq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Finding {
    /// What was found.
    pub kind: FindingKind,
    /// How much it matters.
    pub severity: Severity,
    /// The numbers that show it.
    pub evidence: String,
    /// What to do about it.
    pub advice: String,
}
