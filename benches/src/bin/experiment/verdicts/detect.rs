//! Whether "the smallest change that is found in 80 % of tries", which stands
//! beside "inconclusive", is that.
//!
//! The comparisons of the same binary that were not decided are real tries.
//! Had the new side been a share `d` slower, the logarithm of every launch
//! pair, and with it of the interval's ends, would lie `ln(1 + d)` higher, and
//! the change would be found where the lower end lies above 0. So each try
//! has the smallest change that it would have found, and four fifths of them
//! find the 80 % quantile of these. That is what a try should claim. (Looks
//! before the last one would find a few more.)

use super::records::Compared;
use benchkit::model::Verdict;
use benchkit_benches::numbers::{Interval, median, quantile};

/// Fewer tries say nothing about four fifths of them.
const FEWEST: usize = 10;

/// What was claimed and what was true.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Check {
    pub(crate) tries: usize,
    /// Median of the changes that were claimed to be found in 80 % of tries,
    /// a share.
    pub(crate) claimed: f64,
    /// The change that 80 % of the tries would have found.
    pub(crate) found: f64,
    /// Its 95 % interval, by order statistics.
    pub(crate) interval: Option<Interval>,
    /// How many claims lie within a fifth of it.
    pub(crate) within: usize,
}

impl Check {
    /// Whether the median claim lies within a fifth.
    pub(crate) fn right(&self) -> bool {
        near(self.claimed, self.found)
    }
}

fn near(claimed: f64, found: f64) -> bool {
    (claimed / found - 1.0).abs() <= 0.2
}

/// Checks the claims of what was not decided of `kernel`; `None` for fewer
/// than ten tries.
pub(crate) fn check(all: &[&Compared], kernel: &str) -> Option<Check> {
    let tries: Vec<&&Compared> = all
        .iter()
        .filter(|one| one.kernel == kernel && one.per_mille == 0)
        .filter(|one| one.verdict == Verdict::Inconclusive)
        .collect();
    let claims: Vec<f64> =
        tries.iter().filter_map(|one| one.smallest_detectable).collect();
    let mut found: Vec<f64> = tries
        .iter()
        .filter_map(|one| Some(1.0 / one.ratio?.lower - 1.0))
        .collect();
    if found.len() < FEWEST || claims.len() < FEWEST {
        return None;
    }
    found.sort_by(f64::total_cmp);
    let truth = quantile(&found, 0.8)?;
    Some(Check {
        tries: found.len(),
        claimed: median(&claims)?,
        found: truth,
        interval: quantile_interval(&found, 0.8),
        within: claims.iter().filter(|claim| near(**claim, truth)).count(),
    })
}

/// The 95 % interval of the quantile at `share` of sorted values, by order
/// statistics with the normal approximation of the binomial; `None` where an
/// end would lie outside.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "ranks within the slice"
)]
fn quantile_interval(sorted: &[f64], share: f64) -> Option<Interval> {
    let n = sorted.len() as f64;
    let reach = 1.959_963_985 * (n * share * (1.0 - share)).sqrt();
    let lower = (n * share - reach).floor() as usize;
    let upper = (n * share + reach).ceil() as usize;
    Some(Interval {
        lower: *sorted.get(lower.checked_sub(1)?)?,
        upper: *sorted.get(upper)?,
    })
}

#[cfg(test)]
mod tests {
    use super::{super::records::made_up, *};
    use benchkit::model::Ratio;

    fn tries(count: u32, claim: f64) -> Vec<Compared> {
        (1..=count)
            .map(|number| {
                let mut one = made_up("walk", 0, Verdict::Inconclusive);
                let lower = 1.0 / (1.0 + f64::from(number) / 1_000.0);
                one.ratio = Some(Ratio { point: 1.0, lower, upper: 1.1 });
                one.smallest_detectable = Some(claim);
                one
            })
            .collect()
    }

    #[test]
    fn four_fifths_find_what_is_found() {
        // Changes of .001 to .1: numpy.quantile(.8) of them is .0802.
        for (claim, right) in [(0.08, true), (0.066, true), (0.063, false)] {
            let all = tries(100, claim);
            let all: Vec<&Compared> = all.iter().collect();
            let check = check(&all, "walk").expect("enough");
            assert!((check.found - 0.080_2).abs() < 1e-9, "{check:?}");
            assert_eq!(check.right(), right);
            assert_eq!(check.within, if right { 100 } else { 0 });
            // 80 -+ 1.96 * 4: ranks 72 and 89.
            let ends = check.interval.expect("some");
            assert!((ends.lower - 0.072).abs() < 1e-9, "{ends:?}");
            assert!((ends.upper - 0.089).abs() < 1e-9, "{ends:?}");
        }
    }

    #[test]
    fn few_tries_and_decided_ones_say_nothing() {
        let few = tries(9, 0.1);
        let few: Vec<&Compared> = few.iter().collect();
        assert_eq!(check(&few, "walk"), None);
        let mut decided = tries(50, 0.1);
        for one in &mut decided {
            one.verdict = Verdict::Equivalent;
        }
        let decided: Vec<&Compared> = decided.iter().collect();
        assert_eq!(check(&decided, "walk"), None);
    }
}
