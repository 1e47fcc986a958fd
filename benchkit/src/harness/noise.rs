//! What earlier runs of the suite say about the host, and what this one adds.

use crate::{
    analysis::{Bands, past_run},
    harness::{benchmark::Benchmark, observe::Progress, target::Target},
    model::{Event, Observer as _, Provenance, RunDocument},
    store::Store,
};

/// Gives each benchmark the band of its earlier runs on this host. A log
/// that cannot be read is as one that is not there: the interval then says
/// that it is of this run alone.
pub(super) fn learn(
    store: &Store,
    target: &Target,
    provenance: &Provenance,
    benchmarks: &mut [Benchmark],
) {
    let log = store.past_runs(target.crate_name).unwrap_or_default();
    let host = &provenance.sut.host.fingerprint;
    let bands = Bands::new(&log, host, provenance.build.as_deref());
    for benchmark in benchmarks {
        benchmark.band = bands.of(&benchmark.id);
    }
}

/// Adds the run to the log. It is in the store, so that one that is kept
/// nowhere leaves nothing behind.
pub(super) fn keep(
    store: &Store,
    document: &RunDocument,
    progress: &mut Progress<'_>,
) {
    let Some(run) = past_run(document) else { return };
    if let Err(error) = store.add_past_run(&document.run.suite, &run) {
        let message = format!(
            "{error}; later runs will not know how far this one lies from them"
        );
        progress.observe(&Event::Warning { message: &message });
    }
}
