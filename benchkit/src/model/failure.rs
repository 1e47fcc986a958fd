//! Why a benchmark has no number.

use benchkit_macros::Json;
use std::fmt;

/// How a launch ended, other than well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FailureKind {
    /// The workload panicked.
    Panicked,
    /// The workload returned an `Err`.
    Error,
    /// `verify` was false or an `Err`.
    VerifyFailed,
    /// The worker was ended by a signal.
    Signalled,
    /// The kernel killed the worker for memory (seen in memory.events).
    OutOfMemory,
    /// The worker exited by itself.
    Exited,
    /// The worker did not answer in time and was killed.
    TimedOut,
    /// What came over the worker's pipe is not the protocol.
    Protocol,
    /// The worker could not be started.
    Spawn,
    /// The worker's binary was replaced or removed while the suite ran.
    Replaced,
    /// The workload never called a method of `Bencher` that measures.
    NothingMeasured,
    /// The clock did not move, or moved backwards.
    Clock,
    /// The benchmark is not in the worker's binary, or its arguments differ
    /// from one evaluation to the next.
    NotFound,
    /// The machine lacks what the workload requires.
    Unavailable,
}

/// Why a launch has no number, with what it wrote to its standard error.
#[derive(Clone, Debug, PartialEq, Eq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Failure {
    /// How it ended.
    pub kind: FailureKind,
    /// One line: the panic's message, the error's text with its causes, …
    pub message: String,
    /// The signal that ended it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signal: Option<i32>,
    /// The code it exited with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<i32>,
    /// The end of its standard error, bounded.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub stderr: String,
}

impl Failure {
    /// A failure of `kind` that says `message`.
    pub fn new(kind: FailureKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            signal: None,
            code: None,
            stderr: String::new(),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
