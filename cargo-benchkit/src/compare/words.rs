//! A comparison in words: the terminal and Markdown say the same.

use super::{
    rule::{Direction, Judged, Question},
    suite::Contest,
};
use benchkit::unit::{duration, percent};

/// What stands in a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) old: String,
    pub(crate) new: String,
    pub(crate) change: String,
    pub(crate) interval: String,
    pub(crate) verdict: String,
    /// Whether it is a regression.
    pub(crate) bad: bool,
}

/// The row of a contest; `root` stands before all names and is left out.
pub(crate) fn row(contest: &Contest, question: Question) -> Row {
    let [old, new] = &contest.ids;
    let name =
        if old == new { new.to_string() } else { format!("{old} → {new}") };
    let cost = |side: usize| {
        let mut costs: Vec<f64> =
            contest.pairs.iter().map(|pair| pair.cost[side]).collect();
        costs.sort_by(f64::total_cmp);
        costs.get(costs.len() / 2).copied().map_or_else(String::new, duration)
    };
    let mut row = Row {
        name,
        old: cost(0),
        new: cost(1),
        verdict: verdict(contest, question),
        ..Row::default()
    };
    if let Some(judged) = &contest.judged {
        let [point, lower, upper] =
            [judged.point, judged.lower, judged.upper].map(f64::exp_m1);
        let place = digits(upper - lower);
        row.change = signed(point, place);
        row.interval =
            format!("{} … {}", signed(lower, place), signed(upper, place));
        row.bad = judged.regression;
    }
    row
}

/// Decimals of a percentage that an interval of this width supports.
fn digits(width: f64) -> usize {
    match width * 100.0 {
        width if width >= 10.0 => 0,
        width if width >= 1.0 => 1,
        width if width >= 0.1 => 2,
        _ => 3,
    }
}

fn signed(share: f64, digits: usize) -> String {
    let text = format!("{:+.digits$}", share * 100.0);
    text.replace('-', "−")
}

fn verdict(contest: &Contest, question: Question) -> String {
    if let Some(failed) = &contest.failure {
        let side = ["old", "new"][failed.side.min(1)];
        return format!(
            "failed in the {side} build: {}",
            failed.failure.message
        );
    }
    let Some(judged) = &contest.judged else {
        return if contest.too_heavy() {
            format!(
                "inconclusive: a launch pair took {}, and 12 are needed \
                 (--budget)",
                duration(contest.spent.as_f64())
            )
        } else {
            format!("inconclusive: {} launch pairs", contest.pairs.len())
        };
    };
    match judged.direction {
        Direction::Slower if judged.regression => format!(
            "slower  REGRESSION (threshold {})",
            percent(question.threshold)
        ),
        Direction::Slower => "slower".to_owned(),
        Direction::Faster if judged.improvement => {
            "faster  IMPROVEMENT".to_owned()
        }
        Direction::Faster => "faster".to_owned(),
        Direction::Trivial => {
            format!("trivial: inside {}", percent(question.margin))
        }
        Direction::Equivalent => {
            format!("equivalent within {}", percent(question.margin))
        }
        Direction::Inconclusive => inconclusive(contest, judged),
    }
}

fn inconclusive(contest: &Contest, judged: &Judged) -> String {
    let seen = percent(judged.smallest_detectable);
    let pairs = contest.pairs.len().max(1);
    #[expect(clippy::cast_precision_loss, reason = "counts of pairs")]
    let time = judged.needed.map(|needed| {
        duration(contest.spent.as_f64() * needed as f64 / pairs as f64)
    });
    match time {
        Some(time) => format!(
            "inconclusive: could see {seen}; about {time} would decide \
             (--budget)"
        ),
        None => format!("inconclusive: could see {seen}"),
    }
}
