//! Gates as a section of a Markdown document.

use super::{
    result::{GateResult, GateStatus, Tally, has_many_olds},
    text::{in_order, said, status},
};

/// Heading and table, failed ones first; empty where there are no gates.
pub(crate) fn section(results: &[GateResult], tally: &Tally) -> String {
    if results.is_empty() {
        return String::new();
    }
    let mut out = vec![
        format!("## Gates: {}", tally.words()),
        String::new(),
        "| gate | benchmark | measured | limit | status |".to_owned(),
        "|:---|:---|---:|:---|:---|".to_owned(),
    ];
    let many = has_many_olds(results);
    for result in in_order(results) {
        let mut word = escape(&status(result));
        if result.status != GateStatus::Passed {
            word = format!("**{word}**");
        }
        let why = said(result).map(|why| format!(": {}", escape(&why)));
        let id = code(&result.subject(many));
        out.push(format!(
            "| {} | {id} | {} | {} | {word}{} |",
            escape(&result.gate),
            result.measured(),
            escape(&result.limited()),
            why.unwrap_or_default(),
        ));
    }
    out.push(String::new());
    out.join("\n")
}

fn code(id: &str) -> String {
    if id.is_empty() {
        return String::new();
    }
    format!("`{}`", id.replace(['|', '`'], "·"))
}

/// Text that Markdown shows as it is, on one line.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if matches!(c, '|' | '*' | '_' | '<' | '>' | '`' | '[' | ']' | '\\') {
            out.push('\\');
        }
        out.push(if c.is_control() { ' ' } else { c });
    }
    out
}
