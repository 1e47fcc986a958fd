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
    /// Make this benchmark ready and warm, say so, then take turns.
    Pair {
        /// Version of the messages that the harness speaks.
        protocol: u32,
        /// Which benchmark.
        id: BenchmarkId,
        /// Warm-up ends after so long, steady or not.
        warmup_ns: u64,
        /// Flags as a bench binary takes them: their settings stand above
        /// those of the attribute and of `benchkit.toml`.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        flags: Vec<String>,
    },
    /// One turn: an untimed lead-in trial, then timed ones.
    Turn {
        /// Iterations a trial.
        iterations: u64,
        /// Timed trials.
        trials: u64,
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
        /// Whether it takes turns with another worker ([`Request::Pair`]).
        #[serde(default)]
        turns: bool,
    },
    /// The benchmark is warm: turns can begin.
    Ready {
        /// What an iteration takes, in nanoseconds.
        cost_ns: f64,
        /// How long a trial should be, in nanoseconds.
        trial_ns: u64,
        /// Iterations a trial, where they are fixed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        iterations: Option<u64>,
        /// Whether that was its only iteration: there are no turns.
        #[serde(default)]
        once: bool,
    },
    /// A turn is over.
    Turn {
        /// Its trials, in nanoseconds an iteration; nothing is clamped.
        trials: Vec<f64>,
    },
    /// The launch is over.
    Done {
        /// How it ended.
        outcome: LaunchOutcome,
    },
}
