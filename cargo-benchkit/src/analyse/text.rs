//! What a person sees: a table a kind of recording, then what is absent and
//! what was found.

use super::{
    document::{
        Absent, Document, Finding, Frames, Latencies, Low, Quantile, Series,
        SeriesVerdict, Trace,
    },
    latencies::UNITS,
};
use crate::columns::{block, number, short, table, three, time};
use benchkit::{
    report::Style,
    unit::{bytes, duration, percent},
};

/// What stands where there is no value.
const ABSENT: &str = "-";

/// The document as text.
pub(super) fn text(document: &Document, style: &Style) -> String {
    let mut page = Page { out: String::new(), style: *style };
    page.traces(&document.traces);
    page.series(&document.series);
    for (at, frames) in document.frames.iter().enumerate() {
        page.separate(at);
        page.frames(frames);
    }
    for (at, latencies) in document.latencies.iter().enumerate() {
        page.separate(at);
        page.latencies(latencies);
    }
    page.out
}

/// What was written so far, and what can be shown.
struct Page {
    out: String,
    style: Style,
}

impl Page {
    fn separate(&mut self, at: usize) {
        if at > 0 {
            self.out.push('\n');
        }
    }

    fn traces(&mut self, traces: &[Trace]) {
        if traces.is_empty() {
            return;
        }
        let titles = [
            "",
            "underruns",
            "stalled",
            "longest",
            "first payload",
            "gap p50",
            "gap max",
            "RTF",
            "bytes",
        ];
        self.table(&titles, traces.iter().map(trace).collect());
        let many = traces.len() > 1;
        for trace in traces {
            self.lacks(&trace.file, many, &trace.absent);
        }
        for trace in traces {
            self.doubts(&trace.file, many, &trace.findings);
        }
    }

    fn series(&mut self, all: &[Series]) {
        if all.is_empty() {
            return;
        }
        let titles =
            ["", "verdict", "an hour", "95 % interval", "level", "over", "n"];
        self.table(&titles, all.iter().map(series).collect());
        let many = all.len() > 1;
        for series in all {
            // A finding says it again.
            if series.findings.is_empty() {
                self.line(&about(&series.file, many, &series.reason), "  ", 2);
            }
        }
        for series in all {
            self.doubts(&series.file, many, &series.findings);
        }
    }

    fn frames(&mut self, frames: &Frames) {
        let left_out = frames.left_out.map_or_else(String::new, |n| {
            format!("; {n} of other windows are left out")
        });
        let line = format!(
            "{}: {} FPS on average, {} at worst, {} of the time stutters ({} \
             frames in {}{left_out})",
            frames.file,
            or_absent(frames.average_fps, three),
            or_absent(frames.minimum_fps, three),
            or_absent(frames.stutter_share, percent),
            frames.n,
            duration(frames.seconds * 1e9),
        );
        self.line(&line, "", 2);
        let titles = [
            "",
            "percentile",
            "95 % interval",
            "mean of worst",
            "share of time",
        ];
        self.table(&titles, frames.lows.iter().map(low).collect());
        self.lacks(&frames.file, false, &frames.absent);
        for low in &frames.lows {
            self.lacks(&low_name(low), true, &low.absent);
        }
        self.doubts(&frames.file, false, &frames.findings);
    }

    fn latencies(&mut self, all: &Latencies) {
        let unit = UNITS.iter().find(|(symbol, _)| *symbol == all.unit);
        let ns = unit.map_or(1e6, |(_, ns)| *ns);
        let shown = |value: f64| time(value * ns);
        let line = format!(
            "{}: {} times, {} on average, {} to {}",
            all.file,
            all.n,
            or_absent(all.mean, shown),
            or_absent(all.min, shown),
            or_absent(all.max, shown),
        );
        self.line(&line, "", 2);
        let rows = all.percentiles.iter().map(|p| percentile(p, &shown));
        self.table(&["", "value", "95 % interval"], rows.collect());
        self.lacks(&all.file, false, &all.absent);
        self.doubts(&all.file, false, &all.findings);
    }

    /// Why values are absent, each reason once.
    fn lacks(&mut self, file: &str, many: bool, absent: &Absent) {
        let mut said: Vec<(&str, Vec<&str>)> = Vec::new();
        for (name, why) in absent {
            let why = why.as_str();
            match said.iter_mut().find(|(known, _)| *known == why) {
                Some((_, names)) => names.push(*name),
                None => said.push((why, vec![*name])),
            }
        }
        for (why, names) in said {
            let line = format!("{}: {why}", names.join(", "));
            self.line(&about(file, many, &line), "  ", 2);
        }
    }

    fn doubts(&mut self, file: &str, many: bool, findings: &[Finding]) {
        for finding in findings {
            let line = format!("{}: {}", finding.kind, finding.evidence);
            self.line(&about(file, many, &line), "! ", 2);
            self.line(&finding.advice, "  → ", 4);
        }
    }

    /// `text` behind `first`, broken at the width, the rest indented.
    fn line(&mut self, text: &str, first: &str, indent: usize) {
        let (text, first) = (self.plain(text), self.plain(first));
        self.out.push_str(&block(&text, &first, indent, &self.style));
        self.out.push('\n');
    }

    fn table(&mut self, titles: &[&str], rows: Vec<Vec<String>>) {
        let plain = |row: Vec<String>| -> Vec<String> {
            row.iter().map(|cell| self.plain(cell)).collect()
        };
        let rows: Vec<Vec<String>> = rows.into_iter().map(plain).collect();
        self.out.push_str(&table(titles, &rows, self.style.width, false));
    }

    /// The signs that are used here as they can be shown.
    fn plain(&self, text: &str) -> String {
        if self.style.unicode {
            return text.to_owned();
        }
        text.replace('µ', "u").replace('…', "..").replace('→', "->")
    }
}

fn trace(trace: &Trace) -> Vec<String> {
    let ms = |value: f64| time(value * 1e6);
    vec![
        short(&trace.file),
        or_absent(trace.underruns, |n| n.to_string()),
        or_absent(trace.stall_ms, ms),
        or_absent(trace.longest_stall_ms, ms),
        or_absent(trace.first_payload_ms, ms),
        or_absent(trace.median_gap_ms, ms),
        or_absent(trace.max_gap_ms, ms),
        or_absent(trace.real_time_factor, three),
        bytes(trace.bytes),
    ]
}

fn series(series: &Series) -> Vec<String> {
    let hourly = |slope: f64| number(slope * 3600.0);
    let slope = series.slope.as_ref();
    vec![
        short(&series.file),
        verdict(series.verdict).to_owned(),
        or_absent(slope, |slope| hourly(slope.point)),
        or_absent(slope, |slope| {
            format!("{} … {}", hourly(slope.lower), hourly(slope.upper))
        }),
        or_absent(series.level, number),
        or_absent(series.span_s, |span| duration(span * 1e9)),
        series.n.to_string(),
    ]
}

fn verdict(verdict: SeriesVerdict) -> &'static str {
    match verdict {
        SeriesVerdict::Steady => "steady",
        SeriesVerdict::Drift => "drift",
        SeriesVerdict::Leak => "LEAK",
        SeriesVerdict::Plateau => "plateau",
        SeriesVerdict::Inconclusive => "inconclusive",
    }
}

fn low(low: &Low) -> Vec<String> {
    let ends = low.percentile_lower_fps.zip(low.percentile_upper_fps);
    vec![
        low_name(low),
        or_absent(low.percentile_fps, three),
        or_absent(ends, |(lower, upper)| {
            format!("{} … {}", three(lower), three(upper))
        }),
        or_absent(low.worst_mean_fps, three),
        or_absent(low.time_share_fps, three),
    ]
}

fn low_name(low: &Low) -> String {
    format!("{} low", percent(low.share))
}

fn percentile(
    percentile: &Quantile,
    shown: &dyn Fn(f64) -> String,
) -> Vec<String> {
    let ends = percentile.lower.zip(percentile.upper);
    let lacking = percentile.reason.clone().unwrap_or_default();
    vec![
        format!("p{}", hundredths(percentile.quantile * 100.0)),
        or_absent(percentile.value, shown),
        ends.map_or(lacking, |(lower, upper)| {
            format!("{} … {}", shown(lower), shown(upper))
        }),
    ]
}

/// "99.9", not "99.900000000000006".
fn hundredths(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn or_absent<T>(value: Option<T>, shown: impl FnOnce(T) -> String) -> String {
    value.map_or_else(|| ABSENT.to_owned(), shown)
}

/// `what`, with the name of the file before it where there are several.
fn about(file: &str, many: bool, what: &str) -> String {
    if many { format!("{file}: {what}") } else { what.to_owned() }
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;
