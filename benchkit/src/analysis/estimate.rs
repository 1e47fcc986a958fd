//! From trials to a launch's numbers, from launches to a benchmark's.

use crate::{
    model::{
        Estimate, Launch, Trial, TrialQuantiles, Trials,
        thresholds::{CLEAN_BELOW_NS, FEWEST_CLEAN},
    },
    stats::{
        float, float64, index, mean, median, median_interval, quantile, sorted,
    },
};

/// Quantiles that a launch keeps of its trials, less one: every 5 %.
const STEPS: usize = 20;

/// What a launch says about its trials; see [`Launch`] for the fields.
#[derive(Clone, Debug, PartialEq)]
pub struct TrialSummary {
    /// The median of the clean trials, or of all, in nanoseconds an
    /// iteration.
    pub estimate: f64,
    /// The median of all trials, in nanoseconds an iteration.
    pub all_median: f64,
    /// Time of all trials / iterations of all trials, in nanoseconds.
    pub mean: f64,
    /// The 0, 5, …, 100 % quantiles, in nanoseconds an iteration.
    pub quantiles: Vec<f64>,
    /// How many trials there were.
    pub trials: u64,
    /// Of these, clean ones; `None` where one of them cannot be told.
    pub clean_trials: Option<u64>,
    /// Iterations a trial: the median.
    pub iterations: u64,
}

/// What a launch says about `trials`; `None` for none. Trials whose time is
/// no number are left out.
pub fn summarise_trials(trials: &[Trial]) -> Option<TrialSummary> {
    let (mut all, mut walls, mut sizes) = (Vec::new(), Vec::new(), Vec::new());
    let (mut wall, mut iterations) = (0.0, 0);
    for trial in trials.iter().filter(|trial| trial.wall_ns.is_finite()) {
        all.push(trial.per_iteration());
        walls.push(trial.wall_ns);
        sizes.push(float64(trial.iterations));
        wall += trial.wall_ns;
        iterations += trial.iterations.max(1);
    }
    let (all, sizes) = (sorted(all), sorted(sizes));
    let all_median = finite(median(&all))?;
    let clean = clean(trials);
    let short = median(&sorted(walls)) < CLEAN_BELOW_NS;
    let enough = clean.as_ref().filter(|c| short && c.len() >= FEWEST_CLEAN);
    Some(TrialSummary {
        estimate: enough.map_or(all_median, |clean| median(clean)),
        all_median,
        mean: wall / float64(iterations),
        quantiles: (0..=STEPS)
            .map(|step| quantile(&all, float(step) / float(STEPS)))
            .collect(),
        trials: all.len() as u64,
        clean_trials: clean.map(|clean| clean.len() as u64),
        iterations: index(median(&sizes)) as u64,
    })
}

/// The clean trials' times an iteration, in rising order; `None` where one
/// trial cannot be told.
fn clean(trials: &[Trial]) -> Option<Vec<f64>> {
    let mut clean = Vec::new();
    for trial in trials.iter().filter(|trial| trial.wall_ns.is_finite()) {
        if trial.clean()? {
            clean.push(trial.per_iteration());
        }
    }
    Some(sorted(clean))
}

fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

/// Where the benchmark lies: the median of the launches' estimates with its
/// order-statistic interval. The launch is the unit: what differs from
/// process to process is in the interval. `None` without a launch.
pub fn estimate(launches: &[Launch], confidence: f64) -> Option<Estimate> {
    let estimates = launches.iter().map(|launch| launch.estimate);
    let values = sorted(estimates.filter(|value| value.is_finite()));
    let point = finite(median(&values))?;
    let interval = median_interval(&values, confidence);
    Some(Estimate {
        point,
        lower: interval.map(|interval| interval.lower),
        upper: interval.map(|interval| interval.upper),
        unit: "ns".to_owned(),
        confidence: interval.map(|interval| interval.confidence),
        floor: None,
    })
}

/// The trials of all launches, counted; `None` without a launch.
pub fn trials(launches: &[Launch]) -> Option<Trials> {
    let median_of = |field: fn(&Launch) -> f64| {
        finite(median(&sorted(
            launches.iter().map(field).filter(|value| value.is_finite()),
        )))
    };
    let count = launches.iter().map(|launch| launch.trials).sum();
    let means: Vec<f64> = launches.iter().map(|launch| launch.mean).collect();
    Some(Trials {
        count,
        clean_share: clean_share(launches),
        iterations: index(median_of(|l| float64(l.iterations))?) as u64,
        all_median: median_of(|launch| launch.all_median)?,
        mean: finite(mean(&means))?,
    })
}

/// Clean trials / trials of the launches that tell; `None` where none does.
pub(super) fn clean_share(launches: &[Launch]) -> Option<f64> {
    let (mut clean, mut all) = (0, 0);
    for launch in launches {
        if let Some(count) = launch.clean_trials {
            clean += count;
            all += launch.trials;
        }
    }
    (all > 0).then(|| float64(clean) / float64(all))
}

/// The spread of the trials of all launches, each launch with equal weight:
/// the mixture of their distributions, linear between the quantiles that
/// they keep. `None` where no launch has quantiles.
pub fn trial_quantiles(launches: &[Launch]) -> Option<TrialQuantiles> {
    let mut curves: Vec<&[f64]> = Vec::new();
    let (mut min, mut max) = (f64::INFINITY, f64::NEG_INFINITY);
    for launch in launches {
        let curve = launch.quantiles.as_slice();
        if let [first, .., last] = curve
            && curve.iter().all(|value| value.is_finite())
        {
            (min, max) = (min.min(*first), max.max(*last));
            curves.push(curve);
        }
    }
    if curves.is_empty() {
        return None;
    }
    let at = |share| invert(&curves, share, min, max);
    Some(TrialQuantiles {
        min,
        q25: at(0.25),
        q50: at(0.5),
        q75: at(0.75),
        q95: at(0.95),
        max,
    })
}

/// The smallest value, to rounding, that a share `share` of the mixture does
/// not exceed.
fn invert(curves: &[&[f64]], share: f64, min: f64, max: f64) -> f64 {
    let enough = |value: f64| {
        let below: f64 = curves.iter().map(|c| share_below(c, value)).sum();
        below >= share * float(curves.len()) * (1.0 - f64::EPSILON)
    };
    let (mut low, mut high) = (min, max);
    if enough(low) {
        return low;
    }
    // Halving ends where two neighbours among the floating-point numbers
    // are reached, which takes fewer steps than this.
    for _ in 0..128 {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            break;
        }
        if enough(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}

/// The share of a launch's trials at or below `value`, from its quantiles.
fn share_below(curve: &[f64], value: f64) -> f64 {
    let last = curve.len() - 1;
    let above = curve.partition_point(|&knot| knot <= value);
    if above == 0 {
        return 0.0;
    }
    if above > last {
        return 1.0;
    }
    let (left, right) = (curve[above - 1], curve[above]);
    (float(above - 1) + (value - left) / (right - left)) / float(last)
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "medians of given values are exact")]
mod tests {
    use super::*;
    use crate::{model::HostTags, stats::Random};

    fn trial(per_iteration: f64, switches: Option<u64>) -> Trial {
        let tags =
            HostTags { involuntary_switches: switches, ..HostTags::default() };
        Trial { iterations: 10, wall_ns: 10.0 * per_iteration, tags }
    }

    fn launch(estimate: f64) -> Launch {
        Launch {
            estimate,
            all_median: estimate,
            mean: estimate,
            trials: 100,
            iterations: 10,
            ..Launch::default()
        }
    }

    #[test]
    fn clean_trials_locate_short_work() {
        let mut trials = vec![trial(100.0, Some(0)); 5];
        trials.extend(vec![trial(300.0, Some(1)); 7]);
        let got = summarise_trials(&trials).unwrap();
        assert_eq!((got.estimate, got.all_median), (100.0, 300.0));
        assert_eq!((got.trials, got.clean_trials), (12, Some(5)));
        assert_eq!(got.iterations, 10);
        assert!((got.mean - 2600.0 / 12.0).abs() < 1e-9);
        assert_eq!(got.quantiles.len(), 21);
        assert_eq!((got.quantiles[0], got.quantiles[20]), (100.0, 300.0));
    }

    #[test]
    fn all_trials_locate_the_rest() {
        let dirty = trial(300.0, Some(1));
        let mut few = vec![trial(100.0, Some(0)); 4];
        few.extend([dirty; 7]);
        assert_eq!(summarise_trials(&few).unwrap().estimate, 300.0);

        let mut unknown = vec![trial(100.0, Some(0)); 6];
        unknown.extend([trial(300.0, None); 7]);
        let got = summarise_trials(&unknown).unwrap();
        assert_eq!((got.estimate, got.clean_trials), (300.0, None));

        let mut long = vec![trial(1e6, Some(0)); 6];
        long.extend([trial(3e6, Some(2)); 7]);
        let got = summarise_trials(&long).unwrap();
        assert_eq!((got.estimate, got.clean_trials), (3e6, Some(6)));
    }

    #[test]
    fn what_is_no_number_is_left_out() {
        assert_eq!(summarise_trials(&[]), None);
        assert_eq!(summarise_trials(&[trial(f64::NAN, None)]), None);
        let got = summarise_trials(&[trial(f64::NAN, None), trial(5.0, None)]);
        assert_eq!(got.unwrap().trials, 1);
        assert_eq!(estimate(&[], 0.95), None);
        assert_eq!(trials(&[]), None);
        assert_eq!(trial_quantiles(&[Launch::default()]), None);
    }

    #[test]
    fn work_below_the_overhead_stays_negative() {
        let got = summarise_trials(&vec![trial(-0.5, Some(0)); 9]).unwrap();
        assert_eq!((got.estimate, got.mean), (-0.5, -0.5));
    }

    #[test]
    fn the_launch_is_the_unit() {
        let launches: Vec<Launch> =
            (1..=10).rev().map(|n| launch(f64::from(n))).collect();
        let got = estimate(&launches, 0.95).unwrap();
        assert_eq!(
            (got.point, got.lower, got.upper),
            (5.5, Some(2.0), Some(9.0))
        );
        assert!((got.confidence.unwrap() - 0.978_515_625).abs() < 1e-12);
        let one = estimate(&launches[..1], 0.95).unwrap();
        assert_eq!((one.point, one.lower, one.confidence), (10.0, None, None));
    }

    #[test]
    fn trials_are_counted_over_the_launches_that_tell() {
        let mut launches = vec![launch(1.0), launch(2.0), launch(4.0)];
        assert_eq!(trials(&launches).unwrap().clean_share, None);
        launches[0].clean_trials = Some(90);
        launches[1].clean_trials = Some(70);
        let got = trials(&launches).unwrap();
        assert_eq!((got.count, got.clean_share), (300, Some(0.8)));
        assert_eq!((got.iterations, got.all_median), (10, 2.0));
        assert!((got.mean - 7.0 / 3.0).abs() < 1e-12);
    }

    /// One launch: its own quantiles. Several: numpy's quantiles of the
    /// trials thrown together, to the resolution of 21 knots.
    #[test]
    fn the_mixture_weighs_launches_equally() {
        let curve = |from: f64, to: f64| Launch {
            quantiles: (0..=20)
                .map(|step| from + (to - from) * float(step) / 20.0)
                .collect(),
            ..Launch::default()
        };
        let one = trial_quantiles(&[curve(0.0, 100.0)]).unwrap();
        assert_eq!((one.min, one.max), (0.0, 100.0));
        for (got, want) in [(one.q25, 25.0), (one.q50, 50.0), (one.q95, 95.0)] {
            assert!((got - want).abs() < 1e-9, "{got} {want}");
        }
        // Half of the mass on 0..10, half on 90..100.
        let two = trial_quantiles(&[curve(0.0, 10.0), curve(90.0, 100.0)]);
        let two = two.unwrap();
        for (got, want) in [(two.q25, 5.0), (two.q75, 95.0), (two.q95, 99.0)] {
            assert!((got - want).abs() < 1e-9, "{got} {want}");
        }
        // A launch of equal trials is a step.
        let flat = trial_quantiles(&[curve(7.0, 7.0), curve(7.0, 7.0)]);
        let flat = flat.unwrap();
        assert_eq!((flat.q25, flat.q95), (7.0, 7.0));
    }

    #[test]
    fn summaries_scale_and_ignore_order() {
        let mut random = Random::new(9);
        for n in 1..40 {
            let mut set: Vec<Trial> = (0..n)
                .map(|_| trial(random.normal().exp(), Some(random.next() % 2)))
                .collect();
            let plain = summarise_trials(&set).unwrap();
            random.shuffle(&mut set);
            let again = summarise_trials(&set).unwrap();
            assert_eq!(plain.quantiles, again.quantiles);
            assert_eq!(plain.estimate, again.estimate);
            for trial in &mut set {
                trial.wall_ns *= 4.0;
            }
            let scaled = summarise_trials(&set).unwrap();
            assert!((scaled.estimate - 4.0 * plain.estimate).abs() < 1e-12);
            assert!((scaled.mean / plain.mean - 4.0).abs() < 1e-12);
        }
    }
}
