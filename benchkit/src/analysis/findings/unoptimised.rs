//! `Unoptimised`: a debug build.

use super::{Context, text::finding};
use crate::model::{Finding, FindingKind, Severity};

pub(super) fn detect(context: &Context<'_>) -> Option<Finding> {
    if context.result.launches.is_empty() {
        return None;
    }
    let bare = context.toolchain.opt_level.as_deref() == Some("0");
    let (evidence, advice) = match (bare, context.toolchain.debug_assertions) {
        (false, false) => return None,
        (true, checked) => (
            if checked {
                "built without optimisation and with debug assertions"
            } else {
                "built without optimisation (opt-level 0)"
            },
            "measure with `cargo bench`; it needs opt-level 3 in its profile",
        ),
        (false, true) => (
            "built with debug assertions, which the work pays for",
            "set `debug-assertions = false` in the profile, or `cargo bench`",
        ),
    };
    Some(finding(
        FindingKind::Unoptimised,
        Severity::Warning,
        evidence.to_owned(),
        advice,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::findings::fixture::{context, honest},
        model::Toolchain,
    };

    #[test]
    fn a_debug_build_is_told_from_a_release_build() {
        let result = honest(100.0);
        let evidence = |level: Option<&str>, debug_assertions| {
            let toolchain = Toolchain {
                opt_level: level.map(str::to_owned),
                debug_assertions,
                ..Toolchain::default()
            };
            let context = Context { toolchain: &toolchain, ..context(&result) };
            detect(&context).map(|found| found.evidence)
        };
        assert_eq!(evidence(Some("3"), false), None);
        assert_eq!(evidence(Some("s"), false), None);
        assert_eq!(evidence(None, false), None);
        let both = "built without optimisation and with debug assertions";
        assert_eq!(evidence(Some("0"), true).unwrap(), both);
        let bare = "built without optimisation (opt-level 0)";
        assert_eq!(evidence(Some("0"), false).unwrap(), bare);
        assert!(evidence(Some("3"), true).unwrap().contains("assertions"));
    }
}
