//! Slopes and tests of a trend that outliers hardly move.

use benchkit::stats::{float, index, median, sorted};

/// A value at a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::analyse) struct Point {
    /// When, in seconds.
    pub(in crate::analyse) x: f64,
    /// What.
    pub(in crate::analyse) y: f64,
}

/// A slope with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::analyse) struct Slope {
    pub(in crate::analyse) point: f64,
    pub(in crate::analyse) lower: f64,
    pub(in crate::analyse) upper: f64,
}

/// Two-sided 95 % quantile of the standard normal distribution.
const Z: f64 = 1.959_964;

/// The slope after Theil (1950) and Sen (1968): the median of the slopes
/// between any two points, and the interval that inverts Kendall's test. The
/// variance of its score is multiplied by `inflation` (1 for independent
/// values). `None` where no time passes between any two points.
pub(in crate::analyse) fn theil_sen(
    points: &[Point],
    inflation: f64,
) -> Option<Slope> {
    let mut slopes = Vec::new();
    for (at, left) in points.iter().enumerate() {
        for right in &points[at + 1..] {
            let run = right.x - left.x;
            if run > 0.0 {
                slopes.push((right.y - left.y) / run);
            }
        }
    }
    let count = slopes.len();
    if count == 0 {
        return None;
    }
    let deviation = (score_variance(points) * inflation).sqrt();
    let below = index(((float(count) - Z * deviation) / 2.0).round());
    let above = index(f64::midpoint(float(count), Z * deviation).round());
    let lower = nth(&mut slopes, below.saturating_sub(1));
    let upper = nth(&mut slopes, above.min(count - 1));
    let half = count / 2;
    let middle = nth(&mut slopes, half);
    let point = if count % 2 == 1 {
        middle
    } else {
        f64::midpoint(nth(&mut slopes, half - 1), middle)
    };
    Some(Slope { point, lower: lower.min(point), upper: upper.max(point) })
}

/// The value of rank `at` (from 0), without sorting all of them.
fn nth(values: &mut [f64], at: usize) -> f64 {
    *values.select_nth_unstable_by(at, f64::total_cmp).1
}

/// The variance of Kendall's score where nothing depends on time, ties
/// among the values taken off (Kendall, "Rank Correlation Methods", 4.4).
fn score_variance(points: &[Point]) -> f64 {
    let term = |n: usize| float(n) * (float(n) - 1.0) * (2.0 * float(n) + 5.0);
    let ties: f64 = tied(points).into_iter().map(term).sum();
    (term(points.len()) - ties) / 18.0
}

/// How many points share a value, for each value.
fn tied(points: &[Point]) -> Vec<usize> {
    let values = sorted(points.iter().map(|point| point.y));
    let same = values.chunk_by(|left, right| left.total_cmp(right).is_eq());
    same.map(<[f64]>::len).collect()
}

/// Kendall's test for a trend.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::analyse) struct Kendall {
    /// Pairs that rise, less those that fall.
    pub(in crate::analyse) score: f64,
    /// The score's variance where nothing depends on time.
    pub(in crate::analyse) variance: f64,
}

impl Kendall {
    /// Of points in the order of time, no two at the same time.
    pub(in crate::analyse) fn of(points: &[Point]) -> Self {
        let mut score = 0.0;
        for (at, left) in points.iter().enumerate() {
            for right in &points[at + 1..] {
                score += f64::from(u8::from(right.y > left.y));
                score -= f64::from(u8::from(right.y < left.y));
            }
        }
        Self { score, variance: score_variance(points) }
    }

    /// The score in standard deviations, corrected for its steps of 2; the
    /// variance is multiplied by `inflation`.
    pub(in crate::analyse) fn deviations(&self, inflation: f64) -> f64 {
        let deviation = (self.variance * inflation).sqrt();
        let beyond = (self.score.abs() - 1.0).max(0.0);
        if deviation > 0.0 { beyond / deviation } else { 0.0 }
    }
}

/// The distances of `points` from a line of `slope` through their middle.
pub(in crate::analyse) fn residuals(points: &[Point], slope: f64) -> Vec<f64> {
    let above = |point: &Point| point.y - slope * point.x;
    let center = median(&sorted(points.iter().map(above)));
    points.iter().map(|point| above(point) - center).collect()
}

/// How much a value resembles the one before it: the first-order correlation
/// rho, 0 to .99, from residuals in stretches.
///
/// Of a first-order autoregression the mean square of the differences of
/// values two apart, divided by that of neighbours, is 1 + rho. Differences
/// hardly see a slow bend, which would look like resemblance. 2 (1 + rho) / n
/// makes up for what is lost to the line that was taken off; it errs on the
/// side of resemblance.
pub(in crate::analyse) fn dependence(stretches: &[Vec<f64>]) -> f64 {
    let (near, far) = (differences(stretches, 1), differences(stretches, 2));
    // More than 2 is no autoregression, 4 is a straight line: a bend without
    // noise.
    if near <= 0.0 || !far.is_finite() || far > 3.0 * near {
        return 0.0;
    }
    let n: usize = stretches.iter().map(Vec::len).sum();
    let rho = far / near - 1.0;
    (rho + 2.0 * (1.0 + rho) / float(n)).clamp(0.0, 0.99)
}

/// The mean square of the differences of values `lag` apart; NaN for none.
fn differences(stretches: &[Vec<f64>], lag: usize) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for stretch in stretches {
        for (later, earlier) in stretch.iter().skip(lag).zip(stretch) {
            sum += (later - earlier) * (later - earlier);
            count += 1.0;
        }
    }
    sum / count
}

/// How much more the mean of many values varies than that of independent
/// ones, where each resembles the one before it by `rho`.
pub(in crate::analyse) fn inflation(rho: f64) -> f64 {
    (1.0 + rho) / (1.0 - rho)
}

/// The same for the score of Kendall's test on `blocks` blocks of `size`
/// values: `1 + 2 sum (1 - k / blocks) r_k` (Bayley and Hammersley, 1946),
/// with the correlation `r_k` of the means of blocks that are k apart.
pub(in crate::analyse) fn block_inflation(
    rho: f64,
    size: f64,
    blocks: usize,
) -> f64 {
    if rho <= 0.0 {
        return 1.0;
    }
    let lost = 1.0 - rho.powf(size);
    let own = size * (1.0 - rho * rho) - 2.0 * rho * lost;
    let shared: f64 = (1..blocks)
        .map(|apart| {
            let gap = float(apart - 1) * size + 1.0;
            let correlation = rho.powf(gap) * lost * lost / own;
            (1.0 - float(apart) / float(blocks)) * correlation
        })
        .sum();
    1.0 + 2.0 * shared
}

/// Points that follow each other, as one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::analyse) struct Group {
    /// The median time.
    pub(in crate::analyse) x: f64,
    /// The median value.
    pub(in crate::analyse) middle: f64,
    /// The smallest value.
    pub(in crate::analyse) least: f64,
}

/// `count` groups of as many points each as can be; there must be as many
/// points.
pub(in crate::analyse) fn groups(points: &[Point], count: usize) -> Vec<Group> {
    let end = |at: usize| points.len() * at / count;
    (0..count)
        .map(|at| {
            let part = &points[end(at)..end(at + 1)];
            let values = sorted(part.iter().map(|point| point.y));
            Group {
                x: median(&sorted(part.iter().map(|point| point.x))),
                middle: median(&values),
                least: values.first().copied().unwrap_or(f64::NAN),
            }
        })
        .collect()
}

/// The points, or as many medians of groups of them as `most`.
pub(in crate::analyse) fn middles(points: &[Point], most: usize) -> Vec<Point> {
    if points.len() <= most {
        return points.to_vec();
    }
    let groups = groups(points, most).into_iter();
    groups.map(|group| Point { x: group.x, y: group.middle }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::numbers::testing::{Noise, each_second};

    fn near(got: f64, expected: f64) {
        let error = (got - expected).abs();
        assert!(error < 1e-9 * expected.abs().max(1.0), "{got}, {expected}");
    }

    fn points(pairs: &[(f64, f64)]) -> Vec<Point> {
        pairs.iter().map(|&(x, y)| Point { x, y }).collect()
    }

    const RISING: [f64; 10] =
        [1.0, 3.0, 2.0, 5.0, 4.0, 6.0, 8.0, 7.0, 9.0, 12.0];

    /// scipy 1.17.1, `theilslopes(y, x)`; the second one has ties.
    #[test]
    fn slopes_equal_scipy() {
        let slope = theil_sen(&each_second(RISING), 1.0).expect("a slope");
        near(slope.point, 1.0);
        near(slope.lower, 0.75);
        near(slope.upper, 1.428_571_428_571_428_6);
        let tied = [
            (0.0, 2.0),
            (1.0, 1.0),
            (2.0, 4.0),
            (4.0, 3.0),
            (5.0, 5.0),
            (7.0, 5.0),
            (8.0, 7.0),
        ];
        let slope = theil_sen(&points(&tied), 1.0).expect("a slope");
        near(slope.point, 2.0 / 3.0);
        near(slope.lower, 0.2);
        near(slope.upper, 1.0);
    }

    #[test]
    fn no_time_is_no_slope() {
        assert_eq!(theil_sen(&points(&[(1.0, 2.0), (1.0, 3.0)]), 1.0), None);
        assert_eq!(theil_sen(&[], 1.0), None);
        let flat = theil_sen(&each_second([4.0; 9]), 1.0).expect("a slope");
        assert_eq!(flat, Slope { point: 0.0, lower: 0.0, upper: 0.0 });
    }

    #[test]
    fn dependent_values_have_a_wider_interval() {
        let values = each_second(Noise::new(1).resembling(60, 0.0));
        let plain = theil_sen(&values, 1.0).expect("a slope");
        let wider = theil_sen(&values, 4.0).expect("a slope");
        near(plain.point, wider.point);
        assert!(wider.lower < plain.lower && plain.upper < wider.upper);
    }

    /// Two-sided probability of `score`, from the number of inversions of a
    /// random permutation of `n` values: each further value adds 0 to n - 1 of
    /// them, all alike.
    fn exact(n: usize, score: f64) -> f64 {
        let mut chances = vec![1.0];
        for added in 2..=n {
            let mut next = vec![0.0; chances.len() + added - 1];
            for (inversions, chance) in chances.iter().enumerate() {
                for more in 0..added {
                    next[inversions + more] += chance / float(added);
                }
            }
            chances = next;
        }
        let pairs = float(chances.len() - 1);
        let fewest = index((pairs - score.abs()) / 2.0);
        let below: f64 = chances.iter().take(fewest + 1).sum();
        (2.0 * below).min(1.0)
    }

    /// scipy 1.17.1, `kendalltau(x, y)`: its exact p; that of scores of 12
    /// values by counting the inversions of all permutations in Python.
    #[test]
    fn kendall_equals_scipy() {
        let got = Kendall::of(&each_second(RISING));
        near(got.score, 39.0);
        near(exact(10, 39.0), 1.151_895_943_562_610_3e-4);
        near(exact(12, 38.0), 0.008_757_732_750_788_306);
        near(exact(12, 40.0), 0.005_380_307_706_696_595);
        near(exact(12, 0.0), 1.0);
        let tied = Kendall::of(&each_second([1.0, 1.0, 2.0]));
        near(tied.score, 2.0);
        // (3 2 11 - 2 1 9) / 18.
        near(tied.variance, 48.0 / 18.0);
        let none = Kendall::of(&each_second([1.0; 5]));
        near(none.deviations(1.0), 0.0);
    }

    /// From a score of 40 of 12 values on there is a trend at 1 %; the exact
    /// test asks for 38.
    #[test]
    fn deviations_are_stricter_than_the_exact_test() {
        let of = |score| Kendall { score, variance: 638.0 / 3.0 };
        assert!(of(40.0).deviations(1.0) > 2.576);
        assert!(of(-38.0).deviations(1.0) < 2.576);
        assert!(of(40.0).deviations(1.2) < 2.576);
    }

    #[test]
    fn resemblance_is_found_and_a_bend_is_not_taken_for_it() {
        let mut noise = Noise::new(4);
        for rho in [0.0, 0.5, 0.8, 0.95] {
            let values = noise.resembling(4_000, rho);
            let got = dependence(&[values]);
            assert!((got - rho).abs() < 0.1, "{got} of {rho}");
        }
        let bent = |at: usize| 20.0 * (-float(at) / 100.0).exp();
        let values: Vec<f64> =
            (0..300).map(|at| bent(at) + noise.normal()).collect();
        assert!(dependence(&[values]) < 0.2);
        near(dependence(&[vec![1.0; 20]]), 0.0);
        near(dependence(&[Vec::new()]), 0.0);
        near(dependence(&[(0..50).map(bent).collect()]), 0.0);
    }

    /// Against the sums of all correlations rho^|i-j| within and between the
    /// blocks, by numpy 2.4.6: 12 blocks of 5 values, rho .8.
    #[test]
    fn blocks_resemble_each_other_less_than_values() {
        near(block_inflation(0.8, 5.0, 12), 2.301_110_705_961_451);
        near(block_inflation(0.0, 5.0, 12), 1.0);
        let large = block_inflation(0.8, 500.0, 12);
        assert!((1.0..1.02).contains(&large), "{large}");
    }

    #[test]
    fn groups_are_of_equal_size_and_leave_nothing_out() {
        let ramp = each_second((0..10).map(float));
        let got = groups(&ramp, 3);
        let firsts: Vec<f64> = got.iter().map(|group| group.least).collect();
        assert_eq!(firsts, [0.0, 3.0, 6.0]);
        let middles: Vec<f64> = got.iter().map(|group| group.middle).collect();
        assert_eq!(middles, [1.0, 4.0, 7.5]);
        assert_eq!(super::middles(&ramp, 10), ramp);
        assert_eq!(super::middles(&ramp, 5).len(), 5);
    }
}
