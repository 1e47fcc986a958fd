//! What launch pairs say: the direction of a change, and whether it matters.
//!
//! The launch pair is the n. Its value is the median of ln(new / old) over
//! its turns; over the pairs the interval of the signed-rank test decides
//! ([`signed_rank`](super::signed_rank)), looked at some of [`LOOKS`] and when
//! the time is over, each with its share of the error (Bonferroni).

use super::signed_rank::{p_value, shift};
use benchkit::stats::{Interval, float, smallest_detectable, sorted};

/// Launch pairs at which the verdict is looked at.
pub(crate) const LOOKS: [usize; 6] = [12, 24, 48, 96, 192, 384];

/// Error of a direction over all looks, two-sided.
pub(crate) const DIRECTION: f64 = 0.01;

/// Error of an equivalence over all looks, one-sided each.
pub(crate) const EQUIVALENCE: f64 = 0.05;

/// What is asked of a comparison.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Question {
    /// Relative change that does not matter: inside it two are equivalent.
    pub(crate) margin: f64,
    /// Relative slow-down beyond which a change is a regression.
    pub(crate) threshold: f64,
}

/// The answer so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Slower,
    Faster,
    /// Certain, and inside the margin.
    Trivial,
    Equivalent,
    Inconclusive,
}

/// What the launch pairs show.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Judged {
    pub(crate) direction: Direction,
    /// Slower, and the interval's near end beyond the threshold.
    pub(crate) regression: bool,
    /// The same for the better.
    pub(crate) improvement: bool,
    /// Whether more pairs can change neither answer.
    pub(crate) decided: bool,
    /// ln(new / old).
    pub(crate) point: f64,
    pub(crate) lower: f64,
    pub(crate) upper: f64,
    /// Two-sided p of the signed-rank test, times the looks.
    pub(crate) p: f64,
    /// Relative change that so many pairs find in 80 % of tries.
    pub(crate) smallest_detectable: f64,
    /// Pairs that would decide, as far as the interval's width tells.
    pub(crate) needed: Option<usize>,
}

/// Judges `pairs`, of which `looks` looks are taken; `None` for fewer than
/// the first look takes.
pub(crate) fn judge(
    pairs: &[f64],
    looks: usize,
    question: Question,
) -> Option<Judged> {
    if pairs.len() < LOOKS[0] {
        return None;
    }
    let shares = float(looks);
    let values = sorted(pairs.iter().copied());
    let sureness = 1.0 - DIRECTION / shares;
    let (point, wide) = shift(&values, sureness)?;
    let (_, narrow) = shift(&values, 1.0 - 2.0 * EQUIVALENCE / shares)?;
    let margin = question.margin.ln_1p();
    let threshold = question.threshold.ln_1p();
    let sure = wide.lower > 0.0 || wide.upper < 0.0;
    let inside = |i: &Interval| i.lower > -margin && i.upper < margin;
    let direction = match (sure, inside(&wide), inside(&narrow)) {
        (true, true, _) => Direction::Trivial,
        (true, false, _) if wide.lower > 0.0 => Direction::Slower,
        (true, false, _) => Direction::Faster,
        (false, _, true) => Direction::Equivalent,
        (false, _, false) => Direction::Inconclusive,
    };
    let regression = wide.lower > threshold && !inside(&wide);
    let improvement = wide.upper < -threshold && !inside(&wide);
    // Whether it matters is open while the interval holds the threshold.
    let open = match direction {
        Direction::Slower => !regression && wide.upper > threshold,
        Direction::Faster => !improvement && wide.lower < -threshold,
        Direction::Trivial | Direction::Equivalent => false,
        Direction::Inconclusive => true,
    };
    let half = (wide.upper - wide.lower) / 2.0;
    Some(Judged {
        direction,
        regression,
        improvement,
        decided: !open,
        point,
        lower: wide.lower,
        upper: wide.upper,
        p: (p_value(&values) * shares).min(1.0),
        smallest_detectable: smallest_detectable(half, sureness),
        needed: needed(pairs.len(), point, half, question),
    })
}

/// Pairs whose interval would lie on one side of what stands in its way:
/// n (width / target)^2.
fn needed(
    n: usize,
    point: f64,
    half: f64,
    question: Question,
) -> Option<usize> {
    let margin = question.margin.ln_1p();
    let target = (margin - point.abs()).abs().max(point.abs());
    let times = (half / target).powi(2);
    if !(times.is_finite() && times > 1.0) {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a rounded count, cut at a million"
    )]
    let count = (float(n) * times).min(1e6).ceil() as usize;
    Some(count)
}

/// Which of the p-values `ps` are discoveries at rate `q`: Benjamini and
/// Hochberg (1995). Whatever is one raw may be none among many.
pub(crate) fn discoveries(ps: &[f64], q: f64) -> Vec<bool> {
    adjusted(ps).into_iter().map(|p| p <= q).collect()
}

/// The p-values, adjusted for their number as Benjamini and Hochberg do.
fn adjusted(ps: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..ps.len()).collect();
    order.sort_by(|a, b| ps[*b].total_cmp(&ps[*a]));
    let mut out = vec![1.0; ps.len()];
    let all = float(ps.len());
    let mut least = 1.0_f64;
    for (from_last, at) in order.into_iter().enumerate() {
        let rank = float(ps.len() - from_last);
        least = least.min(ps[at] * all / rank);
        out[at] = least;
    }
    out
}

#[cfg(test)]
#[path = "rule_tests.rs"]
mod tests;
