//! What stands below a table: findings, failures, remarks.

use crate::{
    model::{BenchmarkResult, Finding, FindingKind, Severity, Status},
    report::{
        style::{Paint, Style},
        text,
    },
};

/// The same finding on one or more results.
#[derive(Debug)]
pub(super) struct Found<'a> {
    /// Positions of the results.
    pub results: Vec<usize>,
    /// What was found.
    pub finding: &'a Finding,
}

/// All findings, the gravest first; equal ones are one with many results.
pub(super) fn findings(results: &[BenchmarkResult]) -> Vec<Found<'_>> {
    let mut all: Vec<Found<'_>> = Vec::new();
    for (at, result) in results.iter().enumerate() {
        let compared = result.verdict.iter().flat_map(|v| &v.findings);
        for finding in result.findings.iter().chain(compared) {
            match all.iter_mut().find(|found| found.finding == finding) {
                Some(found) if found.results.last() == Some(&at) => {}
                Some(found) => found.results.push(at),
                None => all.push(Found { results: vec![at], finding }),
            }
        }
    }
    all.sort_by_key(|found| std::cmp::Reverse(found.finding.severity));
    all
}

/// "busy host" for `BusyHost`.
pub(super) fn words(kind: FindingKind) -> String {
    let mut words = String::new();
    for c in kind.to_string().chars() {
        if c.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(c.to_lowercase());
    }
    words
}

/// The mark and the colour of a severity.
fn mark(severity: Severity) -> (&'static str, Paint) {
    match severity {
        Severity::Info => ("·", Paint::Dim),
        Severity::Warning => ("!", Paint::Doubt),
        Severity::Error => ("✗", Paint::Bad),
    }
}

/// The word for a status, as it stands in a row.
pub(super) fn status_word(status: Status) -> &'static str {
    match status {
        Status::Measured => "measured",
        Status::Failed => "failed",
        Status::Skipped => "skipped",
        Status::Partial => "partial",
    }
}

/// Why a result has no number, or not all of them.
pub(super) fn reason(result: &BenchmarkResult) -> &str {
    let failure = || result.failure.as_ref().map(|f| f.message.as_str());
    result.reason.as_deref().or_else(failure).unwrap_or_default()
}

/// The results' names for remarks: without the bench target.
pub(super) fn names(
    results: &[BenchmarkResult],
    which: &[usize],
    root: &str,
) -> String {
    let name = |at: &usize| without_root(results[*at].id.as_str(), root);
    match which {
        [one] => name(one).to_owned(),
        [first, rest @ ..] => format!("{} + {} more", name(first), rest.len()),
        [] => String::new(),
    }
}

/// An id without the bench target before it.
pub(super) fn without_root<'a>(id: &'a str, root: &str) -> &'a str {
    let inner = id.strip_prefix(root).and_then(|id| id.strip_prefix("::"));
    inner.unwrap_or(id)
}

/// A remark: a mark, whom it is about, what it says, what to do.
#[derive(Debug)]
pub(super) struct Note {
    /// "!" and the like.
    pub mark: &'static str,
    /// The colour of the mark.
    pub paint: Paint,
    /// Whom it is about.
    pub subject: String,
    /// What it says.
    pub text: String,
    /// What to do about it; may be empty.
    pub advice: String,
    /// Lines shown as they are, cut to the width.
    pub quoted: Vec<String>,
}

/// The findings as notes.
pub(super) fn notes(
    found: &[Found<'_>],
    results: &[BenchmarkResult],
    root: &str,
) -> Vec<Note> {
    let note = |found: &Found<'_>| {
        let (mark, paint) = mark(found.finding.severity);
        let kind = words(found.finding.kind);
        let evidence = &found.finding.evidence;
        Note {
            mark,
            paint,
            subject: names(results, &found.results, root),
            text: format!("{kind}: {evidence}"),
            advice: found.finding.advice.clone(),
            quoted: Vec::new(),
        }
    };
    found.iter().map(note).collect()
}

/// Subjects are not aligned beyond this many columns.
const WIDEST_SUBJECT: usize = 28;

/// The notes as lines that fit the style's width, subjects aligned.
pub(super) fn lines(notes: &[Note], style: &Style) -> Vec<String> {
    let subjects: Vec<String> =
        notes.iter().map(|note| style.text(&note.subject)).collect();
    let widest = subjects.iter().map(|s| text::width(s)).max().unwrap_or(0);
    let most = WIDEST_SUBJECT.min(style.width.saturating_sub(2));
    let column = widest.min(most);
    // In a narrow terminal the text stands below its subject.
    let beside = style.width >= column + 40;
    let indent = if beside { column + 4 } else { 4 };
    let mut out = Vec::new();
    for (note, subject) in notes.iter().zip(&subjects) {
        let mark = style.text(note.mark);
        let name = text::fit_middle(subject, most, style.ellipsis());
        let padded =
            if beside { text::pad(&name, column + 2) } else { name.clone() };
        let first = style.paint(&mark, note.paint) + " " + &padded;
        let mut body = paragraphs(note, indent, style);
        if beside && !body.is_empty() {
            out.push(first + body.remove(0).trim_start());
        } else {
            out.push(first.trim_end().to_owned());
        }
        out.append(&mut body);
    }
    out
}

/// Text, advice and quoted lines, indented.
fn paragraphs(note: &Note, indent: usize, style: &Style) -> Vec<String> {
    let room = style.width.saturating_sub(indent).max(16);
    let blanks = " ".repeat(indent);
    let mut out = Vec::new();
    for line in text::wrap(&style.text(&note.text), room) {
        out.push(format!("{blanks}{line}"));
    }
    if !note.advice.is_empty() {
        let arrow = style.text("→");
        let inner = text::width(&arrow) + 1;
        let advice = style.text(&note.advice);
        let wrapped = text::wrap(&advice, room.saturating_sub(inner));
        for (at, line) in wrapped.iter().enumerate() {
            let lead = if at == 0 { arrow.as_str() } else { "" };
            let lead = text::pad(lead, inner);
            out.push(format!("{blanks}{lead}{line}"));
        }
    }
    for line in &note.quoted {
        let cut = text::fit(&style.text(line), room, style.ellipsis());
        out.push(blanks.clone() + &style.paint(&cut, Paint::Dim));
    }
    out
}
