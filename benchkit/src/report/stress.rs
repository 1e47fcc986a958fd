//! How a workload behaves when threads run it together.

use crate::{
    model::{BenchmarkId, BenchmarkResult},
    report::{
        columns::{NUMBER, pieces},
        notes,
        style::{Paint, Style},
        table::{Cell, Column, Layout, Line, Row},
        text,
    },
    unit::{Unit, percent, place, rounded, shared_time_unit, time_unit},
};

/// The results of one workload at different numbers of threads, with the
/// same other parameters.
#[derive(Debug)]
pub(super) struct Series {
    /// Whose: the id without its threads.
    pub name: String,
    /// Positions of the results, in their order.
    pub results: Vec<usize>,
}

/// The series of all results that have a row of the stress table.
pub(super) fn series(results: &[BenchmarkResult], root: &str) -> Vec<Series> {
    let mut all: Vec<Series> = Vec::new();
    for (at, result) in results.iter().enumerate() {
        if result.stress.is_none() {
            continue;
        }
        let mut others = result.parameters.clone();
        others.retain(|parameter| parameter.name != "threads");
        let id = BenchmarkId::new(&result.workload, &others);
        let name = notes::without_root(id.as_str(), root).to_owned();
        match all.iter_mut().find(|series| series.name == name) {
            Some(series) => series.results.push(at),
            None => all.push(Series { name, results: vec![at] }),
        }
    }
    all
}

/// A table a series, each with its workload's name above it.
pub(super) fn tables(
    results: &[BenchmarkResult],
    root: &str,
    style: &Style,
) -> Vec<String> {
    let mut out = Vec::new();
    for series in series(results, root) {
        let rows = rows(&series, results);
        let columns = columns(&rows, style);
        let name = style.text(&format!("{} under load", series.name));
        let name = text::fit_middle(&name, style.width, style.ellipsis());
        out.push(String::new());
        out.push(style.paint(&name, Paint::Strong));
        let layout = Layout::new(&columns, "threads".len(), style);
        let mut lines = vec![Line {
            branches: String::new(),
            name: "threads".to_owned(),
            paint: Paint::Dim,
            row: Row::Titles,
        }];
        for (at, row) in rows.iter().enumerate() {
            let threads = row.stress.as_ref().map_or(0, |s| s.threads);
            lines.push(Line {
                branches: String::new(),
                name: format!("{threads:>7}"),
                paint: Paint::Plain,
                row: Row::Cells(at),
            });
        }
        for line in &lines {
            out.push(layout.line(line).0);
        }
    }
    if !out.is_empty() {
        out.push(String::new());
    }
    out
}

/// The results of a series.
pub(super) fn rows<'a>(
    series: &Series,
    results: &'a [BenchmarkResult],
) -> Vec<&'a BenchmarkResult> {
    let mut rows = Vec::new();
    for at in &series.results {
        rows.push(&results[*at]);
    }
    rows
}

/// The columns of a stress table of `rows`; those that no row fills are
/// left out.
pub(super) fn columns(rows: &[&BenchmarkResult], style: &Style) -> Vec<Column> {
    let row = |at: usize| rows[at].stress.as_ref();
    let mean = |at: usize| row(at).map(|row| row.mean);
    let p99 = |at: usize| rows[at].percentiles.at(0.99);
    let ratio = |at: usize| row(at).map(|row| row.ratio);
    let throttled = |at: usize| row(at)?.throttled;
    let run_delay = |at: usize| row(at)?.run_delay;
    let count = rows.len();
    let all: [(&str, Value<'_>, Kind); 5] = [
        ("mean", &mean, Kind::Time),
        ("p99", &p99, Kind::Time),
        ("ratio", &ratio, Kind::Ratio),
        ("throttled", &throttled, Kind::Share),
        ("run delay", &run_delay, Kind::Share),
    ];
    let mut columns = Vec::new();
    for (title, value, kind) in all {
        let unit = shared_unit(count, value);
        let column = Column::new(title, NUMBER, count, &|at| {
            Some(cell(value(at)?, kind, unit, style))
        });
        if column.is_filled() {
            columns.push(column);
        }
    }
    columns
}

/// A number of a row, by position.
type Value<'a> = &'a dyn Fn(usize) -> Option<f64>;

/// What a column of the stress table holds.
#[derive(Clone, Copy)]
enum Kind {
    Time,
    Ratio,
    Share,
}

fn shared_unit(count: usize, value: Value<'_>) -> Option<Unit> {
    let mut known = Vec::new();
    for at in 0..count {
        known.extend(value(at));
    }
    shared_time_unit(&known)
}

fn cell(value: f64, kind: Kind, unit: Option<Unit>, style: &Style) -> Cell {
    match kind {
        Kind::Time => {
            let unit = unit.unwrap_or_else(|| time_unit(value));
            let scaled = value / unit.factor;
            let number = rounded(scaled, place(scaled, None, 3));
            Cell::new(pieces(&number, unit.symbol, style))
        }
        Kind::Ratio => {
            let number = rounded(value, place(value, None, 3).max(-2));
            Cell::new(pieces(&number, "", style))
        }
        Kind::Share => Cell::word(percent(value), Paint::Plain),
    }
}
