//! What a harness and its workers say to each other: one JSON value a line,
//! over pipes of their own.

use crate::model::{BenchmarkId, LaunchOutcome, RunConfig};
use benchkit_macros::Json;

/// Version of the messages; a worker with another one is refused by name.
pub const PROTOCOL_VERSION: u32 = 1;

/// What the harness asks of a worker.
#[derive(Clone, Debug, PartialEq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// Measure this benchmark once, then exit.
    Measure {
        /// Version of the messages that the harness speaks.
        protocol: u32,
        /// Which benchmark.
        id: BenchmarkId,
        /// How.
        config: Box<RunConfig>,
        /// Time that this launch may spend on trials and latency.
        time_ns: u64,
    },
}

/// What a worker answers.
#[derive(Clone, Debug, PartialEq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// First of all: who is there.
    Hello {
        /// Version of the messages that the worker speaks.
        protocol: u32,
        /// The worker's benchkit.
        library: String,
    },
    /// The launch is over.
    Done {
        /// How it ended.
        outcome: LaunchOutcome,
    },
}
