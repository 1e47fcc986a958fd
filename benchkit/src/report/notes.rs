//! What stands below a table: findings, failures, remarks.

use crate::{
    model::{
        BenchmarkResult, Finding, FindingKind, Severity, Standing, Status,
    },
    report::{
        style::{Paint, Style},
        text,
    },
};

/// "busy host" for `BusyHost`.
pub(super) fn words(kind: FindingKind) -> String {
    let mut words = String::new();
    for c in kind.to_string().chars() {
        if c.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(c.to_ascii_lowercase());
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
fn names(results: &[BenchmarkResult], which: &[usize], root: &str) -> String {
    let name = |at: &usize| without_root(results[*at].id.as_str(), root);
    let mut measured = 0;
    for result in results {
        measured += usize::from(result.estimate.is_some());
    }
    match which {
        [one] => name(one).to_owned(),
        all if all.len() == measured => format!("all {measured}"),
        [first, rest @ ..] => format!("{} + {} more", name(first), rest.len()),
        [] => "…".to_owned(),
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
    /// Whom it is about: positions of results.
    pub results: Vec<usize>,
    /// What it says.
    pub text: String,
    /// What to do about it; may be empty.
    pub advice: String,
    /// Lines shown as they are, cut to the width.
    pub quoted: Vec<String>,
    /// How many more of its kind there are.
    pub more: usize,
}

impl Note {
    /// A note about the result at `at`.
    pub(super) fn new(
        mark: &'static str,
        paint: Paint,
        at: usize,
        text: String,
    ) -> Self {
        let results = vec![at];
        let (advice, quoted) = (String::new(), Vec::new());
        Self { mark, paint, results, text, advice, quoted, more: 0 }
    }

    /// Whom it is about, in words.
    pub(super) fn subject(
        &self,
        results: &[BenchmarkResult],
        root: &str,
    ) -> String {
        names(results, &self.results, root)
    }
}

/// Adds `note`, or only its result where another says the same.
pub(super) fn add(notes: &mut Vec<Note>, note: Note) {
    for other in notes.iter_mut() {
        if other.text == note.text
            && other.advice == note.advice
            && other.quoted == note.quoted
        {
            if other.results.last() != note.results.last() {
                other.results.extend_from_slice(&note.results);
            }
            return;
        }
    }
    notes.push(note);
}

/// Why a result was not compared with its baseline, or was in spite of that.
fn standing(result: &BenchmarkResult, at: usize) -> Option<Note> {
    let comparison = result.verdict.as_ref()?;
    let (kind, advice) = match comparison.standing {
        Standing::Refused => (
            "not compared",
            "save the baseline anew; --force compares all the same",
        ),
        Standing::Forced => ("forced", ""),
        Standing::New | Standing::Comparable => return None,
    };
    let reason = comparison.reason.as_deref().unwrap_or_default();
    let text = format!("{kind}: {reason}");
    let mut note = Note::new("!", Paint::Doubt, at, text);
    advice.clone_into(&mut note.advice);
    Some(note)
}

/// What stands between results and their baseline, then the findings, the
/// gravest first; equal ones are one note.
pub(super) fn findings(results: &[BenchmarkResult]) -> Vec<Note> {
    let mut notes = Vec::new();
    for (at, result) in results.iter().enumerate() {
        if let Some(note) = standing(result, at) {
            add(&mut notes, note);
        }
    }
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        for (at, result) in results.iter().enumerate() {
            add_findings(&mut notes, at, &result.findings, severity);
            if let Some(verdict) = &result.verdict {
                add_findings(&mut notes, at, &verdict.findings, severity);
            }
        }
    }
    notes
}

fn add_findings(
    notes: &mut Vec<Note>,
    at: usize,
    findings: &[Finding],
    severity: Severity,
) {
    for finding in findings {
        if finding.severity == severity {
            let (mark, paint) = mark(severity);
            let text = format!("{}: {}", words(finding.kind), finding.evidence);
            let mut note = Note::new(mark, paint, at, text);
            note.advice.clone_from(&finding.advice);
            add(notes, note);
        }
    }
}

/// The notes with at most `most` of each kind (what stands before the
/// colon); the last of them counts the rest.
pub(super) fn shortened(notes: Vec<Note>, most: usize) -> Vec<Note> {
    let mut kept: Vec<Note> = Vec::new();
    for note in notes {
        let kind = kind(&note.text);
        // What is wrong with the host is wrong for all: one example will do.
        let most = if kind == "busy host" { 1 } else { most };
        let mut same = 0;
        let mut last = 0;
        for (at, other) in kept.iter().enumerate() {
            if self::kind(&other.text) == kind {
                same += 1;
                last = at;
            }
        }
        if same < most {
            kept.push(note);
        } else {
            kept[last].more += 1;
        }
    }
    kept
}

fn kind(text: &str) -> &str {
    text.split_once(':').map_or(text, |(kind, _)| kind)
}

/// Subjects are not aligned beyond this many columns.
const WIDEST_SUBJECT: usize = 28;

/// The notes as lines that fit the style's width, subjects aligned.
pub(super) fn lines(
    notes: &[Note],
    results: &[BenchmarkResult],
    root: &str,
    style: &Style,
) -> Vec<String> {
    let mut subjects = Vec::new();
    let mut widest = 0;
    for note in notes {
        let subject = style.text(&note.subject(results, root));
        widest = widest.max(text::width(&subject));
        subjects.push(subject);
    }
    let most = WIDEST_SUBJECT.min(style.width.saturating_sub(2));
    let column = widest.min(most);
    // In a narrow terminal the text stands below its subject.
    let beside = style.width >= column + 40;
    let indent = if beside { column + 4 } else { 4 };
    let mut out = Vec::new();
    for (at, note) in notes.iter().enumerate() {
        let mark = style.text(note.mark);
        let name = text::fit_middle(&subjects[at], most, style.ellipsis());
        let padded =
            if beside { text::pad(&name, column + 2) } else { name.clone() };
        let painted = style.paint(&mark, note.paint);
        let first = format!("{painted} {padded}");
        let mut body = paragraphs(note, indent, style);
        if beside && !body.is_empty() {
            out.push(format!("{first}{}", body.remove(0).trim_start()));
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
        out.push(format!("{blanks}{}", style.paint(&cut, Paint::Dim)));
    }
    if note.more > 0 {
        let text = format!("and {} more: {}", note.more, kind(&note.text));
        let cut = text::fit(&text, room, style.ellipsis());
        out.push(format!("{blanks}{}", style.paint(&cut, Paint::Dim)));
    }
    out
}

/// The last lines of what a worker wrote, without colours, blank lines and
/// backtraces: the place of a panic stands before its backtrace, which is
/// longer than all that is shown.
pub(super) fn tail(written: &str, most: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut in_backtrace = false;
    for line in written.lines() {
        let line = without_colours(line);
        if line.trim().is_empty() {
            continue;
        }
        if line.trim() == "stack backtrace:" {
            in_backtrace = true;
        } else if in_backtrace && !is_frame(&line) {
            in_backtrace = false;
        }
        if !in_backtrace {
            lines.push(line);
        }
    }
    let surplus = lines.len().saturating_sub(most);
    lines.split_off(surplus)
}

/// Whether `line` is of a backtrace as Rust's standard library prints it:
/// "   0: function", "             at place", and a remark at the end.
fn is_frame(line: &str) -> bool {
    line.starts_with([' ', '\t'])
        || line.starts_with(|c: char| c.is_ascii_digit())
        || line.starts_with("note: Some details are omitted")
}

/// Takes out the control sequences that set colours (ECMA-48, CSI: ESC, "[",
/// parameters, one final letter).
fn without_colours(line: &str) -> String {
    let mut parts = line.split("\x1b[");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| ('@'..='~').contains(&c));
        text.push_str(end.map_or("", |at| &part[at + 1..]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_read_as_words() {
        assert_eq!(words(FindingKind::BusyHost), "busy host");
        assert_eq!(words(FindingKind::Unoptimised), "unoptimised");
    }

    #[test]
    fn many_of_a_kind_are_counted() {
        let note = |at: usize, text: &str| {
            Note::new("!", Paint::Doubt, at, text.to_owned())
        };
        let mut notes: Vec<Note> =
            (0..7).map(|at| note(at, "busy host: 14 %")).collect();
        notes.insert(1, note(9, "unstable: yes"));
        notes.extend((0..5).map(|at| note(at, "throttled: 9 %")));
        let kept = shortened(notes, 3);
        let texts: Vec<&str> = kept.iter().map(|n| n.text.as_str()).collect();
        let slow = "throttled: 9 %";
        let all = ["busy host: 14 %", "unstable: yes", slow, slow, slow];
        assert_eq!(texts, all);
        let more: Vec<usize> = kept.iter().map(|n| n.more).collect();
        assert_eq!(more, [6, 0, 0, 0, 2]);
    }

    #[test]
    fn what_a_worker_wrote() {
        let written = "one\n\n\x1b[1;31mtwo\x1b[0m \x1b[\nthree\n";
        assert_eq!(tail(written, 2), ["two ", "three"]);
        assert_eq!(tail("", 3), [""; 0]);
    }

    #[test]
    fn a_backtrace_does_not_hide_the_place_of_the_panic() {
        let written = "\
thread 'main' panicked at benches/first.rs:7:5:
index out of bounds
stack backtrace:
   0: __rustc::rust_begin_unwind
             at /rustc/1/library/std/src/panicking.rs:697:5
   1: core::panicking::panic_fmt
  [... omitted 3 frames ...]
1000: main
note: Some details are omitted, run with `RUST_BACKTRACE=full` for a verbose \
backtrace.
";
        let place = [
            "thread 'main' panicked at benches/first.rs:7:5:",
            "index out of bounds",
        ];
        assert_eq!(tail(written, 6), place);
        let more = format!("{written}aborting\n");
        assert_eq!(tail(&more, 1), ["aborting"]);
    }
}
