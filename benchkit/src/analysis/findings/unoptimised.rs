//! `Unoptimised`: a debug build.

use super::{Context, text::finding};
use crate::model::{Finding, FindingKind, Severity};

pub(super) fn detect(context: &Context<'_>) -> Option<Finding> {
    if !context.unoptimised || context.result.launches.is_empty() {
        return None;
    }
    Some(finding(
        FindingKind::Unoptimised,
        Severity::Warning,
        "the bench binary was built with debug assertions".to_owned(),
        "measure with `cargo bench`, or set `opt-level = 3` in [profile.bench]",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::findings::fixture::{context, honest};

    #[test]
    fn a_debug_build_is_told_from_a_release_build() {
        let result = honest(100.0);
        let release = context(&result);
        let debug = Context { unoptimised: true, ..release };
        assert!(detect(&debug).is_some());
        assert_eq!(detect(&release), None);
    }
}
