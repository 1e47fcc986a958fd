//! Finds what to compare with, and compares.

use crate::{
    analysis,
    error::{Error, ErrorKind, Result},
    harness::{
        arguments::{Arguments, Baselines},
        output,
        select::asked_for,
    },
    model::{Baseline, RunDocument},
    store::Store,
};

/// The baseline that was asked for, else the last comparable run.
///
/// # Errors
/// When the one that was asked for does not exist (the error lists those
/// that do) or cannot be read: wrong usage, since nothing was measured yet.
pub(super) fn baseline(
    store: &Store,
    asked: &Baselines,
    document: &RunDocument,
) -> Result<Option<Baseline>> {
    let suite = &document.run.suite;
    if let Some(name) = &asked.with {
        return match load(store, name, suite) {
            Ok(found) => Ok(Some(taken(name.clone(), true, found))),
            Err(Failed::Missing(error)) if asked.lenient => {
                output::warn(&format!("{error}; compared with nothing"));
                Ok(None)
            }
            Err(Failed::Missing(error) | Failed::Unreadable(error)) => {
                Err(error)
            }
        };
    }
    let sut = &document.provenance.sut;
    let comparable = |other: &RunDocument| {
        let then = &other.provenance.sut;
        // A filter that matched nothing leaves a run without results.
        !other.run.partial
            && !other.results.is_empty()
            && other.run.id != document.run.id
            && then.host.fingerprint == sut.host.fingerprint
            && then.toolchain.debug_assertions == sut.toolchain.debug_assertions
    };
    let last = store.latest_comparable(suite, &comparable)?;
    Ok(last.map(|found| taken(found.run.id.clone(), false, found)))
}

/// Why there is no stored run of that name.
pub(super) enum Failed {
    /// It does not exist.
    Missing(Error),
    /// It is damaged, of a newer version, or cannot be read.
    Unreadable(Error),
}

impl From<Failed> for Error {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::Missing(error) | Failed::Unreadable(error) => error,
        }
    }
}

/// The stored run `name` of `suite`.
pub(super) fn load(
    store: &Store,
    name: &str,
    suite: &str,
) -> std::result::Result<RunDocument, Failed> {
    match store.load_baseline(name, suite) {
        Ok(Some(found)) => Ok(found),
        Ok(None) => Err(Failed::Missing(missing(store, name, suite))),
        Err(error) => {
            let text = format!("baseline «{name}»: {error}");
            Err(Failed::Unreadable(Error::new(ErrorKind::Usage, text)))
        }
    }
}

/// A baseline that is not there, with those that are.
fn missing(store: &Store, name: &str, suite: &str) -> Error {
    let there = store.baselines().unwrap_or_default();
    let cure = format!("save one with `cargo bench -- --save-baseline {name}`");
    if there.iter().any(|other| other == name) {
        return Error::usage(format!(
            "baseline «{name}» has nothing of the bench target {suite}; {cure}"
        ));
    }
    let list = if there.is_empty() {
        "there are none".to_owned()
    } else {
        format!("there are: {}", there.join(", "))
    };
    Error::usage(format!(
        "baseline «{name}» does not exist here ({list}); {cure}"
    ))
}

fn taken(name: String, asked: bool, document: RunDocument) -> Baseline {
    let sut = document.provenance.sut;
    let git = sut.git.as_ref();
    let commit = git.and_then(|git| git.clean_commit()).map(str::to_owned);
    Baseline {
        name,
        asked,
        fingerprint: sut.host.fingerprint,
        debug_assertions: sut.toolchain.debug_assertions,
        commit,
        entries: document.results,
    }
}

/// Compares every result with its entry in the baseline, and notes what was
/// asked for and is only in the baseline.
pub(super) fn compare(
    document: &mut RunDocument,
    baseline: &Baseline,
    arguments: &Arguments,
) {
    let sut = &document.provenance.sut;
    let force = arguments.baselines.force;
    for result in &mut document.results {
        result.verdict = analysis::against(baseline, result, sut, force);
    }
    if !baseline.asked {
        return;
    }
    let results = &document.results;
    let missing = baseline.entries.iter().filter(|entry| {
        asked_for(arguments, &entry.id, &entry.tags)
            && !results.iter().any(|result| result.id == entry.id)
    });
    document.missing = missing.map(|entry| entry.id.clone()).collect();
}
