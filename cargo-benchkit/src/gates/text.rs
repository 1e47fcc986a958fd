//! Gates as a table for the terminal.

use super::{
    model::Severity,
    result::{GateResult, GateStatus, Tally, has_many_olds},
};
use std::fmt::Write as _;

/// What stands in a row.
struct Row<'a> {
    status: String,
    gate: &'a str,
    measured: String,
    limited: String,
    /// The benchmark, and the reason if there is one.
    below: String,
}

/// The table, failed ones first, and the line that sums up; `columns` wide
/// or less, as far as names allow.
pub(crate) fn table(
    results: &[GateResult],
    tally: &Tally,
    columns: usize,
) -> String {
    let many = has_many_olds(results);
    let rows: Vec<Row<'_>> =
        in_order(results).map(|result| row(result, many)).collect();
    let width = |cell: &dyn Fn(&Row<'_>) -> usize| {
        rows.iter().map(cell).max().unwrap_or(0)
    };
    let status = width(&|r| r.status.chars().count());
    let measured = width(&|r| r.measured.chars().count());
    let limited = width(&|r| r.limited.chars().count());
    let wanted = width(&|r| r.gate.chars().count());
    let room = columns.saturating_sub(status + measured + limited + 6);
    // Without room for the names the numbers go below them.
    let (gate, narrow) = (wanted, wanted > room);
    // Writing to a string cannot fail.
    let mut out = String::new();
    let _ = writeln!(out, "gates: {}", tally.words());
    for row in &rows {
        let mut line = format!("{:<status$}  {:<gate$}", row.status, row.gate);
        let numbers =
            format!("{:>measured$}  {:<limited$}", row.measured, row.limited);
        if narrow {
            let _ = writeln!(out, "{}", line.trim_end());
            line = format!("{}{numbers}", " ".repeat(status + 2));
        } else {
            line = format!("{line}  {numbers}");
        }
        let _ = writeln!(out, "{}", line.trim_end());
        let indent = " ".repeat(status + 2);
        for line in wrap(&row.below, columns.saturating_sub(status + 2)) {
            let _ = writeln!(out, "{indent}{line}");
        }
    }
    out
}

/// The gravest first.
pub(super) fn in_order(
    results: &[GateResult],
) -> impl Iterator<Item = &GateResult> {
    let mut all: Vec<&GateResult> = results.iter().collect();
    all.sort_by_key(|r| {
        let passed = r.status == GateStatus::Passed;
        (passed, !r.fails, r.status)
    });
    all.into_iter()
}

/// "failed", or "warning: failed".
pub(super) fn status(result: &GateResult) -> String {
    let words = result.status.words();
    let mild = result.severity == Severity::Warning
        && result.status != GateStatus::Passed;
    if mild { format!("warning: {words}") } else { words.to_owned() }
}

fn row(result: &GateResult, many: bool) -> Row<'_> {
    let mut below = result.subject(many);
    if let Some(reason) = said(result) {
        let colon = if below.is_empty() { "" } else { ": " };
        below = format!("{below}{colon}{reason}");
    }
    Row {
        status: status(result),
        gate: &result.gate,
        measured: result.measured(),
        limited: result.limited(),
        below,
    }
}

/// The reason, and whether it rests on advice alone.
pub(super) fn said(result: &GateResult) -> Option<String> {
    let advice = result.advisory.then_some("advisory");
    let level = result.level.map(|level| format!("level {}", level.name()));
    let parts: Vec<&str> = [level.as_deref(), advice, result.reason.as_deref()]
        .into_iter()
        .flatten()
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Lines of at most `width` characters, broken at blanks.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let longer = line.chars().count() + 1 + word.chars().count();
        if !line.is_empty() && longer > width.max(20) {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}
