//! Looks at all results together: stress tables and findings.

use crate::{
    analysis::{self, Context},
    model::{Baseline, BenchmarkResult, RunDocument},
};
use std::collections::HashMap;

/// Adds to each result what makes it doubtful or explains it.
pub(super) fn judge(document: &mut RunDocument, baseline: Option<&Baseline>) {
    let sut = &document.provenance.sut;
    let families = families(&document.results);
    let additions: Vec<_> = document
        .results
        .iter()
        .map(|result| {
            let family = families.get(result.workload.as_str());
            let siblings: Vec<&BenchmarkResult> = family
                .into_iter()
                .flatten()
                .copied()
                .filter(|other| other.id != result.id)
                .collect();
            let stress = analysis::stress(result, &siblings, &sut.host);
            let findings = analysis::findings(&Context {
                result,
                siblings: &siblings,
                baseline: baseline.and_then(|b| b.find(&result.id)),
                host: &sut.host,
                toolchain: &sut.toolchain,
            });
            (stress, findings)
        })
        .collect();
    for (result, (stress, findings)) in
        document.results.iter_mut().zip(additions)
    {
        result.stress = stress;
        result.findings = findings;
    }
}

/// The results of each workload.
fn families(
    results: &[BenchmarkResult],
) -> HashMap<&str, Vec<&BenchmarkResult>> {
    let mut families: HashMap<&str, Vec<_>> = HashMap::new();
    for result in results {
        families.entry(&result.workload).or_default().push(result);
    }
    families
}
