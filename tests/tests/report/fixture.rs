//! A run with one of everything, made by hand.

use benchkit::{
    Nanos,
    model::{
        BenchmarkId, BenchmarkResult, CgroupLimits, ClockFacts, Comparison,
        Direction, EnvironmentVariable, Estimate, Failure, FailureKind,
        Finding, FindingKind, GitFacts, HostDelta, HostFacts, Launch, Metric,
        MetricValue, NoiseFloor, Parameter, Percentile, Percentiles,
        Provenance, Ratio, Run, RunConfig, RunDocument, SCHEMA_VERSION,
        Severity, Standing, Status, Sut, ThreadFacts, ThreadRow, Throughput,
        Toolchain, TrialQuantiles, Trials, Verdict, WarmupFacts,
    },
};

/// A skipped result with no numbers: what every other one starts from.
pub(crate) fn blank(
    workload: &str,
    parameters: &[(&str, &str)],
) -> BenchmarkResult {
    let parameters: Vec<Parameter> = parameters
        .iter()
        .map(|(name, value)| Parameter::new(*name, value))
        .collect();
    BenchmarkResult {
        id: BenchmarkId::new(workload, &parameters),
        workload: workload.to_owned(),
        parameters,
        backend: "cpu".to_owned(),
        tags: vec![],
        version: None,
        hash: "5ac1fbc0".to_owned(),
        reference: false,
        status: Status::Skipped,
        reason: None,
        failure: None,
        config: RunConfig::default(),
        estimate: None,
        launches: vec![],
        trials: None,
        trial_quantiles: None,
        percentiles: Percentiles::absent("not run"),
        metrics: vec![],
        stress: None,
        relative: None,
        findings: vec![],
        verdict: None,
        origin: None,
    }
}

/// A measured result: `point` ns with an interval of `below` and `above`.
pub(crate) fn measured(
    workload: &str,
    parameters: &[(&str, &str)],
    point: f64,
    below: f64,
    above: f64,
) -> BenchmarkResult {
    let percentile = |quantile: f64, factor: f64| Percentile {
        quantile,
        value: Some(point * factor),
        lower: Some(point * factor * 0.999),
        upper: Some(point * factor * 1.001),
        reason: None,
    };
    BenchmarkResult {
        status: Status::Measured,
        estimate: Some(Estimate {
            point,
            lower: Some(point - below),
            upper: Some(point + above),
            unit: "ns".to_owned(),
            confidence: Some(0.978_5),
            floor: None,
        }),
        launches: vec![launch(0, point), launch(3, point + above)],
        trials: Some(Trials {
            count: 4_000,
            clean_share: Some(0.96),
            iterations: 83,
            all_median: point * 1.001,
            mean: point * 1.02,
        }),
        trial_quantiles: Some(TrialQuantiles {
            min: point * 0.98,
            q25: point * 0.99,
            q50: point,
            q75: point * 1.02,
            q95: point * 1.1,
            max: point * 4.0,
        }),
        percentiles: Percentiles {
            count: 20_000,
            confidence: 0.95,
            values: vec![
                percentile(0.5, 1.01),
                percentile(0.9, 1.06),
                percentile(0.99, 1.17),
                Percentile {
                    quantile: 0.999,
                    value: None,
                    lower: None,
                    upper: None,
                    reason: Some("not estimable (n<3688)".to_owned()),
                },
            ],
            max: Some(point * 40.0),
            reason: None,
        },
        ..blank(workload, parameters)
    }
}

/// One launch with everything that a launch can hold.
fn launch(order: u32, estimate: f64) -> Launch {
    Launch {
        order,
        estimate,
        all_median: estimate * 1.001,
        mean: estimate * 1.02,
        trials: 400,
        clean_trials: Some(384),
        iterations: 83,
        quantiles: (0..=20)
            .map(|step| estimate * (0.9 + 0.01 * f64::from(step)))
            .collect(),
        doubling: Some(1.999),
        drift: Some(0.001),
        warmup: WarmupFacts {
            trials: 31,
            time: Nanos(3_100_000),
            steady: true,
            first_iteration_ns: Some(estimate * 20.0),
        },
        clock: ClockFacts {
            resolution_ns: 20.0,
            overhead_ns: 21.5,
            empty_iteration_ns: 0.3,
        },
        host: HostDelta {
            wall: Nanos(40_000_000),
            cpu_share: Some(0.98),
            throttled: Some(Nanos(0)),
            quota_periods: Some(4),
            throttled_periods: Some(0),
            run_delay: Some(Nanos(120_000)),
            cpu_pressure: Some(0.04),
            steal: Some(0.0),
        },
        setup: Nanos(1_000),
        latency: vec![(1_200, 9_900), (1_400, 100)],
        latency_quantiles: Vec::new(),
        threads: vec![ThreadFacts { mean_ns: estimate, iterations: 33_200 }],
        throughput: Some(Throughput::Bytes(1_000)),
        metrics: vec![],
        effective: vec![Parameter::new("n", 1_000)],
        batch_bytes: Some(65_536),
        remarks: vec!["unchecked_result".to_owned()],
    }
}

fn throughput(value: f64, unit: &str) -> MetricValue {
    own_metric("throughput", unit, Direction::Higher, value)
}

fn own_metric(
    name: &str,
    unit: &str,
    direction: Direction,
    value: f64,
) -> MetricValue {
    MetricValue {
        metric: Metric {
            name: name.to_owned(),
            unit: unit.to_owned(),
            direction,
        },
        value: Some(value),
        reason: None,
    }
}

fn change(verdict: Verdict, point: f64) -> Comparison {
    Comparison {
        baseline: "main".to_owned(),
        standing: Standing::Comparable,
        verdict,
        ratio: Some(Ratio {
            point,
            lower: point - 0.004,
            upper: point + 0.004,
        }),
        advisory: true,
        confidence: Some(0.95),
        smallest_detectable: Some(0.004),
        reason: None,
        findings: vec![],
    }
}

fn finding(
    kind: FindingKind,
    severity: Severity,
    evidence: &str,
    advice: &str,
) -> Finding {
    Finding {
        kind,
        severity,
        evidence: evidence.to_owned(),
        advice: advice.to_owned(),
    }
}

fn hashes() -> Vec<BenchmarkResult> {
    let mut small =
        measured("parse::hash", &[("n", "1000")], 1_204.4, 3.1, 3.9);
    small.metrics = vec![throughput(8.31e8, "B/s")];
    small.verdict = Some(change(Verdict::Equivalent, 1.001));
    small.reference = true;
    small.relative = Some(1.0);
    let mut large =
        measured("parse::hash", &[("n", "100000")], 118_900.0, 700.0, 1_200.0);
    large.metrics = vec![throughput(8.41e8, "B/s")];
    large.verdict = Some(change(Verdict::Slower, 1.031));
    large.relative = Some(98.7);
    if let Some(estimate) = &mut large.estimate {
        estimate.floor = estimate.alone().map(|(lower, upper)| NoiseFloor {
            runs: 40,
            same_build: true,
            range: 1.083,
            alone_lower: lower,
            alone_upper: upper,
        });
        (estimate.lower, estimate.upper) = (Some(115.2e3), Some(124.8e3));
    }
    large.findings = vec![finding(
        FindingKind::BusyHost,
        Severity::Warning,
        "14 % of 4000 trials were preempted (CPU pressure 31 %); the \
         estimate uses the clean ones",
        "measure on a quieter host, or with --budget 10s",
    )];
    vec![small, large]
}

fn json_group() -> Vec<BenchmarkResult> {
    let mut owned = measured("parse::json::owned", &[], 4.821e6, 0.4e6, 0.9e6);
    owned.relative = Some(1.0);
    owned.reference = true;
    owned.verdict = Some(change(Verdict::Inconclusive, 1.02));
    owned.metrics = vec![
        throughput(2.11e5, "items/s"),
        own_metric("allocations", "count", Direction::Lower, 1_203.0),
    ];
    let mut borrowed =
        measured("parse::json::borrowed", &[], 1.873e6, 1.1e4, 1.4e4);
    borrowed.relative = Some(0.388_5);
    borrowed.verdict = Some(change(Verdict::Faster, 0.52));
    borrowed.metrics = vec![
        throughput(5.43e5, "items/s"),
        own_metric("allocations", "count", Direction::Lower, 12.0),
    ];
    let mut once = measured("parse::json::index", &[], 2.31e9, 0.0, 0.0);
    if let Some(estimate) = &mut once.estimate {
        estimate.lower = None;
        estimate.upper = None;
        estimate.confidence = None;
    }
    once.percentiles = Percentiles::absent("the work is measured once");
    once.findings = vec![finding(
        FindingKind::FewLaunches,
        Severity::Warning,
        "1 launch fits the budget of 3 s: the spread between processes is \
         unknown",
        "--budget 30s",
    )];
    let mut three = measured("parse::json::merge", &[], 9.4e5, 6e4, 8e4);
    if let Some(estimate) = &mut three.estimate {
        estimate.confidence = Some(0.75);
    }
    three.percentiles.values[2].value = None;
    three.percentiles.values[2].reason =
        Some("not estimable (n<368)".to_owned());
    vec![owned, borrowed, once, three]
}

fn without_numbers() -> Vec<BenchmarkResult> {
    let mut failed = blank("parse::open_file", &[]);
    failed.status = Status::Failed;
    failed.reason = Some(
        "No such file or directory (os error 2): «corpus/a.json»".to_owned(),
    );
    failed.failure = Some(Failure {
        kind: FailureKind::Error,
        message: "No such file or directory (os error 2)".to_owned(),
        signal: None,
        code: Some(1),
        stderr: String::new(),
    });
    let mut killed = blank("parse::hungry", &[]);
    killed.status = Status::Failed;
    killed.reason = Some("killed by signal 9".to_owned());
    killed.failure = Some(Failure {
        kind: FailureKind::Signalled,
        message: "killed by signal 9".to_owned(),
        signal: Some(9),
        code: None,
        stderr: "allocating 64 GiB\n\x1b[31mthread 'main' is unhappy\x1b[0m\n"
            .to_owned(),
    });
    let mut skipped = blank("parse::huge", &[]);
    skipped.reason =
        Some("needs 64 GiB of memory, the host has 8 GiB".to_owned());
    let mut partial = measured("parse::slow", &[], 5.2e7, 1e6, 2e6);
    partial.status = Status::Partial;
    partial.reason = Some("interrupted after 4 of 10 launches".to_owned());
    let mut nothing = blank("parse::slower", &[]);
    nothing.status = Status::Partial;
    nothing.reason = Some("interrupted before its first launch".to_owned());
    vec![failed, killed, skipped, partial, nothing]
}

fn stressed() -> Vec<BenchmarkResult> {
    let rows = [
        ("1", 201e6, 1.0, Some(0.0), Some(0.001)),
        ("2", 318e6, 1.58, Some(0.48), Some(0.02)),
        ("4", 612e6, 3.04, Some(0.75), None),
    ];
    let row = |(threads, mean, ratio, throttled, run_delay): (
        &str,
        f64,
        f64,
        Option<f64>,
        Option<f64>,
    )| {
        let mut result = measured(
            "parse::transcribe",
            &[("model", "base"), ("threads", threads)],
            200e6,
            1e6,
            2e6,
        );
        result.stress = Some(ThreadRow {
            threads: threads.parse().unwrap_or(0),
            mean,
            ratio,
            throttled,
            run_delay,
        });
        result
    };
    let mut all: Vec<BenchmarkResult> = rows.into_iter().map(row).collect();
    all[2].findings = vec![finding(
        FindingKind::Throttled,
        Severity::Warning,
        "a CPU quota of 1.0 CPU stopped 75 % of the periods: the median does \
         not move, the tail does",
        "one thread a CPU, or a larger quota",
    )];
    all
}

fn odd_names() -> Vec<BenchmarkResult> {
    let long = "x".repeat(500);
    vec![
        measured("parse::odd::🚀 launch", &[], 12.34, 0.02, 0.03),
        measured("parse::odd::日本語", &[("s", "a|b`c`")], 0.251, 0.004, 0.004),
        measured(&format!("parse::odd::{long}"), &[], -0.04, 0.11, 0.12),
        measured(
            "parse::odd::../etc \"quoted\" *stars* <b>",
            &[("s", "two\nlines")],
            98_765.4,
            120.0,
            130.0,
        ),
    ]
}

/// The run with one of everything.
pub(crate) fn document() -> RunDocument {
    let mut results = hashes();
    results.extend(without_numbers());
    results.extend(json_group());
    results.extend(stressed());
    results.extend(odd_names());
    odd_standings(&mut results);
    for result in &mut results {
        if result.status == Status::Measured {
            result.findings.push(finding(
                FindingKind::Unoptimised,
                Severity::Error,
                "the bench binary was built with debug assertions",
                "measure with `cargo bench`, not with a debug build",
            ));
        }
    }
    RunDocument {
        schema_version: SCHEMA_VERSION.to_owned(),
        run: Run {
            id: "20260501T120000Z-x86_64-parse-1f2e".to_owned(),
            suite: "parse".to_owned(),
            started: "2026-05-01T12:00:00Z".to_owned(),
            duration_ns: 2_310_000_000,
            partial: true,
        },
        provenance: provenance(),
        results,
        missing: vec![BenchmarkId::new("parse::yaml", &[])],
    }
}

/// Results that do not belong together with the baseline.
fn odd_standings(results: &mut [BenchmarkResult]) {
    let reason = "measured on another host (a Cray)";
    let standings = [
        (Standing::New, "the baseline has no such benchmark"),
        (Standing::Forced, reason),
        (Standing::Refused, reason),
    ];
    let others = results.iter_mut().filter(|result| {
        result.status == Status::Measured && result.verdict.is_none()
    });
    for (result, (standing, reason)) in others.zip(standings) {
        let mut verdict = change(Verdict::Inconclusive, 1.031);
        verdict.standing = standing;
        verdict.reason = Some(reason.to_owned());
        if standing != Standing::Forced {
            verdict.ratio = None;
        }
        result.verdict = Some(verdict);
    }
}

fn provenance() -> Provenance {
    Provenance {
        build: Some("4096000-1760000000000000000".to_owned()),
        sut: Sut {
            host: HostFacts {
                os: "linux".to_owned(),
                arch: "x86_64".to_owned(),
                kernel: Some("6.8.0-31-generic".to_owned()),
                cpu: Some("AMD EPYC 7763 64-Core Processor".to_owned()),
                cpu_features: vec!["avx2".to_owned(), "sse4_2".to_owned()],
                logical_cpus: Some(4),
                physical_cores: Some(2),
                usable_cpus: Some(2),
                caches: vec![
                    ("L1d".to_owned(), 32 << 10),
                    ("L3".to_owned(), 32 << 20),
                ],
                memory: Some(8 << 30),
                virtualisation: Some("kvm".to_owned()),
                container: Some("docker".to_owned()),
                cgroup: CgroupLimits {
                    cpus: Some(2.0),
                    memory: Some(4 << 30),
                    version: Some(2),
                },
                fingerprint: "AMD EPYC 7763/4/8 GiB/x86_64/kvm".to_owned(),
            },
            toolchain: Toolchain {
                opt_level: Some("3".to_owned()),
                rustc: Some("rustc 1.88.0 (6b00bc388 2025-06-23)".to_owned()),
                target: Some("x86_64-unknown-linux-gnu".to_owned()),
                profile: Some("release".to_owned()),
                debug_assertions: true,
            },
            git: Some(GitFacts {
                commit: "d24b85d0c2f5e7a9b1c3d5e7f9a1b3c5d7e9f1a3".to_owned(),
                dirty: Some(true),
                branch: Some("main".to_owned()),
            }),
        },
        library: "0.1.0".to_owned(),
        executable: "target/release/deps/parse-0123456789abcdef".to_owned(),
        arguments: vec!["--bench".to_owned(), "a|b".to_owned()],
        directory: Some("crates/parse".to_owned()),
        environment: vec![EnvironmentVariable {
            name: "RUSTFLAGS".to_owned(),
            value: "-C target-cpu=native".to_owned(),
        }],
        seed: 42,
    }
}

/// A run as most are: a few short names.
pub(crate) fn usual() -> RunDocument {
    let mut results = hashes();
    results[1].relative = None;
    results[0].relative = None;
    results.push(without_numbers().remove(0));
    let mut document = RunDocument { results, ..document() };
    document.run.partial = false;
    document
}
