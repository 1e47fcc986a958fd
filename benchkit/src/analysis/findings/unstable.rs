//! `Unstable`: the launches disagree by far more than their trials explain.

use super::{
    Context,
    text::{finding, percent},
};
use crate::{
    model::{
        Finding, FindingKind, Launch, Severity,
        thresholds::{
            UNSTABLE_LAUNCHES, UNSTABLE_OVER_TRIALS, UNSTABLE_SPREAD,
        },
    },
    stats::{float64, median, quantile, sorted},
};

/// Interquartile range / standard deviation of a normal distribution.
const IQR_TO_SD: f64 = 1.349;
/// Standard error of a median / that of a mean, of a normal distribution.
const MEDIAN_OVER_MEAN: f64 = 1.253;

pub(super) fn detect(context: &Context<'_>) -> Option<Finding> {
    let launches = &context.result.launches;
    if launches.len() < UNSTABLE_LAUNCHES {
        return None;
    }
    let estimates = sorted(launches.iter().map(|launch| launch.estimate));
    let center = median(&estimates).abs();
    let spread = range(&estimates) / IQR_TO_SD / center;
    let explained = explained(launches) / center;
    if !(spread > UNSTABLE_SPREAD && spread > UNSTABLE_OVER_TRIALS * explained)
    {
        return None;
    }
    let (between, within) = (percent(spread), percent(explained));
    Some(finding(
        FindingKind::Unstable,
        Severity::Warning,
        format!("launches spread by {between}; their trials explain {within}"),
        "look for what differs between processes: addresses, hash seeds, files",
    ))
}

fn range(sorted: &[f64]) -> f64 {
    quantile(sorted, 0.75) - quantile(sorted, 0.25)
}

/// The standard error of a launch's median, from the spread of its trials:
/// the median over the launches; 0 where none keeps its quantiles.
fn explained(launches: &[Launch]) -> f64 {
    let errors = launches.iter().filter(|launch| launch.trials > 0).map(|l| {
        let sd = range(&l.quantiles) / IQR_TO_SD;
        MEDIAN_OVER_MEAN * sd / float64(l.trials).sqrt()
    });
    let error = median(&sorted(errors.filter(|error| error.is_finite())));
    if error.is_finite() { error } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::findings::fixture::{context, honest, launches_at},
        stats::{Random, float},
    };

    #[test]
    fn two_kinds_of_launches_are_found() {
        let mut times = [100.0; 10];
        times[..4].fill(150.0);
        let found = detect(&context(&launches_at(&times)));
        assert!(found.is_some());
        assert_eq!(detect(&context(&honest(100.0))), None);
    }

    #[test]
    fn a_preempted_launch_or_two_are_no_instability() {
        let mut times = [100.0; 10];
        times[..2].fill(300.0);
        assert_eq!(detect(&context(&launches_at(&times))), None);
    }

    #[test]
    fn noisy_trials_explain_launches_that_differ() {
        let times: Vec<f64> = (0..10).map(|n| 60.0 + 10.0 * float(n)).collect();
        let mut result = launches_at(&times);
        assert!(detect(&context(&result)).is_some());
        for launch in &mut result.launches {
            launch.trials = 9;
            launch.quantiles =
                (0..=20).map(|step| 20.0 + 8.0 * float(step)).collect();
        }
        assert_eq!(detect(&context(&result)), None);
    }

    /// A pointer walk: 4.8 % between launches is how memory behaves.
    #[test]
    fn the_spread_of_an_honest_pointer_walk_is_allowed() {
        let mut random = Random::new(6);
        for _ in 0..2000 {
            let times: Vec<f64> =
                (0..10).map(|_| 100.0 + 4.8 * random.normal()).collect();
            assert_eq!(detect(&context(&launches_at(&times))), None);
        }
    }
}
