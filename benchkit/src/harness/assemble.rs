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
        launch.latency_quantiles = analysis::latency_quantiles(&launch.latency);
        launch.latency = Buckets::new();
    }
    let confidence = benchmark.config().confidence;
    let mut estimate = analysis::estimate(&launches, confidence);
    if let (Some(estimate), Some(band)) = (&mut estimate, &benchmark.band) {
        band.widen(estimate);
    }
    BenchmarkResult {
        id: benchmark.id.clone(),
        workload: benchmark.workload.path(),
        parameters: benchmark.parameters.clone(),
        backend: "cpu".to_owned(),
        tags: benchmark.options.tags.clone(),
        version: benchmark.options.version.clone(),
        hash: format!("{:016x}", benchmark.workload.descriptor.hash),
        reference: benchmark.options.baseline.unwrap_or(false),
        status,
        reason,
        failure: ledger.failure,
        config: benchmark.config().clone(),
        metrics: analysis::fold_metrics(
            &launches,
            estimate.as_ref(),
            benchmark.config().threads,
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
        origin: None,
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
    if benchmark.config().latency <= 0.0 {
        return Percentiles::absent("the latency pass is off (latency = 0)");
    }
    if benchmark.config().once {
        return Percentiles::absent("it ran once");
    }
    let mut all = Buckets::new();
    for launch in launches {
        analysis::merge(&mut all, &launch.latency);
    }
    analysis::percentiles(&all, benchmark.config().confidence)
}

/// What results of a group are set against.
struct Reference {
    group: String,
    parameters: String,
    /// `None` where it has no number that others can be measured by.
    point: Option<f64>,
}

/// Ratios to the reference of the group, a result of the same module that is
/// marked `baseline`: the one with the same parameters, else one without
/// parameters. A reference that failed, or two that both would do, give no
/// ratio: a stand-in would be another comparison than the one asked for.
pub(super) fn relate(results: &mut [BenchmarkResult]) {
    let mut references = Vec::new();
    for result in results.iter().filter(|result| result.reference) {
        references.push(Reference {
            group: group_of(&result.workload).to_owned(),
            parameters: parameters_of(result),
            point: point_of(result),
        });
    }
    for result in results {
        let group = group_of(&result.workload);
        let with = |parameters: &str| {
            let fits = |of: &&Reference| {
                of.group == group && of.parameters == parameters
            };
            references.iter().filter(fits).collect::<Vec<&Reference>>()
        };
        let mut candidates = with(&parameters_of(result));
        if candidates.is_empty() {
            candidates = with("");
        }
        if let ([Reference { point: Some(base), .. }], Some(own)) =
            (&*candidates, number_of(result))
        {
            result.relative = Some(own / base);
        }
    }
}

/// The estimate of a result that did not fail.
fn number_of(result: &BenchmarkResult) -> Option<f64> {
    let failed = matches!(result.status, Status::Failed | Status::Skipped);
    let estimate = result.estimate.as_ref().filter(|_| !failed)?;
    Some(estimate.point)
}

/// The same where it can be divided by.
fn point_of(result: &BenchmarkResult) -> Option<f64> {
    number_of(result).filter(|point| *point > 0.0)
}

fn group_of(path: &str) -> &str {
    path.rsplit_once("::").map_or("", |(group, _)| group)
}

/// The parameters as a text that is equal for equal ones.
fn parameters_of(result: &BenchmarkResult) -> String {
    BenchmarkId::new("", &result.parameters).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Estimate, Parameter, RunConfig};

    /// A result of `workload` with the parameter n, where there is one.
    fn result(workload: &str, n: Option<u32>, point: f64) -> BenchmarkResult {
        let parameters: Vec<Parameter> =
            n.map(|n| Parameter::new("n", n)).into_iter().collect();
        BenchmarkResult {
            id: BenchmarkId::new(workload, &parameters),
            workload: workload.into(),
            parameters,
            backend: "cpu".into(),
            tags: Vec::new(),
            version: None,
            hash: String::new(),
            reference: false,
            status: Status::Measured,
            reason: None,
            failure: None,
            config: RunConfig::default(),
            metrics: Vec::new(),
            trials: None,
            trial_quantiles: None,
            estimate: Some(Estimate {
                point,
                lower: None,
                upper: None,
                unit: "ns".into(),
                confidence: None,
                floor: None,
            }),
            launches: Vec::new(),
            percentiles: Percentiles::default(),
            stress: None,
            relative: None,
            findings: Vec::new(),
            verdict: None,
            origin: None,
        }
    }

    fn reference(n: Option<u32>, point: f64) -> BenchmarkResult {
        let result = result("b::base", n, point);
        BenchmarkResult { reference: true, ..result }
    }

    fn failed(result: BenchmarkResult) -> BenchmarkResult {
        BenchmarkResult { status: Status::Failed, ..result }
    }

    fn ratios<const N: usize>(
        mut results: [BenchmarkResult; N],
    ) -> [Option<f64>; N] {
        relate(&mut results);
        results.map(|result| result.relative)
    }

    #[test]
    fn a_reference_without_parameters_serves_its_group() {
        let got = ratios([
            reference(None, 10.0),
            result("b::other", None, 20.0),
            result("b::other", Some(7), 5.0),
            result("b::inner::other", None, 5.0),
        ]);
        assert_eq!(got, [Some(1.0), Some(2.0), Some(0.5), None]);
    }

    #[test]
    fn a_reference_with_parameters_serves_equal_ones_only() {
        let got = ratios([
            reference(Some(1), 10.0),
            reference(Some(2), 100.0),
            result("b::other", Some(1), 30.0),
            result("b::other", Some(2), 30.0),
            result("b::other", Some(3), 30.0),
            result("b::other", None, 30.0),
        ]);
        let (one, two) = (Some(3.0), Some(0.3));
        assert_eq!(got, [Some(1.0), Some(1.0), one, two, None, None]);
        // As where a filter left only one of them.
        let got = ratios([
            reference(Some(1), 10.0),
            result("b::other", Some(2), 30.0),
        ]);
        assert_eq!(got, [Some(1.0), None]);
    }

    #[test]
    fn a_reference_that_failed_is_not_replaced() {
        let got = ratios([
            failed(reference(Some(1), 10.0)),
            reference(Some(2), 100.0),
            reference(None, 7.0),
            result("b::other", Some(1), 30.0),
            result("b::other", Some(2), 30.0),
        ]);
        assert_eq!(got, [None, Some(1.0), Some(1.0), None, Some(0.3)]);
        let got = ratios([
            reference(None, 10.0),
            failed(result("b::other", None, 30.0)),
        ]);
        assert_eq!(got, [Some(1.0), None]);
    }

    #[test]
    fn two_references_for_the_same_give_no_ratio() {
        let other = result("b::other", None, 30.0);
        let got = ratios([reference(None, 1.0), reference(None, 2.0), other]);
        assert_eq!(got, [None; 3]);
    }
}
