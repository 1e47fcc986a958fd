//! The answer to "did it change?".

use crate::model::Finding;
use benchkit_macros::Json;

/// The direction of a change, with its certainty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The interval is above 1 and not inside the margin.
    Slower,
    /// The interval is below 1 and not inside the margin.
    Faster,
    /// The interval excludes 1 but is inside the margin.
    Trivial,
    /// The interval is inside the margin.
    Equivalent,
    /// None of these could be shown.
    Inconclusive,
}

/// A ratio new / old with its interval.
#[derive(Clone, Copy, Debug, PartialEq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Ratio {
    /// The estimate.
    pub point: f64,
    /// Lower end.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
}

/// Whether a result and its baseline belong together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// They do.
    #[default]
    Comparable,
    /// The baseline has no such benchmark.
    New,
    /// They do not, for the reason beside it: there is no ratio.
    Refused,
    /// They do not, for the reason beside it, and were compared because
    /// `--force` asked for it: never more than inconclusive.
    Forced,
}

/// A result against a baseline.
#[derive(Clone, Debug, PartialEq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Comparison {
    /// The baseline's name, or the run's id.
    pub baseline: String,
    /// Whether the two belong together.
    #[serde(default)]
    pub standing: Standing,
    /// What can be said; against a stored baseline only as advice.
    pub verdict: Verdict,
    /// New / old; absent where the two could not be compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ratio: Option<Ratio>,
    /// True where old and new were not measured in turns: such a verdict
    /// never fails a run.
    pub advisory: bool,
    /// Confidence of the ratio's interval: less than was asked for where
    /// there are too few launches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
    /// The smallest relative change that this comparison could have seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub smallest_detectable: Option<f64>,
    /// Why there is no ratio, or no verdict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What makes the comparison doubtful.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
}
