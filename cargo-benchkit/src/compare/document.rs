//! Comparisons as JSON, and what they come to.

use super::{
    contest::Contest,
    findings::{Finding, findings},
    layout,
    pair::SideFailure,
    rule::{Direction, Judged, Question},
    sources::{Alone, Field},
    split::spread,
};
use crate::{
    doctor::limits::{QUIET_PRESSURE, QUIET_STEAL},
    gates::GateResult,
};
use benchkit::{
    model::{HostLoad, Severity, Verdict, schema_of},
    stats::{median, sorted},
    unit::{duration, percent},
};
use schemars::JsonSchema;
use serde::Serialize;

/// Version of the document: the major number changes when older readers
/// would misread it.
pub(crate) const SCHEMA_VERSION: &str = "1.0";

/// What stands in `--json FILE`.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Document {
    /// The version of this document.
    schema_version: &'static str,
    /// The old sides, as they were named.
    old: Vec<String>,
    /// The new side.
    new: String,
    /// Change that does not matter, a share.
    margin: f64,
    /// Slow-down beyond which a change is a regression, a share.
    threshold: f64,
    /// Seed of the order of launches and turns.
    seed: u64,
    /// Whether it was stopped: what is there is real, but not all.
    interrupted: bool,
    /// One entry a benchmark and old side.
    comparisons: Vec<Comparison>,
    /// The gates, in the order of their files.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    gates: Vec<GateResult>,
    /// What one build has, and another one has not.
    only_in: Vec<Alone>,
    /// Whether both processes of a pair were held on one CPU, as they are
    /// where the work has one thread and `--no-pin` is not given.
    pinned: bool,
    /// What the host did meanwhile.
    host: HostLoad,
    /// What makes all of it doubtful.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    findings: Vec<Finding>,
}

/// One benchmark on both sides. What is not known is left out.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Comparison {
    /// The benchmark of the new side.
    id: String,
    /// The old side, one of the document's.
    old: String,
    /// The benchmark of the old side, where it is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    old_id: Option<String>,
    /// What can be said of the direction.
    verdict: Verdict,
    /// Whether it is slower for certain, by more than the threshold.
    regression: bool,
    /// Whether it is faster for certain, by more than the threshold.
    improvement: bool,
    /// New / old; absent where there were too few launch pairs for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    ratio: Option<Ratio>,
    /// Launches of both sides side by side: what the verdict counts.
    launch_pairs: usize,
    /// Turns of all launch pairs.
    trial_pairs: usize,
    /// Spread of ln(new / old) within a launch pair: the median over the
    /// pairs.
    #[serde(skip_serializing_if = "Option::is_none")]
    spread_within: Option<f64>,
    /// Spread of ln(new / old) between launch pairs.
    #[serde(skip_serializing_if = "Option::is_none")]
    spread_between: Option<f64>,
    /// The smallest change that it would find in 80 % of tries, a share.
    #[serde(skip_serializing_if = "Option::is_none")]
    smallest_detectable: Option<f64>,
    /// Launch pairs that would probably decide it.
    #[serde(skip_serializing_if = "Option::is_none")]
    launch_pairs_needed: Option<usize>,
    /// Time that it took, process starts included.
    seconds: f64,
    /// What makes it doubtful.
    pub(crate) findings: Vec<Finding>,
    /// The same with aligned functions, with `--layout`.
    #[serde(skip_serializing_if = "Option::is_none")]
    aligned: Option<Aligned>,
}

/// A comparison with aligned functions.
#[derive(Debug, Serialize, JsonSchema)]
struct Aligned {
    /// What can be said of the direction.
    verdict: Verdict,
    /// New / old; absent where there were too few launch pairs for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    ratio: Option<Ratio>,
    /// Launches of both sides side by side.
    launch_pairs: usize,
    /// Whether the effect as built is known to vanish.
    only_layout: bool,
    /// Why a side failed, where one did.
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<String>,
}

/// New / old with its interval.
#[derive(Debug, Serialize, JsonSchema)]
struct Ratio {
    /// The estimate.
    point: f64,
    /// Lower end.
    lower: f64,
    /// Upper end.
    upper: f64,
    /// Coverage of the interval, a share.
    confidence: f64,
}

/// What all comparisons come to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Summary {
    pub(crate) regressions: usize,
    pub(crate) failed: usize,
    /// Those that the machine is too small for.
    pub(crate) left_out: usize,
    pub(crate) inconclusive: usize,
    /// Changes that may be layout, which nobody looked at.
    pub(crate) unchecked: usize,
    /// Those with a verdict, be it inconclusive.
    pub(crate) judged: usize,
    pub(crate) all: usize,
    pub(crate) fewest: usize,
    pub(crate) most: usize,
    pub(crate) ns: f64,
    pub(crate) interrupted: bool,
    /// What the host did meanwhile, as far as it tells.
    pub(crate) host: HostLoad,
    /// Whether the processes of a launch pair were held on one CPU.
    pub(crate) pinned: bool,
}

impl Summary {
    pub(crate) fn of(contests: &[Contest], ns: f64, interrupted: bool) -> Self {
        let mut summary =
            Self { ns, interrupted, fewest: usize::MAX, ..Self::default() };
        for contest in contests {
            let pairs = contest.pairs.len();
            summary.all += 1;
            summary.fewest = summary.fewest.min(pairs);
            summary.most = summary.most.max(pairs);
            let aligned = contest.aligned.as_ref();
            let failed =
                contest.has_failed() || aligned.is_some_and(|c| c.has_failed());
            summary.failed += usize::from(failed);
            summary.left_out += usize::from(contest.is_left_out());
            let judged = contest.judged.as_ref();
            summary.judged += usize::from(judged.is_some());
            summary.unchecked += usize::from(layout::is_unchecked(contest));
            summary.regressions +=
                usize::from(judged.is_some_and(|j| j.regression));
            summary.inconclusive += usize::from(
                contest.failure.is_none()
                    && judged
                        .is_none_or(|j| j.direction == Direction::Inconclusive),
            );
        }
        summary
    }

    /// "1 regression in 3".
    pub(crate) fn headline(&self) -> String {
        let mut parts = vec![match self.regressions {
            1 => format!("1 regression in {}", self.all),
            n => format!("{n} regressions in {}", self.all),
        }];
        for (count, word) in [
            (self.failed, "failed"),
            (self.left_out, "left out"),
            (self.inconclusive, "inconclusive"),
        ] {
            if count > 0 {
                parts.push(format!("{count} {word}"));
            }
        }
        if self.interrupted {
            parts.push("interrupted".to_owned());
        }
        parts.join(", ")
    }

    /// The headline, and what it rests on.
    pub(crate) fn words(&self) -> String {
        let fewest = self.fewest.min(self.most);
        let pairs = if fewest == self.most {
            format!("{fewest} launch pairs")
        } else {
            format!("{fewest}-{} launch pairs", self.most)
        };
        let each = if self.all > 1 { " each" } else { "" };
        format!(
            "{} · {pairs}{each}, {}{} · false discovery rate 1 %{}",
            self.headline(),
            duration(self.ns),
            if self.pinned { ", on one CPU" } else { "" },
            self.busy().map_or_else(String::new, |why| format!(" · {why}"))
        )
    }

    /// What was not looked at, where that matters.
    pub(crate) fn hint(&self) -> Option<String> {
        let changes = match self.unchecked {
            0 => return None,
            1 => "1 change is".to_owned(),
            n => format!("{n} changes are"),
        };
        Some(format!(
            "{changes} so small that it may be where the code lies, not what \
             it does: --rev with --layout tells"
        ))
    }

    /// Whether others had the host too: "busy host: ...".
    fn busy(&self) -> Option<String> {
        let share = |share: Option<f64>, limit| share.filter(|s| *s > limit);
        let waited = share(self.host.cpu_pressure, QUIET_PRESSURE)
            .map(|share| format!("{} CPU pressure", percent(share)));
        let stolen = share(self.host.steal, QUIET_STEAL)
            .map(|share| format!("{} stolen", percent(share)));
        let parts: Vec<String> = waited.into_iter().chain(stolen).collect();
        (!parts.is_empty()).then(|| format!("busy host: {}", parts.join(", ")))
    }

    fn findings(&self) -> Vec<Finding> {
        let finding = |evidence| Finding {
            kind: "BusyHost",
            severity: Severity::Warning,
            evidence,
            advice: "both sides met it alike, but intervals are wider: stop \
                     other work for a sharper answer"
                .to_owned(),
        };
        self.busy().map(finding).into_iter().collect()
    }
}

impl Document {
    pub(crate) fn new(
        field: &Field,
        question: Question,
        seed: u64,
        summary: &Summary,
        gates: &[GateResult],
    ) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            old: field.olds.clone(),
            new: field.new.clone(),
            margin: question.margin,
            threshold: question.threshold,
            seed,
            interrupted: summary.interrupted,
            comparisons: field.contests.iter().map(comparison).collect(),
            gates: gates.to_vec(),
            only_in: field.alone.clone(),
            pinned: summary.pinned,
            host: summary.host,
            findings: summary.findings(),
        }
    }
}

/// The JSON Schema (draft 2020-12) of [`Document`].
pub(crate) fn schema() -> serde_json::Value {
    schema_of::<Document>("Benchmarks of two builds, as benchkit compared them")
}

/// What a contest came to.
pub(crate) fn comparison(contest: &Contest) -> Comparison {
    let [old, new] = &contest.ids;
    let judged = contest.judged.as_ref();
    let within = contest.pairs.iter().filter_map(|pair| spread(&pair.turns));
    let within = sorted(within.collect::<Vec<f64>>());
    Comparison {
        id: new.to_string(),
        old: contest.sides[0].label.clone(),
        old_id: (old != new).then(|| old.to_string()),
        verdict: verdict(judged),
        regression: judged.is_some_and(|j| j.regression),
        improvement: judged.is_some_and(|j| j.improvement),
        ratio: judged.map(ratio),
        launch_pairs: contest.pairs.len(),
        trial_pairs: contest.pairs.iter().map(|pair| pair.turns.len()).sum(),
        spread_within: Some(median(&within)).filter(|s| s.is_finite()),
        spread_between: spread(&contest.points()),
        smallest_detectable: judged.map(|j| j.smallest_detectable),
        launch_pairs_needed: judged.and_then(|j| j.needed),
        seconds: contest.spent.as_f64() / 1e9,
        findings: findings(contest),
        aligned: contest.aligned.as_deref().map(|aligned| Aligned {
            verdict: verdict(aligned.judged.as_ref()),
            ratio: aligned.judged.as_ref().map(ratio),
            launch_pairs: aligned.pairs.len(),
            only_layout: layout::is_only_layout(contest),
            failure: aligned.failure.as_ref().map(SideFailure::said),
        }),
    }
}

fn verdict(judged: Option<&Judged>) -> Verdict {
    judged.map_or(Verdict::Inconclusive, |judged| match judged.direction {
        Direction::Slower => Verdict::Slower,
        Direction::Faster => Verdict::Faster,
        Direction::Trivial => Verdict::Trivial,
        Direction::Equivalent => Verdict::Equivalent,
        Direction::Inconclusive => Verdict::Inconclusive,
    })
}

fn ratio(judged: &Judged) -> Ratio {
    Ratio {
        point: judged.point.exp(),
        lower: judged.lower.exp(),
        upper: judged.upper.exp(),
        confidence: 1.0 - super::rule::DIRECTION,
    }
}
