//! A run as text for a terminal, a pipe or a log.

use crate::{
    model::{
        BenchmarkResult, Comparison, Estimate, RunDocument, Standing, Status,
        thresholds::FLOOR_RUNS,
    },
    report::{
        change::change,
        columns::columns,
        notes::{self, Note, reason, status_word},
        stress,
        style::{Paint, Style},
        table::{Layout, Line, Row},
        text,
        tree::{self, Tree, tree},
    },
    unit::duration,
};

/// The whole report of a run: the table, what makes its numbers doubtful,
/// the behaviour under load, and one line that sums up. `saved` is where the
/// run was stored.
pub fn terminal(
    document: &RunDocument,
    saved: Option<&str>,
    style: &Style,
) -> String {
    let mut text = table(document, style);
    text += &summary(document, saved, style);
    text.push('\n');
    text
}

/// Remarks of one kind that are shown; the stored run has all of them.
const NOTES_OF_A_KIND: usize = 6;

/// The table of a run with its findings and its stress tables, without the
/// line that sums up.
pub fn table(document: &RunDocument, style: &Style) -> String {
    let results = &document.results;
    if results.is_empty() {
        return String::new();
    }
    let tree = tree(results, &document.run.suite);
    let columns = columns(results, &tree.groups, style);
    let lines = tree_lines(&tree, results, style);
    let mut names = 0;
    for line in &lines {
        let name = text::width(&line.branches) + text::width(&line.name);
        names = names.max(name);
    }
    let layout = Layout::new(&columns, names, style);
    let mut out = Vec::new();
    let mut notes = Vec::new();
    for line in &lines {
        let (shown, cut) = layout.line(line);
        out.push(shown);
        if let Row::Words { result, .. } = &line.row
            && let Some(note) = trouble(&results[*result], *result, cut)
        {
            notes::add(&mut notes, note);
        }
    }
    notes.append(&mut notes::findings(results));
    if layout.columns.len() < columns.len() {
        notes.append(&mut hidden_changes(results));
    }
    let notes = notes::shortened(notes, NOTES_OF_A_KIND);
    if !notes.is_empty() {
        out.push(String::new());
        out.append(&mut notes::lines(&notes, results, &tree.root, style));
    }
    for text in [interval_of(results), against(document)] {
        for line in text::wrap(&style.text(&text), style.width) {
            out.push(style.paint(&line, Paint::Dim));
        }
    }
    out.append(&mut stress::tables(results, &tree.root, style));
    out.push(String::new());
    out.join("\n")
}

/// The header and the lines of the tree.
fn tree_lines(
    tree: &Tree,
    results: &[BenchmarkResult],
    style: &Style,
) -> Vec<Line> {
    let mut lines = vec![Line {
        branches: String::new(),
        name: style.text(&tree.root),
        paint: Paint::Strong,
        row: Row::Titles,
    }];
    for node in &tree.nodes {
        lines.push(Line {
            branches: tree::branches(&node.last, style.unicode),
            name: style.text(&node.label),
            paint: Paint::Plain,
            row: node
                .result
                .map_or(Row::Empty, |at| row(at, &results[at], style)),
        });
    }
    lines
}

/// What stands beside the name of a result.
fn row(at: usize, result: &BenchmarkResult, style: &Style) -> Row {
    let (after, paint) = match result.status {
        Status::Measured => return Row::Cells(at),
        Status::Failed => (0, Paint::Bad),
        Status::Skipped => (0, Paint::Dim),
        Status::Partial if result.estimate.is_some() => (2, Paint::Doubt),
        Status::Partial => (0, Paint::Doubt),
    };
    let word = status_word(result.status);
    let reason = style.text(reason(result));
    let text = format!("{word}  {reason}").trim_end().to_owned();
    Row::Words { result: at, after, text, paint }
}

/// Lines of a failed launch's standard error that are shown.
const STDERR_LINES: usize = 6;

/// What a cut row could not say, and what the worker wrote.
fn trouble(result: &BenchmarkResult, at: usize, cut: bool) -> Option<Note> {
    let stderr = result.failure.as_ref().map_or("", |f| f.stderr.as_str());
    let quoted = notes::tail(stderr, STDERR_LINES);
    if !cut && quoted.is_empty() {
        return None;
    }
    let (mark, paint) = match result.status {
        Status::Failed => ("✗", Paint::Bad),
        _ => ("·", Paint::Dim),
    };
    let word = status_word(result.status);
    let text = format!("{word}: {}", reason(result));
    let mut note = Note::new(mark, paint, at, text);
    note.quoted = quoted;
    Some(note)
}

/// The changes that a narrow terminal has no column for.
fn hidden_changes(results: &[BenchmarkResult]) -> Vec<Note> {
    let mut notes = Vec::new();
    for (at, result) in results.iter().enumerate() {
        let Some(comparison) = &result.verdict else { continue };
        let change = change(comparison, result.config.confidence);
        let told = comparison.standing == Standing::Refused;
        let seen =
            matches!(change.paint, Paint::Bad | Paint::Good | Paint::Doubt);
        if seen && !told {
            let (mark, paint) = (change.mark, change.paint);
            notes.push(Note::new(mark, paint, at, change.words));
        }
    }
    notes
}

/// What the intervals hold; nothing where there are none.
pub(super) fn interval_of(results: &[BenchmarkResult]) -> String {
    let (mut with, mut without) = (0, 0);
    let (mut fewest, mut most, mut same) = (u32::MAX, 0, true);
    for result in results {
        match result.estimate.as_ref().filter(|e| e.lower.is_some()) {
            Some(Estimate { floor: Some(floor), .. }) => {
                with += 1;
                fewest = fewest.min(floor.runs);
                most = most.max(floor.runs);
                same &= floor.same_build;
            }
            Some(_) => without += 1,
            None => {}
        }
    }
    let runs = match (fewest, most) {
        (fewest, most) if fewest == most => most.to_string(),
        (fewest, most) => format!("{fewest} to {most}"),
    };
    let of = if same { "of this binary" } else { "of unchanged code" };
    let held = format!(
        "interval: with the host's noise between runs, as {runs} earlier runs \
         {of} show it"
    );
    match (with, without) {
        (0, 0) => String::new(),
        (0, _) => format!(
            "interval: of this run alone; {FLOOR_RUNS} runs of one binary \
             teach benchkit the host's noise between runs"
        ),
        (_, 0) => held,
        (_, n) => format!("{held}; {n} of this run alone"),
    }
}

/// What the changes were measured against, what that is worth, and what the
/// baseline has that this run has not.
pub(super) fn against(document: &RunDocument) -> String {
    let mut names: Vec<&str> = Vec::new();
    let (mut compared, mut unknown) = (false, None);
    for comparison in document.results.iter().filter_map(|r| r.verdict.as_ref())
    {
        let name = comparison.baseline.as_str();
        if comparison.advisory && !names.contains(&name) {
            names.push(name);
        }
        let Comparison { standing, ratio, reason, .. } = comparison;
        compared |= ratio.is_some();
        if *standing == Standing::Comparable && ratio.is_some() {
            unknown = unknown.or(reason.as_deref());
        }
    }
    if names.is_empty() {
        return String::new();
    }
    let mut text = format!("change: against «{}»", names.join("», «"));
    if compared {
        text += ", measured at another time, so advisory";
    }
    if let Some(reason) = unknown {
        text += "; ";
        text += reason;
    }
    if !document.missing.is_empty() {
        text += "; it also has ";
        text += &missing(document);
    }
    text
}

/// Names of missing benchmarks that are shown.
const MISSING: usize = 6;

/// What the baseline has and the bench target no longer has.
fn missing(document: &RunDocument) -> String {
    let root = tree(&document.results, &document.run.suite).root;
    let names: Vec<&str> = document
        .missing
        .iter()
        .map(|id| notes::without_root(id.as_str(), &root))
        .collect();
    let shown = names.iter().take(MISSING).copied();
    let shown = shown.collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(MISSING) {
        0 => format!("{shown}, which this bench target no longer has"),
        more => format!(
            "{shown} + {more} more, which this bench target no longer has"
        ),
    }
}

/// One line: how many of what, how long it took, where it is.
pub fn summary(
    document: &RunDocument,
    saved: Option<&str>,
    style: &Style,
) -> String {
    let mut parts = Vec::new();
    for (status, paint) in [
        (Status::Measured, Paint::Plain),
        (Status::Partial, Paint::Doubt),
        (Status::Failed, Paint::Bad),
        (Status::Skipped, Paint::Dim),
    ] {
        let mut count = 0;
        for result in &document.results {
            count += usize::from(result.status == status);
        }
        if count > 0 {
            let text = format!("{count} {}", status_word(status));
            parts.push(style.paint(&text, paint));
        }
    }
    if parts.is_empty() {
        parts.push("nothing measured".to_owned());
    }
    #[expect(clippy::cast_precision_loss, reason = "two digits are printed")]
    let time = duration(document.run.duration_ns as f64);
    let mut line = format!("{} in {}", parts.join(", "), style.text(&time));
    if document.run.partial {
        line += &style.paint(", interrupted", Paint::Doubt);
    }
    if let Some(path) = saved {
        let path = style.text(&format!(" · {path}"));
        line += &style.paint(&path, Paint::Dim);
    }
    line
}
