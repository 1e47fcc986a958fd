//! `Unstable`: the launches disagree by far more than their trials explain,
//! or the work gets slower and slower within them.

use super::{
    Context,
    text::{finding, percent},
};
use crate::{
    model::{
        Finding, FindingKind, Launch, Severity,
        thresholds::{
            DRIFT, DRIFTING, UNSTABLE_LAUNCHES, UNSTABLE_OVER_TRIALS,
            UNSTABLE_SPREAD,
        },
    },
    stats::{float, float64, median, quantile, sorted},
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
    // What never becomes steady cannot agree with itself either.
    drifting(launches).or_else(|| disagreeing(launches))
}

/// Most launches warmed up in vain, and went on drifting the same way.
fn drifting(launches: &[Launch]) -> Option<Finding> {
    let unsteady = launches.iter().filter(|l| !l.warmup.steady).count();
    let drifts = sorted(launches.iter().filter_map(|launch| launch.drift));
    let center = median(&drifts);
    let same = drifts
        .iter()
        .filter(|drift| drift.abs() > DRIFT && **drift * center > 0.0)
        .count();
    let count = launches.len();
    let most = float(same) >= DRIFTING * float(count);
    if unsteady * 2 <= count || !most {
        return None;
    }
    let word = if center > 0.0 { "slower" } else { "faster" };
    let by = percent((center.exp() - 1.0).abs());
    Some(finding(
        FindingKind::Unstable,
        Severity::Warning,
        format!(
            "within a launch the work gets {word} by {by}; \
             it never became steady"
        ),
        "let an iteration start from the same state: with_inputs, \
         setup(trial, …)",
    ))
}

fn disagreeing(launches: &[Launch]) -> Option<Finding> {
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
        stats::Random,
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
    fn work_that_gets_slower_and_slower_is_found() {
        let mut result = honest(100.0);
        let mut found = |drift: &dyn Fn(usize) -> f64, steady: bool| {
            for (at, launch) in result.launches.iter_mut().enumerate() {
                launch.drift = Some(drift(at));
                launch.warmup.steady = steady;
            }
            detect(&context(&result)).map(|finding| finding.evidence)
        };
        let slower = found(&|_| 0.1133, false).unwrap();
        assert!(slower.starts_with("within a launch the work gets slower by"));
        assert!(slower.contains("12 %"), "{slower}");
        let faster = found(&|_| -0.1, false).unwrap();
        assert!(faster.contains("faster by 9.5 %"), "{faster}");
        // What became steady, what moves too little, and what moves now this
        // way, now that.
        assert_eq!(found(&|_| 0.1133, true), None);
        assert_eq!(found(&|_| 0.015, false), None);
        let to_and_fro = |at| if at % 2 == 0 { 0.1 } else { -0.1 };
        assert_eq!(found(&to_and_fro, false), None);
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
