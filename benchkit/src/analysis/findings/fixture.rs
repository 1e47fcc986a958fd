//! Results for the tests of the detectors.

use super::Context;
use crate::{
    analysis::{estimate, trials},
    model::{
        BenchmarkId, BenchmarkResult, ClockFacts, Finding, FindingKind,
        HostDelta, HostFacts, Launch, Parameter, Percentiles, RunConfig,
        Status, Toolchain,
    },
    stats::{Random, float},
    unit::Nanos,
};

/// A benchmark of `ns` nanoseconds an iteration, launched ten times on a
/// quiet host; launches differ by up to half a per cent.
pub(in crate::analysis) fn honest(ns: f64) -> BenchmarkResult {
    let times: Vec<f64> =
        (0..10).map(|n| ns * (0.995 + 0.001 * float(n))).collect();
    launches_at(&times)
}

/// A benchmark whose launches took `times`.
pub(super) fn launches_at(times: &[f64]) -> BenchmarkResult {
    finish(BenchmarkResult {
        id: BenchmarkId::from("bench::work"),
        workload: "bench::work".into(),
        parameters: Vec::new(),
        backend: "cpu".into(),
        tags: Vec::new(),
        version: None,
        hash: "5eed".into(),
        reference: false,
        status: Status::Measured,
        reason: None,
        failure: None,
        config: RunConfig::default(),
        estimate: None,
        launches: times.iter().copied().map(launch).collect(),
        trials: None,
        trial_quantiles: None,
        percentiles: Percentiles::default(),
        metrics: Vec::new(),
        stress: None,
        relative: None,
        findings: Vec::new(),
        verdict: None,
        origin: None,
    })
}

fn launch(ns: f64) -> Launch {
    Launch {
        estimate: ns,
        all_median: ns,
        mean: ns,
        trials: 300,
        clean_trials: Some(297),
        iterations: 10,
        quantiles: (0..=20)
            .map(|step| ns * (0.99 + 0.001 * float(step)))
            .collect(),
        doubling: Some(2.0),
        clock: ClockFacts {
            resolution_ns: 20.0,
            overhead_ns: 25.0,
            empty_iteration_ns: 0.3,
        },
        host: HostDelta { wall: Nanos(40_000_000), ..HostDelta::default() },
        ..Launch::default()
    }
}

/// The same work on a two-core virtual machine where now and then something
/// else runs: up to 7 % of the trials preempted, a launch in ten slow, some
/// steal and pressure.
pub(super) fn honest_on_a_busy_day(
    ns: f64,
    random: &mut Random,
) -> BenchmarkResult {
    let mut result = honest(ns);
    for launch in &mut result.launches {
        let slow = if random.uniform() < 0.1 { 1.3 } else { 1.0 };
        launch.estimate = ns * slow * (1.0 + 0.02 * random.normal());
        launch.all_median = launch.estimate * (1.0 + 0.01 * random.uniform());
        launch.mean = launch.estimate * (1.1 + random.uniform());
        launch.clean_trials = Some(300 - random.next() % 22);
        launch.doubling = Some(2.0 + 0.2 * random.normal());
        let wall = launch.host.wall.as_f64();
        launch.host.run_delay = Some(nanos(wall * 0.06 * random.uniform()));
        launch.host.cpu_pressure = Some(random.uniform());
        launch.host.steal = Some(0.05 * random.uniform());
        launch.host.throttled = Some(nanos(wall * 0.005 * random.uniform()));
        launch.host.quota_periods = Some(1);
    }
    finish(result)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the fixtures use times between 0 and a second"
)]
fn nanos(ns: f64) -> Nanos {
    Nanos(ns as u64)
}

/// `result` with its summaries computed from its launches.
pub(super) fn finish(mut result: BenchmarkResult) -> BenchmarkResult {
    result.estimate = estimate(&result.launches, result.config.confidence);
    result.trials = trials(&result.launches);
    result
}

/// `result` as the benchmark with these parameters.
pub(in crate::analysis) fn with_parameters(
    mut result: BenchmarkResult,
    parameters: &[Parameter],
) -> BenchmarkResult {
    result.id = BenchmarkId::new(&result.workload, parameters);
    result.parameters = parameters.to_vec();
    result
}

/// What a detector sees of `result` alone, in a release build.
pub(super) fn context(result: &BenchmarkResult) -> Context<'_> {
    static HOST: std::sync::LazyLock<HostFacts> =
        std::sync::LazyLock::new(HostFacts::default);
    static TOOLCHAIN: std::sync::LazyLock<Toolchain> =
        std::sync::LazyLock::new(Toolchain::default);
    Context {
        result,
        siblings: &[],
        baseline: None,
        host: &HOST,
        toolchain: &TOOLCHAIN,
    }
}

/// The kinds of `found`, for messages.
pub(super) fn kinds(found: &[Finding]) -> Vec<FindingKind> {
    found.iter().map(|finding| finding.kind).collect()
}
