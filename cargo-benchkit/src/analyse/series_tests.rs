use super::*;
use crate::analyse::numbers::testing::{Noise, each_second};
use std::collections::BTreeMap;

fn verdict(values: &[f64]) -> SeriesVerdict {
    analyse("a", &each_second(values.iter().copied())).verdict
}

/// How many of `rounds` made series have each verdict, as a word.
fn verdicts(
    rounds: usize,
    mut made: impl FnMut(usize) -> Vec<f64>,
) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for round in 0..rounds {
        let word = format!("{:?}", verdict(&made(round)));
        *counts.entry(word).or_default() += 1;
    }
    counts
}

fn of(counts: &BTreeMap<String, usize>, verdict: SeriesVerdict) -> usize {
    counts.get(&format!("{verdict:?}")).copied().unwrap_or(0)
}

/// 300 values of `shape` with noise of standard deviation 1.
fn noisy(noise: &mut Noise, shape: &dyn Fn(f64) -> f64) -> Vec<f64> {
    (0..300).map(|at| shape(float(at)) + noise.normal()).collect()
}

#[test]
fn all_of_100_leaks_of_a_fiftieth_deviation_a_step_are_found() {
    let mut noise = Noise::new(11);
    let counts = verdicts(100, |_| noisy(&mut noise, &|at| 50.0 + 0.02 * at));
    assert_eq!(of(&counts, SeriesVerdict::Leak), 100, "{counts:?}");
}

/// First-order autoregressions with a correlation of .8.
#[test]
fn at_most_5_of_100_series_that_wander_are_leaks_or_drifts() {
    let mut noise = Noise::new(12);
    let counts = verdicts(100, |round| {
        let n = [60, 150, 300, 1_000][round % 4];
        let wander = noise.resembling(n, 0.8);
        wander.iter().map(|y| 100.0 + y).collect()
    });
    let wrong =
        of(&counts, SeriesVerdict::Leak) + of(&counts, SeriesVerdict::Drift);
    assert!(wrong <= 5, "{counts:?}");
}

/// Garbage that is collected: ramps of any length at any phase.
#[test]
fn at_most_5_of_105_sawteeth_are_leaks() {
    let mut noise = Noise::new(13);
    let counts = verdicts(105, |round| {
        let periods = [7.0, 17.0, 25.0, 50.0, 100.0, 150.0, 200.0];
        let period = periods[round % 7];
        let phase = period * noise.uniform();
        let tooth = |at: f64| 10.0 * ((at + phase) % period / period);
        noisy(&mut noise, &tooth)
    });
    assert!(of(&counts, SeriesVerdict::Leak) <= 5, "{counts:?}");
}

/// Rises by 10 deviations that settle by themselves, or at a bend.
#[test]
fn plateaus_are_told_and_at_most_5_of_104_are_leaks() {
    let mut noise = Noise::new(14);
    let counts = verdicts(104, |round| {
        let constant = [20.0, 40.0, 60.0, 100.0][round % 4];
        let bend = [60.0, 120.0, 150.0, 200.0][round % 4];
        if round % 8 < 4 {
            noisy(&mut noise, &|at| -10.0 * (-at / constant).exp())
        } else {
            noisy(&mut noise, &|at| 10.0 * (at / bend).min(1.0))
        }
    });
    assert!(of(&counts, SeriesVerdict::Leak) <= 5, "{counts:?}");
    assert!(of(&counts, SeriesVerdict::Plateau) >= 94, "{counts:?}");
}

/// Rises that are hardly higher than the noise.
#[test]
fn at_most_5_of_100_low_plateaus_are_leaks() {
    let mut noise = Noise::new(18);
    let counts = verdicts(100, |round| {
        let rise = [2.0, 3.0, 4.0, 6.0, 8.0][round / 4 % 5];
        let bend = [90.0, 150.0, 180.0, 210.0][round % 4];
        if round % 8 < 4 {
            noisy(&mut noise, &|at| rise * (at / bend).min(1.0))
        } else {
            let constant = bend / 2.0;
            noisy(&mut noise, &|at| -rise * (-at / constant).exp())
        }
    });
    assert!(of(&counts, SeriesVerdict::Leak) <= 5, "{counts:?}");
}

/// Where the rise is far higher than the noise, its end is seen even in the
/// last sixth.
#[test]
fn late_plateaus_far_above_the_noise_are_told() {
    let mut noise = Noise::new(19);
    let counts = verdicts(40, |round| {
        let bend = [225.0, 240.0, 250.0, 255.0][round % 4];
        noisy(&mut noise, &|at| 40.0 * (at / bend).min(1.0))
    });
    assert!(of(&counts, SeriesVerdict::Leak) <= 2, "{counts:?}");
    assert!(of(&counts, SeriesVerdict::Plateau) >= 36, "{counts:?}");
}

#[test]
fn a_leak_in_a_sawtooth_and_after_a_warm_up_is_found() {
    let mut noise = Noise::new(15);
    let counts = verdicts(40, |_| {
        let phase = 17.0 * noise.uniform();
        let tooth = |at: f64| (at + phase) % 17.0 / 17.0;
        noisy(&mut noise, &|at| 20.0 * tooth(at) + 80.0 * at / 300.0)
    });
    assert!(of(&counts, SeriesVerdict::Leak) >= 38, "{counts:?}");
    let counts = verdicts(40, |_| {
        let warm = |at: f64| -5.0 * (-at / 20.0).exp();
        noisy(&mut noise, &|at| warm(at) + 0.02 * at)
    });
    assert!(of(&counts, SeriesVerdict::Leak) >= 38, "{counts:?}");
}

#[test]
fn what_falls_drifts() {
    let mut noise = Noise::new(16);
    let counts = verdicts(40, |_| noisy(&mut noise, &|at| -0.02 * at));
    assert!(of(&counts, SeriesVerdict::Drift) >= 39, "{counts:?}");
}

/// Peaks grow, what lies between them stays.
#[test]
fn growing_peaks_are_no_leak() {
    let mut noise = Noise::new(17);
    let made = noisy(&mut noise, &|at| {
        if at % 8.0 < 1.0 { 10.0 } else { 10.0 + 0.5 * at }
    });
    assert_eq!(verdict(&made), SeriesVerdict::Drift);
}

/// Lines that rise by 2 deviations: much of what settles looks the same.
#[test]
fn what_may_be_settling_is_inconclusive_and_says_so() {
    let mut noise = Noise::new(20);
    let lines = (0..20).map(|_| noisy(&mut noise, &|at| at / 150.0));
    let all: Vec<Series> =
        lines.map(|made| analyse("a", &each_second(made))).collect();
    let unclear: Vec<&Series> = all
        .iter()
        .filter(|series| series.reason.contains("may be settling"))
        .collect();
    assert!(!unclear.is_empty(), "{all:#?}");
    for series in unclear {
        assert_eq!(series.verdict, SeriesVerdict::Inconclusive);
        assert_eq!(series.findings, []);
    }
}

#[test]
fn exact_series() {
    let of = |shape: &dyn Fn(f64) -> f64| {
        let values: Vec<f64> = (0..100).map(|at| shape(float(at))).collect();
        verdict(&values)
    };
    assert_eq!(of(&|_| 7.0), SeriesVerdict::Steady);
    assert_eq!(of(&|x| x), SeriesVerdict::Leak);
    assert_eq!(of(&|x| -x), SeriesVerdict::Drift);
    assert_eq!(of(&|x| x.min(20.0)), SeriesVerdict::Plateau);
    assert_eq!(of(&|x| x.min(50.0)), SeriesVerdict::Plateau);
    let curve = |x: f64| -(-x / 20.0).exp();
    assert_eq!(of(&curve), SeriesVerdict::Plateau);
    // A ten-thousandth of the level an hour is nobody's leak.
    assert_eq!(of(&|x| 1e6 + x / 36.0), SeriesVerdict::Steady);
}

/// By the same method in Python, scipy 1.17.1 for the slopes: 300 values
/// of (37 at mod 101) / 10 + at / 20.
#[test]
fn a_slope_and_its_interval() {
    let value = |at: usize| float(37 * at % 101) / 10.0 + float(at) / 20.0;
    let series = analyse("a", &each_second((0..300).map(value)));
    assert_eq!((series.n, series.warmup), (300, 100));
    let slope = series.slope.expect("a slope");
    let near = |got: f64, expected: f64| {
        assert!((got - expected).abs() < 1e-9, "{got}, {expected}");
    };
    near(series.autocorrelation.expect("known"), 0.0);
    near(slope.point, 0.050_581_395_348_837_2);
    near(slope.lower, 0.043_577_981_651_376_135);
    near(slope.upper, 0.058_275_862_068_965_5);
    near(series.level.expect("known"), 14.975);
    assert_eq!(slope.unit, "1/s");
}

#[test]
fn too_little_is_inconclusive() {
    for n in [0, 1, 35] {
        let series = analyse("a", &each_second((0..n).map(float)));
        assert_eq!(series.verdict, SeriesVerdict::Inconclusive);
        assert_eq!(series.reason, "not estimable (n<36)");
        assert_eq!(series.absent["slope"], "not estimable (n<36)");
        assert_eq!((series.slope, series.level), (None, None));
        assert_eq!(series.span_s.is_some(), n > 1);
    }
    let still = vec![Point { x: 1.0, y: 2.0 }; 50];
    let series = analyse("a", &still);
    assert_eq!(series.reason, "no time passes");
    assert_eq!(series.verdict, SeriesVerdict::Inconclusive);
}

#[test]
fn a_leak_is_told_in_numbers() {
    let series = analyse("a", &each_second((0..100).map(float)));
    let [finding] = series.findings.as_slice() else {
        panic!("{:?}", series.findings)
    };
    assert_eq!(finding.kind, FindingKind::Leak);
    assert_eq!(
        finding.evidence,
        "over 99 s it rises by 3.60 k an hour (3.60 k … 3.60 k), its lowest \
         values too, to the end"
    );
}
