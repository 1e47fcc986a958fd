//! The subcommand: from files to a report and an exit code.

use super::{
    document::Document, frames, latencies, recordings, series, table::Table,
    text::text, trace,
};
use crate::{
    error::{Error, Result},
    outlet::{deliver, is_dash, put, style},
};
use benchkit::harness::exit;
use clap::{Args, Subcommand};
use std::{
    io::Write,
    path::{Path, PathBuf},
};

/// What to analyse.
#[derive(Args, Clone, Debug)]
pub(crate) struct Options {
    #[command(subcommand)]
    kind: Kind,
}

/// Which kind of recording.
#[derive(Subcommand, Clone, Debug)]
#[expect(clippy::doc_markdown, reason = "help for a terminal")]
enum Kind {
    /// Streams: when chunks came, and whether playback kept up
    ///
    /// Columns ms_since_start and bytes. Playback begins with the first
    /// payload, or --pre-buffer later; a chunk that comes after all before it
    /// was played is an underrun.
    Trace(TraceOptions),
    /// A value over time: steady, drift, leak or plateau
    ///
    /// Columns t, in seconds, and value. The first third is warm-up.
    Series(SeriesOptions),
    /// Frames: average, minimum, lows by three definitions, stutter
    ///
    /// A column of milliseconds, or a file of PresentMon or MangoHud.
    Frames(FramesOptions),
    /// Single times: percentiles with intervals, and modes
    Latencies(LatenciesOptions),
}

/// The files, and where the result goes.
#[derive(Args, Clone, Debug)]
struct Common {
    /// Comma-separated values, with the names of the columns in a row
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Write what was found as JSON, to standard output or to =FILE
    #[arg(
        long,
        value_name = "FILE",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "-"
    )]
    json: Option<PathBuf>,
}

#[derive(Args, Clone, Debug)]
struct TraceOptions {
    #[command(flatten)]
    common: Common,
    /// Bytes that play in a second; without it there is no playback
    #[arg(long, value_name = "N", value_parser = above_zero)]
    byte_rate: Option<f64>,
    /// How long after the first payload playback begins, in milliseconds
    #[arg(
        long,
        value_name = "MS",
        default_value = "0",
        value_parser = not_negative
    )]
    pre_buffer: f64,
    /// Bytes at the start that play nothing
    #[arg(long, value_name = "N", default_value_t = 0)]
    header_bytes: u64,
    /// Bytes that should come in all; fewer are told
    #[arg(long, value_name = "N")]
    expect_bytes: Option<u64>,
}

#[derive(Args, Clone, Debug)]
struct SeriesOptions {
    #[command(flatten)]
    common: Common,
}

#[derive(Args, Clone, Debug)]
struct FramesOptions {
    #[command(flatten)]
    common: Common,
    /// The column of milliseconds, where its name is not known
    #[arg(long, value_name = "NAME")]
    column: Option<String>,
}

#[derive(Args, Clone, Debug)]
struct LatenciesOptions {
    #[command(flatten)]
    common: Common,
    /// The column of times, where its name is not known
    #[arg(long, value_name = "NAME")]
    column: Option<String>,
    /// Their unit; else what the column's name ends in, else ms
    #[arg(long, value_name = "UNIT", value_parser = ["ns", "us", "ms", "s"])]
    unit: Option<String>,
}

fn not_negative(text: &str) -> std::result::Result<f64, String> {
    match text.trim().parse::<f64>() {
        Ok(value) if value.is_finite() && value >= 0.0 => Ok(value),
        _ => Err("expected a number, 0 or more".to_owned()),
    }
}

fn above_zero(text: &str) -> std::result::Result<f64, String> {
    match not_negative(text) {
        Ok(value) if value > 0.0 => Ok(value),
        _ => Err("expected a number above 0".to_owned()),
    }
}

impl Kind {
    fn common(&self) -> &Common {
        match self {
            Self::Trace(options) => &options.common,
            Self::Series(options) => &options.common,
            Self::Frames(options) => &options.common,
            Self::Latencies(options) => &options.common,
        }
    }

    /// Adds what the file at `path` comes to.
    fn add(&self, path: &Path, document: &mut Document) -> Result<()> {
        match self {
            Self::Trace(options) => {
                let table = Table::read(path, &[])?;
                let chunks = recordings::chunks(&table)?;
                let media = trace::Media {
                    byte_rate: options.byte_rate,
                    pre_buffer_ms: options.pre_buffer,
                    header_bytes: options.header_bytes,
                    expected_bytes: options.expect_bytes,
                };
                let found = trace::analyse(&table.file, &chunks, &media);
                document.traces.push(found);
            }
            Self::Series(_) => {
                let table = Table::read(path, &[])?;
                let points = recordings::points(&table)?;
                document.series.push(series::analyse(&table.file, &points));
            }
            Self::Frames(options) => {
                let table = Table::read(path, &frames::HEADERS)?;
                let column = options.column.as_deref();
                let read = recordings::frame_times(&table, column)?;
                let mut found = frames::analyse(&read.times);
                found.file = table.file;
                found.source = read.source;
                found.column = read.column;
                found.left_out = Some(read.left_out).filter(|n| *n > 0);
                document.frames.push(found);
            }
            Self::Latencies(options) => {
                let table = Table::read(path, &[])?;
                let column = options.column.as_deref();
                let unit = options.unit.as_deref();
                let read = recordings::times(&table, column, unit)?;
                let mut found = latencies::analyse(&read.times, read.unit);
                found.file = table.file;
                found.column = read.column;
                document.latencies.push(found);
            }
        }
        Ok(())
    }
}

/// Analyses all files, reports, and returns the exit code: a file that
/// cannot be read is told, the others are reported all the same.
///
/// # Errors
/// When a report cannot be written.
pub(crate) fn run(
    options: &Options,
    out: &mut dyn Write,
    talk: &mut dyn Write,
) -> Result<u8> {
    let common = options.kind.common();
    let mut document = Document::default();
    let mut wrong = 0;
    for path in &common.files {
        if let Err(error) = options.kind.add(path, &mut document) {
            wrong += 1;
            drop(writeln!(talk, "error: {error}"));
        }
    }
    if wrong < common.files.len() {
        report(common.json.as_deref(), &document, out)?;
    }
    Ok(if wrong > 0 { exit::USAGE } else { exit::OK })
}

fn report(
    json: Option<&Path>,
    document: &Document,
    out: &mut dyn Write,
) -> Result<()> {
    if !is_dash(json) {
        put(out, &text(document, &style()))?;
    }
    let text = serde_json::to_string_pretty(document)
        .map_err(|e| Error::because("what was found as JSON", e))?;
    deliver(json, &format!("{text}\n"), out)
}

#[cfg(test)]
#[path = "command_tests.rs"]
mod tests;
