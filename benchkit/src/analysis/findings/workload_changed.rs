//! `WorkloadChanged`: the workload is not the one that the baseline
//! measured. Editing it is often the change under test, so this only informs.

use super::{Context, text::finding};
use crate::model::{BenchmarkResult, Finding, FindingKind, Severity};

pub(super) fn detect(context: &Context<'_>) -> Option<Finding> {
    workload_changed(context.baseline?, context.result)
}

/// The finding, if the tokens of the two workloads differ.
pub(in crate::analysis) fn workload_changed(
    old: &BenchmarkResult,
    new: &BenchmarkResult,
) -> Option<Finding> {
    // An empty hash is an unknown one.
    if old.hash == new.hash || old.hash.is_empty() || new.hash.is_empty() {
        return None;
    }
    Some(finding(
        FindingKind::WorkloadChanged,
        Severity::Info,
        format!("its source hashed to {}, now to {}", old.hash, new.hash),
        "the change may be the workload's own; `version` marks a new meaning",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::findings::fixture::{context, honest};

    #[test]
    fn an_edited_workload_is_told() {
        let result = honest(100.0);
        assert_eq!(detect(&context(&result)), None);
        let against = |hash: &str| {
            let old = BenchmarkResult { hash: hash.into(), ..result.clone() };
            let context = Context { baseline: Some(&old), ..context(&result) };
            detect(&context).map(|found| found.severity)
        };
        assert_eq!(against(&result.hash), None);
        assert_eq!(against("other"), Some(Severity::Info));
        assert_eq!(against(""), None);
    }
}
