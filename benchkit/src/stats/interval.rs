//! Intervals whose coverage comes from ranks alone: no shape is assumed.

use crate::stats::{binomial_cdf, binomial_ppf, float64, index};

/// An interval with the coverage that its order statistics really have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
    /// Probability of covering the truth, for independent values.
    pub confidence: f64,
}

/// Relative error of a probability that counts as equality.
const ROUNDING: f64 = 1e-12;

/// The sign interval of the median of what `sorted` was drawn from:
/// `[x_(k), x_(n+1-k)]` with the largest k for which
/// P(Bin(n, 1/2) < k) <= (1 - `confidence`) / 2.
///
/// Where even k = 1 covers less than asked (n < 6 at 95 %), the smallest and
/// the largest value with the coverage that they have; `None` below two
/// values.
pub fn median_interval(sorted: &[f64], confidence: f64) -> Option<Interval> {
    let n = sorted.len() as u64;
    if n < 2 {
        return None;
    }
    let tail = (1.0 - confidence) / 2.0 * (1.0 + ROUNDING);
    // P(X < k) <= tail < P(X <= k) is the ppf, but for equality.
    let mut k = binomial_ppf(tail, n, 0.5);
    if binomial_cdf(k, n, 0.5) <= tail {
        k += 1;
    }
    let k = k.clamp(1, n / 2);
    let below = usize::try_from(k).ok()? - 1;
    Some(Interval {
        lower: sorted[below],
        upper: sorted[sorted.len() - 1 - below],
        confidence: 1.0 - 2.0 * binomial_cdf(k - 1, n, 0.5),
    })
}

/// The ranks (from 1) of the order statistics around the `q` quantile of
/// `n` values: l = ppf(a; n, q), u = ppf(1 - a; n, q) + 1 with
/// a = (1 - `confidence`) / 2, as scipy's `quantile_test` has them; `None`
/// where one of them lies outside the values.
pub fn quantile_ranks(n: u64, q: f64, confidence: f64) -> Option<(u64, u64)> {
    let tail = (1.0 - confidence) / 2.0;
    let lower = binomial_ppf(tail, n, q);
    let upper = binomial_ppf(1.0 - tail, n, q) + 1;
    (lower >= 1 && upper <= n).then_some((lower, upper))
}

/// The fewest values for which the `q` quantile has a two-sided interval:
/// both q^n and (1 - q)^n must be at most a = (1 - `confidence`) / 2.
pub fn smallest_n(q: f64, confidence: f64) -> u64 {
    let tail = (1.0 - confidence) / 2.0;
    let hardest = q.max(1.0 - q);
    let estimate = index(tail.ln() / hardest.ln()) as u64;
    // The logarithms round; the definition decides.
    let mut n = estimate.saturating_sub(1).max(1);
    while (float64(n) * hardest.ln()).exp() > tail {
        n += 1;
    }
    n
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::{Random, float, sorted};

    fn ramp(n: u32) -> Vec<f64> {
        (1..=n).map(f64::from).collect()
    }

    /// Ranks and coverage from `scipy.stats.binom`, scipy 1.17.1; below 6
    /// values 1 - 2^(1-n).
    #[test]
    fn median_intervals_have_the_ranks_of_the_binomial() {
        let reference = [
            (2, 1, 2, 0.5),
            (3, 1, 3, 0.75),
            (5, 1, 5, 0.9375),
            (6, 1, 6, 0.96875),
            (8, 1, 8, 0.99219),
            (10, 2, 9, 0.97852),
            (20, 6, 15, 0.95861),
            (50, 18, 33, 0.96716),
            (100, 40, 61, 0.96480),
            (1000, 469, 532, 0.95371),
        ];
        for (n, lower, upper, coverage) in reference {
            let got = median_interval(&ramp(n), 0.95).unwrap();
            assert_eq!(
                (got.lower, got.upper),
                (f64::from(lower), f64::from(upper)),
                "n = {n}"
            );
            assert!((got.confidence - coverage).abs() < 5e-6, "n = {n}");
        }
        assert_eq!(median_interval(&[1.0], 0.95), None);
        assert_eq!(median_interval(&[], 0.95), None);
    }

    /// (.5)^n = a exactly: the boundary belongs to the interval.
    #[test]
    fn equality_counts_as_covered() {
        let got = median_interval(&ramp(6), 1.0 - 1.0 / 32.0).unwrap();
        assert_eq!((got.lower, got.upper), (1.0, 6.0));
        let got = median_interval(&ramp(7), 1.0 - 1.0 / 8.0).unwrap();
        assert_eq!((got.lower, got.upper), (2.0, 6.0));
    }

    /// scipy 1.17.1: `quantile_test(1..1000, q=100, p=.1)` and `binom.ppf`.
    #[test]
    fn quantile_ranks_equal_scipy() {
        let reference = [
            (1000, 0.1, Some((82, 120))),
            (1000, 0.99, Some((983, 997))),
            (1000, 0.999, None),
            (5000, 0.99, Some((4936, 4964))),
            (5000, 0.999, Some((4990, 5000))),
            (10_000, 0.99, Some((9880, 9920))),
            (10_000, 0.999, Some((9983, 9997))),
        ];
        for (n, q, ranks) in reference {
            assert_eq!(quantile_ranks(n, q, 0.95), ranks, "n = {n}, q = {q}");
        }
    }

    #[test]
    fn smallest_n_is_where_ranks_begin() {
        let reference =
            [(0.5, 6), (0.9, 36), (0.95, 72), (0.99, 368), (0.999, 3688)];
        for (q, n) in reference {
            assert_eq!(smallest_n(q, 0.95), n, "q = {q}");
            assert!(quantile_ranks(n, q, 0.95).is_some(), "q = {q}");
            assert_eq!(quantile_ranks(n - 1, q, 0.95), None, "q = {q}");
        }
        assert_eq!(smallest_n(0.01, 0.95), smallest_n(0.99, 0.95));
    }

    /// 2000 sets of 10 from a skewed distribution; the exact coverage is
    /// 97.85 %, its binomial standard error .32 %.
    #[test]
    fn simulated_coverage_is_the_one_that_is_claimed() {
        let mut random = Random::new(20);
        let truth = 1.0; // the median of exp(N(0, 1))
        let covered = (0..2000)
            .filter(|_| {
                let set = sorted((0..10).map(|_| random.normal().exp()));
                let got = median_interval(&set, 0.95).unwrap();
                got.lower <= truth && truth <= got.upper
            })
            .count();
        let share = float(covered) / 2000.0;
        assert!((0.9688..=0.9882).contains(&share), "{share}");
    }

    #[test]
    fn intervals_follow_monotone_maps_and_ignore_order() {
        let mut random = Random::new(3);
        for n in 2..50 {
            let mut values: Vec<f64> =
                (0..n).map(|_| random.normal()).collect();
            let plain = median_interval(&sorted(values.clone()), 0.95).unwrap();
            random.shuffle(&mut values);
            let again = median_interval(&sorted(values.clone()), 0.95).unwrap();
            assert_eq!(plain, again);
            let curved = sorted(values.iter().map(|v| v.exp() + 2.0));
            let mapped = median_interval(&curved, 0.95).unwrap();
            let ends = (plain.lower.exp() + 2.0, plain.upper.exp() + 2.0);
            assert_eq!((mapped.lower, mapped.upper), ends);
        }
    }
}
