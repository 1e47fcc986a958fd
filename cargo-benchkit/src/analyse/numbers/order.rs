//! Quantiles with their intervals, and ranks.

use benchkit::stats::{float, index, quantile_ranks, smallest_n};

/// Confidence of the intervals.
pub(in crate::analyse) const CONFIDENCE: f64 = 0.95;

/// The `q` quantile of `sorted`, the smallest value that a share `q` of them
/// do not exceed, and the ends of its interval: order statistics all three.
///
/// # Errors
/// Fewer values than have such an interval: how many it takes.
pub(in crate::analyse) fn quantile(
    sorted: &[f64],
    q: f64,
) -> Result<[f64; 3], u64> {
    let n = sorted.len();
    let rank = index((q * float(n)).ceil()).max(1) as u64;
    let at = |rank: u64| {
        let at = usize::try_from(rank).ok()?.checked_sub(1)?;
        sorted.get(at).copied()
    };
    quantile_ranks(n as u64, q, CONFIDENCE)
        .and_then(|(lower, upper)| Some([at(rank)?, at(lower)?, at(upper)?]))
        .ok_or_else(|| smallest_n(q, CONFIDENCE))
}

/// The ranks of `values` from 0, equal ones sharing the lowest: what a
/// correlation of ranks is made of.
pub(in crate::analyse) fn ranks(values: &[f64], sorted: &[f64]) -> Vec<f64> {
    let below = |value: &f64| sorted.partition_point(|other| other < value);
    values.iter().map(|value| float(below(value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use benchkit::stats::sorted;

    /// Ranks from scipy 1.17.1 (`binom.ppf`): 469 and 532 around the median
    /// of 1,000 values, 983 and 997 around the 99 % quantile.
    #[test]
    fn quantiles_and_their_ends_are_order_statistics() {
        let ramp: Vec<f64> = (1..=1_000_u32).map(f64::from).collect();
        assert_eq!(quantile(&ramp, 0.5), Ok([500.0, 469.0, 532.0]));
        assert_eq!(quantile(&ramp, 0.99), Ok([990.0, 983.0, 997.0]));
        assert_eq!(quantile(&ramp, 0.999), Err(3_688));
        let least = quantile(&ramp[..368], 0.99).map(|found| found[0]);
        assert_eq!(least, Ok(365.0));
        assert_eq!(quantile(&ramp[..367], 0.99), Err(368));
        assert_eq!(quantile(&[], 0.5), Err(6));
    }

    #[test]
    fn equal_values_share_their_rank() {
        let values = [3.0, 1.0, 3.0, 2.0];
        assert_eq!(ranks(&values, &sorted(values)), [2.0, 0.0, 2.0, 1.0]);
    }
}
