//! How a workload behaves when threads run it together.

use crate::{
    model::{BenchmarkId, BenchmarkResult},
    report::{
        columns, notes,
        style::{Paint, Style},
        table::{Layout, Line, Row},
        text,
    },
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
        let columns = columns::stress(&rows, style);
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
