//! Goes on with an interrupted run.

use crate::{
    error::{Error, Result},
    harness::{benchmark::Benchmark, suite::Ledger},
    model::{JournalEntry, LaunchOutcome, Provenance},
    store::Store,
};

/// What an interrupted run has left to go on from.
pub(super) struct Resumed {
    pub(super) ledgers: Vec<Ledger>,
    /// Launches that were taken over.
    pub(super) launches: usize,
    pub(super) run: String,
}

/// The launches of the suite's last run, where it was interrupted and was
/// measured by the same binary on the same host.
///
/// # Errors
/// When there is nothing to go on from, or it was another binary or host;
/// the error says which.
pub(super) fn resume(
    store: &Store,
    suite: &str,
    provenance: &Provenance,
    benchmarks: &[Benchmark],
) -> Result<Resumed> {
    let unfinished = store.last_unfinished(suite)?.ok_or_else(|| {
        Error::usage(format!(
            "there is no interrupted run of `{suite}` to --resume"
        ))
    })?;
    let then = &unfinished.header.provenance;
    if then.build != provenance.build {
        return Err(Error::usage(format!(
            "the bench binary was built anew since run {}: measure again \
             without --resume",
            unfinished.id
        )));
    }
    if then.sut.host.fingerprint != provenance.sut.host.fingerprint {
        return Err(Error::usage(format!(
            "run {} was measured on another host ({})",
            unfinished.id, then.sut.host.fingerprint
        )));
    }
    let mut kept: Vec<Vec<_>> = vec![Vec::new(); benchmarks.len()];
    for entry in unfinished.entries {
        let JournalEntry::Launch { id, outcome } = entry else { continue };
        let at = benchmarks.iter().position(|b| b.id == id);
        if let (Some(at), LaunchOutcome::Measured(launch)) = (at, outcome) {
            kept[at].push(*launch);
        }
    }
    Ok(Resumed {
        launches: kept.iter().map(Vec::len).sum(),
        ledgers: kept.into_iter().map(Ledger::resumed).collect(),
        run: unfinished.id,
    })
}
