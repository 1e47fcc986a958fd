//! Location and spread of sorted numbers.

use crate::stats::{float, index};

/// Sorts by [`f64::total_cmp`]: NaN has a place, so nothing panics.
pub fn sort(values: &mut [f64]) {
    values.sort_unstable_by(f64::total_cmp);
}

/// The values in rising order.
pub fn sorted(values: impl IntoIterator<Item = f64>) -> Vec<f64> {
    gathered(&mut values.into_iter())
}

fn gathered(values: &mut dyn Iterator<Item = f64>) -> Vec<f64> {
    let mut all: Vec<f64> = values.collect();
    sort(&mut all);
    all
}

/// The middle of `sorted`, the mean of the two middle ones where their count
/// is even; NaN for none.
pub fn median(sorted: &[f64]) -> f64 {
    let half = sorted.len() / 2;
    match (sorted.get(half), sorted.len() % 2) {
        (None, _) => f64::NAN,
        (Some(&middle), 1) => middle,
        // The distance is halved, not the sum, which could overflow.
        (Some(&upper), _) => {
            sorted[half - 1] + (upper - sorted[half - 1]) / 2.0
        }
    }
}

/// The `q` quantile of `sorted` (0 to 1) by linear interpolation between
/// order statistics: type 7 of Hyndman and Fan (1996), numpy's default. NaN
/// for none.
pub fn quantile(sorted: &[f64], q: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let position = q.clamp(0.0, 1.0) * float(last);
    let below = index(position).min(last);
    let above = (below + 1).min(last);
    let part = position - float(below);
    if part > 0.0 {
        sorted[below] + (sorted[above] - sorted[below]) * part
    } else {
        sorted[below]
    }
}

/// The arithmetic mean, the sum compensated after Neumaier (1974); NaN for
/// none.
pub fn mean(values: &[f64]) -> f64 {
    let (mut sum, mut lost) = (0.0_f64, 0.0);
    for &value in values {
        let next = sum + value;
        lost += if sum.abs() >= value.abs() {
            (sum - next) + value
        } else {
            (value - next) + sum
        };
        sum = next;
    }
    (sum + lost) / float(values.len())
}

/// Standard deviation / median absolute deviation of a normal distribution.
pub const MAD_TO_SD: f64 = 1.4826;

/// The median absolute deviation from the median, not scaled to a standard
/// deviation; NaN for none.
pub fn mad(sorted: &[f64]) -> f64 {
    let center = median(sorted);
    median(&self::sorted(sorted.iter().map(|value| (value - center).abs())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Random;

    fn close(left: f64, right: f64) {
        let scale = right.abs().max(1.0);
        assert!((left - right).abs() <= 1e-12 * scale, "{left} != {right}");
    }

    /// numpy 2 `quantile`, scipy 1.17.1 `median_abs_deviation`.
    #[test]
    fn reference_values() {
        let values = sorted([3.1, 1.2, 5.9, 2.6, 4.4, 9.3, 7.7]);
        let expected = [
            (0.0, 1.2),
            (0.05, 1.62),
            (0.25, 2.85),
            (0.5, 4.4),
            (0.9, 8.34),
            (1.0, 9.3),
        ];
        for (q, value) in expected {
            close(quantile(&values, q), value);
        }
        close(mad(&values), 1.8);
        close(median(&values), 4.4);
        close(median(&values[..6]), 3.75);
        close(mean(&[1e100, 1.0, -1e100, 1.0]), 0.5);
    }

    #[test]
    fn nothing_has_no_location() {
        assert!(median(&[]).is_nan());
        assert!(quantile(&[], 0.5).is_nan());
        assert!(mean(&[]).is_nan());
        assert!(mad(&[]).is_nan());
    }

    #[test]
    fn laws_of_permutation_translation_and_scale() {
        let mut random = Random::new(7);
        for n in 1..60 {
            let values: Vec<f64> = (0..n).map(|_| random.normal()).collect();
            let mut other = values.clone();
            random.shuffle(&mut other);
            let (one, two) = (sorted(values.clone()), sorted(other));
            assert_eq!(one, two);
            let moved = sorted(values.iter().map(|v| 3.0 * v + 10.0));
            for q in [0.0, 0.1, 0.5, 0.77, 1.0] {
                close(quantile(&moved, q), 3.0 * quantile(&one, q) + 10.0);
            }
            close(median(&one), quantile(&one, 0.5));
            close(mean(&moved), 3.0 * mean(&one) + 10.0);
            close(mad(&moved), 3.0 * mad(&one));
        }
    }
}
