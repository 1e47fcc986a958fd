//! `TooFewTrials`: too few trials for what is reported of them.

use super::{Context, text::finding};
use crate::model::{
    Finding, FindingKind, Severity,
    thresholds::{TRIALS_FOR_A_MEDIAN, TRIALS_FOR_A_SPREAD},
};

pub(super) fn detect(context: &Context<'_>) -> Option<Finding> {
    let launches = &context.result.launches;
    let trials: u64 = launches.iter().map(|launch| launch.trials).sum();
    // `once` asks for one trial; what that lacks, `FewLaunches` says.
    let enough = context.result.config.once || trials >= TRIALS_FOR_A_SPREAD;
    if launches.is_empty() || enough {
        return None;
    }
    let few = trials < TRIALS_FOR_A_MEDIAN;
    let severity = if few { Severity::Warning } else { Severity::Info };
    let what = if few { "median" } else { "spread" };
    let count = launches.len();
    let trial = if trials == 1 { "trial" } else { "trials" };
    let launch = if count == 1 { "launch" } else { "launches" };
    Some(finding(
        FindingKind::TooFewTrials,
        severity,
        format!("{trials} {trial} in {count} {launch}: too few for a {what}"),
        "give it a larger --launch-time and --budget, or less to do",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::findings::fixture::{context, honest};

    #[test]
    fn trials_are_counted_over_all_launches() {
        let mut result = honest(100.0);
        let mut severity = |trials: u64, once| {
            result.config.once = once;
            result.launches.truncate(5);
            for launch in &mut result.launches {
                launch.trials = trials;
            }
            detect(&context(&result)).map(|found| found.severity)
        };
        assert_eq!(severity(100, false), None);
        assert_eq!(severity(4, false), None);
        assert_eq!(severity(3, false), Some(Severity::Info));
        assert_eq!(severity(1, false), Some(Severity::Warning));
        assert_eq!(severity(1, true), None);
    }
}
