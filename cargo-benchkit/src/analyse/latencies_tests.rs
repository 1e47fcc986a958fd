use super::*;
use crate::analyse::numbers::testing::Noise;

const MS: (&str, f64) = ("ms", 1e6);

fn kinds(latencies: &Latencies) -> Vec<FindingKind> {
    latencies.findings.iter().map(|finding| finding.kind).collect()
}

/// Ranks from scipy 1.17.1 (`binom.ppf`): of 1,000 values 469 and 532 around
/// the median, 983 and 997 around the 99 % quantile.
#[test]
fn percentiles_are_order_statistics() {
    // 1 to 1,000 in an order without neighbours: 387 and 1,000 share no
    // factor.
    let mixed: Vec<f64> =
        (0..1_000_u32).map(|n| f64::from(n * 387 % 1_000 + 1)).collect();
    let got = analyse(&mixed, MS);
    let of = |at: usize| {
        let p = &got.percentiles[at];
        (p.quantile, p.value, p.lower, p.upper)
    };
    assert_eq!(of(0), (0.5, Some(500.0), Some(469.0), Some(532.0)));
    assert_eq!(of(3), (0.99, Some(990.0), Some(983.0), Some(997.0)));
    assert_eq!(of(4), (0.999, None, None, None));
    let reason = got.percentiles[4].reason.as_deref();
    assert_eq!(reason, Some("not estimable (n<3688)"));
    assert_eq!((got.min, got.max), (Some(1.0), Some(1_000.0)));
    assert_eq!(got.mean, Some(500.5));
    assert_eq!(got.modes.len(), 1);
    assert_eq!(kinds(&got), []);
}

#[test]
fn nothing_and_little_are_not_estimable() {
    let nothing = analyse(&[], MS);
    assert_eq!((nothing.n, nothing.mean, nothing.max), (0, None, None));
    assert!(nothing.percentiles.iter().all(|p| p.value.is_none()));
    let few = analyse(&[1.0; 5], MS);
    assert_eq!(few.percentiles[0].value, None);
    let reason = few.percentiles[0].reason.as_deref();
    assert_eq!(reason, Some("not estimable (n<6)"));
    assert_eq!(few.absent["modes"], "not estimable (n<200)");
    assert_eq!(analyse(&[1.0; 6], MS).percentiles[0].value, Some(1.0));
}

#[test]
fn hits_and_misses_are_told() {
    let mut noise = Noise::new(21);
    let times: Vec<f64> = (0..1_000)
        .map(|_| {
            let center = if noise.uniform() < 0.3 { 9.8 } else { 1.2 };
            center * (0.05 * noise.normal()).exp()
        })
        .collect();
    let got = analyse(&times, MS);
    assert_eq!(kinds(&got), [FindingKind::Bimodal], "{:?}", got.findings);
    let [low, high] = got.modes.as_slice() else { panic!("{:?}", got.modes) };
    assert!((low.share - 0.7).abs() < 0.05, "{low:?}");
    assert!((high.median - 9.8).abs() < 0.1, "{high:?}");
    let evidence = &got.findings[0].evidence;
    assert!(evidence.contains("around 1.2 ms"), "{evidence}");
}

#[test]
fn times_that_resemble_the_one_before_are_told() {
    let mut noise = Noise::new(22);
    let alone: Vec<f64> =
        noise.resembling(2_000, 0.0).iter().map(|y| 100.0 + y).collect();
    assert_eq!(kinds(&analyse(&alone, MS)), []);
    let alike: Vec<f64> =
        noise.resembling(2_000, 0.8).iter().map(|y| 100.0 + y).collect();
    let got = analyse(&alike, MS);
    assert_eq!(kinds(&got), [FindingKind::Dependent]);
    let evidence = &got.findings[0].evidence;
    assert!(evidence.contains("2000 are worth about"), "{evidence}");
}

/// numpy 2.4.6: sum((x - m)[1:] * (x - m)[:-1]) / sum((x - m)^2).
#[test]
fn correlation_equals_numpy() {
    let got = serial(&[1.0, 3.0, 2.0, 5.0, 4.0, 6.0]).expect("varied");
    assert!((got - 0.1).abs() < 1e-12, "{got}");
    assert_eq!(serial(&[2.0; 9]), None);
    assert_eq!(serial(&[]), None);
}
