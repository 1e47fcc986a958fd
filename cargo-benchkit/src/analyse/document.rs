//! What the analyses found, as types of serde; the JSON Schema is made of
//! them.

use benchkit::model::{Severity, schema_of};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use std::{collections::BTreeMap, fmt};

/// Version of the document: the major number changes when older readers
/// would misread it.
pub(super) const SCHEMA_VERSION: &str = "1.0";

/// Why a value is absent, by its name.
pub(super) type Absent = BTreeMap<&'static str, String>;

/// Why a value is absent that takes `least` values.
pub(super) fn too_few(least: impl fmt::Display) -> String {
    format!("not estimable (n<{least})")
}

/// What `--json` writes: a list for each kind of recording, only the one
/// that was asked for. What is not known is left out, never `null`.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub(super) struct Document {
    /// Version of this form, "major.minor".
    pub(super) schema_version: &'static str,
    /// Streams, in the order of the files.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) traces: Vec<Trace>,
    /// Values over time, in the order of the files.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) series: Vec<Series>,
    /// Frames, in the order of the files.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) frames: Vec<Frames>,
    /// Single times, in the order of the files.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) latencies: Vec<Latencies>,
}

impl Default for Document {
    fn default() -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            traces: Vec::new(),
            series: Vec::new(),
            frames: Vec::new(),
            latencies: Vec::new(),
        }
    }
}

/// A stream: when its chunks came.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub(super) struct Trace {
    /// Where it was read.
    pub(super) file: String,
    /// Chunks that carried bytes.
    pub(super) chunks: usize,
    /// Bytes in all, the header's too.
    pub(super) bytes: u64,
    /// From the start to the first byte.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) first_byte_ms: Option<f64>,
    /// From the start to the first byte behind the header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) first_payload_ms: Option<f64>,
    /// Median time between neighbouring chunks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) median_gap_ms: Option<f64>,
    /// Longest time between neighbouring chunks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) max_gap_ms: Option<f64>,
    /// Interarrival jitter after the last chunk, as RFC 3550 (6.4.1) has it:
    /// by how much times between chunks differ from what the chunks play,
    /// smoothed by 1/16. Needs the byte rate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) jitter_ms: Option<f64>,
    /// From the start to the last chunk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) last_ms: Option<f64>,
    /// From the last chunk to the end of the stream, where the file has one:
    /// a last row of 0 bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) end_delay_ms: Option<f64>,
    /// What the payload plays: its bytes / the byte rate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) media_ms: Option<f64>,
    /// Real-time factor: `last_ms` / `media_ms`, below 1 where the stream is
    /// faster than it plays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) real_time_factor: Option<f64>,
    /// Chunks that came after playback had run out of bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) underruns: Option<usize>,
    /// The same in 10 minutes of media.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) underruns_per_10min: Option<f64>,
    /// How long playback stood still after it had begun.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) stall_ms: Option<f64>,
    /// The longest of these pauses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) longest_stall_ms: Option<f64>,
    /// The least pre-buffer with which playback would not have stood still.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sufficient_pre_buffer_ms: Option<f64>,
    /// Why a value is absent, by its name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) absent: Absent,
    /// What explains the numbers, or makes them doubtful.
    pub(super) findings: Vec<Finding>,
}

/// What becomes of a value over time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum SeriesVerdict {
    /// It stays where it is.
    Steady,
    /// It goes one way, but it is no leak: it falls, or its lowest values
    /// stay.
    Drift,
    /// It rises, its lowest values too, and goes on rising at the end.
    Leak,
    /// It went one way, and has settled.
    Plateau,
    /// What was recorded does not tell.
    #[default]
    Inconclusive,
}

/// A value over time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub(super) struct Series {
    /// Where it was read.
    pub(super) file: String,
    /// Values.
    pub(super) n: usize,
    /// Values at the start, a third, that are taken for warm-up: slope and
    /// level are of the others.
    pub(super) warmup: usize,
    /// What becomes of it.
    pub(super) verdict: SeriesVerdict,
    /// Why, in words.
    pub(super) reason: String,
    /// From the first value to the last, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) span_s: Option<f64>,
    /// The median, in the unit of the values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) level: Option<f64>,
    /// How fast it changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) slope: Option<SeriesSlope>,
    /// Correlation of a value with the one before it, trend apart; the
    /// slope's interval allows for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) autocorrelation: Option<f64>,
    /// Why a value is absent, by its name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) absent: Absent,
    /// What explains the numbers, or makes them doubtful.
    pub(super) findings: Vec<Finding>,
}

/// A slope by Theil and Sen, with its 95 % interval.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub(super) struct SeriesSlope {
    /// The slope.
    pub(super) point: f64,
    /// Lower end of the interval.
    pub(super) lower: f64,
    /// Upper end of the interval.
    pub(super) upper: f64,
    /// "1/s": the unit of the values, a second.
    pub(super) unit: &'static str,
}

/// Who wrote a file of frames.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum FrameSource {
    /// A column of milliseconds.
    #[default]
    Column,
    /// `PresentMon`.
    PresentMon,
    /// `MangoHud`.
    MangoHud,
}

/// The frames of a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub(super) struct Frames {
    /// Where they were read.
    pub(super) file: String,
    /// Who wrote the file.
    pub(super) source: FrameSource,
    /// The column that the times are from.
    pub(super) column: String,
    /// Frames.
    pub(super) n: usize,
    /// Frames of other programs or windows in the file, which do not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) left_out: Option<usize>,
    /// All frames together, in seconds.
    pub(super) seconds: f64,
    /// Median time of a frame.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) median_ms: Option<f64>,
    /// Longest time of a frame.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) max_ms: Option<f64>,
    /// Frames / time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) average_fps: Option<f64>,
    /// 1000 / the longest time of a frame.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) minimum_fps: Option<f64>,
    /// What the slowest 1 % and .1 % come to, each by three definitions.
    pub(super) lows: Vec<Low>,
    /// Frames longer than 2.5 times the median of the 31 around them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) stutters: Option<usize>,
    /// Their share of the time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) stutter_share: Option<f64>,
    /// Why a value is absent, by its name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) absent: Absent,
    /// What explains the numbers, or makes them doubtful.
    pub(super) findings: Vec<Finding>,
}

/// What the slowest share of the frames comes to. Programs mean different
/// things by "1 % low"; here is each.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub(super) struct Low {
    /// Which share: .01 or .001.
    pub(super) share: f64,
    /// 1000 / the (1 - share) quantile of the frames' times.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) percentile_fps: Option<f64>,
    /// Lower end of its 95 % interval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) percentile_lower_fps: Option<f64>,
    /// Upper end of its 95 % interval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) percentile_upper_fps: Option<f64>,
    /// 1000 / the mean time of the slowest share of the frames.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) worst_mean_fps: Option<f64>,
    /// 1000 / the time of the fastest of those slowest frames that together
    /// fill the share of the time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) time_share_fps: Option<f64>,
    /// Why a value is absent, by its name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) absent: Absent,
}

/// Single times.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub(super) struct Latencies {
    /// Where they were read.
    pub(super) file: String,
    /// The column that they are from.
    pub(super) column: String,
    /// The unit of all values: "ns", "us", "ms" or "s".
    pub(super) unit: &'static str,
    /// How many there are.
    pub(super) n: usize,
    /// Smallest one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) min: Option<f64>,
    /// Arithmetic mean.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) mean: Option<f64>,
    /// Largest one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) max: Option<f64>,
    /// Confidence of each interval, for independent values.
    pub(super) confidence: f64,
    /// In rising order.
    pub(super) percentiles: Vec<Quantile>,
    /// The values around which they gather, in rising order; one where there
    /// is no valley between them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) modes: Vec<LatencyMode>,
    /// Why a value is absent, by its name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) absent: Absent,
    /// What explains the numbers, or makes them doubtful.
    pub(super) findings: Vec<Finding>,
}

/// A percentile with its interval, both order statistics.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[expect(clippy::struct_field_names, reason = "what the document calls it")]
pub(super) struct Quantile {
    /// The quantile, .5 to .9999.
    pub(super) quantile: f64,
    /// Its value; absent below the smallest n that has an interval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) value: Option<f64>,
    /// Lower end of the interval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) lower: Option<f64>,
    /// Upper end of the interval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) upper: Option<f64>,
    /// "not estimable (n<368)" where there is no value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<String>,
}

/// A value around which many lie.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub(super) struct LatencyMode {
    /// Share of all values that belong to it.
    pub(super) share: f64,
    /// Their median.
    pub(super) median: f64,
    /// The smallest of them.
    pub(super) lower: f64,
    /// The largest of them.
    pub(super) upper: f64,
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(super) enum FindingKind {
    /// A stream without bytes.
    EmptyStream,
    /// A stream that ended early.
    Truncated,
    /// Playback stood still.
    Underruns,
    /// So much faster than it plays that it may have been stored.
    CacheSuspected,
    /// The value goes one way.
    Drift,
    /// The value rises and goes on rising.
    Leak,
    /// Some frames take much longer than those around them.
    Stutter,
    /// The times gather around several values.
    Bimodal,
    /// A time resembles the one before it.
    Dependent,
}

impl fmt::Display for FindingKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// What makes a number doubtful, or explains it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub(super) struct Finding {
    /// What was found.
    pub(super) kind: FindingKind,
    /// How much it matters.
    pub(super) severity: Severity,
    /// The numbers that show it.
    pub(super) evidence: String,
    /// What to do about it.
    pub(super) advice: String,
}

/// The JSON Schema (draft 2020-12) of the [`Document`].
pub(crate) fn schema() -> Value {
    schema_of::<Document>("What benchkit makes of recordings")
}
