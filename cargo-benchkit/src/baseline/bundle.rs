//! A baseline as one file: a line that says what follows, then the run
//! documents as they are in the store, byte for byte.
//!
//! The line has the length and the CRC-32 of each document, so that a file
//! that was cut short or changed on its way is told from a whole one.

use crate::error::{Error, Result};
use benchkit::model::{RunDocument, SCHEMA_VERSION, from_json};
use serde::{Deserialize, Serialize};

/// Version of the first line; the documents have their own.
const VERSION: &str = "1.0";

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    benchkit_baseline: String,
    name: String,
    suites: Vec<Part>,
}

/// One document behind the first line.
#[derive(Debug, Serialize, Deserialize)]
struct Part {
    suite: String,
    bytes: usize,
    crc32: String,
}

/// A baseline outside a store.
#[derive(Debug)]
pub(super) struct Bundle {
    pub(super) name: String,
    pub(super) suites: Vec<Suite>,
}

/// One suite of it.
#[derive(Debug)]
pub(super) struct Suite {
    pub(super) document: RunDocument,
    /// The document as it was stored.
    pub(super) text: String,
}

/// The only part of a document that every version has.
#[derive(Deserialize)]
struct Versioned {
    schema_version: String,
}

/// The file of the baseline `name`, from its suites and their documents.
pub(super) fn write(name: &str, suites: &[(String, String)]) -> String {
    let parts = suites.iter().map(|(suite, text)| Part {
        suite: suite.clone(),
        bytes: text.len(),
        crc32: sum(text.as_bytes()),
    });
    let head = Head {
        benchkit_baseline: VERSION.to_owned(),
        name: name.to_owned(),
        suites: parts.collect(),
    };
    // Texts and numbers alone: it can always be written.
    let mut text = serde_json::to_string(&head).unwrap_or_default();
    text.push('\n');
    text.extend(suites.iter().map(|(_, text)| text.as_str()));
    text
}

/// What is in such a file.
///
/// # Errors
/// Where it is none, is not whole, or is of a newer version.
pub(super) fn read(bytes: &[u8]) -> Result<Bundle> {
    let head = head(bytes)?;
    let mut rest = match bytes.iter().position(|byte| *byte == b'\n') {
        Some(end) => &bytes[end + 1..],
        None => &[],
    };
    let expected = bytes.len() - rest.len()
        + head.suites.iter().map(|part| part.bytes).sum::<usize>();
    if bytes.len() != expected {
        let found = bytes.len();
        let how = if found < expected { "is cut short" } else { "is too long" };
        return Err(Error::new(format!(
            "{how}: it has {found} of {expected} bytes; export or copy it \
             anew"
        )));
    }
    let mut suites = Vec::new();
    for part in &head.suites {
        let (own, others) = rest.split_at(part.bytes);
        rest = others;
        suites.push(suite(part, own)?);
    }
    Ok(Bundle { name: head.name, suites })
}

fn head(bytes: &[u8]) -> Result<Head> {
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let value: serde_json::Value =
        serde_json::from_slice(line).map_err(|error| {
            Error::because(
                "is no exported baseline (`cargo benchkit baseline export` \
                 writes one), or is cut short in its first line",
                error,
            )
        })?;
    let Some(version) = value["benchkit_baseline"].as_str() else {
        return Err(Error::new(
            "is no exported baseline: `cargo benchkit baseline export` \
             writes one",
        ));
    };
    not_newer(version, VERSION)?;
    serde_json::from_value(value)
        .map_err(|e| Error::because("has a first line of another form", e))
}

fn suite(part: &Part, bytes: &[u8]) -> Result<Suite> {
    let name = &part.suite;
    if sum(bytes) != part.crc32 {
        return Err(Error::new(format!(
            "is damaged: what it holds of the suite {name} changed since it \
             was exported; export or copy it anew"
        )));
    }
    let form = |error: &dyn std::fmt::Display| {
        Error::new(format!(
            "holds no run document of the suite {name}: {error}"
        ))
    };
    let text = String::from_utf8(bytes.to_vec()).map_err(|e| form(&e))?;
    let version: Versioned =
        serde_json::from_str(&text).map_err(|e| form(&e))?;
    not_newer(&version.schema_version, SCHEMA_VERSION)?;
    let document: RunDocument = from_json(&text).map_err(|e| form(&e))?;
    if document.run.suite != *name {
        return Err(form(&format!("it is of {}", document.run.suite)));
    }
    Ok(Suite { document, text })
}

fn sum(bytes: &[u8]) -> String {
    format!("{:08x}", crc32fast::hash(bytes))
}

/// An error where `found` has a newer major version than `known`.
fn not_newer(found: &str, known: &str) -> Result<()> {
    let major = |version: &str| -> Option<u64> {
        version.split_once('.')?.0.parse().ok()
    };
    match (major(found), major(known)) {
        (Some(found), Some(known)) if found <= known => Ok(()),
        (None, _) => Err(Error::new(format!(
            "has the version {found:?}, which is no \"major.minor\""
        ))),
        _ => Err(Error::new(format!(
            "was written by a newer benchkit (version {found}, this one knows \
             {known}): update cargo-benchkit"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use benchkit::model::to_json;

    fn document(suite: &str) -> String {
        let mut document = RunDocument {
            schema_version: SCHEMA_VERSION.to_owned(),
            ..RunDocument::default()
        };
        document.run.suite = suite.to_owned();
        format!("{}\n", to_json(&document))
    }

    fn two() -> String {
        let suites =
            ["s", "t"].map(|suite| (suite.to_owned(), document(suite)));
        write("main", &suites)
    }

    fn refused(bytes: &[u8]) -> String {
        read(bytes).expect_err("refused").to_string()
    }

    #[test]
    fn what_was_written_is_read_byte_for_byte() {
        let bundle = read(two().as_bytes()).expect("whole");
        assert_eq!(bundle.name, "main");
        let texts = bundle.suites.iter().map(|suite| suite.text.clone());
        assert_eq!(texts.collect::<Vec<_>>(), ["s", "t"].map(document));
    }

    #[test]
    fn a_file_cut_at_any_byte_or_changed_is_refused() {
        let whole = two();
        for length in 0..whole.len() {
            let said = refused(&whole.as_bytes()[..length]);
            assert!(said.contains("cut short"), "{length}: {said}");
        }
        assert!(refused(format!("{whole}\n").as_bytes()).contains("too long"));
        let start = whole.find('\n').expect("a line") + 1;
        for at in start..whole.len() {
            let mut changed = whole.clone().into_bytes();
            changed[at] ^= 1;
            assert!(refused(&changed).contains("is damaged"), "{at}");
        }
    }

    #[test]
    fn a_newer_file_and_a_newer_document_are_refused() {
        let newer = two().replacen("\"1.0\"", "\"2.0\"", 1);
        assert!(
            refused(newer.as_bytes()).contains("newer benchkit (version 2.0")
        );
        let text = "{\"schema_version\":\"9.1\",\"what\":\"ever\"}";
        let file = write("main", &[("s".to_owned(), text.to_owned())]);
        assert!(refused(file.as_bytes()).contains("version 9.1"));
        let file = write("main", &[("s".to_owned(), document("t"))]);
        assert!(refused(file.as_bytes()).contains("it is of t"));
        assert!(refused(b"{}").contains("no exported baseline"));
        assert!(refused(b"[benchmarks]").contains("no exported baseline"));
    }
}
