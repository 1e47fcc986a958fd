#![expect(clippy::float_cmp, reason = "quantiles of given values are exact")]

use super::*;
use crate::{
    analysis::findings::fixture::honest,
    model::{Provenance, Run},
    stats::{Random, float},
};

fn run(host: &str, build: &str, point: f64) -> PastRun {
    PastRun {
        host: host.to_owned(),
        build: build.to_owned(),
        results: vec![past(point)],
        ..PastRun::default()
    }
}

fn past(point: f64) -> PastResult {
    PastResult {
        id: BenchmarkId::from("s::a"),
        lower: point - 1.0,
        point,
        upper: point + 2.0,
    }
}

fn runs(build: &str, points: &[f64]) -> Vec<PastRun> {
    points.iter().map(|point| run("here", build, *point)).collect()
}

fn band_of(log: &[PastRun]) -> Option<Band> {
    Bands::new(log, "here", Some("new")).of(&BenchmarkId::from("s::a"))
}

fn estimate(lower: f64, upper: f64) -> Estimate {
    Estimate {
        point: f64::midpoint(lower, upper),
        lower: Some(lower),
        upper: Some(upper),
        unit: "ns".to_owned(),
        confidence: Some(0.978),
        floor: None,
    }
}

#[test]
fn runs_of_this_binary_say_where_it_lies() {
    let mut log = runs("new", &[100.0, 101.0, 102.0, 103.0]);
    assert_eq!(band_of(&log), None);
    log.push(run("here", "new", 104.0));
    let band = band_of(&log).unwrap();
    assert_eq!((band.runs, band.same_build), (5, true));
    // numpy.quantile([99, 100, 101, 102, 103], .025) and
    // numpy.quantile([102, 103, 104, 105, 106], .975)
    assert!((band.lower - 99.1).abs() < 1e-9, "{}", band.lower);
    assert!((band.upper - 105.9).abs() < 1e-9, "{}", band.upper);
    let mut inside = estimate(101.0, 102.0);
    band.widen(&mut inside);
    assert_eq!(inside.lower, Some(band.lower));
    assert_eq!(inside.upper, Some(band.upper));
    assert_eq!(inside.alone(), Some((101.0, 102.0)));
    let mut beyond = estimate(101.0, 120.0);
    band.widen(&mut beyond);
    assert_eq!(beyond.upper, Some(120.0));
}

#[test]
fn runs_of_another_binary_say_how_far_apart_runs_lie() {
    let mut log = runs("older", &[50.0; 9]);
    log.extend(runs("old", &[100.0, 101.0, 102.0, 103.0, 104.0]));
    log.extend(runs("new", &[200.0; 4]));
    let band = band_of(&log).unwrap();
    assert!(!band.same_build);
    let range = 105.9 / 99.1;
    assert!((band.range() - range).abs() < 1e-9);
    let mut moved = estimate(200.0, 201.0);
    band.widen(&mut moved);
    assert!((moved.lower.unwrap() - 200.0 / range).abs() < 1e-9);
    assert!((moved.upper.unwrap() - 201.0 * range).abs() < 1e-9);
}

#[test]
fn another_host_or_what_is_no_number_teaches_nothing() {
    let log: Vec<PastRun> = (0..9).map(|_| run("there", "new", 9.0)).collect();
    assert_eq!(band_of(&log), None);
    let none = runs("new", &[0.5, f64::NAN, f64::INFINITY, -3.0, 1.0, 0.0]);
    assert_eq!(band_of(&none), None);
    assert_eq!(band_of(&[]), None);
}

#[test]
fn the_oldest_runs_are_left_out() {
    let mut log = runs("new", &[900.0; 9]);
    log.extend(runs("new", &[100.0; FLOOR_WINDOW]));
    let band = band_of(&log).unwrap();
    assert_eq!((band.lower, band.upper), (99.0, 102.0));
}

#[test]
fn an_estimate_without_an_interval_stays_without() {
    let band = band_of(&runs("new", &[100.0; 5])).unwrap();
    let mut one = Estimate { lower: None, upper: None, ..estimate(1.0, 2.0) };
    band.widen(&mut one);
    assert_eq!((one.lower, one.floor), (None, None));
}

#[test]
fn a_run_is_kept_without_what_it_says_about_others() {
    let mut result = honest(100.0);
    let own = result.estimate.clone().unwrap();
    let band = Band { runs: 9, same_build: true, lower: 50.0, upper: 500.0 };
    band.widen(result.estimate.as_mut().unwrap());
    let mut document = RunDocument {
        run: Run { partial: false, ..Run::default() },
        provenance: Provenance {
            build: Some("b".to_owned()),
            ..Provenance::default()
        },
        results: vec![result.clone()],
        ..RunDocument::default()
    };
    let kept = past_run(&document).unwrap();
    assert_eq!(kept.results[0].lower, own.lower.unwrap());
    assert_eq!(kept.results[0].upper, own.upper.unwrap());
    // Few launches have an interval that covers less.
    document.results[0].estimate.as_mut().unwrap().confidence = Some(0.75);
    assert_eq!(past_run(&document), None);
    document.results = vec![result];
    document.run.partial = true;
    assert_eq!(past_run(&document), None);
}

/// Runs of the test below.
const RUNS: usize = 2_000;

/// The host steps between two clocks, now here, now there for a while: an
/// interval of one run covers what comes next in half of the cases, with the
/// band in nearly all.
#[test]
fn the_band_covers_what_a_stepping_host_does_next() {
    let mut random = Random::new(7);
    let mut fast = true;
    let mut log = Vec::new();
    let (mut alone, mut held) = (0.0, 0.0);
    for _ in 0..RUNS {
        if random.next().is_multiple_of(4) {
            fast = !fast;
        }
        let level = if fast { 100.0 } else { 102.5 };
        let point = level + 0.05 * random.normal();
        let own = estimate(point - 0.1, point + 0.1);
        let later = if random.next().is_multiple_of(4) { !fast } else { fast };
        let later = if later { 100.0 } else { 102.5 };
        let covers = |e: &Estimate| {
            f64::from(e.lower.unwrap() <= later && later <= e.upper.unwrap())
        };
        alone += covers(&own);
        let mut widened = own.clone();
        if let Some(band) = band_of(&log) {
            band.widen(&mut widened);
        }
        held += covers(&widened);
        log.push(PastRun {
            results: vec![PastResult {
                lower: own.lower.unwrap(),
                point,
                upper: own.upper.unwrap(),
                ..past(1.0)
            }],
            ..run("here", "new", 1.0)
        });
    }
    assert!(alone / float(RUNS) < 0.8, "{alone}");
    assert!(held / float(RUNS) > 0.95, "{held}");
}
