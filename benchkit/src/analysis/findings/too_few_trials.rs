//! `TooFewTrials`: too few trials for what is reported of them.

use super::{Context, text::finding};
use crate::model::{
    COLD_ONLY, Finding, FindingKind, Severity,
    thresholds::{TRIALS_FOR_A_MEDIAN, TRIALS_FOR_A_SPREAD},
};

pub(super) fn detect(context: &Context<'_>) -> Option<Finding> {
    let launches = &context.result.launches;
    let trials: u64 = launches.iter().map(|launch| launch.trials).sum();
    let cold = launches
        .iter()
        .filter(|launch| launch.remarks.iter().any(|r| r == COLD_ONLY))
        .count();
    // `once` asks for one trial; what that lacks, `FewLaunches` says.
    let once = context.result.config.once;
    let enough = once || launches.is_empty() || trials >= TRIALS_FOR_A_SPREAD;
    if enough && cold == 0 {
        return None;
    }
    let few = trials < TRIALS_FOR_A_MEDIAN;
    let severity = if few { Severity::Warning } else { Severity::Info };
    let what = if few { "median" } else { "spread" };
    let count = launches.len();
    let trial = if trials == 1 { "trial" } else { "trials" };
    let launch = if count == 1 { "launch" } else { "launches" };
    let mut evidence = format!("{trials} {trial} in {count} {launch}");
    if !enough {
        evidence.push_str(": too few for a ");
        evidence.push_str(what);
    }
    if cold > 0 {
        let part = format!(
            "; {cold} of the {launch} timed only the first iteration: cold"
        );
        evidence.push_str(&part);
    }
    Some(finding(
        FindingKind::TooFewTrials,
        severity,
        evidence,
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

    #[test]
    fn launches_of_one_cold_iteration_say_so() {
        let mut result = honest(100.0);
        result.launches.truncate(8);
        for launch in &mut result.launches {
            launch.trials = 1;
            launch.remarks = vec![COLD_ONLY.to_owned()];
        }
        let found = detect(&context(&result)).unwrap();
        assert_eq!(found.severity, Severity::Info);
        assert!(found.evidence.ends_with("first iteration: cold"));
        for launch in &mut result.launches {
            launch.trials = 100;
            launch.remarks.clear();
        }
        result.launches[0].remarks = vec![COLD_ONLY.to_owned()];
        let found = detect(&context(&result)).unwrap();
        assert_eq!(found.severity, Severity::Info);
        assert!(!found.evidence.contains("too few"), "{}", found.evidence);
    }
}
