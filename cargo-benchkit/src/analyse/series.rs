//! A value over time: does it stay, drift, leak, or settle?

use super::{
    document::{
        Absent, Finding, FindingKind, Series, SeriesSlope, SeriesVerdict,
        too_few,
    },
    numbers::{
        Ending, Group, Kendall, Point, Slope, block_inflation, dependence,
        ending, groups, inflation, middles, residuals, theil_sen,
    },
};
use crate::columns::number;
use benchkit::{
    model::Severity,
    stats::{MAD_TO_SD, float, mad, mean, median, sorted},
    unit::duration,
};

/// Fewest values: two in each window of what follows the warm-up.
const FEWEST: usize = 36;

/// Share of the values at the start that is warm-up: one third.
const WARMUP: usize = 3;

/// Windows of what follows it, for Kendall's test.
const WINDOWS: usize = 12;

/// The same windows' share of the warm-up.
const WARMUP_WINDOWS: usize = 6;

/// Windows of all values, for falls: wide ones, whose minima scatter little.
const WIDE: usize = 9;

/// Values that slopes are computed from: more are grouped.
const CELLS: usize = 240;

/// Deviations of Kendall's score from which there is a trend: p < .01.
const SURE: f64 = 2.576;

/// The least trend that matters: this share of the level in an hour.
const LEAST_AN_HOUR: f64 = 0.001;

/// A leak's minima rise by at least this share of the trend.
const MINIMA: f64 = 0.35;

/// Nothing that falls back by this share of its rise is called a trend: a
/// sawtooth of which little more than one tooth was recorded.
const FALLS: f64 = 0.5;

/// A rise that may be this many standard deviations of the values over what
/// was recorded is too large a doubt to call a series steady.
const DOUBT: f64 = 4.0;

/// A slope that may be no more than this share of the one that led there is
/// none.
const SETTLED: f64 = 0.5;

/// Windows' deviations from which the start differs from the rest.
const STARTED: f64 = 4.0;

/// The values in `points`, which are in the order of time, as a [`Series`]
/// of `file`.
///
/// The first third is dropped. A trend is where Kendall's test on the
/// medians of 12 windows of the rest finds one at 1 %, and the certain end of
/// Theil and Sen's slope exceeds the scatter of the windows and .1 % of the
/// level an hour; both allow for values that resemble the one before. What
/// becomes of it says [`ending`]: a plateau where it has settled, nothing
/// certain where it may have, or where it falls back like a sawtooth, a leak
/// where it goes on rising with its minima, and otherwise a drift.
///
/// The test is on medians since minima of so few values scatter more: of a
/// rise by 4 standard deviations in 12 windows it would miss some. That the
/// minima rise is asked of their slope.
pub(super) fn analyse(file: &str, points: &[Point]) -> Series {
    let mut series =
        Series { file: file.to_owned(), n: points.len(), ..Series::default() };
    let first = points.first().map_or(0.0, |point| point.x);
    let span = points.last().map_or(0.0, |point| point.x - first);
    let seen = if points.len() < FEWEST {
        Err(too_few(FEWEST))
    } else {
        Seen::of(points).ok_or_else(|| "no time passes".to_owned())
    };
    if points.len() > 1 {
        series.span_s = Some(span);
    }
    match seen {
        Err(why) => {
            series.absent = Absent::from([("slope", why.clone())]);
            series.reason = why;
        }
        Ok(seen) => {
            let (verdict, reason) = seen.judge();
            series.warmup = points.len() / WARMUP;
            series.verdict = verdict;
            series.reason = reason;
            series.level = Some(seen.level);
            series.slope = Some(SeriesSlope {
                point: seen.slope.point,
                lower: seen.slope.lower,
                upper: seen.slope.upper,
                unit: "1/s",
            });
            series.autocorrelation = Some(seen.rho);
            series.findings = finding(&series).into_iter().collect();
        }
    }
    series
}

/// What can be seen of a series.
struct Seen<'p> {
    /// All values.
    points: &'p [Point],
    /// Where the warm-up ends.
    cut: usize,
    /// Seconds after it.
    span: f64,
    /// The median after it.
    level: f64,
    /// The slope after it.
    slope: Slope,
    /// The slope of the second half of that, where time passes in it.
    late: Option<Slope>,
    /// Standard deviation around the slope, by the median absolute one.
    sd: f64,
    /// The windows after it.
    windows: Vec<Group>,
    /// Standard deviation of the windows' medians around the slope.
    windows_sd: f64,
    /// How much a value resembles the one before it.
    rho: f64,
    /// Kendall's test on the windows, in deviations.
    deviations: f64,
}

impl<'p> Seen<'p> {
    /// `None` where no time passes after the warm-up.
    fn of(points: &'p [Point]) -> Option<Self> {
        let cut = points.len() / WARMUP;
        let kept = &points[cut..];
        let cells = middles(kept, CELLS);
        let half = cells.len() / 2;
        let halves: Option<Vec<Vec<f64>>> = [&cells[..half], &cells[half..]]
            .into_iter()
            .map(|part| Some(residuals(part, theil_sen(part, 1.0)?.point)))
            .collect();
        let rho = dependence(&halves?);
        let slope = theil_sen(&cells, inflation(rho))?;
        let windows = groups(kept, WINDOWS);
        let medians = medians(&windows);
        let size = float(cells.len()) / float(WINDOWS);
        let inflated = block_inflation(rho, size, WINDOWS);
        let rest = sorted(residuals(&cells, slope.point));
        Some(Self {
            points,
            cut,
            span: kept.last()?.x - kept.first()?.x,
            level: median(&sorted(kept.iter().map(|point| point.y))),
            slope,
            late: theil_sen(&cells[half..], inflation(rho)),
            sd: MAD_TO_SD * mad(&rest),
            windows_sd: deviation(&residuals(&medians, slope.point)),
            windows,
            rho,
            deviations: Kendall::of(&medians).deviations(inflated),
        })
    }

    fn judge(&self) -> (SeriesVerdict, String) {
        let trend = self.deviations >= SURE && self.matters();
        if !trend {
            return self.without_trend();
        }
        let sign = self.slope.point.signum();
        let (rises, falls, rose) = if sign > 0.0 {
            ("rises", "falls", "rose")
        } else {
            ("falls", "rises", "fell")
        };
        let by = self.an_hour();
        match ending(self.points, inflation(self.rho), sign) {
            Ending::Settled => {
                (SeriesVerdict::Plateau, format!("it {rose} and has settled"))
            }
            Ending::Unclear => (
                SeriesVerdict::Inconclusive,
                format!(
                    "it {rises} by {by}, and may be settling: record longer"
                ),
            ),
            Ending::GoesOn if self.falls_back(sign) => (
                SeriesVerdict::Inconclusive,
                format!("it {rises} and {falls} back: record more such turns"),
            ),
            Ending::GoesOn if sign < 0.0 => {
                (SeriesVerdict::Drift, format!("it {rises} by {by}"))
            }
            Ending::GoesOn if !self.minima_rise() => (
                SeriesVerdict::Drift,
                format!("it {rises} by {by}; its lowest values do not"),
            ),
            Ending::GoesOn => (
                SeriesVerdict::Leak,
                format!(
                    "it {rises} by {by}, its lowest values too, to the end"
                ),
            ),
        }
    }

    /// Whether the certain part of the slope is more than scatter, and more
    /// than anyone asks for.
    fn matters(&self) -> bool {
        let Slope { point, lower, upper } = self.slope;
        let certain = if point > 0.0 { lower } else { -upper };
        certain * self.span > self.windows_sd
            && certain * 3600.0 > LEAST_AN_HOUR * self.level.abs()
    }

    /// What a series is that has no trend as a whole.
    fn without_trend(&self) -> (SeriesVerdict, String) {
        let most = self.slope.lower.abs().max(self.slope.upper.abs());
        let small = most * self.span <= DOUBT * self.sd
            || most * 3600.0 <= LEAST_AN_HOUR * self.level.abs();
        if let Some(moved) = self.moved(small) {
            let what = if moved > 0.0 { "rose" } else { "fell" };
            let by = number(moved.abs());
            return (
                SeriesVerdict::Plateau,
                format!("it {what} by {by} early, and has settled"),
            );
        }
        let words = number(most * self.span);
        if small {
            let words = format!("it changes by less than {words} in all");
            return (SeriesVerdict::Steady, words);
        }
        let words = format!("a change by {words} in all may hide in it");
        (SeriesVerdict::Inconclusive, words)
    }

    /// How far what follows the warm-up, or its second half unless it is
    /// `steady` as a whole, lies above the beginning; `None` where that is
    /// no more than scatter, or goes on.
    fn moved(&self, steady: bool) -> Option<f64> {
        let start = groups(&self.points[..self.cut], WARMUP_WINDOWS);
        let end = if steady {
            &self.windows[..]
        } else {
            &self.windows[WINDOWS / 2..]
        };
        let (start, end) = (medians(&start[..2]), medians(end));
        let moved = middle(&end).y - middle(&start).y;
        let time = middle(&end).x - middle(&start).x;
        let slope = if steady { self.slope } else { self.late? };
        if !steady {
            let onward = if moved > 0.0 { slope.upper } else { -slope.lower };
            let still = slope.lower <= 0.0 && slope.upper >= 0.0;
            if !still || onward * time >= SETTLED * moved.abs() {
                return None;
            }
        }
        let scatter = deviation(&residuals(&end, slope.point));
        let seen = moved.abs() > (STARTED * scatter).max(self.sd);
        let matters =
            moved.abs() * 3600.0 > LEAST_AN_HOUR * self.level.abs() * time;
        (seen && matters).then_some(moved)
    }

    /// Whether the windows' minima go against `sign` by much of the trend
    /// after they had gone with it.
    fn falls_back(&self, sign: f64) -> bool {
        let wide = groups(self.points, WIDE).into_iter();
        let (_, fall) = wide.map(|group| sign * group.least).fold(
            (f64::NEG_INFINITY, 0.0_f64),
            |(highest, fall), least| {
                let highest = highest.max(least);
                (highest, fall.max(highest - least))
            },
        );
        fall >= FALLS * self.slope.point.abs() * self.span
    }

    fn minima_rise(&self) -> bool {
        let minima: Vec<Point> = self
            .windows
            .iter()
            .map(|group| Point { x: group.x, y: group.least })
            .collect();
        let slope = theil_sen(&minima, 1.0);
        slope.is_some_and(|s| s.point >= MINIMA * self.slope.point)
    }

    /// "1.2 k an hour (1.1 k … 1.3 k)".
    fn an_hour(&self) -> String {
        let [point, lower, upper] =
            [self.slope.point, self.slope.lower, self.slope.upper]
                .map(|slope| number((slope * 3600.0).abs()));
        let falls = self.slope.point < 0.0;
        let (low, high) = if falls { (upper, lower) } else { (lower, upper) };
        format!("{point} an hour ({low} … {high})")
    }
}

fn medians(windows: &[Group]) -> Vec<Point> {
    let point = |group: &Group| Point { x: group.x, y: group.middle };
    windows.iter().map(point).collect()
}

/// The median of the times, and that of the values.
fn middle(points: &[Point]) -> Point {
    Point {
        x: median(&sorted(points.iter().map(|point| point.x))),
        y: median(&sorted(points.iter().map(|point| point.y))),
    }
}

/// The standard deviation of what two parameters of a line leave free.
fn deviation(values: &[f64]) -> f64 {
    let center = mean(values);
    let squares: f64 = values.iter().map(|y| (y - center).powi(2)).sum();
    (squares / (float(values.len()) - 2.0)).sqrt()
}

fn finding(series: &Series) -> Option<Finding> {
    let (kind, advice) = match series.verdict {
        SeriesVerdict::Leak => (
            FindingKind::Leak,
            "look for what grows and is never given back: maps, lists, \
             caches without a bound",
        ),
        SeriesVerdict::Drift => (
            FindingKind::Drift,
            "look for state that one moment leaves for the next, and for \
             what else changed on the host",
        ),
        SeriesVerdict::Steady
        | SeriesVerdict::Plateau
        | SeriesVerdict::Inconclusive => return None,
    };
    let over = duration(series.span_s.unwrap_or(0.0) * 1e9);
    Some(Finding {
        kind,
        severity: Severity::Warning,
        evidence: format!("over {over} {}", series.reason),
        advice: advice.to_owned(),
    })
}

#[cfg(test)]
#[path = "series_tests.rs"]
mod tests;
