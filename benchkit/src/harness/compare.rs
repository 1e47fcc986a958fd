//! Finds what to compare with, and compares.

use crate::{
    analysis,
    error::{Error, Result},
    harness::arguments::Baselines,
    model::{Baseline, RunDocument},
    store::Store,
};

/// The baseline that was asked for, else the last comparable run.
///
/// # Errors
/// When the one that was asked for does not exist (the error lists those
/// that do) or cannot be read.
pub(super) fn baseline(
    store: &Store,
    asked: &Baselines,
    document: &RunDocument,
) -> Result<Option<Baseline>> {
    let suite = &document.run.suite;
    if let Some(name) = &asked.with {
        return match store.load_baseline(name, suite)? {
            Some(found) => Ok(Some(named(name.clone(), found))),
            None if asked.lenient => Ok(None),
            None => Err(missing(store, name)),
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
    Ok(last.map(|found| named(found.run.id.clone(), found)))
}

/// A baseline that is not there, with those that are.
pub(super) fn missing(store: &Store, name: &str) -> Error {
    let there = store.baselines().unwrap_or_default();
    let list = if there.is_empty() {
        "there are none".to_owned()
    } else {
        format!("there are: {}", there.join(", "))
    };
    Error::usage(format!(
        "baseline «{name}» does not exist here ({list}); save one with \
         `cargo bench -- --save-baseline {name}`"
    ))
}

fn named(name: String, document: RunDocument) -> Baseline {
    Baseline {
        name,
        fingerprint: document.provenance.sut.host.fingerprint,
        debug_assertions: document.provenance.sut.toolchain.debug_assertions,
        entries: document.results,
    }
}

/// Compares every result with its entry in the baseline.
pub(super) fn compare(document: &mut RunDocument, baseline: &Baseline) {
    let sut = &document.provenance.sut;
    let debug = sut.toolchain.debug_assertions;
    for result in &mut document.results {
        result.verdict = analysis::against(baseline, result, &sut.host, debug);
    }
}
