//! From launches to the record of a benchmark.

use crate::{
    analysis,
    harness::{benchmark::Benchmark, suite::Ledger},
    model::{
        BenchmarkId, BenchmarkResult, Buckets, FailureKind, Launch,
        Percentiles, Status,
    },
};

/// What became of a benchmark, without findings and comparison.
pub(super) fn record(benchmark: &Benchmark, ledger: Ledger) -> BenchmarkResult {
    let (status, reason) = status(benchmark, &ledger);
    let mut launches = ledger.launches;
    let percentiles = percentiles(benchmark, &launches);
    // The merged histogram is in the percentiles; a launch's own would be
    // most of the document.
    for launch in &mut launches {
        launch.latency = Buckets::new();
    }
    let confidence = benchmark.config.confidence;
    let estimate = analysis::estimate(&launches, confidence);
    BenchmarkResult {
        id: benchmark.id.clone(),
        workload: benchmark.workload.path.clone(),
        parameters: benchmark.parameters.clone(),
        backend: "cpu".to_owned(),
        tags: benchmark.options.tags.clone(),
        version: benchmark.options.version.clone(),
        hash: format!("{:016x}", benchmark.workload.descriptor.hash),
        reference: benchmark.options.baseline.unwrap_or(false),
        status,
        reason,
        failure: ledger.failure,
        config: benchmark.config.clone(),
        metrics: analysis::fold_metrics(
            &launches,
            estimate.as_ref(),
            benchmark.config.threads,
        ),
        trials: analysis::trials(&launches),
        trial_quantiles: analysis::trial_quantiles(&launches),
        estimate,
        launches,
        percentiles,
        stress: None,
        relative: None,
        findings: Vec::new(),
        verdict: None,
    }
}

fn status(benchmark: &Benchmark, ledger: &Ledger) -> (Status, Option<String>) {
    if let Some(reason) = &benchmark.skipped {
        return (Status::Skipped, Some(reason.clone()));
    }
    if let Some(failure) = &ledger.failure {
        let kind = match failure.kind {
            FailureKind::VerifyFailed => "verify failed: ",
            _ => "",
        };
        return (Status::Failed, Some(format!("{kind}{}", failure.message)));
    }
    if ledger.launches.is_empty() {
        let why = "the run ended before its first launch";
        return (Status::Partial, Some(why.to_owned()));
    }
    if ledger.complete() {
        return (Status::Measured, None);
    }
    let made = ledger.launches.len();
    let why = format!("the run ended after {made} of its launches");
    (Status::Partial, Some(why))
}

fn percentiles(benchmark: &Benchmark, launches: &[Launch]) -> Percentiles {
    if benchmark.config.latency <= 0.0 {
        return Percentiles::absent("the latency pass is off (latency = 0)");
    }
    if benchmark.config.once {
        return Percentiles::absent("it ran once");
    }
    let mut all = Buckets::new();
    for launch in launches {
        analysis::merge(&mut all, &launch.latency);
    }
    analysis::percentiles(&all, benchmark.config.confidence)
}

/// Ratios to the reference of the group: the result of the same module and
/// the same other parameters that is marked `baseline`.
pub(super) fn relate(results: &mut [BenchmarkResult]) {
    let mut references: Vec<(String, String, f64)> = Vec::new();
    for result in results.iter().filter(|result| result.reference) {
        if let Some(point) = result.estimate.as_ref().map(|e| e.point)
            && point > 0.0
        {
            let group = group_of(&result.workload).to_owned();
            references.push((group, parameters_of(result), point));
        }
    }
    for result in results {
        let group = group_of(&result.workload);
        let parameters = parameters_of(result);
        let same = references.iter().filter(|(of, ..)| of == group);
        let mut candidates: Vec<_> = same.collect();
        if candidates.len() > 1 {
            candidates.retain(|(_, with, _)| *with == parameters);
        }
        if let ([(.., base)], Some(own)) = (&*candidates, &result.estimate) {
            result.relative = Some(own.point / base);
        }
    }
}

fn group_of(path: &str) -> &str {
    path.rsplit_once("::").map_or("", |(group, _)| group)
}

/// The parameters as a text that is equal for equal ones.
fn parameters_of(result: &BenchmarkResult) -> String {
    BenchmarkId::new("", &result.parameters).to_string()
}
