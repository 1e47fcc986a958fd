//! What was measured beside time.

use benchkit_macros::Json;

/// Which way a metric is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Less is better, as with time.
    Lower,
    /// More is better, as with throughput.
    Higher,
}

/// A name, a unit and a direction.
#[derive(Clone, Debug, PartialEq, Eq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Metric {
    /// What is measured, in `snake_case`.
    pub name: String,
    /// Its unit: "ns", "B/s", "count", …
    pub unit: String,
    /// Which way is better.
    pub direction: Direction,
}

/// A metric with what was measured; absent values carry their reason.
#[derive(Clone, Debug, PartialEq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MetricValue {
    /// The metric.
    #[serde(flatten)]
    pub metric: Metric,
    /// The median over the launches; absent where it could not be measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// Why there is no value (NaN reported, probe not supported, …).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// How much one iteration processes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Throughput {
    /// Bytes an iteration.
    Bytes(u64),
    /// Items an iteration.
    Items(u64),
}

impl Throughput {
    /// `count` bytes an iteration.
    pub const fn bytes(count: u64) -> Self {
        Self::Bytes(count)
    }

    /// `count` items an iteration.
    pub const fn items(count: u64) -> Self {
        Self::Items(count)
    }
}
