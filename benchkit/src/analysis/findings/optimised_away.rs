//! `OptimisedAway`: not distinguishable from an empty workload, or n and 2n
//! iterations take the same time.

use super::{
    Context,
    text::{finding, time},
};
use crate::{
    model::{
        Finding, FindingKind, Launch, Severity,
        thresholds::{DOUBLING_LAUNCHES, DOUBLING_NEAR_ONE, EMPTY_ITERATIONS},
    },
    stats::{median, sorted},
};

const ADVICE: &str =
    "return the result, pass the inputs through benchkit::black_box";

pub(super) fn detect(context: &Context<'_>) -> Option<Finding> {
    flat(&context.result.launches).or_else(|| empty(context))
}

/// n and 2n iterations take the same time.
fn flat(launches: &[Launch]) -> Option<Finding> {
    let ratios = sorted(launches.iter().filter_map(|l| l.doubling));
    let ratio = median(&ratios);
    let (least, most) = DOUBLING_NEAR_ONE;
    if ratios.len() < DOUBLING_LAUNCHES || !(least..=most).contains(&ratio) {
        return None;
    }
    Some(finding(
        FindingKind::OptimisedAway,
        Severity::Error,
        format!("twice the iterations take {ratio:.2} times as long, not 2"),
        ADVICE,
    ))
}

/// Not above an empty iteration by more than a core can hide.
fn empty(context: &Context<'_>) -> Option<Finding> {
    let estimate = context.result.estimate.as_ref()?;
    let clocks = context.result.launches.iter().map(|launch| launch.clock);
    let empty = median(&sorted(
        clocks.map(|clock| clock.empty_iteration_ns).filter(|ns| *ns > 0.0),
    ));
    // NaN where no launch knows what its empty iteration costs.
    if empty.is_nan() || estimate.point > EMPTY_ITERATIONS * empty {
        return None;
    }
    let (point, empty) = (time(estimate.point), time(empty));
    Some(finding(
        FindingKind::OptimisedAway,
        Severity::Warning,
        format!("{point} beside the {empty} of an empty iteration"),
        ADVICE,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::findings::fixture::{context, honest},
        model::BenchmarkResult,
    };

    fn doubling(ratios: &[f64]) -> BenchmarkResult {
        let mut result = honest(100.0);
        result.launches.truncate(ratios.len());
        for (launch, ratio) in result.launches.iter_mut().zip(ratios) {
            launch.doubling = Some(*ratio);
        }
        result
    }

    #[test]
    fn work_that_costs_nothing_is_found() {
        for nothing in [0.3, 0.02, -0.05] {
            let found = detect(&context(&honest(nothing))).unwrap();
            assert_eq!(found.severity, Severity::Warning);
            assert!(found.evidence.contains("0.30 ns"), "{}", found.evidence);
        }
        for something in [0.6, 5.0, 1e6] {
            assert_eq!(detect(&context(&honest(something))), None);
        }
    }

    #[test]
    fn an_unknown_empty_iteration_accuses_nobody() {
        let mut result = honest(0.01);
        for launch in &mut result.launches {
            launch.clock.empty_iteration_ns = 0.0;
        }
        assert_eq!(detect(&context(&result)), None);
    }

    #[test]
    fn a_loop_that_does_not_grow_is_found() {
        let found = detect(&context(&doubling(&[1.0, 1.02, 0.99]))).unwrap();
        assert_eq!(found.severity, Severity::Error);
        assert_eq!(detect(&context(&doubling(&[2.0, 1.97, 2.02]))), None);
        // Preempted at n in one launch, and once in the only one.
        assert_eq!(detect(&context(&doubling(&[2.0, 1.0, 2.02]))), None);
        assert_eq!(detect(&context(&doubling(&[1.0]))), None);
    }
}
