//! The doctor's words for a terminal.

use super::{Check, Document, KernelNoise, Status};
use crate::columns::block;
use benchkit::{
    report::Style,
    unit::{duration, percent},
};
use std::fmt::Write as _;

/// Columns before the words of a check: status and name.
const STATUS: usize = 9;
const NAME: usize = 17;

/// The document as text; `all` shows the evidence of what is well, too.
pub(super) fn text(document: &Document, style: &Style, all: bool) -> String {
    let mut out = headline(document, style);
    let (loud, quiet): (Vec<&Check>, Vec<&Check>) =
        document.checks.iter().partition(|c| c.status < Status::Ok);
    for check in loud {
        out.push_str(&entry(check, style));
    }
    if all {
        for check in quiet {
            out.push_str(&entry(check, style));
        }
    } else if !quiet.is_empty() {
        let names: Vec<&str> =
            quiet.iter().map(|check| check.name.as_str()).collect();
        let first = format!("{:<STATUS$}", "ok");
        let names = block(&names.join(", "), &first, STATUS, style);
        out.push_str(&paint(&names, "2", style));
        out.push('\n');
    }
    if let Some(noise) = &document.noise {
        out.push('\n');
        out.push_str(&table(&noise.kernels, style));
    }
    if style.unicode { out } else { out.replace('µ', "u") }
}

fn headline(document: &Document, style: &Style) -> String {
    let count = &document.count;
    let answer = match document.status {
        Status::Error => paint("not fit for measuring", "31", style),
        Status::Warn => paint("fit, with reservations", "33", style),
        Status::Unknown | Status::Ok => paint("fit for measuring", "32", style),
    };
    let plural = |n: usize, word: &str| match n {
        1 => format!("1 {word}"),
        n => format!("{n} {word}s"),
    };
    let counts = [
        (count.error, plural(count.error, "error")),
        (count.warn, plural(count.warn, "warning")),
        (count.unknown, format!("{} unknown", count.unknown)),
        (count.ok, format!("{} ok", count.ok)),
    ];
    let counts: Vec<String> = counts
        .into_iter()
        .filter_map(|(n, words)| (n > 0).then_some(words))
        .collect();
    format!(
        "{answer}: {}\n{}\n\n",
        counts.join(", "),
        paint(&document.host.fingerprint, "2", style)
    )
}

/// A share as a percentage, or as a factor where that would be long.
pub(super) fn times(share: f64) -> String {
    if share < 10.0 {
        return percent(share);
    }
    format!("{share:.0} times")
}

/// A check: what was seen, why it matters, what to do.
fn entry(check: &Check, style: &Style) -> String {
    let (word, colour) = match check.status {
        Status::Error => ("error", "31"),
        Status::Warn => ("warn", "33"),
        Status::Unknown => ("unknown", "2"),
        Status::Ok => ("ok", "2"),
    };
    let indent = STATUS + NAME;
    let first = format!("{word:<STATUS$}{:<NAME$}", check.name);
    let seen = block(&check.evidence, &first, indent, style);
    // Only the word carries the colour; it is the first of the block.
    let seen = seen.replacen(word, &paint(word, colour, style), 1);
    let mut out = format!("{seen}\n");
    if let Some(cure) = &check.cure {
        let blank = " ".repeat(indent);
        let why = block(&check.why, &blank, indent, style);
        out.push_str(&paint(&why, "2", style));
        out.push('\n');
        let arrow = format!("{blank}-> ");
        out.push_str(&block(cure, &arrow, indent + 3, style));
        out.push('\n');
    }
    out
}

fn table(kernels: &[KernelNoise], style: &Style) -> String {
    const TITLES: [&str; 6] = [
        "noise",
        "median",
        "spread",
        "p99/median",
        "interruption",
        "two looks",
    ];
    let absent = || "-".to_owned();
    let rows: Vec<[String; 6]> = kernels
        .iter()
        .map(|k| {
            [
                k.kernel.clone(),
                duration(k.median_ns),
                times(k.spread),
                k.p99_over_median.map_or_else(absent, |x| format!("{x:.2}")),
                duration(k.interruption_ns),
                k.repeatability
                    .map_or_else(absent, |x| format!("+- {}", times(x))),
            ]
        })
        .collect();
    let mut widths = TITLES.map(str::len);
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |cells: [&str; 6]| {
        let mut line = format!("{:<1$}", cells[0], STATUS + 2);
        for (cell, width) in cells.iter().zip(widths).skip(1) {
            // Writing to a string cannot fail.
            let _ = write!(line, "  {cell:>width$}");
        }
        line
    };
    let mut out = paint(&line(TITLES), "2", style);
    out.push('\n');
    for row in &rows {
        out.push_str(&line(row.each_ref().map(String::as_str)));
        out.push('\n');
    }
    if let Some(kernel) = kernels.first() {
        let slice = duration(kernel.slice_seconds * 1e9);
        let words = format!(
            "two looks: in 95 of 100 cases two runs of {slice} of unchanged \
             work differ by less (from {} slices); a smaller change cannot \
             be told from noise by one run before and one after",
            kernel.slices
        );
        let words = block(&words, "", 0, style);
        out.push_str(&paint(&words, "2", style));
        out.push('\n');
    }
    out
}

/// `text` in a colour, where colours may be used; line by line, so that
/// pagers keep it apart.
fn paint(text: &str, code: &str, style: &Style) -> String {
    if !style.colour {
        return text.to_owned();
    }
    let lines: Vec<String> = text
        .lines()
        .map(|line| {
            let words = line.trim_start();
            let blank = &line[..line.len() - words.len()];
            format!("{blank}\x1b[{code}m{words}\x1b[0m")
        })
        .collect();
    lines.join("\n")
}
