//! Percentiles of single iterations, each with its interval or the reason
//! why there is none.

use crate::{
    model::{Buckets, Percentile, Percentiles, thresholds::MODES_ITERATIONS},
    stats::{Weighted, float64, quantile_ranks, smallest_n},
};

/// The percentiles that are reported.
const QUANTILES: [f64; 5] = [0.5, 0.9, 0.95, 0.99, 0.999];

/// Adds the counts of `more` to `into`; both in rising order of value.
pub fn merge(into: &mut Buckets, more: &Buckets) {
    let mut merged = Buckets::with_capacity(into.len() + more.len());
    let mut rest = more.iter().copied().peekable();
    for &(value, count) in into.iter() {
        while let Some(next) = rest.next_if(|next| next.0 < value) {
            merged.push(next);
        }
        let same = rest.next_if(|next| next.0 == value);
        merged.push((value, count + same.map_or(0, |next| next.1)));
    }
    merged.extend(rest);
    *into = merged;
}

/// The percentiles of the iterations in `buckets`.
///
/// A percentile is an order statistic, its interval two others (see
/// [`quantile_ranks`]); below the smallest n that has such an interval the
/// percentile is absent with that n as its reason.
pub fn percentiles(buckets: &Buckets, confidence: f64) -> Percentiles {
    let histogram = Weighted(buckets);
    let count = histogram.count();
    if count == 0 {
        return Percentiles::absent("no single iteration was timed");
    }
    let values = QUANTILES
        .iter()
        .map(|&quantile| percentile(histogram, quantile, confidence))
        .collect();
    let max = histogram.max().map(float64);
    Percentiles { count, confidence, values, max, reason: None }
}

/// The 0, 5, …, 100 % quantiles of `buckets`, in nanoseconds; none of fewer
/// than a hundred iterations.
pub fn latency_quantiles(buckets: &Buckets) -> Vec<f64> {
    let all = Weighted(buckets);
    if all.count() < MODES_ITERATIONS {
        return Vec::new();
    }
    (0..=20_u32)
        .filter_map(|step| all.quantile(f64::from(step) / 20.0))
        .map(float64)
        .collect()
}

fn percentile(
    histogram: Weighted<'_>,
    quantile: f64,
    confidence: f64,
) -> Percentile {
    let at = |rank| histogram.at_rank(rank).map(float64);
    match quantile_ranks(histogram.count(), quantile, confidence) {
        Some((lower, upper)) => Percentile {
            quantile,
            value: histogram.quantile(quantile).map(float64),
            lower: at(lower),
            upper: at(upper),
            reason: None,
        },
        None => Percentile {
            quantile,
            value: None,
            lower: None,
            upper: None,
            reason: Some(format!(
                "not estimable (n<{})",
                smallest_n(quantile, confidence)
            )),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Random;

    /// Ranks from scipy 1.17.1 (`binom.ppf`), see `stats::interval`.
    #[test]
    fn percentiles_are_order_statistics() {
        let ramp: Buckets = (1..=1000).map(|value| (value, 1)).collect();
        let got = percentiles(&ramp, 0.95);
        assert_eq!((got.count, got.max), (1000, Some(1000.0)));
        let p99 = &got.values[3];
        assert_eq!(
            (p99.value, p99.lower, p99.upper),
            (Some(990.0), Some(983.0), Some(997.0))
        );
        let p999 = &got.values[4];
        assert_eq!(p999.value, None);
        assert_eq!(p999.reason.as_deref(), Some("not estimable (n<3688)"));
        assert_eq!(got.at(0.5), Some(500.0));
    }

    #[test]
    fn each_percentile_begins_at_its_smallest_n() {
        for (at, n) in [6, 36, 72, 368, 3688].into_iter().enumerate() {
            let enough = percentiles(&vec![(7, n)], 0.95);
            assert_eq!(enough.values[at].value, Some(7.0));
            let lacking = percentiles(&vec![(7, n - 1)], 0.95);
            let reason = format!("not estimable (n<{n})");
            assert_eq!(lacking.values[at].reason, Some(reason));
            assert_eq!(lacking.max, Some(7.0));
        }
    }

    #[test]
    fn nothing_timed_is_absent_with_a_reason() {
        let got = percentiles(&Buckets::new(), 0.95);
        assert_eq!((got.count, got.max, got.at(0.5)), (0, None, None));
        assert!(got.reason.is_some());
    }

    #[test]
    fn merging_adds_counts_in_any_order() {
        let mut random = Random::new(12);
        for _ in 0..50 {
            let mut draw = || {
                let mut part: Buckets =
                    (0..20).map(|v| (v, random.next() % 3)).collect();
                part.retain(|pair| pair.1 > 0);
                part
            };
            let (one, two) = (draw(), draw());
            let (mut left, mut right) = (one.clone(), two.clone());
            merge(&mut left, &two);
            merge(&mut right, &one);
            assert_eq!(left, right);
            assert!(left.windows(2).all(|pair| pair[0].0 < pair[1].0));
            let count = |buckets: &Buckets| Weighted(buckets).count();
            assert_eq!(count(&left), count(&one) + count(&two));
        }
    }
}
