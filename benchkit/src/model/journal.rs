//! What a run writes down while it goes: one JSON value a line, readable
//! after a crash at any point.

use crate::model::{
    BenchmarkId, BenchmarkResult, LaunchOutcome, RunConfig, RunDocument,
};
use benchkit_macros::Json;

/// One line of a run's journal.
#[derive(Clone, Debug, PartialEq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[serde(rename_all = "snake_case")]
pub enum JournalEntry {
    /// The first line: the run and its provenance.
    Header {
        /// The document without its results.
        document: Box<RunDocument>,
        /// How each benchmark is measured: launches of another run are
        /// taken over only where it is the same.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        configs: Vec<(BenchmarkId, RunConfig)>,
    },
    /// A launch ended.
    Launch {
        /// The benchmark.
        id: BenchmarkId,
        /// How it ended.
        outcome: LaunchOutcome,
    },
    /// A benchmark is done and judged.
    Result {
        /// Its record.
        result: Box<BenchmarkResult>,
    },
    /// Something that happened to the run itself.
    Note {
        /// One line.
        message: String,
    },
}
