//! When a warm-up is over.

use crate::stats::{MAD_TO_SD, float, mad, median, sort, sorted};

/// Values in a block, as MSER-5 has them.
const BLOCK: usize = 5;
/// Blocks before the first answer: fewer say nothing about a trend.
const FEWEST_BLOCKS: usize = 10;
/// Blocks that must follow a cut: two that agree by chance are no end.
const FEWEST_AFTER: usize = 3;
/// Blocks of the later half further than this many scaled MADs from its
/// median are drawn in to that distance: one preempted block is no trend.
const CLIP: f64 = 3.0;

/// Decides online whether a series has become steady: MSER-5 (White, "An
/// effective truncation heuristic for bias reduction in simulation output",
/// 1997) on medians of blocks of 5.
///
/// The cut d that minimises the standard error of the mean of what follows
/// it, `sum (y_i - mean)^2 / (n - d)^2`, marks the end of the transient; the
/// series is steady once that cut lies in its first half, so that the
/// unsteady part is the smaller one. Medians of blocks in place of White's
/// means, and clipping, keep preempted values from looking like a transient.
#[derive(Clone, Debug, Default)]
pub struct Steady {
    pending: Vec<f64>,
    blocks: Vec<f64>,
    next_look: usize,
    settled: bool,
}

impl Steady {
    /// An empty series.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next value; true once the series is steady, and from then
    /// on.
    pub fn push(&mut self, value: f64) -> bool {
        if self.settled {
            return true;
        }
        self.pending.push(value);
        if self.pending.len() == BLOCK {
            sort(&mut self.pending);
            self.blocks.push(median(&self.pending));
            self.pending.clear();
            self.look();
        }
        self.settled
    }

    /// Looks at the blocks, as long as there are few at each of them, later
    /// after each 32nd part more, so that a long warm-up stays cheap.
    fn look(&mut self) {
        let count = self.blocks.len();
        if count >= self.next_look.max(FEWEST_BLOCKS) {
            self.next_look = count + 1 + count / 32;
            self.settled = is_steady(&self.blocks);
        }
    }

    /// Whether the series has become steady.
    pub fn is_steady(&self) -> bool {
        self.settled
    }
}

fn is_steady(blocks: &[f64]) -> bool {
    let half = blocks.len() / 2;
    if !blocks.iter().all(|y| y.is_finite()) {
        return false;
    }
    let late = sorted(blocks[half..].iter().copied());
    let (center, reach) = (median(&late), CLIP * MAD_TO_SD * mad(&late));
    let mut series = blocks.to_vec();
    // Only the later half is drawn in: a preempted block in the earlier one
    // is cut off like a transient, and a transient must stay what it is.
    if reach > 0.0 {
        for y in &mut series[half..] {
            *y = y.clamp(center - reach, center + reach);
        }
    }
    cut(&series) <= half
}

/// The cut that MSER chooses; the last values, too few to speak, are left
/// out as White has it.
fn cut(series: &[f64]) -> usize {
    let n = series.len();
    let center = series[n - 1];
    let (mut sum, mut squares) = (0.0, 0.0);
    let (mut best, mut least) = (n, f64::INFINITY);
    for d in (0..n).rev() {
        let value = series[d] - center;
        sum += value;
        squares += value * value;
        let rest = float(n - d);
        let error = (squares - sum * sum / rest).max(0.0) / (rest * rest);
        // <=: of equals the earliest cut, so that a constant is steady.
        if n - d >= FEWEST_AFTER && error <= least {
            (best, least) = (d, error);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Random;

    /// Values pushed until the series is steady, at most `most`.
    fn pushed(
        most: usize,
        mut value: impl FnMut(usize) -> f64,
    ) -> Option<usize> {
        let mut series = Steady::new();
        (0..most).find(|&at| series.push(value(at))).map(|at| at + 1)
    }

    #[test]
    fn a_constant_is_steady_at_the_first_look() {
        assert_eq!(pushed(100, |_| 7.0), Some(BLOCK * FEWEST_BLOCKS));
    }

    /// Noise of 1 % with 5 % of the values preempted (twice the time): steady
    /// early, hardly ever late.
    #[test]
    fn flat_noise_is_steady_soon() {
        let mut random = Random::new(1);
        let mut late = 0;
        for _ in 0..500 {
            let end = pushed(500, |_| {
                let preempted = f64::from(random.uniform() < 0.05);
                (1.0 + 0.01 * random.normal()) * (1.0 + preempted)
            });
            late += usize::from(end.is_none_or(|end| end > 100));
        }
        assert!(late <= 15, "{late} of 500 flat series took long");
    }

    /// A start that is 50 % slower and dies out with a time constant of 40
    /// values is over when it is below the noise, not before 80 values.
    #[test]
    fn a_transient_is_waited_for() {
        let mut random = Random::new(2);
        for round in 0..200 {
            let end = pushed(2000, |at| {
                1.0 + 0.5 * (-float(at) / 40.0).exp() + 0.01 * random.normal()
            });
            let end = end.expect("the transient ends");
            assert!((80..=700).contains(&end), "round {round}: {end}");
        }
    }

    #[test]
    fn a_step_is_waited_for() {
        let mut random = Random::new(3);
        for _ in 0..200 {
            let noisy = |at| if at < 30 { 3.0 } else { 1.0 };
            let end = pushed(500, |at| noisy(at) + 0.01 * random.normal());
            let end = end.expect("the step ends");
            assert!((55..=150).contains(&end), "{end}");
        }
    }

    #[test]
    fn a_ramp_and_nonsense_are_never_steady() {
        let mut random = Random::new(4);
        let ramp =
            pushed(500, |at| 1.0 + float(at) / 100.0 + 0.01 * random.normal());
        assert_eq!(ramp, None);
        assert_eq!(pushed(500, |_| f64::NAN), None);
        assert_eq!(pushed(500, |_| f64::INFINITY), None);
    }

    fn settles(seed: u64, scale: f64, offset: f64) -> Option<usize> {
        let mut random = Random::new(seed);
        pushed(1000, |at| {
            let start = (-float(at) / 30.0).exp();
            scale * (start + 0.05 * random.normal()) + offset
        })
    }

    #[test]
    fn scale_and_translation_change_nothing() {
        for seed in 0..50 {
            assert_eq!(settles(seed, 1.0, 0.0), settles(seed, 4.0, 1024.0));
        }
    }
}
