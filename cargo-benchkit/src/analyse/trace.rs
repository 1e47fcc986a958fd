//! Streams: when their chunks came, and whether playback kept up.

use super::document::{Finding, FindingKind, Trace};
use benchkit::{
    model::Severity,
    stats::{float, float64, median, sorted},
    unit::duration,
};

/// A chunk of a stream.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Chunk {
    /// When it came, in milliseconds since the start.
    pub(super) at_ms: f64,
    /// How large it is.
    pub(super) bytes: u64,
}

/// What is known about a stream beside its chunks.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Media {
    /// Bytes that play in a second, where that is known; above 0.
    pub(super) byte_rate: Option<f64>,
    /// How long after the first payload playback begins.
    pub(super) pre_buffer_ms: f64,
    /// Bytes at the start that play nothing.
    pub(super) header_bytes: u64,
    /// Bytes that should come, where that is known.
    pub(super) expected_bytes: Option<u64>,
}

/// A chunk that comes less than this after playback ran empty is in time:
/// a microsecond, which is what times of three decimals can differ by from
/// the truth.
const IN_TIME_MS: f64 = 1e-3;

/// Real-time factor below which a stream may have been stored.
const STORED: f64 = 0.01;

/// Less media than this, in milliseconds, says nothing about that.
const SHORT_MS: f64 = 1000.0;

/// The chunks, which are in the order of time, as a [`Trace`] of `file`.
pub(super) fn analyse(file: &str, chunks: &[Chunk], media: &Media) -> Trace {
    // An empty chunk plays nothing; as the last one it is the end.
    let end = chunks.last().filter(|chunk| chunk.bytes == 0);
    let full = |chunk: &&Chunk| chunk.bytes > 0;
    let chunks: Vec<Chunk> = chunks.iter().filter(full).copied().collect();
    let mut trace = Trace {
        file: file.to_owned(),
        chunks: chunks.len(),
        bytes: chunks.iter().map(|chunk| chunk.bytes).sum(),
        first_byte_ms: chunks.first().map(|chunk| chunk.at_ms),
        last_ms: chunks.last().map(|chunk| chunk.at_ms),
        ..Trace::default()
    };
    let ended = end.zip(trace.last_ms);
    trace.end_delay_ms = ended.map(|(end, last)| end.at_ms - last);
    gaps(&mut trace, &chunks);
    play(&mut trace, &payload(&chunks, media.header_bytes), media);
    trace.findings = findings(&trace, media);
    trace
}

/// The time between neighbours.
fn gaps(trace: &mut Trace, chunks: &[Chunk]) {
    let times = chunks.windows(2).map(|pair| pair[1].at_ms - pair[0].at_ms);
    let gaps = sorted(times);
    if gaps.is_empty() {
        let why = if chunks.is_empty() {
            "not estimable: no chunk carries bytes"
        } else {
            "not estimable: one chunk has no gap"
        };
        trace.absent.insert("median_gap_ms", why.to_owned());
        trace.absent.insert("max_gap_ms", why.to_owned());
        return;
    }
    trace.median_gap_ms = Some(median(&gaps));
    trace.max_gap_ms = gaps.last().copied();
}

/// The chunks without the first `header` bytes.
fn payload(chunks: &[Chunk], header: u64) -> Vec<Chunk> {
    let mut left = header;
    let mut payload = Vec::with_capacity(chunks.len());
    for chunk in chunks {
        let skipped = left.min(chunk.bytes);
        left -= skipped;
        if chunk.bytes > skipped {
            payload.push(Chunk { bytes: chunk.bytes - skipped, ..*chunk });
        }
    }
    payload
}

/// What playback makes of the payload.
fn play(trace: &mut Trace, payload: &[Chunk], media: &Media) {
    let Some(first) = payload.first() else {
        let why = match trace.bytes {
            0 => "the stream has no bytes".to_owned(),
            bytes => format!(
                "all {bytes} bytes belong to the header of {}",
                media.header_bytes
            ),
        };
        for name in ["first_payload_ms", "underruns", "stall_ms"] {
            trace.absent.insert(name, why.clone());
        }
        return;
    };
    trace.first_payload_ms = Some(first.at_ms);
    let Some(rate) = media.byte_rate else {
        let why = "no byte rate is known: --byte-rate";
        for name in ["media_ms", "underruns", "stall_ms"] {
            trace.absent.insert(name, why.to_owned());
        }
        return;
    };
    let played = Played::of(payload, rate, first.at_ms + media.pre_buffer_ms);
    let bytes: u64 = payload.iter().map(|chunk| chunk.bytes).sum();
    let media_ms = float64(bytes) / rate * 1e3;
    trace.media_ms = Some(media_ms);
    trace.real_time_factor = trace.last_ms.map(|last| last / media_ms);
    trace.jitter_ms = jitter(payload, rate);
    trace.underruns = Some(played.stalls_ms.len());
    let in_10min = float(played.stalls_ms.len()) * 600e3 / media_ms;
    trace.underruns_per_10min = Some(in_10min);
    trace.stall_ms = Some(played.stalls_ms.iter().sum());
    let longest = played.stalls_ms.iter().copied().fold(0.0, f64::max);
    trace.longest_stall_ms = Some(longest);
    trace.sufficient_pre_buffer_ms = Some(played.sufficient_ms);
}

/// How playback went.
struct Played {
    /// The pauses, in the order of time.
    stalls_ms: Vec<f64>,
    /// The least pre-buffer without pauses.
    sufficient_ms: f64,
}

impl Played {
    /// Playback begins at `start_ms`; each chunk plays bytes / `rate`
    /// seconds. A chunk that comes after everything before it was played is
    /// an underrun; the pause lasts until it comes, and playback goes on at
    /// once. Played time is counted from whole bytes, so no rounding adds up.
    fn of(payload: &[Chunk], rate: f64, start_ms: f64) -> Self {
        let time = |bytes: u64| float64(bytes) / rate * 1e3;
        let (mut from, mut since, mut all) = (start_ms, 0, 0);
        let mut stalls_ms = Vec::new();
        let mut sufficient_ms = 0.0_f64;
        let first = payload.first().map_or(0.0, |chunk| chunk.at_ms);
        for (at, chunk) in payload.iter().enumerate() {
            let empty = from + time(since);
            if at > 0 && chunk.at_ms > empty + IN_TIME_MS {
                stalls_ms.push(chunk.at_ms - empty);
                (from, since) = (chunk.at_ms, 0);
            }
            let late = chunk.at_ms - first - time(all);
            sufficient_ms = sufficient_ms.max(late);
            since += chunk.bytes;
            all += chunk.bytes;
        }
        Self { stalls_ms, sufficient_ms }
    }
}

/// Interarrival jitter after RFC 3550, 6.4.1: J += (|D| - J) / 16, with the
/// difference D of the times between two chunks as they came and as they
/// play. `None` for a single chunk.
fn jitter(payload: &[Chunk], rate: f64) -> Option<f64> {
    if payload.len() < 2 {
        return None;
    }
    let jitter = payload.windows(2).fold(0.0, |jitter, pair| {
        let came = pair[1].at_ms - pair[0].at_ms;
        let plays = float64(pair[0].bytes) / rate * 1e3;
        jitter + ((came - plays).abs() - jitter) / 16.0
    });
    Some(jitter)
}

fn ms(time: f64) -> String {
    duration(time * 1e6)
}

fn findings(trace: &Trace, media: &Media) -> Vec<Finding> {
    let cut = media.expected_bytes.and_then(|all| truncated(trace, all));
    let all = [empty(trace), cut, underruns(trace), stored(trace)];
    all.into_iter().flatten().collect()
}

/// A stream that ended before its `all` bytes had come.
fn truncated(trace: &Trace, all: u64) -> Option<Finding> {
    (0 < trace.bytes && trace.bytes < all).then(|| Finding {
        kind: FindingKind::Truncated,
        severity: Severity::Error,
        evidence: format!("{} of {all} bytes came", trace.bytes),
        advice: "look for an error where it comes from".to_owned(),
    })
}

fn empty(trace: &Trace) -> Option<Finding> {
    (trace.bytes == 0).then(|| Finding {
        kind: FindingKind::EmptyStream,
        severity: Severity::Error,
        evidence: "the stream has no bytes".to_owned(),
        advice: "look for an error where it comes from".to_owned(),
    })
}

fn underruns(trace: &Trace) -> Option<Finding> {
    let count = trace.underruns.filter(|count| *count > 0)?;
    let plural = if count == 1 { "" } else { "s" };
    let sufficient = trace.sufficient_pre_buffer_ms?;
    Some(Finding {
        kind: FindingKind::Underruns,
        severity: Severity::Warning,
        evidence: format!(
            "{count} underrun{plural}: playback stood still for {}, at most \
             {} at once",
            ms(trace.stall_ms?),
            ms(trace.longest_stall_ms?)
        ),
        advice: format!(
            "send sooner, or play later: a pre-buffer of {} would have been \
             enough",
            ms(sufficient)
        ),
    })
}

/// Media that came a hundred times faster than it plays.
fn stored(trace: &Trace) -> Option<Finding> {
    let (factor, media) = (trace.real_time_factor?, trace.media_ms?);
    (factor < STORED && media >= SHORT_MS).then(|| Finding {
        kind: FindingKind::CacheSuspected,
        severity: Severity::Info,
        evidence: format!(
            "{} of media came within {}",
            ms(media),
            ms(trace.last_ms.unwrap_or(0.0))
        ),
        advice: "if it is to be made anew each time, ask for something that \
                 nobody asked for before"
            .to_owned(),
    })
}

#[cfg(test)]
#[path = "trace_tests.rs"]
mod tests;
