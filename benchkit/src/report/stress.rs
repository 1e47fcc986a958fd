//! How a workload behaves when threads run it together.

use crate::{
    model::{BenchmarkId, BenchmarkResult, ThreadRow},
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
        let others: Vec<_> = result
            .parameters
            .iter()
            .filter(|parameter| parameter.name != "threads")
            .cloned()
            .collect();
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
        let rows: Vec<&BenchmarkResult> =
            series.results.iter().map(|at| &results[*at]).collect();
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
        out.extend(lines.iter().map(|line| layout.line(line).0));
    }
    if !out.is_empty() {
        out.push(String::new());
    }
    out
}

/// The columns of a stress table of `rows`; those that no row fills are
/// left out.
pub(super) fn columns(rows: &[&BenchmarkResult], style: &Style) -> Vec<Column> {
    let stress: Vec<Option<&ThreadRow>> =
        rows.iter().map(|row| row.stress.as_ref()).collect();
    let of = |value: fn(&ThreadRow) -> Option<f64>| -> Vec<Option<f64>> {
        stress.iter().map(|row| value((*row)?)).collect()
    };
    let p99: Vec<Option<f64>> =
        rows.iter().map(|row| row.percentiles.at(0.99)).collect();
    let mut columns = vec![
        times("mean", &of(|row| Some(row.mean)), style),
        times("p99", &p99, style),
        ratios(&of(|row| Some(row.ratio)), style),
        shares("throttled", &of(|row| row.throttled)),
        shares("run delay", &of(|row| row.run_delay)),
    ];
    columns.retain(|column| column.cells.iter().any(Option::is_some));
    columns
}

fn column(title: &str, cells: Vec<Option<Cell>>) -> Column {
    Column { title: title.to_owned(), aligns: NUMBER, cells }
}

fn times(title: &str, values: &[Option<f64>], style: &Style) -> Column {
    let known: Vec<f64> = values.iter().flatten().copied().collect();
    let shared = shared_time_unit(&known);
    let cell = |value: f64| {
        let unit: Unit = shared.unwrap_or_else(|| time_unit(value));
        let scaled = value / unit.factor;
        let number = rounded(scaled, place(scaled, None, 3));
        Cell::new(pieces(&number, unit.symbol, style))
    };
    column(title, values.iter().map(|value| value.map(cell)).collect())
}

fn ratios(values: &[Option<f64>], style: &Style) -> Column {
    let cell = |ratio: f64| {
        let number = rounded(ratio, place(ratio, None, 3).max(-2));
        Cell::new(pieces(&number, "", style))
    };
    column("ratio", values.iter().map(|value| value.map(cell)).collect())
}

fn shares(title: &str, values: &[Option<f64>]) -> Column {
    let cell = |share: f64| Cell::word(percent(share), Paint::Plain);
    column(title, values.iter().map(|value| value.map(cell)).collect())
}
