//! `FailedTrials`: there is a number, but some launches failed.

use super::{Context, text::finding};
use crate::model::{Finding, FindingKind, Severity};

/// Characters of the failure's message that the evidence has room for.
const SAID: usize = 50;

pub(super) fn detect(context: &Context<'_>) -> Option<Finding> {
    let failure = context.result.failure.as_ref()?;
    let measured = context.result.launches.len();
    if measured == 0 {
        // The status says it: there is no number to doubt.
        return None;
    }
    let line = failure.message.lines().next().unwrap_or_default();
    let said: String = line.chars().take(SAID).collect();
    Some(finding(
        FindingKind::FailedTrials,
        Severity::Error,
        format!("a launch failed after {measured} that measured: {said}"),
        "the number is of the others only: repair the workload",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::findings::fixture::{context, honest},
        model::{Failure, FailureKind},
    };

    #[test]
    fn a_number_from_some_of_the_launches_is_told() {
        let mut result = honest(100.0);
        assert_eq!(detect(&context(&result)), None);
        let message = "index out of bounds\nsecond line";
        result.failure = Some(Failure::new(FailureKind::Panicked, message));
        let found = detect(&context(&result)).unwrap();
        assert!(found.evidence.contains("after 10"), "{}", found.evidence);
        assert!(!found.evidence.contains("second"));
        result.launches.clear();
        assert_eq!(detect(&context(&result)), None);
    }
}
