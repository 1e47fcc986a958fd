//! Looks at all results together: stress tables and findings.

use crate::{
    harness::shims::Context,
    model::{Baseline, RunDocument},
};

/// Adds to each result what makes it doubtful or explains it.
pub(super) fn judge(document: &mut RunDocument, baseline: Option<&Baseline>) {
    crate::harness::shims::stress(&mut document.results);
    let results = document.results.clone();
    let sut = &document.provenance.sut;
    for (at, result) in document.results.iter_mut().enumerate() {
        let siblings: Vec<_> = results
            .iter()
            .enumerate()
            .filter(|(other, r)| *other != at && r.workload == result.workload)
            .map(|(_, sibling)| sibling)
            .collect();
        result.findings = crate::harness::shims::findings(&Context {
            result: &results[at],
            siblings: &siblings,
            baseline: baseline.and_then(|b| b.find(&result.id)),
            host: &sut.host,
            toolchain: &sut.toolchain,
        });
    }
}
