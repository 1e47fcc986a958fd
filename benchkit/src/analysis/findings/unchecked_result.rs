//! `UncheckedResult`: the timed closure returns a `Result` that nobody looks
//! at, so that a workload that fails fast looks fast.

use super::{Context, text::finding};
use crate::model::{Finding, FindingKind, Severity};

/// The remark that the bencher leaves.
const REMARK: &str = "unchecked_result";

pub(super) fn detect(context: &Context<'_>) -> Option<Finding> {
    let mut remarks =
        context.result.launches.iter().flat_map(|launch| &launch.remarks);
    if !remarks.any(|remark| remark == REMARK) {
        return None;
    }
    Some(finding(
        FindingKind::UncheckedResult,
        Severity::Warning,
        "the timed closure returns a Result; an Err goes unnoticed".to_owned(),
        "use `try_iter`, or unwrap within the closure",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::findings::fixture::{context, honest};

    #[test]
    fn a_result_that_nobody_looks_at_is_found() {
        let mut result = honest(100.0);
        result.launches[3].remarks = vec!["something_else".into()];
        assert_eq!(detect(&context(&result)), None);
        result.launches[4].remarks = vec![REMARK.into()];
        assert!(detect(&context(&result)).is_some());
    }
}
