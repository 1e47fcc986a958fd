//! Comparisons of programs for the terminal and for a pull request.

use super::{
    document::Document, hooks::last_line, run::Measured, series::Record,
};
use crate::{
    columns::{short, table, time},
    compare::{document::Summary, rule::Question, words},
    gates::escape,
};
use benchkit::{
    model::{Failure, Severity},
    stats::{median, sorted},
    unit::bytes,
};
use std::fmt::Write as _;

/// What is said of a program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    name: String,
    time: String,
    change: String,
    interval: String,
    verdict: String,
    bad: bool,
    launches: String,
    user: String,
    system: String,
    peak: String,
    fastest: String,
    slowest: String,
}

/// The programs, the baseline first.
pub(super) fn rows(measured: &Measured, question: Question) -> Vec<Row> {
    let programs = measured.cast.programs.iter().zip(&measured.records);
    programs
        .enumerate()
        .map(|(at, (program, record))| {
            let mut row = used(record, measured.shell_ns);
            row.name = program.id.to_string();
            let contest = at.checked_sub(1).map(|at| &measured.contests[at]);
            let lost = contest.is_some_and(|c| c.failure.is_some());
            row.verdict = match (&record.failure, contest) {
                (Some(failure), _) => {
                    row.time.clear();
                    format!("failed: {}", said(failure))
                }
                (None, Some(_)) if lost => {
                    "not compared: the baseline failed".to_owned()
                }
                (None, Some(contest)) => {
                    let of = words::row(contest, question);
                    row.change = of.change;
                    row.interval = of.interval;
                    row.bad = of.bad;
                    of.verdict
                }
                (None, None) => "baseline".to_owned(),
            };
            row
        })
        .collect()
}

/// What the launches of a program took.
fn used(record: &Record, shell_ns: f64) -> Row {
    let launches = &record.launches;
    let of = |value: &dyn Fn(&super::series::Launch) -> f64| {
        sorted(launches.iter().map(value).collect::<Vec<f64>>())
    };
    let wall = of(&|launch| launch.wall_ns - shell_ns);
    let typical = |values: &[f64]| match values {
        [] => String::new(),
        values => time(median(values)),
    };
    let end = |value: Option<&f64>| value.copied().map_or(String::new(), time);
    Row {
        time: typical(&wall),
        launches: launches.len().to_string(),
        user: typical(&of(&|launch| launch.user_ns)),
        system: typical(&of(&|launch| launch.system_ns)),
        peak: peak(record),
        fastest: end(wall.first()),
        slowest: end(wall.last()),
        ..Row::default()
    }
}

/// The median peak; what is no more than the system counts for any process
/// is only a bound.
fn peak(record: &Record) -> String {
    let mut all: Vec<(u64, u64)> = record
        .launches
        .iter()
        .map(|launch| (launch.peak_bytes, launch.peak_floor))
        .collect();
    all.sort_unstable();
    match all.get(all.len() / 2) {
        Some((peak, floor)) if peak > floor => bytes(*peak),
        Some((peak, _)) => format!("≤ {}", bytes(*peak)),
        None => String::new(),
    }
}

/// What the terminal shows: the verdicts, the doubts, what was used.
pub(super) fn text(
    rows: &[Row],
    summary: &Summary,
    document: &Document<'_>,
) -> String {
    let (mut verdicts, mut details) = (Vec::new(), Vec::new());
    for row in rows {
        let row = row.clone();
        let name = short(&row.name);
        verdicts.push(vec![
            name.clone(),
            row.time,
            row.change,
            row.interval,
            row.verdict,
        ]);
        details.push(vec![
            name,
            row.launches,
            row.user,
            row.system,
            row.peak,
            row.fastest,
            row.slowest,
        ]);
    }
    let titles = ["", "time", "change %", "99 % interval", "verdict"];
    let mut out = table(&titles, &verdicts, usize::MAX, true);
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{}", summary.words());
    for (evidence, advice) in doubts(document) {
        let _ = writeln!(out, "! {evidence}\n  → {advice}");
    }
    let titles =
        ["", "launches", "user", "system", "peak", "fastest", "slowest"];
    let details = table(&titles, &details, usize::MAX, false);
    let _ = write!(out, "\n{details}");
    out
}

/// Evidence and advice, each once, of what is not said by a verdict.
fn doubts<'a>(document: &'a Document<'_>) -> Vec<(&'a str, &'a str)> {
    let mut all = Vec::new();
    let findings = document.comparisons.iter().flat_map(|c| &c.findings);
    for finding in findings.filter(|f| f.severity != Severity::Error) {
        let pair = (finding.evidence.as_str(), finding.advice.as_str());
        // The verdict's words say these two.
        let said = ["FewLaunches", "Unstable"].contains(&finding.kind);
        if !said && !all.contains(&pair) {
            all.push(pair);
        }
    }
    all
}

/// What a pull request is told.
pub(super) fn comment(
    rows: &[Row],
    summary: &Summary,
    document: &Document<'_>,
) -> String {
    let mut out = vec![
        format!("## Programs: {}", summary.headline()),
        String::new(),
        "| program | time | change % | 99 % interval | verdict | user | \
         system | peak | launches |"
            .to_owned(),
        "|:---|---:|---:|---:|:---|---:|---:|---:|---:|".to_owned(),
    ];
    for row in rows {
        let verdict = escape(&row.verdict);
        let verdict = if row.bad { format!("**{verdict}**") } else { verdict };
        out.push(format!(
            "| `{}` | {} | {} | {} | {verdict} | {} | {} | {} | {} |",
            row.name.replace(['|', '`'], "·"),
            row.time,
            row.change,
            row.interval,
            row.user,
            row.system,
            row.peak,
            row.launches
        ));
    }
    out.push(String::new());
    out.push(escape(&summary.words()));
    for (evidence, advice) in doubts(document) {
        out.push(String::new());
        out.push(format!("{} → {}", escape(evidence), escape(advice)));
    }
    out.push(String::new());
    out.join("\n")
}

/// What went wrong, with the last line that the program wrote about it.
fn said(failure: &Failure) -> String {
    match last_line(&failure.stderr) {
        Some(line) => format!("{}: {line}", failure.message),
        None => failure.message.clone(),
    }
}
