//! What came of gates: documents with a schema.

use super::model::{Command, Expected, Gate, Level, Severity};
use benchkit::model::{RunDocument, schema_of};
use schemars::JsonSchema;
use serde::Serialize;

/// Version of these documents: the major number changes when older readers
/// would misread them.
const SCHEMA_VERSION: &str = "1.0";

/// How a gate ended for a benchmark.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub(crate) enum GateStatus {
    /// The limit is broken, or a gate that should fail passes.
    Failed,
    /// It could not be told; this fails too.
    NotEvaluable,
    /// The limit is kept, or is broken as expected.
    Passed,
}

impl GateStatus {
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::NotEvaluable => "not evaluable",
            Self::Passed => "passed",
        }
    }
}

/// A gate's answer for one benchmark. What is not known is left out.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "GateResult")]
pub(crate) struct GateResult {
    /// The gate's name.
    pub(crate) gate: String,
    /// Where it stands: file and line.
    pub(crate) place: String,
    /// The benchmark; absent where the gate found none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) benchmark: Option<String>,
    /// The old side of the comparison, one of the document's `old`; absent in
    /// runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) old: Option<String>,
    /// How it ended.
    pub(crate) status: GateStatus,
    /// Whether it fails the command under `--fail-on gate`.
    pub(crate) fails: bool,
    /// What it is when it does not pass.
    pub(crate) severity: Severity,
    /// What it was expected to do.
    pub(crate) expected: Expected,
    /// "time", "throughput", "change", or a workload's own metric.
    pub(crate) metric: String,
    /// Which number of it.
    pub(crate) statistic: String,
    /// "<", "<=", ">" or ">="; absent with a scheme.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) operator: Option<String>,
    /// The limit, in `unit`; with a scheme that of `fail_from`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) limit: Option<f64>,
    /// The unit of the limit and of the values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) unit: Option<String>,
    /// What was measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) value: Option<f64>,
    /// Lower end of its interval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) lower: Option<f64>,
    /// Upper end of its interval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) upper: Option<f64>,
    /// With a scheme: the level that the near end of the interval reaches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) level: Option<Level>,
    /// With a scheme: the level from which it fails.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fail_from: Option<Level>,
    /// Launches, or launch pairs, that it rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) n: Option<u64>,
    /// The fewest that it takes.
    pub(crate) smallest_n: u64,
    /// Whether it was judged on a change against a stored run.
    pub(crate) advisory: bool,
    /// Why it did not pass, or what to know about its passing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
}

impl GateResult {
    /// The benchmark as it is shown, where there are `many` old sides with
    /// its own; empty where there is none.
    pub(super) fn subject(&self, many: bool) -> String {
        let id = self.benchmark.as_deref().unwrap_or_default();
        match &self.old {
            Some(old) if many => format!("{id} · {old}"),
            _ => id.to_owned(),
        }
    }
}

/// Whether the results are of several old sides.
pub(super) fn has_many_olds(results: &[GateResult]) -> bool {
    let olds = || results.iter().filter_map(|r| r.old.as_ref());
    olds().any(|old| olds().next() != Some(old))
}

/// All results of an invocation, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    pub(crate) not_evaluable: usize,
    /// Of those that did not pass: only warnings.
    pub(crate) warnings: usize,
    /// Gates that another command judges.
    pub(crate) elsewhere: usize,
}

impl Tally {
    pub(crate) fn of(
        results: &[GateResult],
        gates: &[&Gate],
        command: Command,
    ) -> Self {
        let count = |status| {
            results.iter().filter(|result| result.status == status).count()
        };
        let passed = count(GateStatus::Passed);
        let fails = results.iter().filter(|result| result.fails).count();
        let elsewhere = gates.iter().filter(|g| !g.judged_by(command)).count();
        Self {
            passed,
            failed: count(GateStatus::Failed),
            not_evaluable: count(GateStatus::NotEvaluable),
            warnings: results.len() - passed - fails,
            elsewhere,
        }
    }

    /// Whether one of severity error did not pass.
    pub(crate) fn fails(&self) -> bool {
        self.failed + self.not_evaluable > self.warnings
    }

    /// Whether nothing was judged at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.passed + self.failed + self.not_evaluable == 0
    }

    /// "1 failed, 2 passed".
    pub(crate) fn words(&self) -> String {
        let mut parts = Vec::new();
        for (count, word) in [
            (self.failed, "failed"),
            (self.not_evaluable, "not evaluable"),
            (self.passed, "passed"),
        ] {
            if count > 0 {
                parts.push(format!("{count} {word}"));
            }
        }
        let mut words = parts.join(", ");
        if self.warnings > 0 {
            let plural = if self.warnings == 1 { "" } else { "s" };
            words = format!("{words} ({} warning{plural})", self.warnings);
        }
        words
    }

    /// The gates that another command judges, in a sentence.
    pub(crate) fn elsewhere(&self, command: Command) -> Option<String> {
        let other = command.other().name();
        let what = match self.elsewhere {
            0 => return None,
            1 => "1 gate is".to_owned(),
            count => format!("{count} gates are"),
        };
        Some(format!("{what} judged by `cargo benchkit {other}`, not here"))
    }
}

/// What `cargo benchkit run --json FILE` writes.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Report")]
pub(crate) struct Report {
    /// The version of this document.
    pub(crate) schema_version: &'static str,
    /// The code that the command ended with.
    pub(crate) code: u8,
    /// The run of each bench binary that left one.
    pub(crate) runs: Vec<RunDocument>,
    /// The gates, in the order of their files.
    pub(crate) gates: Vec<GateResult>,
}

impl Report {
    pub(crate) fn new(
        code: u8,
        runs: Vec<RunDocument>,
        gates: Vec<GateResult>,
    ) -> Self {
        Self { schema_version: SCHEMA_VERSION, code, runs, gates }
    }
}

/// The JSON Schema (draft 2020-12) of `gates` in what `run --json` and
/// `compare --json` write.
pub(crate) fn schema() -> serde_json::Value {
    schema_of::<Vec<GateResult>>("Gates as benchkit judged them")
}

/// The JSON Schema (draft 2020-12) of [`Report`].
pub(crate) fn report_schema() -> serde_json::Value {
    schema_of::<Report>("All runs of benchkit at once, and their gates")
}
