//! Finds what to compare with, and compares.

use crate::{
    analysis,
    error::{Error, Result},
    harness::arguments::Baselines,
    model::{Baseline, BenchmarkResult, Comparison, RunDocument, Verdict},
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
        !other.run.partial
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
    let refusal = if sut.host.fingerprint != baseline.fingerprint {
        Some(format!(
            "it was measured on another host: {}",
            baseline.fingerprint
        ))
    } else if sut.toolchain.debug_assertions != baseline.debug_assertions {
        Some("one of the two is a debug build".to_owned())
    } else {
        None
    };
    for result in &mut document.results {
        let Some(old) = baseline.find(&result.id) else { continue };
        result.verdict = match &refusal {
            None => crate::harness::shims::compare(old, result, &baseline.name),
            Some(reason) => refused(result, baseline, reason),
        };
    }
}

fn refused(
    result: &BenchmarkResult,
    baseline: &Baseline,
    reason: &str,
) -> Option<Comparison> {
    result.estimate.as_ref().map(|_| Comparison {
        baseline: baseline.name.clone(),
        verdict: Verdict::Inconclusive,
        ratio: None,
        advisory: true,
        smallest_detectable: None,
        reason: Some(reason.to_owned()),
        findings: Vec::new(),
    })
}
