//! Whether a trend goes on at the end of a series, or has settled.

use super::trend::{Point, middles};
use benchkit::stats::{float, mean};

/// Points that the curves are fitted to: more are grouped.
const MOST: usize = 360;

/// A line is out of the question where its squares exceed those of the best
/// curve by more than this many variances: a curve is chosen from many, so
/// that the 3.7 standard errors of this are not too much.
const LINE: f64 = 14.0;

/// Curves whose squares exceed the best one's by no more than this many
/// variances are believed as well: 2.4 standard errors of what bends them.
const ALIKE: f64 = 6.0;

/// Standard errors by which what is left of a trend must exceed its share:
/// what has settled is by chance taken to go on in 2 of 100 series at most.
const SURE: f64 = 2.0;

/// The least share of the whole trend's slope that is a trend going on.
const SHARE: f64 = 0.1;

/// Time constants of the curves that settle by themselves: the longest, as a
/// share of the series, how many, and each next one's share of the one
/// before.
const SLOWEST: f64 = 0.4;
const CURVES: i32 = 15;
const FASTER: f64 = 0.82;

/// Shares of the series at which a line may bend: from .2 to .85.
const BENDS: u32 = 14;

/// A bend behind this share of the series is late: what follows is too short
/// to tell its slope from that of the whole where values scatter, and every
/// trend would be unclear.
const LATE: f64 = 0.72;

/// A part of the largest deviation that is rounding.
const ROUNDING: f64 = 1e-9;

/// What becomes of a trend at the end of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::analyse) enum Ending {
    /// It goes on, whatever curve is believed.
    GoesOn,
    /// It has settled: no line, and no slope that is sure.
    Settled,
    /// A line will do, and so will a curve that has settled.
    Unclear,
}

/// How the trend in the direction of `sign` ends.
///
/// Two families of plateaus are fitted by least squares beside the line a +
/// c x: a + c x + b exp(-x / tau), and a + c x + b min(x - bend, 0). The
/// trend goes on where all curves that are believed keep a slope c at the end
/// which surely exceeds a tenth of the line's. Late bends count only where a
/// line is out of the question. Variances are multiplied by `inflation`.
pub(in crate::analyse) fn ending(
    points: &[Point],
    inflation: f64,
    sign: f64,
) -> Ending {
    let points = middles(points, MOST);
    let Some(line) = Line::through(&points) else { return Ending::Unclear };
    let plain = line.squares();
    let fits: Vec<Fit> = terms().filter_map(|term| line.with(&term)).collect();
    let least = |fits: &[&Fit]| {
        fits.iter().map(|fit| fit.squares).fold(plain, f64::min)
    };
    let all: Vec<&Fit> = fits.iter().collect();
    let free = (float(points.len()) - 4.0).max(1.0);
    let variance = (least(&all) / free * inflation).max(line.rounding());
    let bent = plain > least(&all) + LINE * variance;
    let asked: Vec<&Fit> =
        all.into_iter().filter(|fit| bent || !fit.late).collect();
    let limit = least(&asked) + ALIKE * variance;
    let share = SHARE * (line.slope * sign).max(0.0);
    let goes_on = |fit: &&Fit| {
        fit.slope * sign - SURE * (variance * fit.spread).sqrt() > share
    };
    let mut believed = asked.iter().filter(|fit| fit.squares <= limit);
    match (believed.all(goes_on), bent) {
        (true, _) => Ending::GoesOn,
        (false, true) => Ending::Settled,
        (false, false) => Ending::Unclear,
    }
}

/// What bends a line: of the time as a share of the series.
#[derive(Clone, Copy, Debug)]
enum Term {
    /// A settling with this time constant.
    Settling(f64),
    /// A bend at this place.
    Bend(f64),
}

impl Term {
    fn at(&self, x: f64) -> f64 {
        match *self {
            Self::Settling(constant) => (-x / constant).exp(),
            Self::Bend(place) => (x - place).min(0.0),
        }
    }

    fn late(&self) -> bool {
        matches!(self, Self::Bend(place) if *place > LATE)
    }
}

fn terms() -> impl Iterator<Item = Term> {
    let settling = (0..CURVES).map(|at| SLOWEST * FASTER.powi(at));
    let bends = (0..BENDS).map(|at| 0.2 + 0.05 * f64::from(at));
    settling.map(Term::Settling).chain(bends.map(Term::Bend))
}

/// A straight line by least squares, and what it leaves.
struct Line {
    /// Times, 0 to 1, from their mean.
    times: Vec<f64>,
    /// The mean of the times.
    center: f64,
    /// The sum of the squares of `times`.
    width: f64,
    /// Rise over the whole series.
    slope: f64,
    /// Values less the line.
    rest: Vec<f64>,
    /// The largest distance of a value from the mean.
    reach: f64,
}

/// A line with one term more.
struct Fit {
    /// The sum of the squares that it leaves.
    squares: f64,
    /// The slope apart from the term.
    slope: f64,
    /// That slope's variance / the variance of a value.
    spread: f64,
    /// Whether the term is a late bend.
    late: bool,
}

impl Line {
    /// `None` where no time passes.
    fn through(points: &[Point]) -> Option<Self> {
        let (first, last) = (points.first()?, points.last()?);
        let span = last.x - first.x;
        if span <= 0.0 {
            return None;
        }
        let shares: Vec<f64> =
            points.iter().map(|point| (point.x - first.x) / span).collect();
        let center = mean(&shares);
        let times: Vec<f64> = shares.iter().map(|x| x - center).collect();
        let values: Vec<f64> = points.iter().map(|point| point.y).collect();
        let level = mean(&values);
        let heights: Vec<f64> = values.iter().map(|y| y - level).collect();
        let width = product(&times, &times);
        let slope = product(&times, &heights) / width;
        let rest = without(&heights, &times, slope);
        let reach = heights.iter().map(|y| y.abs()).fold(0.0, f64::max);
        Some(Self { times, center, width, slope, rest, reach })
    }

    fn squares(&self) -> f64 {
        product(&self.rest, &self.rest)
    }

    /// Squares that rounding makes.
    fn rounding(&self) -> f64 {
        (ROUNDING * self.reach).powi(2)
    }

    /// With `term`, by the theorem of Frisch, Waugh and Lovell: what the line
    /// leaves of the values on what it leaves of the term. `None` where that
    /// is nothing.
    fn with(&self, term: &Term) -> Option<Fit> {
        let raw: Vec<f64> =
            self.times.iter().map(|x| term.at(x + self.center)).collect();
        let level = mean(&raw);
        let bent: Vec<f64> = raw.iter().map(|y| y - level).collect();
        let lean = product(&self.times, &bent) / self.width;
        let own = without(&bent, &self.times, lean);
        let size = product(&own, &own);
        if size <= f64::EPSILON {
            return None;
        }
        let factor = product(&own, &self.rest) / size;
        let left = without(&self.rest, &own, factor);
        Some(Fit {
            squares: product(&left, &left),
            slope: self.slope - factor * lean,
            spread: 1.0 / self.width + lean * lean / size,
            late: term.late(),
        })
    }
}

fn product(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).map(|(a, b)| a * b).sum()
}

/// `values` less `factor` times `others`.
fn without(values: &[f64], others: &[f64], factor: f64) -> Vec<f64> {
    values.iter().zip(others).map(|(y, x)| y - factor * x).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::numbers::testing::{Noise, each_second};

    /// numpy 2.4.6, `linalg.lstsq` on [1, x, exp(-4 x)] and on [1, x,
    /// min(x - .5, 0)] with x = 0, .1, …, 1; the spread from the inverse of
    /// the normal equations.
    #[test]
    fn fits_equal_numpy() {
        let values = [0.0, 2.0, 3.1, 3.9, 4.2, 4.8, 4.9, 5.3, 5.2, 5.6, 5.5];
        let line = Line::through(&each_second(values)).expect("time passes");
        let near = |got: f64, expected: f64| {
            assert!((got - expected).abs() < 1e-9, "{got}, {expected}");
        };
        near(line.slope, 4.7);
        near(line.squares(), 5.928_272_727_273);
        let fit = line.with(&Term::Settling(0.25)).expect("a fit");
        near(fit.slope, 0.303_265_274_532);
        near(fit.squares, 0.145_218_512_466);
        near(fit.spread, 4.251_836_027_516);
        let fit = line.with(&Term::Bend(0.5)).expect("a fit");
        near(fit.slope, 0.774_193_548_387);
        near(fit.squares, 1.584_903_225_806);
        near(fit.spread, 4.457_478_005_865);
    }

    /// What a leak of .02 standard deviations a step over 300 values needs to
    /// be found every time: its rise of 6 less a tenth is `SURE` and 4 more
    /// standard errors away from none on each curve that may object, and on
    /// no late bend.
    #[test]
    fn the_least_leak_is_beyond_the_doubt_of_each_curve_that_is_asked() {
        let line = Line::through(&each_second((0..300).map(float)));
        let line = line.expect("time passes");
        for term in terms() {
            let fit = line.with(&term).expect("a fit");
            let errors = 6.0 * (1.0 - SHARE) / fit.spread.sqrt();
            assert_eq!(errors > SURE + 4.0, !fit.late, "{term:?}: {errors}");
        }
    }

    fn scattered(noise: &mut Noise, shape: &dyn Fn(f64) -> f64) -> Ending {
        let at = |n: usize| shape(float(n) / 300.0) + noise.normal();
        let values: Vec<f64> = (0..300).map(at).collect();
        ending(&each_second(values), 1.0, 1.0)
    }

    /// How many of 50 series go on, and how many have settled.
    fn endings(seed: u64, shape: &dyn Fn(f64) -> f64) -> [usize; 2] {
        let mut noise = Noise::new(seed);
        let mut counts = [0, 0];
        for _ in 0..50 {
            match scattered(&mut noise, shape) {
                Ending::GoesOn => counts[0] += 1,
                Ending::Settled => counts[1] += 1,
                Ending::Unclear => {}
            }
        }
        counts
    }

    #[test]
    fn lines_go_on_after_a_warm_up_too() {
        let [line, _] = endings(8, &|x| 6.0 * x);
        assert!(line >= 49, "{line} of 50");
        let [warmed, _] = endings(9, &|x| 12.0 * x - 9.0 * (-20.0 * x).exp());
        assert!(warmed >= 48, "{warmed} of 50");
    }

    #[test]
    fn plateaus_far_above_the_noise_are_seen_to_have_settled() {
        let curve = endings(10, &|x| -9.0 * (-5.0 * x).exp());
        assert!(curve[0] <= 2 && curve[1] >= 45, "{curve:?}");
        let bent = endings(11, &|x| 9.0 * x.min(0.5));
        assert!(bent[0] <= 2 && bent[1] >= 45, "{bent:?}");
    }

    /// A rise by 2 deviations, with noise of 1: nobody can tell.
    #[test]
    fn low_plateaus_do_not_go_on() {
        for bend in [0.3, 0.5, 0.7] {
            let low = endings(12, &|x| 2.0 / bend * x.min(bend));
            assert!(low[0] <= 3, "{bend}: {low:?}");
        }
    }

    /// Far above the noise even what bends late is seen.
    #[test]
    fn late_plateaus_far_above_the_noise_do_not_go_on() {
        let late = endings(13, &|x| 40.0 * x.min(0.85));
        assert!(late[0] <= 2, "{late:?}");
    }

    #[test]
    fn exact_shapes() {
        let of = |shape: &dyn Fn(f64) -> f64| {
            let values: Vec<f64> = (0..100).map(|n| shape(float(n))).collect();
            ending(&each_second(values), 1.0, 1.0)
        };
        assert_eq!(of(&|x| 3.0 * x), Ending::GoesOn);
        assert_eq!(of(&|x| 1e9 + 1e-3 * x), Ending::GoesOn);
        assert_eq!(of(&|x| x.min(50.0)), Ending::Settled);
    }
}
