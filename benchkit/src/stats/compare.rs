//! Two independent sets of numbers against each other.

use crate::stats::{Interval, float, median, sort};

/// How far one set lies above another, with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shift {
    /// The median of all pairwise differences.
    pub point: f64,
    /// Where the shift lies.
    pub interval: Interval,
}

/// Up to this product of the two sizes the null distribution is exact.
const EXACT_UP_TO: usize = 10_000;

/// The shift from `old` to `new` after Hodges and Lehmann (1963), with the
/// interval that inverts the Mann-Whitney test (Hollander and Wolfe,
/// "Nonparametric Statistical Methods", section 4.3; R's `wilcox.test` with
/// `conf.int`): `[d_(c), d_(mn+1-c)]` of the sorted differences, with the
/// largest c for which P(U < c) <= (1 - `confidence`) / 2.
///
/// On logarithms the shift is the logarithm of a ratio. The point is inside
/// the interval always, which a difference of medians need not be. Where the
/// sets are too small for the confidence asked, the extreme differences with
/// the coverage that they have; `None` where that is nothing at all.
pub fn shift(old: &[f64], new: &[f64], confidence: f64) -> Option<Shift> {
    let mut differences = Vec::with_capacity(new.len() * old.len());
    for after in new {
        for before in old {
            differences.push(after - before);
        }
    }
    if differences.len() < 2 {
        return None;
    }
    sort(&mut differences);
    let tail = (1.0 - confidence) / 2.0;
    let (c, below) = critical(old.len(), new.len(), tail);
    Some(Shift {
        point: median(&differences),
        interval: Interval {
            lower: differences[c - 1],
            upper: differences[differences.len() - c],
            confidence: 1.0 - 2.0 * below,
        },
    })
}

/// The smallest relative change that a comparison finds four times out of
/// five, by normal theory: (z + z_.8) / z half-widths (in logarithms) of an
/// interval of `confidence`, with its two-sided quantile z.
pub fn smallest_detectable(log_half_width: f64, confidence: f64) -> f64 {
    const FOUR_OF_FIVE: f64 = 0.841_621;
    let z = normal_quantile(f64::midpoint(1.0, confidence));
    (log_half_width * (z + FOUR_OF_FIVE) / z).exp_m1()
}

/// The largest c >= 1 with P(U < c) <= `tail`, and that probability; c = 1
/// where no c has it.
fn critical(m: usize, n: usize, tail: f64) -> (usize, f64) {
    if m * n > EXACT_UP_TO {
        return approximate(m, n, tail);
    }
    let counts = arrangements(m, n);
    let all: f64 = counts.iter().sum();
    let mut below = counts[0] / all;
    let mut c = 1;
    while c < m * n / 2 {
        let next = below + counts[c] / all;
        if next > tail {
            break;
        }
        (c, below) = (c + 1, next);
    }
    (c, below)
}

/// How many of the arrangements of m and n values give each U, 0 to mn: the
/// coefficients of the Gaussian binomial, the product over i = 1..m of
/// (1 - q^(n+i)) / (1 - q^i). Counts are whole numbers; below 2^53, which
/// the tails are, they are exact.
fn arrangements(m: usize, n: usize) -> Vec<f64> {
    let mut counts = vec![0.0; m * n + 1];
    counts[0] = 1.0;
    for i in 1..=m {
        for u in (n + i..counts.len()).rev() {
            counts[u] -= counts[u - n - i];
        }
        for u in i..counts.len() {
            counts[u] += counts[u - i];
        }
    }
    counts
}

/// [`critical`] by the normal approximation with mean mn/2 and variance
/// mn(m+n+1)/12.
fn approximate(m: usize, n: usize, tail: f64) -> (usize, f64) {
    let pairs = float(m) * float(n);
    let deviation = (pairs * float(m + n + 1) / 12.0).sqrt();
    let c = pairs / 2.0 - normal_quantile(1.0 - tail) * deviation;
    (crate::stats::index(c).max(1), tail)
}

/// The standard normal quantile for p >= 1/2, by Abramowitz and Stegun
/// 26.2.23; its error is below 4.5e-4, of a rank here.
fn normal_quantile(p: f64) -> f64 {
    let t = (-2.0 * (1.0 - p).max(1e-300).ln()).sqrt();
    let above = 2.515_517 + t * (0.802_853 + t * 0.010_328);
    let below = 1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308));
    t - above / below
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Random;

    /// Critical values of Mann and Whitney's U, two-sided 5 %, plus one, and
    /// the coverage; counted by the recurrence of Mann and Whitney (1947) in
    /// Python, in agreement with the published tables (2, 13, 23, 127).
    #[test]
    fn critical_values_of_the_published_tables() {
        let reference = [
            (2, 2, 1, 0.666_666_666_666_666_7),
            (3, 3, 1, 0.9),
            (5, 5, 3, 0.968_253_968_253_968_3),
            (4, 7, 4, 0.957_575_757_575_757_5),
            (8, 8, 14, 0.950_116_550_116_550_2),
            (10, 10, 24, 0.956_742_947_455_021_8),
            (5, 10, 9, 0.960_039_960_039_960_1),
            (10, 20, 56, 0.950_968_971_058_926_1),
            (20, 20, 128, 0.950_909_674_810_627_6),
        ];
        for (m, n, expected, coverage) in reference {
            let (c, below) = critical(m, n, 0.025);
            assert_eq!(c, expected, "{m} and {n}");
            let got = 1.0 - 2.0 * below;
            assert!((got - coverage).abs() < 1e-12, "{m} and {n}: {got}");
        }
    }

    /// numpy and the recurrence above: median and order statistics 11 and
    /// 46 of the 56 log differences.
    #[test]
    fn a_ratio_with_its_interval() {
        let logs = |set: &[f64]| set.iter().map(|v| v.ln()).collect::<Vec<_>>();
        let old = logs(&[1.02, 1.05, 0.98, 1.11, 1.0, 1.07, 0.99, 1.03]);
        let new = logs(&[1.1, 1.16, 1.08, 1.13, 1.21, 1.05, 1.12]);
        let got = shift(&old, &new, 0.95).unwrap();
        let near = |a: f64, b: f64| assert!((a.exp() - b).abs() < 1e-12);
        near(got.point, 1.088_733_521_338_583_4);
        near(got.interval.lower, 1.028_571_428_571_428_7);
        near(got.interval.upper, 1.142_857_142_857_142);
        let claimed = got.interval.confidence;
        assert!((claimed - 0.959_906_759_906_759_9).abs() < 1e-12);
    }

    #[test]
    fn the_approximation_meets_the_exact_count() {
        for (m, n) in [(60, 60), (40, 100), (100, 100)] {
            let exact = critical(m, n, 0.025).0;
            let near = approximate(m, n, 0.025).0;
            assert!(exact.abs_diff(near) <= 2, "{m}, {n}: {exact}, {near}");
        }
    }

    #[test]
    fn laws_of_exchange_translation_and_scale() {
        let mut random = Random::new(11);
        for n in 2..20 {
            let mut old: Vec<f64> = (0..n).map(|_| random.normal()).collect();
            let new: Vec<f64> = (0..n + 3).map(|_| random.normal()).collect();
            let plain = shift(&old, &new, 0.95).unwrap();
            let back = shift(&new, &old, 0.95).unwrap();
            assert!((plain.point + back.point).abs() < 1e-12);
            assert!((plain.interval.lower + back.interval.upper).abs() < 1e-12);
            random.shuffle(&mut old);
            let up: Vec<f64> = new.iter().map(|v| v + 5.0).collect();
            let moved = shift(&old, &up, 0.95).unwrap();
            assert!((moved.point - plain.point - 5.0).abs() < 1e-12);
            assert!(plain.interval.lower <= plain.point);
            assert!(plain.point <= plain.interval.upper);
        }
        assert_eq!(shift(&[1.0], &[2.0], 0.95), None);
        assert_eq!(shift(&[], &[2.0, 3.0], 0.95), None);
    }

    /// 2000 pairs of sets of 10 without a shift: exact coverage 95.67 %,
    /// standard error .45 %.
    #[test]
    fn simulated_coverage_is_the_one_that_is_claimed() {
        let mut random = Random::new(5);
        let mut set = || (0..10).map(|_| random.normal()).collect::<Vec<_>>();
        let covered = (0..2000)
            .filter(|_| {
                let got = shift(&set(), &set(), 0.95).unwrap().interval;
                got.lower <= 0.0 && 0.0 <= got.upper
            })
            .count();
        let share = float(covered) / 2000.0;
        assert!((0.942..=0.970).contains(&share), "{share}");
    }

    /// scipy 1.14: norm.ppf(1 - a / 2), and norm.ppf(.8).
    #[test]
    fn the_detectable_change_is_wider_than_the_interval() {
        for (confidence, halves) in
            [(0.95, 1.429_4), (0.99, 1.326_7), (0.997_5, 1.278_4)]
        {
            let got = smallest_detectable(0.01, confidence);
            let wanted = (0.01_f64 * halves).exp_m1();
            assert!((got - wanted).abs() < 2e-5, "{got} {wanted}");
        }
    }
}
