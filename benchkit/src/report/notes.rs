//! What stands below a table: findings, failures, remarks.

use crate::{
    model::{BenchmarkResult, FindingKind, Severity, Status},
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
fn names(results: &[BenchmarkResult], which: &[usize], root: &str) -> String {
    let name = |at: &usize| without_root(results[*at].id.as_str(), root);
    let measured =
        results.iter().filter(|result| result.estimate.is_some()).count();
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
}

impl Note {
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
    let same = notes.iter_mut().find(|other| {
        other.text == note.text
            && other.advice == note.advice
            && other.quoted == note.quoted
    });
    match same {
        Some(other) => {
            other.results.extend(note.results);
            other.results.dedup();
        }
        None => notes.push(note),
    }
}

/// The findings as notes, the gravest first; equal ones are one note.
pub(super) fn findings(results: &[BenchmarkResult]) -> Vec<Note> {
    let mut all = Vec::new();
    for (at, result) in results.iter().enumerate() {
        let compared = result.verdict.iter().flat_map(|v| &v.findings);
        all.extend(result.findings.iter().chain(compared).map(|f| (at, f)));
    }
    all.sort_by_key(|(_, finding)| std::cmp::Reverse(finding.severity));
    let mut notes = Vec::new();
    for (at, finding) in all {
        let (mark, paint) = mark(finding.severity);
        let kind = words(finding.kind);
        let evidence = &finding.evidence;
        let note = Note {
            mark,
            paint,
            results: vec![at],
            text: format!("{kind}: {evidence}"),
            advice: finding.advice.clone(),
            quoted: Vec::new(),
        };
        add(&mut notes, note);
    }
    notes
}

/// The notes with at most `most` of each kind (what stands before the
/// colon); another one counts the rest.
pub(super) fn shortened(notes: Vec<Note>, most: usize) -> Vec<Note> {
    let mut kept: Vec<Note> = Vec::new();
    let mut counts: Vec<(String, usize, usize)> = Vec::new();
    for note in notes {
        let kind = note.text.split(':').next().unwrap_or_default();
        let at = counts.iter().position(|count| count.0 == kind);
        let at = at.unwrap_or_else(|| {
            counts.push((kind.to_owned(), 0, 0));
            counts.len() - 1
        });
        counts[at].1 += 1;
        if counts[at].1 <= most {
            counts[at].2 = kept.len();
            kept.push(note);
        }
    }
    // From the end, so that the positions of the earlier ones still hold.
    counts.sort_by_key(|count| std::cmp::Reverse(count.2));
    for (kind, count, last) in counts {
        if count > most {
            let text = format!("{kind}: {} more like these", count - most);
            let (mark, paint) = (kept[last].mark, kept[last].paint);
            let (results, advice, quoted) = Default::default();
            let rest = Note { mark, paint, results, text, advice, quoted };
            kept.insert(last + 1, rest);
        }
    }
    kept
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
    let subjects: Vec<String> = notes
        .iter()
        .map(|note| style.text(&note.subject(results, root)))
        .collect();
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
    out
}

/// The last lines of what a worker wrote, without colours and blank lines.
pub(super) fn tail(written: &str, most: usize) -> Vec<String> {
    let lines: Vec<String> = written
        .lines()
        .map(without_colours)
        .filter(|line| !line.trim().is_empty())
        .collect();
    lines[lines.len().saturating_sub(most)..].to_vec()
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
        let note = |at: usize, text: &str| Note {
            mark: "!",
            paint: Paint::Doubt,
            results: vec![at],
            text: text.to_owned(),
            advice: String::new(),
            quoted: Vec::new(),
        };
        let mut notes: Vec<Note> =
            (0..7).map(|at| note(at, "busy host: 14 %")).collect();
        notes.insert(1, note(9, "unstable: yes"));
        let kept = shortened(notes, 3);
        let texts: Vec<&str> = kept.iter().map(|n| n.text.as_str()).collect();
        let busy = "busy host: 14 %";
        assert_eq!(
            texts,
            [busy, "unstable: yes", busy, busy, "busy host: 4 more like these"]
        );
    }

    #[test]
    fn what_a_worker_wrote() {
        let written = "one\n\n\x1b[1;31mtwo\x1b[0m \x1b[\nthree\n";
        assert_eq!(tail(written, 2), ["two ", "three"]);
        assert_eq!(tail("", 3), [""; 0]);
    }
}
