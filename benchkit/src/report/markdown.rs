//! A run as Markdown (GitHub's flavour).

use crate::{
    model::{BenchmarkResult, RunDocument, Status},
    report::{
        columns::columns,
        markup::{self, code, escape, fenced},
        notes::{self, Note, reason, status_word},
        provenance, stress,
        style::{Paint, Style},
        table::{Cell, Column},
        terminal::{against, interval_of, summary},
        tree::tree,
    },
};

/// Markdown has no width and no colours.
const STYLE: Style = Style { width: usize::MAX, colour: false, unicode: true };

/// Lines of a failed launch's standard error that are shown.
const STDERR_LINES: usize = 20;

/// The whole report of a run as Markdown: the table, what has no complete
/// result, what makes the numbers doubtful, the behaviour under load, and
/// where it was measured.
pub fn markdown(document: &RunDocument) -> String {
    let results = &document.results;
    let tree = tree(results, &document.run.suite);
    let mut out = vec![
        format!("## {}", escape(&tree.root)),
        String::new(),
        escape(&summary(document, None, &STYLE)),
    ];
    let columns = columns(results, &tree.groups, &STYLE);
    let mut rows = Vec::new();
    for (at, result) in results.iter().enumerate() {
        if result.estimate.is_some() {
            rows.push(at);
        }
    }
    if !rows.is_empty() {
        let name = |at: usize| {
            code(notes::without_root(results[at].id.as_str(), &tree.root))
        };
        out.push(String::new());
        out.append(&mut rows_of("benchmark", &rows, &name, &columns));
        for text in [interval_of(results), against(document)] {
            if !text.is_empty() {
                out.push(String::new());
                out.push(escape(&text));
            }
        }
    }
    out.append(&mut incomplete(results, &tree.root));
    out.append(&mut findings(results, &tree.root));
    out.append(&mut under_load(results, &tree.root));
    out.append(&mut provenance_table(document));
    out.push(String::new());
    out.join("\n")
}

/// A table of the results `rows`.
fn rows_of(
    title: &str,
    rows: &[usize],
    name: &dyn Fn(usize) -> String,
    columns: &[Column],
) -> Vec<String> {
    let mut titles = vec![title.to_owned()];
    let mut rules = vec![":---"];
    for column in columns {
        titles.push(escape(&column.title));
        rules.push(if column.is_numeric() { "---:" } else { ":---" });
    }
    let rule = format!("|{}|", rules.join("|"));
    let mut out = vec![format!("| {} |", titles.join(" | ")), rule];
    for at in rows {
        let mut cells = vec![name(*at)];
        for column in columns {
            let cell = column.cells[*at].as_ref();
            cells.push(cell.map_or_else(String::new, cell_text));
        }
        out.push(format!("| {} |", cells.join(" | ")));
    }
    out
}

fn cell_text(cell: &Cell) -> String {
    let text = escape(cell.joined().trim());
    match cell.paint {
        Paint::Bad | Paint::Good => format!("**{text}**"),
        _ => text,
    }
}

/// What has no number, or not all of them.
fn incomplete(results: &[BenchmarkResult], root: &str) -> Vec<String> {
    let mut out = Vec::new();
    for result in results {
        if result.status == Status::Measured {
            continue;
        }
        let word = status_word(result.status);
        let name = code(notes::without_root(result.id.as_str(), root));
        let reason = escape(reason(result));
        let line = format!("- **{word}** {name}: {reason}");
        out.push(line.trim_end_matches([':', ' ']).to_owned());
        let stderr = result.failure.as_ref().map_or("", |f| &f.stderr);
        let quoted = notes::tail(stderr, STDERR_LINES);
        out.append(&mut fenced(&quoted));
    }
    markup::section("Without a complete result", out)
}

fn findings(results: &[BenchmarkResult], root: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for note in notes::findings(results) {
        lines.push(finding(&note, results, root));
    }
    markup::section("Findings", lines)
}

fn finding(note: &Note, results: &[BenchmarkResult], root: &str) -> String {
    let subject = match note.subject(results, root) {
        all if note.results.len() > 1 => escape(&all),
        one => code(&one),
    };
    let (kind, evidence) =
        note.text.split_once(": ").unwrap_or((&note.text, ""));
    let mark = note.mark;
    let (kind, evidence) = (escape(kind), escape(evidence));
    let advice = match note.advice.as_str() {
        "" => String::new(),
        advice => format!("<br>→ {}", escape(advice)),
    };
    format!("- {mark} {subject} **{kind}**: {evidence}{advice}")
}

fn under_load(results: &[BenchmarkResult], root: &str) -> Vec<String> {
    let mut out = Vec::new();
    for series in stress::series(results, root) {
        let rows = stress::rows(&series, results);
        let columns = stress::columns(&rows, &STYLE);
        let threads = |at: usize| {
            let row = rows[at].stress.as_ref();
            row.map_or_else(String::new, |row| row.threads.to_string())
        };
        let mut all = Vec::new();
        for at in 0..rows.len() {
            all.push(at);
        }
        if !out.is_empty() {
            out.push(String::new());
        }
        out.push(code(&series.name));
        out.push(String::new());
        out.append(&mut rows_of("threads", &all, &threads, &columns));
    }
    markup::section("Under load", out)
}

fn provenance_table(document: &RunDocument) -> Vec<String> {
    let mut out = vec![
        String::new(),
        "<details><summary>Where and how it was measured</summary>".to_owned(),
        String::new(),
        "| | |".to_owned(),
        "|:---|:---|".to_owned(),
    ];
    provenance::rows(document, &mut |name, value| {
        if !value.trim().is_empty() {
            out.push(format!("| {name} | {} |", escape(value)));
        }
    });
    out.push(String::new());
    out.push("</details>".to_owned());
    out
}
