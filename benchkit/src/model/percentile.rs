//! Percentiles of single iterations.

use benchkit_macros::Json;

/// A histogram as sorted `(value in ns, count)` pairs: what a launch sends.
pub type Buckets = Vec<(u64, u64)>;

/// One percentile with its order-statistic interval.
#[derive(Clone, Debug, PartialEq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Percentile {
    /// The quantile, .5 to .999.
    pub quantile: f64,
    /// Its value in nanoseconds; absent below the smallest n.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// Lower end of the interval, in nanoseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lower: Option<f64>,
    /// Upper end of the interval, in nanoseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upper: Option<f64>,
    /// "not estimable (n<368)" where there is no value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The percentiles of single iterations of one benchmark.
///
/// They are of the iterations of all launches pooled, so a launch weighs as
/// much as it has iterations. The intervals are of the pooled order
/// statistics, as if all iterations were drawn alike: the spread between
/// launches is not in them, and where launches differ they are too narrow.
#[derive(Clone, Debug, Default, PartialEq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Percentiles {
    /// Iterations that were timed one by one.
    pub count: u64,
    /// Confidence of each interval.
    pub confidence: f64,
    /// In rising order.
    pub values: Vec<Percentile>,
    /// The largest iteration seen, in nanoseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    /// Why there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Percentiles {
    /// No percentiles, for `reason`.
    pub fn absent(reason: impl Into<String>) -> Self {
        Self { reason: Some(reason.into()), ..Self::default() }
    }

    /// The estimated value at `quantile`, if there is one.
    pub fn at(&self, quantile: f64) -> Option<f64> {
        self.values
            .iter()
            .find(|p| (p.quantile - quantile).abs() < 1e-9)
            .and_then(|p| p.value)
    }
}
