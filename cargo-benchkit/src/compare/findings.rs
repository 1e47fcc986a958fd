//! What makes a comparison doubtful.

use super::{contest::Contest, layout};
use benchkit::{model::Severity, unit::percent};
use schemars::JsonSchema;
use serde::Serialize;

/// A smallest detectable change beyond which a comparison is unstable.
const UNSTABLE: f64 = 0.05;

/// A reason to doubt, with its evidence and a cure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Finding {
    /// Its name.
    pub(crate) kind: &'static str,
    /// How much it matters.
    pub(crate) severity: Severity,
    /// What was seen.
    pub(crate) evidence: String,
    /// What to do about it.
    pub(crate) advice: String,
}

/// What makes `contest` doubtful.
pub(super) fn findings(contest: &Contest) -> Vec<Finding> {
    let mut all = Vec::new();
    if let Some(failed) = &contest.failure {
        let side = ["old", "new"][failed.side.min(1)];
        all.push(if failed.is_unavailable() {
            Finding {
                kind: "LeftOut",
                severity: Severity::Info,
                evidence: format!("the {side} build {}", failed.said()),
                advice: "compare on a machine that has it".to_owned(),
            }
        } else {
            Finding {
                kind: "FailedTrials",
                severity: Severity::Error,
                evidence: format!("the {side} build failed: {}", failed.said()),
                advice: "run the benchmark alone: cargo bench -- NAME"
                    .to_owned(),
            }
        });
    } else if contest.judged.is_none() {
        all.push(Finding {
            kind: "FewLaunches",
            severity: Severity::Warning,
            evidence: format!(
                "{} launch pairs of the 12 that a verdict needs",
                contest.pairs.len()
            ),
            advice: "more time: --budget".to_owned(),
        });
    }
    let judged = contest.judged.as_ref();
    if let Some(judged) = judged.filter(|j| j.smallest_detectable > UNSTABLE) {
        all.push(Finding {
            kind: "Unstable",
            severity: Severity::Warning,
            evidence: format!(
                "launch pairs lie so far apart that {} is the smallest \
                 change seen in four tries of five",
                percent(judged.smallest_detectable)
            ),
            advice: "look for what differs between processes: addresses, \
                     hash seeds, the placement of pages"
                .to_owned(),
        });
    }
    if layout::is_unchecked(contest) {
        all.push(Finding {
            kind: "LayoutUnchecked",
            severity: Severity::Info,
            evidence: "two builds whose code lies elsewhere may differ by \
                       as much"
                .to_owned(),
            advice: "compare --rev with --layout".to_owned(),
        });
    }
    if layout::is_only_layout(contest) {
        all.push(Finding {
            kind: "LayoutSensitive",
            severity: Severity::Warning,
            evidence: "with functions aligned in both builds the effect \
                       vanishes"
                .to_owned(),
            advice: "the code did not change, its addresses did: look for \
                     a loop that depends on them"
                .to_owned(),
        });
    }
    all
}
