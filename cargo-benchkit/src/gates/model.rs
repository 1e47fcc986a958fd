//! What a gate is.

use super::unit::Unit;
use schemars::JsonSchema;
use serde::Serialize;
use wildmatch::WildMatch;

/// Launches without which a gate is not evaluated, where it says nothing:
/// fewer have no two-sided 95 % interval of order statistics.
pub(crate) const SMALLEST_N: u64 = 6;

/// A declared limit on a metric; it fails closed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Gate {
    pub(crate) name: String,
    /// "benchkit.toml:12".
    pub(crate) place: String,
    pub(crate) scope: Scope,
    pub(crate) metric: Metric,
    pub(crate) statistic: Statistic,
    pub(crate) rule: Rule,
    pub(crate) severity: Severity,
    /// Launches (launch pairs in a comparison) that it takes at least.
    pub(crate) smallest_n: u64,
    pub(crate) expected: Expected,
    /// What an interval that holds the limit counts as.
    pub(crate) undecided: Undecided,
    /// Whether a change against a stored run is good enough.
    pub(crate) advisory: bool,
    /// The command that judges it, where it says so.
    pub(crate) command: Option<Command>,
}

impl Gate {
    /// Whether `command` judges it: a change is asked of both, for a user
    /// may believe that either does; other metrics are in runs alone.
    pub(crate) fn judged_by(&self, command: Command) -> bool {
        match self.command {
            Some(only) => only == command,
            None => self.metric == Metric::Change || command == Command::Run,
        }
    }
}

/// Which benchmarks a gate is for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Scope {
    /// Patterns of ids; none means all.
    pub(crate) ids: Vec<WildMatch>,
    /// Patterns of ids that are left out.
    pub(crate) except: Vec<WildMatch>,
    /// Tags, one of which a workload must have; none means all.
    pub(crate) tags: Vec<String>,
}

impl Scope {
    /// Whether the id alone lets a benchmark in.
    pub(crate) fn takes_id(&self, id: &str) -> bool {
        let any = |all: &[WildMatch]| all.iter().any(|p| p.matches(id));
        (self.ids.is_empty() || any(&self.ids)) && !any(&self.except)
    }

    /// Whether a benchmark with these tags is let in.
    pub(crate) fn takes_tags(&self, tags: &[String]) -> bool {
        self.tags.is_empty() || self.tags.iter().any(|t| tags.contains(t))
    }

    /// Whether a benchmark of `suite` could be let in, before its ids are
    /// known.
    pub(crate) fn may_reach(&self, suite: &str) -> bool {
        let ids = format!("{suite}::");
        self.ids.is_empty()
            || self.ids.iter().any(|pattern| {
                let pattern = pattern.pattern();
                let head: &str =
                    pattern.split(['*', '?']).next().unwrap_or_default();
                let whole = head.len() == pattern.len();
                head.starts_with(&ids) || (!whole && ids.starts_with(head))
            })
    }

    /// The scope in words: `«parse::*» with tag hot`.
    pub(crate) fn words(&self) -> String {
        let ids: Vec<String> =
            self.ids.iter().map(|p| format!("«{}»", p.pattern())).collect();
        let mut words = ids.join(", ");
        if !self.tags.is_empty() {
            let tags = self.tags.join(", ");
            words.push_str(" with tag ");
            words.push_str(&tags);
        }
        if self.ids.is_empty() {
            words.insert_str(0, "«*»");
        }
        words
    }
}

/// What is limited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Metric {
    /// Time of an iteration.
    Time,
    /// What an iteration processes / its time.
    Throughput,
    /// New / old.
    Change,
    /// What the workload reports under this name.
    Own(String),
}

impl Metric {
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Time => "time",
            Self::Throughput => "throughput",
            Self::Change => "change",
            Self::Own(name) => name,
        }
    }
}

/// Which number of a metric is judged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Statistic {
    /// The estimate with its interval.
    Estimate,
    /// The lower end of the estimate's interval, as a number.
    Lower,
    /// The upper end of the estimate's interval, as a number.
    Upper,
    /// The median over the launches' means, with its interval.
    Mean,
    /// A percentile of single iterations with its interval.
    Quantile(f64, &'static str),
    /// The slowest single iteration that was seen, as a number.
    Max,
}

/// All statistics by name.
pub(crate) const STATISTICS: [Statistic; 10] = [
    Statistic::Estimate,
    Statistic::Lower,
    Statistic::Upper,
    Statistic::Mean,
    Statistic::Quantile(0.5, "p50"),
    Statistic::Quantile(0.9, "p90"),
    Statistic::Quantile(0.95, "p95"),
    Statistic::Quantile(0.99, "p99"),
    Statistic::Quantile(0.999, "p999"),
    Statistic::Max,
];

impl Statistic {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Estimate => "estimate",
            Self::Lower => "lower",
            Self::Upper => "upper",
            Self::Mean => "mean",
            Self::Quantile(_, name) => name,
            Self::Max => "max",
        }
    }

    /// Whether metrics other than time have it too.
    pub(crate) fn is_common(self) -> bool {
        matches!(self, Self::Estimate | Self::Lower | Self::Upper)
    }
}

/// What a number must be.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Rule {
    /// Below or above a limit, in `unit`; without one in the metric's own.
    Limit { operator: Operator, limit: f64, unit: Option<Unit> },
    /// A change of less than a level of a scheme, judged on the near end.
    Scheme { scheme: Scheme, fail_from: Level },
}

/// How a number must relate to the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Less,
    AtMost,
    Greater,
    AtLeast,
}

/// All operators as they are written.
pub(crate) const OPERATORS: [(&str, Operator); 4] = [
    ("<=", Operator::AtMost),
    ("<", Operator::Less),
    (">=", Operator::AtLeast),
    (">", Operator::Greater),
];

impl Operator {
    pub(crate) fn sign(self) -> &'static str {
        OPERATORS.iter().find(|(_, o)| *o == self).map_or("", |(s, _)| s)
    }

    /// Whether `value` keeps `limit`.
    pub(crate) fn holds(self, value: f64, limit: f64) -> bool {
        match self {
            Self::Less => value < limit,
            Self::AtMost => value <= limit,
            Self::Greater => value > limit,
            Self::AtLeast => value >= limit,
        }
    }
}

/// How grave a slow-down is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Level {
    /// Below the scheme's first bound.
    None,
    /// From 5 %, or 1.2 times.
    Minor,
    /// From 10 %, or 1.5 times.
    Moderate,
    /// From 20 %, or 2 times.
    Major,
    /// From 30 %.
    Critical,
}

/// The levels that a gate may fail from, by name.
pub(crate) const LEVELS: [(&str, Level); 4] = [
    ("minor", Level::Minor),
    ("moderate", Level::Moderate),
    ("major", Level::Major),
    ("critical", Level::Critical),
];

impl Level {
    pub(crate) fn name(self) -> &'static str {
        LEVELS.iter().find(|(_, l)| *l == self).map_or("none", |(n, _)| n)
    }
}

/// Bounds of the levels of a slow-down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    /// 5, 10, 20 and 30 % slower.
    Percent,
    /// 1.2, 1.5 and 2 times as slow.
    Ratio,
}

/// All schemes by name.
pub(crate) const SCHEMES: [(&str, Scheme); 2] =
    [("percent", Scheme::Percent), ("ratio", Scheme::Ratio)];

impl Scheme {
    /// Its levels with the ratio new / old from which each counts.
    pub(crate) fn bounds(self) -> &'static [(Level, f64)] {
        match self {
            Self::Percent => &[
                (Level::Minor, 1.05),
                (Level::Moderate, 1.10),
                (Level::Major, 1.20),
                (Level::Critical, 1.30),
            ],
            Self::Ratio => &[
                (Level::Minor, 1.2),
                (Level::Moderate, 1.5),
                (Level::Major, 2.0),
            ],
        }
    }

    /// The level of a ratio.
    pub(crate) fn level(self, ratio: f64) -> Level {
        let reached = |(_, from): &&(Level, f64)| ratio >= *from;
        let all = self.bounds().iter();
        all.rev().find(reached).map_or(Level::None, |(level, _)| *level)
    }

    /// The ratio from which `level` counts.
    pub(crate) fn from(self, level: Level) -> Option<f64> {
        let bounds = self.bounds().iter();
        bounds.clone().find(|(l, _)| *l == level).map(|(_, from)| *from)
    }

    /// In which unit it is read.
    pub(crate) fn unit(self) -> Unit {
        match self {
            Self::Percent => Unit::change_in_percent(),
            Self::Ratio => Unit::ratio(),
        }
    }
}

/// Whether a gate that does not pass fails the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Severity {
    /// It fails the command, with `--fail-on gate`.
    Error,
    /// It is shown.
    Warning,
}

/// What a gate is expected to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Expected {
    /// To pass.
    Pass,
    /// To fail: the limit is not kept yet, and to pass would be news.
    Fail,
}

/// What an interval that holds the limit counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Undecided {
    /// Not evaluable, which fails.
    Fail,
    /// Passed: the gate is judged on the end nearer to its limit's keeping.
    Pass,
}

/// Who judges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Command {
    /// `cargo benchkit run`: runs, and changes against stored ones.
    Run,
    /// `cargo benchkit compare`: changes between two builds in turns.
    Compare,
}

impl Command {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Compare => "compare",
        }
    }

    pub(crate) fn other(self) -> Self {
        match self {
            Self::Run => Self::Compare,
            Self::Compare => Self::Run,
        }
    }
}
