//! Counting what was said.

use super::records::Compared;
use benchkit::model::Verdict;
use benchkit_benches::numbers::{Interval, median, wilson};
use std::borrow::Borrow;

/// How often something was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rate {
    pub(crate) hits: usize,
    pub(crate) of: usize,
}

impl Rate {
    /// How many of `items` are `seen`.
    pub(crate) fn count(
        items: impl IntoIterator<Item: Borrow<Compared>>,
        seen: impl Fn(&Compared) -> bool,
    ) -> Self {
        Self::of(items.into_iter().map(|one| seen(one.borrow())))
    }

    /// How many of `flags` are true.
    pub(crate) fn of(flags: impl IntoIterator<Item = bool>) -> Self {
        let mut rate = Self { hits: 0, of: 0 };
        for flag in flags {
            rate.hits += usize::from(flag);
            rate.of += 1;
        }
        rate
    }

    /// The share itself; `None` of none.
    #[expect(clippy::cast_precision_loss, reason = "counts of comparisons")]
    pub(crate) fn share(self) -> Option<f64> {
        (self.of > 0).then(|| self.hits as f64 / self.of as f64)
    }

    /// Wilson's 95 % interval; `None` of none.
    pub(crate) fn interval(self) -> Option<Interval> {
        wilson(self.hits, self.of)
    }

    /// "3 of 240 (0.4-3.6 %)", each end rounded away from the middle.
    pub(crate) fn text(self) -> String {
        let Self { hits, of } = self;
        self.interval().map_or("-".to_owned(), |ends| {
            let lower = (ends.lower * 1000.0).floor() / 10.0;
            let upper = (ends.upper * 1000.0).ceil() / 10.0;
            format!("{hits} of {of} ({lower}-{upper} %)")
        })
    }

    /// Its share as a whole or tenth per cent, with the interval.
    pub(crate) fn percent(self) -> String {
        self.share().map_or("-".to_owned(), |share| {
            format!("{:.1} %: {}", share * 100.0, self.text())
        })
    }
}

/// "0.2 %" of thousandths.
pub(crate) fn tenths(per_mille: u64) -> String {
    format!("{}.{} %", per_mille / 10, per_mille % 10)
}

/// Median seconds; `None` of none.
pub(crate) fn seconds(
    items: impl IntoIterator<Item: Borrow<Compared>>,
) -> Option<f64> {
    let all: Vec<f64> =
        items.into_iter().map(|one| one.borrow().seconds).collect();
    median(&all)
}

/// What was measured: the median change, and how far the worst lies from the
/// truth, both shares; `None` of none.
pub(crate) fn measured(all: &[&Compared]) -> Option<(f64, f64)> {
    let points = all.iter().filter_map(|one| Some((*one, one.ratio?.point)));
    let changes: Vec<f64> =
        points.clone().map(|(_, point)| point - 1.0).collect();
    let off = points.map(|(one, point)| (point - one.truth()).abs());
    Some((median(&changes)?, off.fold(0.0, f64::max)))
}

/// How many were not decided.
pub(crate) fn inconclusive(
    items: impl IntoIterator<Item: Borrow<Compared>>,
) -> Rate {
    Rate::count(items, |one| one.verdict == Verdict::Inconclusive)
}

/// How many intervals hold the true ratio, of those that there are.
pub(crate) fn covered(
    items: impl IntoIterator<Item: Borrow<Compared>>,
) -> Rate {
    Rate::of(items.into_iter().filter_map(|one| one.borrow().covers()))
}

/// The smallest amount of more work of `kernel`, in thousandths, that was
/// found in 80 % of tries, as were all larger ones, with how often; and
/// whether a smaller one was tried. `None` where not even the most was.
pub(crate) fn smallest(
    all: &[&Compared],
    kernel: &str,
) -> Option<(u64, Rate, bool)> {
    let mut amounts: Vec<u64> = all
        .iter()
        .filter(|one| one.kernel == kernel && one.per_mille > 0)
        .map(|one| one.per_mille)
        .collect();
    amounts.sort_unstable();
    amounts.dedup();
    let mut found = None;
    for amount in amounts.iter().rev() {
        let tries = all
            .iter()
            .filter(|o| o.kernel == kernel && o.per_mille == *amount)
            .copied();
        let rate = Rate::count(tries, Compared::found);
        if rate.share().is_none_or(|share| share < 0.8) {
            return found.map(|(amount, rate)| (amount, rate, true));
        }
        found = Some((*amount, rate));
    }
    found.map(|(amount, rate)| (amount, rate, false))
}

#[cfg(test)]
mod tests {
    use super::{super::records::made_up, *};

    #[test]
    fn a_rate_is_told_with_ends_rounded_away() {
        // statsmodels 0.14: proportion_confint(4, 1000, method="wilson") is
        // .0015566 to .0102396.
        let rate = Rate { hits: 4, of: 1_000 };
        assert_eq!(rate.text(), "4 of 1000 (0.1-1.1 %)");
        assert_eq!(rate.percent(), "0.4 %: 4 of 1000 (0.1-1.1 %)");
        assert_eq!(Rate { hits: 0, of: 0 }.percent(), "-");
    }

    #[test]
    fn the_smallest_effect_has_all_larger_ones_found_too() {
        let yes = |work| made_up("k", work, Verdict::Slower);
        let no = |work| made_up("k", work, Verdict::Inconclusive);
        let smallest_of = |all: &[Compared]| {
            let all: Vec<&Compared> = all.iter().collect();
            smallest(&all, "k")
                .map(|(work, rate, tried)| (work, rate.of, tried))
        };
        let all = [yes(2), yes(5), no(10), yes(20), yes(50)];
        assert_eq!(smallest_of(&all), Some((20, 1, true)));
        assert_eq!(smallest_of(&[yes(2), yes(5)]), Some((2, 1, false)));
        let most = [yes(2), yes(2), yes(2), yes(2), no(2), yes(5)];
        assert_eq!(smallest_of(&most), Some((2, 5, false)));
        assert_eq!(smallest_of(&[yes(2), no(5)]), None);
        assert_eq!(smallest_of(&[made_up("other", 5, Verdict::Slower)]), None);
    }

    #[test]
    fn what_was_measured_has_a_median_and_a_worst() {
        let mut far = made_up("k", 10, Verdict::Slower);
        far.ratio = far
            .ratio
            .map(|ratio| benchkit::model::Ratio { point: 1.03, ..ratio });
        let near = made_up("k", 10, Verdict::Slower);
        let (middle, worst) = measured(&[&far, &near, &near]).expect("three");
        assert!((middle - 0.01).abs() < 1e-12, "{middle}");
        assert!((worst - 0.02).abs() < 1e-12, "{worst}");
        assert_eq!(measured(&[]), None);
    }

    #[test]
    fn what_has_no_interval_is_no_coverage() {
        let mut without = made_up("k", 0, Verdict::Inconclusive);
        without.ratio = None;
        let all = [made_up("k", 0, Verdict::Equivalent), without];
        assert_eq!(covered(&all), Rate { hits: 1, of: 1 });
        assert_eq!(inconclusive(&all), Rate { hits: 1, of: 2 });
    }
}
