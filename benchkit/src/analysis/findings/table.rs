//! The detectors, and what they see.

use super::{
    bimodal, busy_host, cache_suspected, clock_changed, cold_batch,
    failed_trials, few_launches, optimised_away, param_not_applied, throttled,
    too_few_trials, unchecked_result, unoptimised, unstable, workload_changed,
};
use crate::model::{
    BenchmarkResult, Finding, FindingKind, HostFacts, Severity, Toolchain,
};

/// What a detector sees.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The result in question, its estimates and percentiles filled in.
    pub result: &'a BenchmarkResult,
    /// The results of the same workload with other parameters.
    pub siblings: &'a [&'a BenchmarkResult],
    /// The result of the same benchmark in the baseline, if there is one.
    pub baseline: Option<&'a BenchmarkResult>,
    /// The machine.
    pub host: &'a HostFacts,
    /// What built the bench binary.
    pub toolchain: &'a Toolchain,
}

/// Looks for one thing; `None` where there is nothing to say.
pub type Detector = fn(&Context<'_>) -> Option<Finding>;

/// All detectors, gravest doubts first.
pub static DETECTORS: &[Detector] = &[
    unoptimised::detect,
    failed_trials::detect,
    optimised_away::detect,
    param_not_applied::detect,
    unchecked_result::detect,
    throttled::detect,
    busy_host::detect,
    unstable::detect,
    cache_suspected::detect,
    bimodal::detect,
    cold_batch::detect,
    few_launches::detect,
    too_few_trials::detect,
    clock_changed::detect,
    workload_changed::detect,
];

/// A finding, and those that only follow from it: their advice would lead
/// astray, and curing the first cures them.
const EXPLAINS: &[(FindingKind, &[FindingKind])] = &[
    // Next to no time has no stable ratio, and does not move.
    (
        FindingKind::OptimisedAway,
        &[
            FindingKind::Unstable,
            FindingKind::ParamNotApplied,
            FindingKind::Bimodal,
        ],
    ),
    // The launches ended where one failed.
    (
        FindingKind::FailedTrials,
        &[FindingKind::FewLaunches, FindingKind::TooFewTrials],
    ),
    // A stopped group waits as long as one that others keep from its CPU.
    (
        FindingKind::Throttled,
        &[FindingKind::BusyHost, FindingKind::Unstable, FindingKind::Bimodal],
    ),
];

/// What all detectors find, the gravest first, without what only follows
/// from another finding.
pub fn findings(context: &Context<'_>) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    for detect in DETECTORS {
        if let Some(new) = detect(context) {
            let place = found.partition_point(|f| f.severity >= new.severity);
            found.insert(place, new);
        }
    }
    for (cause, follow) in EXPLAINS {
        if found.iter().any(|finding| finding.kind == *cause) {
            found.retain(|finding| {
                // What the workload itself said needs no time to move.
                finding.severity == Severity::Error
                    || !follow.contains(&finding.kind)
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::findings::fixture::{
            context, honest, honest_on_a_busy_day, kinds, with_parameters,
        },
        model::Parameter,
        stats::Random,
    };

    /// 200 runs of honest workloads on a two-core machine with occasional
    /// preemption: nothing is said, whatever the seed.
    #[test]
    fn honest_workloads_are_not_complained_about() {
        let mut random = Random::new(2024);
        for run in 0..200 {
            let family: Vec<BenchmarkResult> = [10, 100, 1000]
                .into_iter()
                .map(|n| {
                    let time = 30.0 * f64::from(n);
                    let result = honest_on_a_busy_day(time, &mut random);
                    with_parameters(result, &[Parameter::new("n", n)])
                })
                .collect();
            for result in &family {
                let siblings: Vec<&BenchmarkResult> =
                    family.iter().filter(|other| *other != result).collect();
                let context =
                    Context { siblings: &siblings, ..context(result) };
                assert_eq!(findings(&context), [], "run {run}");
            }
        }
    }

    #[test]
    fn the_gravest_comes_first() {
        let mut result = honest_on_a_busy_day(100.0, &mut Random::new(1));
        result.launches.truncate(2);
        for launch in &mut result.launches {
            launch.doubling = Some(1.0);
        }
        let debug =
            Toolchain { debug_assertions: true, ..Toolchain::default() };
        let context = Context { toolchain: &debug, ..context(&result) };
        let found = findings(&context);
        assert_eq!(found[0].kind, FindingKind::OptimisedAway);
        assert_eq!(found[0].severity, Severity::Error);
        let ordered =
            found.windows(2).all(|pair| pair[0].severity >= pair[1].severity);
        assert!(ordered, "{:?}", kinds(&found));
    }

    #[test]
    fn what_follows_from_another_finding_is_not_told() {
        let mut result = honest(0.1);
        for launch in result.launches.iter_mut().take(5) {
            launch.estimate *= 4.0;
            launch.all_median *= 4.0;
        }
        let alone = |detect: Detector| detect(&context(&result)).is_some();
        assert!(alone(unstable::detect) && alone(optimised_away::detect));
        let found = findings(&context(&result));
        assert_eq!(kinds(&found), [FindingKind::OptimisedAway]);
    }

    #[test]
    fn evidence_and_advice_are_one_line_each() {
        let mut result = honest_on_a_busy_day(0.1, &mut Random::new(1));
        result.launches.truncate(1);
        let debug =
            Toolchain { debug_assertions: true, ..Toolchain::default() };
        let context = Context { toolchain: &debug, ..context(&result) };
        let found = findings(&context);
        assert!(found.len() >= 3, "{:?}", kinds(&found));
        for finding in found {
            for text in [&finding.evidence, &finding.advice] {
                assert!(!text.is_empty() && !text.contains('\n'), "{text}");
                assert!(text.len() <= 160, "{text}");
            }
        }
    }
}
