//! What the columns of a recording mean.

use super::{
    document::FrameSource,
    frames::{self, Found},
    latencies::UNITS,
    numbers::Point,
    table::{Row, Table},
    trace::Chunk,
};
use crate::error::{Error, Result};
use benchkit::stats::index;

/// A chunk of more bytes than this is taken for garbage: a terabyte.
const LARGEST_CHUNK: f64 = 1e12;

/// The chunks of a stream: columns `ms_since_start,bytes`.
///
/// # Errors
/// When a column is missing, a cell holds no such number, or time runs
/// backwards.
pub(super) fn chunks(table: &Table) -> Result<Vec<Chunk>> {
    let time = table.place("ms_since_start", 0)?;
    let size = table.place("bytes", 1)?;
    let mut chunks: Vec<Chunk> = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        let at_ms = not_negative(table, row, time)?;
        forwards(table, row, time, chunks.last().map(|c| c.at_ms), at_ms)?;
        chunks.push(Chunk { at_ms, bytes: whole(table, row, size)? });
    }
    Ok(chunks)
}

/// Values over time: columns `t,value`, seconds.
///
/// # Errors
/// As [`chunks`].
pub(super) fn points(table: &Table) -> Result<Vec<Point>> {
    let time = table.place("t", 0)?;
    let value = table.place("value", 1)?;
    let mut points: Vec<Point> = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        let x = table.number(row, time)?;
        forwards(table, row, time, points.last().map(|p| p.x), x)?;
        points.push(Point { x, y: table.number(row, value)? });
    }
    Ok(points)
}

fn forwards(
    table: &Table,
    row: &Row,
    place: usize,
    before: Option<f64>,
    now: f64,
) -> Result<()> {
    match before {
        Some(before) if now < before => {
            let why = format!("time runs backwards, from {before} to {now}");
            Err(table.wrong(row, place, &why))
        }
        _ => Ok(()),
    }
}

fn not_negative(table: &Table, row: &Row, place: usize) -> Result<f64> {
    let number = table.number(row, place)?;
    if number < 0.0 {
        let why = format!("«{number}» is below 0");
        return Err(table.wrong(row, place, &why));
    }
    Ok(number)
}

fn whole(table: &Table, row: &Row, place: usize) -> Result<u64> {
    let number = not_negative(table, row, place)?;
    let why = if number.fract() > 0.0 {
        "no whole number of bytes"
    } else if number > LARGEST_CHUNK {
        "too large"
    } else {
        return Ok(index(number) as u64);
    };
    Err(table.wrong(row, place, &format!("«{number}» is {why}")))
}

/// Frames of a file, and where they are from.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct FrameTimes {
    pub(super) source: FrameSource,
    pub(super) column: String,
    /// In milliseconds.
    pub(super) times: Vec<f64>,
    /// Frames of other windows.
    pub(super) left_out: usize,
}

/// The frames of a file, from the column `named` or from the one that is
/// known by its name; in what that name ends in, else in milliseconds.
///
/// # Errors
/// When no column is known, or a cell holds no such number.
pub(super) fn frame_times(
    table: &Table,
    named: Option<&str>,
) -> Result<FrameTimes> {
    let found = match named {
        Some(name) => Found::Column(table.named(name)?),
        None if table.names.is_empty() => Found::Column(0),
        None => frames::column(&table.names)
            .ok_or_else(|| unknown(table, "frame times"))?,
    };
    let (source, place) = match found {
        Found::PresentMon(place) => (FrameSource::PresentMon, place),
        Found::MangoHud(place, _) => (FrameSource::MangoHud, place),
        Found::Column(place) => (FrameSource::Column, place),
    };
    let rows = match source {
        FrameSource::PresentMon => windows(table),
        FrameSource::Column | FrameSource::MangoHud => {
            table.rows.iter().collect()
        }
    };
    let left_out = table.rows.len() - rows.len();
    let mut times = Vec::with_capacity(rows.len());
    for row in &rows {
        // What PresentMon does not know: the first frame has none before it.
        let unknown = row.cell(place).eq_ignore_ascii_case("NA");
        if source == FrameSource::PresentMon && unknown {
            continue;
        }
        times.push(not_negative(table, row, place)?);
    }
    let column = table.name(place);
    let factor = match found {
        Found::MangoHud(_, fps) => {
            let rates: Result<Vec<f64>> =
                rows.iter().map(|row| table.number(row, fps)).collect();
            frames::mangohud_ms(&times, &rates?)
        }
        Found::Column(_) => suffix(&column).map_or(1.0, in_ms),
        Found::PresentMon(_) => 1.0,
    };
    for time in &mut times {
        *time *= factor;
    }
    Ok(FrameTimes { source, column, times, left_out })
}

/// The rows of the window that has the most of them.
fn windows(table: &Table) -> Vec<&Row> {
    let columns = ["Application", "ProcessID", "SwapChainAddress"];
    let places: Vec<usize> =
        columns.iter().filter_map(|name| table.named(name).ok()).collect();
    let label = |row: &Row| {
        let parts = places.iter().map(|place| row.cell(*place));
        parts.collect::<Vec<_>>().join("\n")
    };
    let labels: Vec<String> = table.rows.iter().map(label).collect();
    let kept = frames::largest(&labels).into_iter();
    kept.map(|at| &table.rows[at]).collect()
}

/// Single times of a file, their unit, and where they are from.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SingleTimes {
    pub(super) column: String,
    pub(super) unit: (&'static str, f64),
    pub(super) times: Vec<f64>,
}

/// Words in the name of a column that holds single times.
const LATENCY: [&str; 3] = ["latency", "duration", "elapsed"];

/// Whole names of such columns.
const WHOLE: [&str; 6] = ["time", "value", "ns", "us", "ms", "s"];

/// The single times of a file, from the column `named`, the only one, or the
/// first that is known by its name; in `unit`, else in what the name ends in,
/// else in milliseconds.
///
/// # Errors
/// When no column is known, or a cell holds no such number.
pub(super) fn times(
    table: &Table,
    named: Option<&str>,
    unit: Option<&str>,
) -> Result<SingleTimes> {
    let place = match named {
        Some(name) => table.named(name)?,
        None if table.names.len() < 2 => 0,
        None => {
            known(&table.names).ok_or_else(|| unknown(table, "latencies"))?
        }
    };
    let column = table.name(place);
    let by_name = || suffix(&column);
    let unit = unit.and_then(by_symbol).or_else(by_name).unwrap_or(UNITS[2]);
    let number = |row: &Row| not_negative(table, row, place);
    let times = table.rows.iter().map(number).collect::<Result<Vec<f64>>>()?;
    Ok(SingleTimes { column, unit, times })
}

/// The place of the first column that is known by a word in its name, or by
/// its whole name.
fn known(names: &[String]) -> Option<usize> {
    let names: Vec<String> =
        names.iter().map(|name| frames::plain(name)).collect();
    let with = |word: &&str| names.iter().position(|n| n.contains(*word));
    let whole = |word: &&str| names.iter().position(|n| n == *word);
    LATENCY.iter().find_map(with).or_else(|| WHOLE.iter().find_map(whole))
}

fn by_symbol(symbol: &str) -> Option<(&'static str, f64)> {
    UNITS.into_iter().find(|(known, _)| *known == symbol)
}

/// Milliseconds of a unit.
fn in_ms((_, ns): (&'static str, f64)) -> f64 {
    ns / UNITS[2].1
}

/// The unit that a name ends in: `latency_us`, "Latency (µs)".
fn suffix(name: &str) -> Option<(&'static str, f64)> {
    let mut words = name.split(|c: char| !c.is_alphanumeric());
    let last = words.rfind(|word| !word.is_empty())?.to_lowercase();
    let symbol = match last.as_str() {
        "nanoseconds" | "nanos" => "ns",
        "µs" | "μs" | "microseconds" | "micros" => "us",
        "milliseconds" | "millis" => "ms",
        "seconds" | "sec" => "s",
        other => other,
    };
    by_symbol(symbol)
}

fn unknown(table: &Table, what: &str) -> Error {
    Error::new(format!(
        "{}: which column holds {what}? There are: {}; name one with --column",
        table.file,
        table.names.join(", ")
    ))
}

#[cfg(test)]
#[path = "recordings_tests.rs"]
mod tests;
