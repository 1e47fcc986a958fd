//! A comparison in words: the terminal and Markdown say the same.

use super::{
    contest::Contest,
    layout,
    rule::{Direction, Judged, Question},
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

/// The rows of all contests; where there are `many` old sides each row names
/// its own, and a comparison with aligned functions has a row below.
pub(crate) fn rows(
    contests: &[Contest],
    question: Question,
    many: bool,
) -> Vec<Row> {
    let mut rows = Vec::new();
    for contest in contests {
        let mut row = row(contest, question);
        if many {
            let old = &contest.sides[0].label;
            row.name = format!("{} · {}", row.name, short(old));
        }
        rows.push(row);
        if let Some(aligned) = &contest.aligned {
            let name = "  functions aligned".to_owned();
            rows.push(Row { name, bad: false, ..self::row(aligned, question) });
        }
    }
    rows
}

/// The row of a contest.
pub(crate) fn row(contest: &Contest, question: Question) -> Row {
    let cost = |side: usize| {
        let mut costs: Vec<f64> =
            contest.pairs.iter().map(|pair| pair.cost[side]).collect();
        costs.sort_by(f64::total_cmp);
        costs.get(costs.len() / 2).copied().map_or_else(String::new, duration)
    };
    let mut row = Row {
        name: contest.ids[1].to_string(),
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

/// A label that leaves room for numbers: the end of a path or of a name, the
/// beginning of a hash.
pub(super) fn short(label: &str) -> String {
    const MOST: usize = 14;
    let name = label.rsplit('/').next().unwrap_or(label);
    let count = name.chars().count();
    if count <= MOST {
        return name.to_owned();
    }
    if name.chars().all(|c| c.is_ascii_hexdigit()) {
        return name.chars().take(12).collect();
    }
    let tail: String = name.chars().skip(count - MOST + 1).collect();
    format!("…{tail}")
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
        if failed.is_unavailable() {
            let lacks = &failed.failure.message;
            return format!("left out: the {side} build {lacks}");
        }
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
                duration(contest.cheapest().unwrap_or_default().as_f64())
            )
        } else {
            format!("inconclusive: {} launch pairs", contest.pairs.len())
        };
    };
    if layout::is_only_layout(contest) {
        let way = match judged.direction {
            Direction::Slower => "slower",
            _ => "faster",
        };
        return format!("{way}, only layout");
    }
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
    if contest.is_one_of_too_many() {
        return "inconclusive: certain alone, not among all benchmarks \
                (--budget)"
            .to_owned();
    }
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

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn labels_keep_what_tells_them_apart() {
        assert_eq!(short("HEAD~1"), "HEAD~1");
        assert_eq!(short("/home/target/release/old"), "old");
        assert_eq!(short("delta::alu_chain[percent=2]"), "…in[percent=2]");
        let hash = "0123456789abcdef0123456789abcdef01234567";
        assert_eq!(short(hash), "0123456789ab");
    }
}
