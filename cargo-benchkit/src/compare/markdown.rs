//! Comparisons as Markdown: what a pull request is told.

use super::{document::Summary, words::Row};

/// Heading, table, what is on one side only, and how it was measured.
pub(crate) fn comment(
    rows: &[Row],
    labels: &[String; 2],
    only: [&[String]; 2],
    summary: &Summary,
) -> String {
    let mut out = vec![
        format!("## Benchmarks: {}", summary.headline()),
        String::new(),
        format!(
            "| benchmark | {} | {} | change % | 99 % interval | verdict |",
            escape(&labels[0]),
            escape(&labels[1])
        ),
        "|:---|---:|---:|---:|---:|:---|".to_owned(),
    ];
    for row in rows {
        let verdict = escape(&row.verdict);
        let verdict = if row.bad { format!("**{verdict}**") } else { verdict };
        out.push(format!(
            "| `{}` | {} | {} | {} | {} | {verdict} |",
            row.name.replace(['|', '`'], "·"),
            row.old,
            row.new,
            row.change,
            row.interval,
        ));
    }
    for (label, ids) in labels.iter().zip(only) {
        if !ids.is_empty() {
            out.push(String::new());
            let names: Vec<String> = ids
                .iter()
                .map(|id| format!("`{}`", id.replace('`', "·")))
                .collect();
            out.push(format!(
                "Only in {}: {}",
                escape(label),
                names.join(", ")
            ));
        }
    }
    out.push(String::new());
    out.push(escape(&summary.words()));
    out.push(String::new());
    out.join("\n")
}

fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if matches!(c, '|' | '*' | '_' | '<' | '>' | '`' | '[' | ']' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
