//! The signed-rank test (Wilcoxon 1945) and what it says of a shift: the
//! averages of all pairs of values, each with itself too (Walsh averages),
//! their median (Hodges and Lehmann 1963), and the interval of those that the
//! test does not refuse.
//!
//! The differences of launch pairs are symmetric around their center: the
//! two launches of a pair are drawn in a random order, and what one build
//! scatters the other does. With normal values it needs two thirds of the
//! pairs of a sign test, and outliers hardly move it.

use benchkit::stats::{Interval, float};
use statrs::distribution::{ContinuousCDF as _, Normal};

/// Values up to which the distribution under the null is counted out; beyond,
/// the normal one with a continuity correction is used, whose tails are a
/// little heavier: .97 of the error at 384 values, .78 at 49.
const EXACT: usize = 48;

/// Rounds of halving until a number of 53 bits stands.
const ROUNDS: usize = 128;

/// The center of `sorted`, and the interval that holds it with `confidence`;
/// without ends that the values can give, `None`.
pub(super) fn shift(
    sorted: &[f64],
    confidence: f64,
) -> Option<(f64, Interval)> {
    let n = sorted.len();
    let all = averages(n);
    let k = rank(n, (1.0 - confidence) / 2.0);
    if k == 0 || sorted.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let middle = f64::midpoint(
        average(sorted, all.div_ceil(2)),
        average(sorted, all / 2 + 1),
    );
    let lower = average(sorted, k);
    let upper = average(sorted, all + 1 - k);
    Some((middle, Interval { lower, upper, confidence }))
}

/// Two-sided p of no shift, by the averages above 0 and those below; those of
/// exactly 0 speak for the null.
pub(super) fn p_value(sorted: &[f64]) -> f64 {
    let n = sorted.len();
    let below = count(sorted, -f64::MIN_POSITIVE);
    let above = averages(n) - count(sorted, 0.0);
    let fewer = averages(n) - below.max(above);
    (2.0 * tail(n, fewer)).min(1.0)
}

/// How many averages `n` values have.
fn averages(n: usize) -> usize {
    n * (n + 1) / 2
}

/// The largest k with P(W < k) <= `error`; 0 where there is none.
fn rank(n: usize, error: f64) -> usize {
    if n <= EXACT {
        let all = distribution(n);
        return all.partition_point(|below| *below <= error);
    }
    let (mean, sd) = moments(n);
    let k = mean + sd * Normal::standard().inverse_cdf(error) + 0.5;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "not negative in the same line"
    )]
    let k = k.max(0.0) as usize;
    k
}

/// P(W <= `w`) of `n` values under the null.
fn tail(n: usize, w: usize) -> f64 {
    if n <= EXACT {
        return distribution(n).get(w).copied().unwrap_or(1.0);
    }
    let (mean, sd) = moments(n);
    Normal::standard().cdf((float(w) + 0.5 - mean) / sd)
}

/// Mean and standard deviation of W under the null.
fn moments(n: usize) -> (f64, f64) {
    let n = float(n);
    let mean = n * (n + 1.0) / 4.0;
    (mean, (n * (n + 1.0) * (2.0 * n + 1.0) / 24.0).sqrt())
}

/// P(W <= 0), P(W <= 1), … under the null: each rank has either sign.
fn distribution(n: usize) -> Vec<f64> {
    let mut share = vec![0.0; averages(n) + 1];
    share[0] = 1.0;
    for rank in 1..=n {
        for at in (0..share.len()).rev() {
            let with = at.checked_sub(rank).map_or(0.0, |at| share[at]);
            share[at] = f64::midpoint(share[at], with);
        }
    }
    let mut sum = 0.0;
    for value in &mut share {
        sum += *value;
        *value = sum;
    }
    share
}

/// The `k`-th smallest average, from 1 on: the least number that so many do
/// not exceed.
fn average(sorted: &[f64], k: usize) -> f64 {
    let (Some(&first), Some(&last)) = (sorted.first(), sorted.last()) else {
        return f64::NAN;
    };
    let (mut below, mut enough) = (first, last);
    if count(sorted, below) >= k {
        return below;
    }
    for _ in 0..ROUNDS {
        let middle = f64::midpoint(below, enough);
        if middle <= below || middle >= enough {
            break;
        }
        if count(sorted, middle) >= k {
            enough = middle;
        } else {
            below = middle;
        }
    }
    enough
}

/// How many averages do not exceed `value`.
fn count(sorted: &[f64], value: f64) -> usize {
    let mut partners = sorted.len();
    let mut all = 0;
    for (at, one) in sorted.iter().enumerate() {
        while partners > 0 && f64::midpoint(*one, sorted[partners - 1]) > value
        {
            partners -= 1;
        }
        // Each pair once: with itself and with those behind it.
        all += partners.saturating_sub(at);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use benchkit::stats::sorted;

    const VALUES: [f64; 12] = [
        0.012, -0.004, 0.021, 0.007, 0.015, -0.001, 0.009, 0.03, 0.002, 0.018,
        -0.006, 0.011,
    ];

    /// numpy 2.4: `i, j = triu_indices(12); w = sort((x[i] + x[j]) / 2)`, its
    /// median and the ends at the largest k with P(W < k) <= (1 - c) / 2,
    /// where k is 14, 8 and 3.
    #[test]
    fn the_interval_is_that_of_walsh_averages() {
        let values = sorted(VALUES);
        for (confidence, lower, upper) in [
            (0.95, 0.0025, 0.0165),
            (0.99, -0.001, 0.0195),
            (0.998, -0.004, 0.024),
        ] {
            let (middle, ends) = shift(&values, confidence).expect("ends");
            for (got, wanted) in
                [(middle, 0.009_25), (ends.lower, lower), (ends.upper, upper)]
            {
                assert!((got - wanted).abs() < 1e-12, "{got} {wanted}");
            }
        }
        assert_eq!(shift(&values, 0.9999), None, "2 / 2^12 is more");
        assert_eq!(shift(&[f64::NAN; 20], 0.9), None);
    }

    /// scipy 1.17: `wilcoxon(x, method="exact").pvalue` of the values above.
    #[test]
    fn p_is_that_of_scipy() {
        let p = p_value(&sorted(VALUES));
        assert!((p - 0.012_207_031_25).abs() < 1e-12, "{p}");
        assert!((p_value(&[1.0; 12]) - 2.0 / 4096.0).abs() < 1e-15);
        assert!((p_value(&[0.0; 12]) - 1.0).abs() < 1e-15);
        let mirrored = sorted(VALUES.map(|value| -value));
        assert!((p_value(&mirrored) - p).abs() < 1e-15);
    }

    /// numpy 2.4, by the same count: k at errors of .005 and .001, and for
    /// more values than are counted out no larger a k.
    #[test]
    fn ranks_are_those_of_the_exact_distribution_or_below() {
        for (n, error, wanted) in [(12, 0.005, 8), (12, 0.001, 3)] {
            assert_eq!(rank(n, error), wanted);
        }
        for (n, error, exact) in [
            (49, 0.005, 356),
            (49, 0.001, 308),
            (96, 0.001, 1_491),
            (384, 0.0005, 29_820),
        ] {
            let k = rank(n, error);
            assert!(k <= exact && k + k / 30 >= exact, "{n}: {k} {exact}");
        }
        assert_eq!(rank(5, 0.005), 0);
    }

    /// Shifted values have a shifted interval, scaled ones a scaled one.
    #[test]
    fn the_interval_moves_with_its_values() {
        let (middle, ends) = shift(&sorted(VALUES), 0.95).expect("ends");
        let moved = VALUES.map(|value| 3.0 * value + 0.5);
        let (other, others) = shift(&sorted(moved), 0.95).expect("ends");
        for (one, two) in [
            (middle, other),
            (ends.lower, others.lower),
            (ends.upper, others.upper),
        ] {
            assert!((3.0 * one + 0.5 - two).abs() < 1e-12);
        }
    }
}
