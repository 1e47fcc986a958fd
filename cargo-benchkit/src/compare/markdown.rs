//! Comparisons as Markdown: what a pull request is told.

use super::{document::Summary, sources::Alone, words::Row};
use crate::gates::escape;

/// Heading, table, what is on one side only, and how it was measured.
pub(crate) fn comment(
    rows: &[Row],
    labels: &[String; 2],
    alone: &[Alone],
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
    for Alone { build, other, benchmarks } in alone {
        let names: Vec<String> = benchmarks
            .iter()
            .map(|id| format!("`{}`", id.as_str().replace('`', "·")))
            .collect();
        out.push(String::new());
        out.push(format!(
            "In {}, not in {}: {}",
            escape(build),
            escape(other),
            names.join(", ")
        ));
    }
    for line in [Some(summary.words()), summary.hint()].into_iter().flatten() {
        out.push(String::new());
        out.push(escape(&line));
    }
    out.push(String::new());
    out.join("\n")
}
