//! How long a launch pair is: turns of one launch pair, or one more of them.
//!
//! Starting and warming two processes costs S, a half block of turns h. With
//! the variance w² of a half block's ln(new / old) within a launch pair, and
//! b² of launch pairs beyond that, the variance of the mean of all pairs that
//! fit into a budget is least at sqrt(S / h · c w² / b²) half blocks (Kalibera
//! and Jones 2013, "Rigorous benchmarking in reasonable time", section 6;
//! c = π / 2, since the median of the half blocks counts and not their mean).

use super::pair::{LaunchPair, MOST_HALVES};
use benchkit::{
    Nanos,
    stats::{MAD_TO_SD, mad, median, sorted},
};
use std::f64::consts::FRAC_PI_2;

/// A standard deviation that outliers do not move; `None` of one value.
pub(super) fn spread(values: &[f64]) -> Option<f64> {
    let values = sorted(values.iter().copied());
    let spread = MAD_TO_SD * mad(&values);
    (values.len() > 1 && spread.is_finite()).then_some(spread)
}

/// Half blocks of the next launch pairs, by `pairs` that took `spent` with
/// all that belongs to them.
pub(super) fn halves(pairs: &[LaunchPair], spent: Nanos) -> usize {
    let count = median(&sorted(pairs.iter().map(turns)));
    let turns_ns: f64 =
        pairs.iter().map(|pair| Nanos(pair.turns_ns).as_f64()).sum();
    let all: f64 = pairs.iter().map(turns).sum();
    let half_ns = (turns_ns / all).max(1.0);
    let start_ns = (spent.as_f64() / turns_ns - 1.0).max(0.1) * half_ns * count;
    let within = FRAC_PI_2 * variance_within(pairs);
    let points: Vec<f64> = pairs.iter().map(|pair| pair.point).collect();
    let between = spread(&points).unwrap_or(0.0).powi(2) - within / count;
    let wanted = (start_ns / half_ns * within / between.max(0.0)).sqrt();
    let last = pairs.last().map_or(count, turns);
    let wanted = if wanted.is_nan() { last } else { wanted };
    // One half block tells no spread, and nothing would bring it back.
    rounded(wanted.max(last.min(2.0)))
}

/// Variance of the half blocks around their launch pair's median: robust, as
/// a disturbed turn is; 0 where pairs have one only.
fn variance_within(pairs: &[LaunchPair]) -> f64 {
    let several = pairs.iter().filter(|pair| pair.turns.len() > 1);
    let apart = several.flat_map(|pair| {
        let count = turns(pair);
        let shrunk = (count / (count - 1.0)).sqrt();
        pair.turns.iter().map(move |turn| (turn - pair.point).abs() * shrunk)
    });
    let apart = sorted(apart);
    if apart.is_empty() { 0.0 } else { (MAD_TO_SD * median(&apart)).powi(2) }
}

#[expect(clippy::cast_precision_loss, reason = "some dozens")]
fn turns(pair: &LaunchPair) -> f64 {
    pair.turns.len() as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "clamped in the same line"
)]
fn rounded(wanted: f64) -> usize {
    wanted.round().clamp(1.0, MOST_HALVES as f64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use benchkit::harness::Random;

    /// Uniform with a standard deviation of one.
    fn noise(random: &mut Random) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "53 bits")]
        let bits = (random.next_number() >> 11) as f64;
        (bits / 9_007_199_254_740_992.0 - 0.5) * 12.0_f64.sqrt()
    }

    /// Launch pairs of `count` half blocks of 1 ms, and 10 ms to start.
    fn asked(within: f64, between: f64, count: usize) -> usize {
        let mut random = Random::new(7);
        let pairs: Vec<LaunchPair> = (0..200)
            .map(|_| {
                let own = between * noise(&mut random);
                let mut turn = || own + within * noise(&mut random);
                let turns: Vec<f64> = (0..count).map(|_| turn()).collect();
                let point = median(&sorted(turns.iter().copied()));
                let turns_ns = count as u64 * 1_000_000;
                LaunchPair { turns, point, turns_ns, cost: [1.0; 2] }
            })
            .collect();
        let each = count as u64 * 1_000_000 + 10_000_000;
        halves(&pairs, Nanos(200 * each))
    }

    /// sqrt(10 · 1.57 · w² / b²) is 4 where both are alike, 8 where turns
    /// scatter twice as much; it is more than there may be, or nothing.
    #[test]
    fn the_noisier_part_gets_the_time() {
        let alike = asked(1.0, 1.0, 4);
        assert!((3..=5).contains(&alike), "{alike}");
        let turns = asked(2.0, 1.0, 8);
        assert!((6..=10).contains(&turns), "{turns}");
        assert_eq!(asked(1.0, 0.0, 8), MOST_HALVES);
        assert_eq!(asked(0.01, 1.0, 4), 2);
    }

    #[test]
    fn what_cannot_be_told_stays_as_it_was() {
        assert_eq!(asked(0.0, 1.0, 1), 1, "one half block has no spread");
        assert_eq!(asked(0.0, 0.0, 5), 5, "nothing scatters");
    }
}
