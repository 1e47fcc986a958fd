//! `Bimodal`: iterations are of two kinds, and the median is of one.

use super::{
    Context,
    text::{finding, percent, time},
};
use crate::{
    model::{
        Finding, FindingKind, Launch, Severity,
        thresholds::{MODES_APART, MODES_GAP, MODES_ITERATIONS, MODES_STEPS},
    },
    stats::{float, median, sorted},
};

/// Steps of the quantiles that are looked at, of 5 % each.
const STEPS: usize = 20;
/// A kind that fewer of these steps belong to is a tail.
const FEWEST_STEPS: usize = 3;

/// Two kinds of iterations of a launch.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Kinds {
    /// Share of the slower ones.
    slower: f64,
    /// The median of each, in nanoseconds an iteration.
    times: [f64; 2],
}

pub(super) fn detect(context: &Context<'_>) -> Option<Finding> {
    let launches = &context.result.launches;
    let all: Vec<Kinds> = launches.iter().filter_map(kinds).collect();
    // Launches that are each of one kind are another matter.
    if all.len() * 2 <= launches.len() {
        return None;
    }
    let middle =
        |pick: &dyn Fn(&Kinds) -> f64| median(&sorted(all.iter().map(pick)));
    let share = percent(middle(&|kinds| kinds.slower));
    let [fast, slow] = [0, 1].map(|at| middle(&|kinds| kinds.times[at]));
    let (fast, slow) = (time(fast), time(slow));
    Some(finding(
        FindingKind::Bimodal,
        Severity::Warning,
        format!("{share} of the iterations take {slow}, the others {fast}"),
        "two things are measured as one (hit and miss, cold and warm): make \
         a benchmark of each",
    ))
}

/// The two kinds of a launch's single iterations, or of its trials where
/// there are too few of those; `None` where they are of one kind.
fn kinds(launch: &Launch) -> Option<Kinds> {
    let single = &launch.latency_quantiles;
    let quantiles = match single.as_slice() {
        [] if launch.trials < MODES_ITERATIONS => return None,
        [] => &launch.quantiles,
        some => some,
    };
    apart(quantiles, launch.clock.resolution_ns)
}

/// The widest gap between two neighbours of 21 quantiles, where it is wider
/// than what lies on either side of it, the outermost steps left out.
fn apart(quantiles: &[f64], resolution_ns: f64) -> Option<Kinds> {
    let positive = quantiles.iter().all(|value| *value > 0.0);
    if quantiles.len() != STEPS + 1 || !positive {
        return None;
    }
    let ln = |at: usize| quantiles[at].ln();
    let gap = |at: &usize| ln(at + 1) - ln(*at);
    let at = (FEWEST_STEPS..STEPS - FEWEST_STEPS)
        .max_by(|a, b| gap(a).total_cmp(&gap(b)))?;
    let sides = (ln(at) - ln(1)).max(ln(STEPS - 1) - ln(at + 1));
    // What the clock cannot tell apart has gaps of its own.
    let steps = (quantiles[at + 1] - quantiles[at]) / resolution_ns;
    let seen = gap(&at) > MODES_APART.ln_1p()
        && gap(&at) > MODES_GAP * sides
        && steps > MODES_STEPS;
    seen.then(|| Kinds {
        slower: float(STEPS - at) / float(STEPS),
        times: [median(&quantiles[..=at]), median(&quantiles[at + 1..])],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::{
            findings::fixture::{context, honest},
            latency_quantiles,
        },
        model::{BenchmarkResult, Buckets},
        stats::Random,
    };

    /// `honest`, each launch with single iterations as `draw` draws them.
    fn drawn(draw: &mut dyn FnMut(u64) -> f64) -> BenchmarkResult {
        let mut result = honest(1_000.0);
        for launch in &mut result.launches {
            let all = sorted((0..1_000).map(&mut *draw));
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "times between 0 and a second"
            )]
            let bucket = |value: f64| (value as u64, 1);
            let all: Buckets = all.into_iter().map(bucket).collect();
            launch.latency_quantiles = latency_quantiles(&all);
        }
        result
    }

    #[test]
    fn hits_and_misses_are_two_kinds() {
        let mut random = Random::new(4);
        let result = drawn(&mut |at| {
            let slow = if at % 4 == 0 { 4.0 } else { 1.0 };
            1_000.0 * slow * (0.03 * random.normal()).exp()
        });
        let found = detect(&context(&result)).expect("two kinds");
        assert!(
            found.evidence.starts_with("25 % of the iterations take 4."),
            "{}",
            found.evidence
        );
    }

    #[test]
    fn launches_of_two_kinds_are_none_of_iterations() {
        let mut result = honest(1_000.0);
        for launch in result.launches.iter_mut().take(5) {
            for value in &mut launch.quantiles {
                *value *= 2.0;
            }
        }
        assert_eq!(detect(&context(&result)), None);
        assert_eq!(detect(&context(&honest(100.0))), None);
    }

    /// Normal, uniform, exponential and log-normal times, a tail of a tenth,
    /// and a clock that tells 41 from 42 only: one kind each, in 200 tries.
    #[test]
    fn wide_and_skewed_times_are_of_one_kind() {
        type Shape<'a> = &'a dyn Fn(&mut Random) -> f64;
        let mut random = Random::new(9);
        let shapes: [Shape<'_>; 6] = [
            &|r| 1_000.0 * (1.0 + 0.05 * r.normal()),
            &|r| 1_000.0 * (0.5 + r.uniform()),
            &|r| 1_000.0 * (0.1 - (1.0 - r.uniform()).ln()),
            &|r| 1_000.0 * (0.8 * r.normal()).exp(),
            &|r| if r.uniform() < 0.1 { 9_000.0 } else { 1_000.0 + r.normal() },
            &|r| if r.uniform() < 0.5 { 41.0 } else { 62.0 },
        ];
        for (number, shape) in shapes.iter().enumerate() {
            for run in 0..200 {
                let result = drawn(&mut |_| shape(&mut random).max(1.0));
                let found = detect(&context(&result));
                assert_eq!(found, None, "shape {number}, run {run}");
            }
        }
    }
}
