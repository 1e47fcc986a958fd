//! What the launches of one cell show: spread, coverage, false and true
//! alarms.

use crate::collect::{Launch, Location, Paired, Summary};
use benchkit_benches::numbers::{
    Interval, deviation, lag_one, mean, median, share, sign_interval,
};

/// Launch pairs that one verdict across processes rests on.
const PAIRS: usize = 12;

/// Launches of one cell and one length, by variant.
#[derive(Debug)]
pub(crate) struct Series<'a> {
    launches: Vec<(&'a Launch, &'a Summary)>,
}

impl<'a> Series<'a> {
    /// Those of `launches` that have a summary of `launch_ms`, in order.
    pub(crate) fn new(launches: &[&'a Launch], launch_ms: u64) -> Self {
        let mut found: Vec<_> = launches
            .iter()
            .filter_map(|launch| {
                let summary = launch
                    .summaries
                    .iter()
                    .find(|summary| summary.launch_ms == launch_ms)?;
                Some((*launch, summary))
            })
            .collect();
        found.sort_by_key(|(launch, _)| (launch.number, launch.variant));
        Self { launches: found }
    }

    /// The first location of every launch of `variant`.
    pub(crate) fn locations(&self, variant: usize) -> Vec<&'a Location> {
        self.launches
            .iter()
            .filter(|(launch, _)| launch.variant == variant)
            .filter_map(|(_, summary)| summary.locations.first())
            .collect()
    }

    /// Median of the number of trials.
    #[expect(clippy::cast_precision_loss, reason = "counts stay small")]
    pub(crate) fn trials(&self) -> Option<f64> {
        let counts: Vec<f64> =
            self.locations(0).iter().map(|l| l.trials as f64).collect();
        median(&counts)
    }

    /// Mean share of clean trials.
    pub(crate) fn clean_share(&self) -> Option<f64> {
        let shares: Option<Vec<f64>> =
            self.locations(0).iter().map(|l| l.clean_share).collect();
        mean(&shares?)
    }

    /// Standard deviation between launches of what `pick` picks.
    pub(crate) fn spread(&self, pick: fn(&Location) -> f64) -> Option<f64> {
        deviation(&self.values(0, pick))
    }

    /// Correlation of each launch's clean median with the one before.
    pub(crate) fn lag(&self) -> Option<f64> {
        lag_one(&self.values(0, |l| l.clean))
    }

    /// How often the interval of `count` launches in a row covers the median
    /// of all the others.
    pub(crate) fn coverage(&self, count: usize) -> Option<f64> {
        coverage(&self.values(0, |l| l.clean), count)
    }

    fn values(&self, variant: usize, pick: fn(&Location) -> f64) -> Vec<f64> {
        self.locations(variant).into_iter().map(pick).collect()
    }

    /// How often the trials of one process alone say that `variant` is not
    /// the first; for a slower one, how often they say so rightly.
    pub(crate) fn called_within(
        &self,
        variant: usize,
        slower: bool,
    ) -> Option<f64> {
        let pairs: Vec<&Paired> = self
            .launches
            .iter()
            .filter_map(|(_, s)| s.paired.get(variant.checked_sub(1)?))
            .collect();
        let calls: Option<Vec<bool>> =
            pairs.iter().map(|pair| called(pair, slower)).collect();
        share(&calls?)
    }

    /// The same, from twelve launch pairs in a row.
    pub(crate) fn called_across(
        &self,
        variant: usize,
        slower: bool,
    ) -> Option<f64> {
        let first = self.values(0, |l| l.clean);
        let other = self.values(variant, |l| l.clean);
        let ratios: Vec<f64> =
            first.iter().zip(&other).map(|(a, b)| b - a).collect();
        let calls: Vec<bool> = ratios
            .windows(PAIRS)
            .filter_map(|some| sign_interval(some, 0.95))
            .map(|interval| excludes_zero(&interval, slower))
            .collect();
        share(&calls)
    }
}

fn called(pair: &Paired, slower: bool) -> Option<bool> {
    let interval = Interval { lower: pair.lower?, upper: pair.upper? };
    Some(excludes_zero(&interval, slower))
}

fn excludes_zero(interval: &Interval, slower: bool) -> bool {
    if slower { interval.lower > 0.0 } else { !interval.covers(0.0) }
}

/// How often the interval of `count` values in a row covers the median of
/// all the others; below six values the interval is their range (93.75 % at
/// five).
pub(crate) fn coverage(values: &[f64], count: usize) -> Option<f64> {
    if values.len() < count * 2 {
        return None;
    }
    let hits: Vec<bool> = (0..=values.len() - count)
        .filter_map(|start| {
            let (before, rest) = values.split_at(start);
            let (own, after) = rest.split_at(count);
            let truth = median(&[before, after].concat())?;
            Some(interval(own)?.covers(truth))
        })
        .collect();
    share(&hits)
}

fn interval(values: &[f64]) -> Option<Interval> {
    sign_interval(values, 0.95).or_else(|| {
        let lower = values.iter().copied().min_by(f64::total_cmp)?;
        let upper = values.iter().copied().max_by(f64::total_cmp)?;
        Some(Interval { lower, upper })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use benchkit_benches::kernels::Random;

    #[test]
    fn independent_launches_are_covered_as_often_as_promised() {
        let mut random = Random::new(11);
        let values: Vec<f64> = (0..800).map(|_| random.share()).collect();
        // P(median within [x_(2), x_(9)] of 10) = 1 - 2 * 11 / 1024.
        let found = coverage(&values, 10).unwrap();
        assert!((found - 0.978_5).abs() < 0.02, "{found}");
        let found = coverage(&values, 5).unwrap();
        assert!((found - 0.937_5).abs() < 0.03, "{found}");
    }

    #[test]
    fn drift_is_not_covered() {
        let values: Vec<f64> = (0..200).map(f64::from).collect();
        assert!(coverage(&values, 10).unwrap() < 0.1);
        assert_eq!(coverage(&values[..19], 10), None);
    }
}
