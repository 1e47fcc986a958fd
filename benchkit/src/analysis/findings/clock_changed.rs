//! `ClockChanged`: the processor did not run at one speed.
//!
//! Each launch times an empty loop, a chain of one cycle an iteration: what
//! it takes is the processor's clock, whatever the system says about it.

use super::{
    Context,
    text::{finding, percent},
};
use crate::{
    model::{
        BenchmarkResult, Finding, FindingKind, Launch, Severity,
        thresholds::{CLOCK_CHANGED, UNSTABLE_LAUNCHES},
    },
    stats::{median, quantile, sorted},
};

pub(super) fn detect(context: &Context<'_>) -> Option<Finding> {
    let clocks = clocks(&context.result.launches);
    if clocks.len() < UNSTABLE_LAUNCHES {
        return None;
    }
    // A launch in ten that was disturbed while it timed the loop is no
    // change of the clock.
    let change = quantile(&clocks, 0.85) / quantile(&clocks, 0.15) - 1.0;
    (change > CLOCK_CHANGED).then(|| {
        finding(
            FindingKind::ClockChanged,
            Severity::Info,
            format!(
                "the processor's speed changed by {}, as an empty loop shows",
                percent(change)
            ),
            "compare only what ran at one speed, or fix it (governor, turbo)",
        )
    })
}

/// Whether the processor ran at another speed when `old` was measured.
pub(in crate::analysis) fn clock_changed(
    old: &BenchmarkResult,
    new: &BenchmarkResult,
) -> Option<Finding> {
    let change = clock_ratio(old, new) - 1.0;
    (change.abs() > CLOCK_CHANGED).then(|| {
        let slower = if change > 0.0 { "slower" } else { "faster" };
        finding(
            FindingKind::ClockChanged,
            Severity::Warning,
            format!(
                "the processor runs an empty loop {} {slower} than then",
                percent(change.abs())
            ),
            "so much of the change may be the processor's, not the code's",
        )
    })
}

/// What an empty iteration takes in `new` / in `old`; NaN where one of them
/// does not tell.
pub(in crate::analysis) fn clock_ratio(
    old: &BenchmarkResult,
    new: &BenchmarkResult,
) -> f64 {
    median(&clocks(&new.launches)) / median(&clocks(&old.launches))
}

/// What an empty iteration took in each launch, in rising order.
fn clocks(launches: &[Launch]) -> Vec<f64> {
    let clocks = launches.iter().map(|l| l.clock.empty_iteration_ns);
    sorted(clocks.filter(|clock| clock.is_finite() && *clock > 0.0))
}

#[cfg(test)]
mod tests {
    use super::{super::fixture::*, *};

    fn at_clocks(clocks: &[f64]) -> BenchmarkResult {
        let mut result = honest(100.0);
        for (launch, clock) in result.launches.iter_mut().zip(clocks) {
            launch.clock.empty_iteration_ns = *clock;
        }
        result
    }

    #[test]
    fn a_step_of_the_clock_is_told() {
        let result = at_clocks(&[0.3, 0.3, 0.3, 0.3, 0.3, 0.308, 0.308, 0.308]);
        let found = detect(&context(&result)).unwrap();
        assert_eq!(found.kind, FindingKind::ClockChanged);
        assert!(found.evidence.contains("2.7 %"), "{}", found.evidence);
    }

    #[test]
    fn a_disturbed_launch_is_no_step() {
        assert_eq!(detect(&context(&honest(100.0))), None);
        let result = at_clocks(&[0.45]);
        assert_eq!(detect(&context(&result)), None);
    }

    #[test]
    fn another_clock_than_the_baselines_is_told() {
        let (old, new) = (honest(100.0), at_clocks(&[0.3075; 10]));
        let found = clock_changed(&old, &new).unwrap();
        assert!(found.evidence.contains("2.5 % slower"), "{}", found.evidence);
        assert_eq!(clock_changed(&old, &old), None);
    }
}
