//! What the doctor says, as types of serde; the JSON Schema is made of them.

use benchkit::model::schema_of;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Version of the document: the major number changes when older readers
/// would misread it.
pub const DOCTOR_SCHEMA_VERSION: &str = "1.0";

/// What `--json` writes. What is not known is left out, never `null`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Document {
    /// Version of this form, "major.minor".
    pub schema_version: String,
    /// When the look began: RFC 3339, UTC.
    pub at: String,
    /// Whose host it is.
    pub host: Host,
    /// The gravest status of all checks, where only an error or a warning
    /// outweighs "ok": what is unknown shows in `count`.
    pub status: Status,
    /// How many checks have which status.
    pub count: Count,
    /// The checks: errors first, then warnings, unknown ones and the rest.
    pub checks: Vec<Check>,
    /// What was measured, where something was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Noise")]
    pub noise: Option<Noise>,
}

/// The host in words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Host {
    /// What two hosts must share for their times to be compared; as in
    /// `run.json`.
    pub fingerprint: String,
    /// Version of the kernel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub kernel: Option<String>,
}

/// How fit the host is in one respect.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// What is measured now would mislead.
    Error,
    /// Look at it before small differences are trusted.
    Warn,
    /// The host does not tell; neither good nor bad.
    Unknown,
    /// Nothing stands in the way.
    Ok,
}

/// How many checks have which status.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    JsonSchema,
)]
pub struct Count {
    /// Errors.
    pub error: usize,
    /// Warnings.
    pub warn: usize,
    /// Checks that could not be made.
    pub unknown: usize,
    /// Checks that found nothing.
    pub ok: usize,
}

/// One respect in which a host can be unfit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Check {
    /// Its name, such as "governor"; it does not change within a version.
    pub name: String,
    /// What came of it.
    pub status: Status,
    /// The numbers and where they were read; where it is unknown, why.
    pub evidence: String,
    /// Why it matters.
    pub why: String,
    /// What to do, where there is something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub cure: Option<String>,
}

/// The measurement of the host's noise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Noise {
    /// How long it took, in seconds.
    pub seconds: f64,
    /// What was measured: arithmetic, memory, waking a thread.
    pub kernels: Vec<KernelNoise>,
}

/// How one kind of work scattered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct KernelNoise {
    /// "compute", "memory" or "wake-up".
    pub kernel: String,
    /// What one operation is.
    pub operation: String,
    /// Trials in all.
    pub trials: usize,
    /// Median over the trials of the time of one operation, in nanoseconds.
    pub median_ns: f64,
    /// Interquartile range of the trials / their median.
    pub spread: f64,
    /// 99 % quantile of the trials / their median; absent below 368 trials,
    /// the fewest for which that quantile has a 95 % interval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "f64")]
    pub p99_over_median: Option<f64>,
    /// The longest trial less the median one, in nanoseconds.
    pub interruption_ns: f64,
    /// Share of the trials in which the system took the CPU away; absent
    /// where it does not tell, and of waking, which gives the CPU away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "f64")]
    pub preempted: Option<f64>,
    /// Slices that the kinds of work took in turns.
    pub slices: usize,
    /// Length of a slice, in seconds.
    pub slice_seconds: f64,
    /// Difference, relative, that two looks of one slice each stay below in
    /// 95 of 100 cases though nothing changed: the repeatability limit of
    /// ISO 5725-6, 1.96 sqrt(2) standard deviations of the slices' medians.
    /// Absent below 6 slices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "f64")]
    pub repeatability: Option<f64>,
}

impl Count {
    pub(super) fn of(checks: &[Check]) -> Self {
        let count = |status| {
            checks.iter().filter(|check| check.status == status).count()
        };
        Self {
            error: count(Status::Error),
            warn: count(Status::Warn),
            unknown: count(Status::Unknown),
            ok: count(Status::Ok),
        }
    }

    /// What they come to.
    pub(super) fn status(&self) -> Status {
        if self.error > 0 {
            Status::Error
        } else if self.warn > 0 {
            Status::Warn
        } else {
            Status::Ok
        }
    }
}

/// The JSON Schema (draft 2020-12) of the [`Document`].
pub(crate) fn schema() -> Value {
    schema_of::<Document>("A look of benchkit's doctor")
}
