//! Comparisons as a table for the terminal.

use super::{
    document::Summary,
    sources::Alone,
    words::{Row, short},
};
use benchkit::model::BenchmarkId;
use std::fmt::Write as _;

/// The table and the line that sums up.
pub(crate) fn table(
    rows: &[Row],
    labels: &[String; 2],
    summary: &Summary,
) -> String {
    let titles = Row {
        name: String::new(),
        old: short(&labels[0]),
        new: short(&labels[1]),
        change: "change %".to_owned(),
        interval: "99 % interval".to_owned(),
        verdict: "verdict".to_owned(),
        bad: false,
    };
    let mut widths = [0; 5];
    for row in rows.iter().chain([&titles]) {
        for (width, cell) in widths.iter_mut().zip(cells(row)) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut out = String::new();
    for row in [&titles].into_iter().chain(rows) {
        let [name, rest @ ..] = cells(row);
        // Writing to a string cannot fail.
        let _ = write!(out, "{name:<0$}", widths[0]);
        for (cell, width) in rest.into_iter().zip(&widths[1..]) {
            let _ = write!(out, "  {cell:>width$}");
        }
        out.push_str("  ");
        out.push_str(&row.verdict);
        out.truncate(out.trim_end().len());
        out.push('\n');
    }
    for line in [Some(summary.words()), summary.hint()].into_iter().flatten() {
        out.push_str(&line);
        out.push('\n');
    }
    out
}

/// A line for each build that has benchmarks which another one lacks.
pub(crate) fn alone(all: &[Alone]) -> String {
    let mut out = String::new();
    for Alone { build, other, benchmarks } in all {
        let names: Vec<&str> =
            benchmarks.iter().map(BenchmarkId::as_str).collect();
        let names = names.join(", ");
        // Writing to a string cannot fail.
        let _ = writeln!(out, "in {build}, not in {other}: {names}");
    }
    out
}

fn cells(row: &Row) -> [&str; 5] {
    [&row.name, &row.old, &row.new, &row.change, &row.interval]
}
