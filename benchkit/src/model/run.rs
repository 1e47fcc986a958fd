//! All that one invocation measured.

use crate::model::{BenchmarkId, BenchmarkResult, Provenance};
use benchkit_macros::Json;

/// Version of the documents: the major number changes when older readers
/// would misread a newer document, the minor one when fields are added.
pub const SCHEMA_VERSION: &str = "1.0";

/// One invocation of one bench binary.
#[derive(Clone, Debug, Default, PartialEq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Run {
    /// Unique in its store: time, architecture, suite and a random part.
    pub id: String,
    /// The bench target.
    pub suite: String,
    /// When it began, RFC 3339 in UTC.
    pub started: String,
    /// How long it took, in nanoseconds.
    pub duration_ns: u64,
    /// Whether it was interrupted: what is there is real, but not all.
    pub partial: bool,
}

/// What stands in `run.json`.
#[derive(Clone, Debug, Default, PartialEq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RunDocument {
    /// See [`SCHEMA_VERSION`].
    pub schema_version: String,
    /// Which invocation.
    pub run: Run,
    /// How to reproduce it.
    pub provenance: Provenance,
    /// One entry a benchmark.
    pub results: Vec<BenchmarkResult>,
    /// Benchmarks that were asked for and that the baseline has, but the
    /// bench target no longer has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<BenchmarkId>,
}
