//! The few statistics that the tools need, apart from the library's own, so
//! that the library is not judged by itself.

/// The value below which share `q` lies, linearly interpolated (type 7 of
/// Hyndman and Fan 1996); `None` for no values.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "the position lies within the slice"
)]
pub fn quantile(values: &[f64], q: f64) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let position = q.clamp(0.0, 1.0) * sorted.len().checked_sub(1)? as f64;
    let below = sorted.get(position.floor() as usize)?;
    let above = sorted.get(position.ceil() as usize)?;
    Some(below + (above - below) * position.fract())
}

/// The median; `None` for no values.
pub fn median(values: &[f64]) -> Option<f64> {
    quantile(values, 0.5)
}

/// The mean; `None` for no values.
#[expect(clippy::cast_precision_loss, reason = "counts stay below 2^53")]
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty())
        .then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// The standard deviation of a sample; `None` below two values.
#[expect(clippy::cast_precision_loss, reason = "counts stay below 2^53")]
pub fn deviation(values: &[f64]) -> Option<f64> {
    let centre = mean(values)?;
    let squares: f64 = values.iter().map(|v| (v - centre).powi(2)).sum();
    (values.len() > 1).then(|| (squares / (values.len() - 1) as f64).sqrt())
}

/// The correlation of each value with the one before it; `None` below three
/// values or where nothing varies.
pub fn lag_one(values: &[f64]) -> Option<f64> {
    let centre = mean(values)?;
    let squares: f64 = values.iter().map(|v| (v - centre).powi(2)).sum();
    let products: f64 = values
        .iter()
        .zip(values.get(1..)?)
        .map(|(a, b)| (a - centre) * (b - centre))
        .sum();
    (values.len() > 2 && squares > 0.0).then(|| products / squares)
}

/// An interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
}

impl Interval {
    /// Whether `value` lies in it, its ends included.
    pub fn covers(&self, value: f64) -> bool {
        self.lower <= value && value <= self.upper
    }
}

/// The interval of the median by order statistics: `[x_(k), x_(n+1-k)]` with
/// the largest `k` for which `P(Bin(n, 1/2) < k) <= (1 - confidence) / 2`;
/// `None` where there is no such `k` (below 6 values at 95 %).
pub fn sign_interval(values: &[f64], confidence: f64) -> Option<Interval> {
    let rank = sign_rank(values.len(), confidence);
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let lower = *sorted.get(rank.checked_sub(1)?)?;
    let upper = *sorted.get(sorted.len() - rank)?;
    Some(Interval { lower, upper })
}

/// The `k` of [`sign_interval`]; 0 where there is none.
#[expect(clippy::cast_precision_loss, reason = "counts stay below 2^53")]
fn sign_rank(count: usize, confidence: f64) -> usize {
    let tail = (1.0 - confidence) / 2.0;
    let n = count as f64;
    // ln P(Bin = j), so that large counts do not underflow to nothing.
    let mut log_mass = -n * std::f64::consts::LN_2;
    let mut below = 0.0;
    for j in 0..count {
        below += log_mass.exp();
        if below > tail {
            return j;
        }
        log_mass += ((n - j as f64) / (j as f64 + 1.0)).ln();
    }
    count
}

/// The interval of the mean, `mean +- t s / sqrt(n)`, with Student's t at
/// 97.5 % by Hill's expansion (CACM algorithm 396, its first three terms,
/// good to 0.1 % from 10 values); `None` below 10 values.
#[expect(clippy::cast_precision_loss, reason = "counts stay below 2^53")]
pub fn mean_interval(values: &[f64]) -> Option<Interval> {
    if values.len() < 10 {
        return None;
    }
    let z: f64 = 1.959_963_985;
    let v = (values.len() - 1) as f64;
    let t = z
        + (z.powi(3) + z) / (4.0 * v)
        + (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / (96.0 * v * v);
    let reach = t * deviation(values)? / (values.len() as f64).sqrt();
    let centre = mean(values)?;
    Some(Interval { lower: centre - reach, upper: centre + reach })
}

/// Wilson's 95 % interval of a rate of which `hits` of `all` were seen
/// (Wilson 1927); `None` of nothing.
pub fn wilson(hits: usize, all: usize) -> Option<Interval> {
    let (lower, upper) = cargo_benchkit::selfcheck::rate::wilson(hits, all)?;
    Some(Interval { lower, upper })
}

/// Share of `flags` that are true; `None` for none at all.
#[expect(clippy::cast_precision_loss, reason = "counts stay below 2^53")]
pub fn share(flags: &[bool]) -> Option<f64> {
    let yes = flags.iter().filter(|flag| **flag).count();
    (!flags.is_empty()).then(|| yes as f64 / flags.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: Option<f64>, expected: f64) -> bool {
        found.is_some_and(|x| (x - expected).abs() < 1e-9)
    }

    #[test]
    fn quantiles_agree_with_numpy() {
        // numpy.quantile([3, 1, 4, 1, 5, 9, 2, 6], [.25, .5, .9])
        let values = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0];
        assert!(close(quantile(&values, 0.25), 1.75));
        assert!(close(median(&values), 3.5));
        assert!(close(quantile(&values, 0.9), 6.9));
        assert_eq!(median(&[]), None);
    }

    #[test]
    fn the_sign_interval_has_the_ranks_of_the_binomial_table() {
        // scipy.stats.binom.ppf(.025, n, .5): 6 -> 1, 10 -> 2, 20 -> 6,
        // 100 -> 40; below 6 there is no interval.
        let ranks = [(5, 0), (6, 1), (10, 2), (20, 6), (100, 40)];
        for (count, rank) in ranks {
            assert_eq!(sign_rank(count, 0.95), rank, "{count}");
        }
        assert_eq!(sign_rank(2_000, 0.95), 956);
        assert_eq!(sign_interval(&[1.0; 5], 0.95), None);
    }

    #[test]
    fn the_sign_interval_moves_with_its_values() {
        let values: Vec<f64> = (1..=10).map(f64::from).collect();
        let interval = sign_interval(&values, 0.95);
        assert_eq!(interval, Some(Interval { lower: 2.0, upper: 9.0 }));
        let scaled: Vec<f64> = values.iter().rev().map(|v| v * 3.0).collect();
        let interval = sign_interval(&scaled, 0.95);
        assert_eq!(interval, Some(Interval { lower: 6.0, upper: 27.0 }));
    }

    #[test]
    fn the_mean_interval_has_students_quantile() {
        // scipy.stats.t.ppf(.975, 9) = 2.262157; sd of 1..10 is 3.027650.
        let values: Vec<f64> = (1..=10).map(f64::from).collect();
        let interval = mean_interval(&values).unwrap();
        let reach = 2.262_157 * 3.027_650 / 10_f64.sqrt();
        assert!((interval.upper - 5.5 - reach).abs() < 0.005);
        assert!((5.5 - interval.lower - reach).abs() < 0.005);
    }

    #[test]
    fn a_see_saw_has_a_negative_lag_and_a_ramp_a_positive_one() {
        let saw: Vec<f64> = (0..40).map(|i| f64::from(i % 2)).collect();
        let ramp: Vec<f64> = (0..40).map(f64::from).collect();
        assert!(lag_one(&saw).unwrap() < -0.9);
        assert!(lag_one(&ramp).unwrap() > 0.9);
        assert_eq!(lag_one(&[2.0; 9]), None);
    }

    /// statsmodels 0.14: `proportion_confint(k, n, method="wilson")`.
    #[test]
    fn a_rates_interval_is_wilsons() {
        for (hits, all, lower, upper) in [
            (0, 300, 0.0, 0.012_643),
            (4, 1000, 0.001_557, 0.010_239),
            (9, 10, 0.595_85, 0.982_12),
        ] {
            let found = wilson(hits, all).expect("some");
            assert!((found.lower - lower).abs() < 1e-5, "{found:?}");
            assert!((found.upper - upper).abs() < 1e-5, "{found:?}");
        }
        assert_eq!(wilson(0, 0), None);
    }
}
