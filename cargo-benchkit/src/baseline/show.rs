//! A baseline as the usual report.

use super::missing;
use crate::{
    error::{Error, Result},
    outlet::style,
};
use benchkit::{
    harness::exit,
    model::{RunDocument, to_json},
    report,
    store::Store,
};
use std::{fmt::Write as _, io::Write, path::PathBuf};

/// Prints the results of the baseline `name` and where they come from, or
/// its documents: `{"name": …, "suites": [run documents]}`.
///
/// # Errors
/// Where there is no such baseline, or it cannot be read.
pub(super) fn show(
    store: &Store,
    name: &str,
    json: bool,
    out: &mut dyn Write,
) -> Result<u8> {
    let all = missing::documents(store, name)?;
    let mut text = String::new();
    if json {
        text = as_json(name, &all);
    } else {
        let style = style();
        for (at, (path, document)) in all.iter().enumerate() {
            if at > 0 {
                text.push('\n');
            }
            let path = path.display().to_string();
            text += &report::terminal(document, Some(&path), &style);
            text.push('\n');
            text += &provenance(document);
        }
    }
    write!(out, "{text}").map_err(Error::of_stdout)?;
    Ok(exit::OK)
}

fn as_json(name: &str, all: &[(PathBuf, RunDocument)]) -> String {
    let documents: Vec<String> =
        all.iter().map(|(_, document)| to_json(document)).collect();
    let name = serde_json::Value::from(name);
    format!("{{\"name\":{name},\"suites\":[{}]}}\n", documents.join(","))
}

/// Where it was measured, a line each.
fn provenance(document: &RunDocument) -> String {
    let mut text = String::new();
    report::provenance_rows(document, &mut |name, value| {
        if !value.trim().is_empty() {
            let value: String = value.chars().map(shown).collect();
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{name:<11}  {value}");
        }
    });
    text
}

/// The character, escaped where a terminal would obey it.
fn shown(c: char) -> String {
    if c.is_control() { c.escape_debug().to_string() } else { c.to_string() }
}
