//! Quantiles of a histogram.

use crate::stats::{float64, index};

/// Sorted `(value, count)` pairs, read as the values that they stand for.
#[derive(Clone, Copy, Debug)]
pub struct Weighted<'a>(
    /// In rising order of value.
    pub &'a [(u64, u64)],
);

impl Weighted<'_> {
    /// How many values there are.
    pub fn count(&self) -> u64 {
        self.0.iter().map(|&(_, count)| count).sum()
    }

    /// The largest value.
    pub fn max(&self) -> Option<u64> {
        self.0.iter().rev().find(|(_, count)| *count > 0).map(|pair| pair.0)
    }

    /// The value at `rank`, counted from 1; `None` outside.
    pub fn at_rank(&self, rank: u64) -> Option<u64> {
        let mut seen = 0;
        for &(value, count) in self.0 {
            seen += count;
            if rank >= 1 && rank <= seen {
                return Some(value);
            }
        }
        None
    }

    /// The `q` quantile: the smallest value that at least a share `q` of the
    /// values do not exceed (type 1 of Hyndman and Fan, 1996; an order
    /// statistic, so that it lies between the ends of its interval).
    pub fn quantile(&self, q: f64) -> Option<u64> {
        let n = self.count();
        let rank = index((q * float64(n)).ceil()) as u64;
        self.at_rank(rank.clamp(1, n.max(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_histogram_reads_as_the_values_it_stands_for() {
        let pairs = [(10, 3), (20, 0), (30, 1), (70, 6), (90, 0)];
        let values = [10, 10, 10, 30, 70, 70, 70, 70, 70, 70];
        let histogram = Weighted(&pairs);
        assert_eq!(histogram.count(), 10);
        assert_eq!(histogram.max(), Some(70));
        for (rank, value) in (1..).zip(values) {
            assert_eq!(histogram.at_rank(rank), Some(value));
        }
        assert_eq!(histogram.at_rank(0), None);
        assert_eq!(histogram.at_rank(11), None);
        assert_eq!(histogram.quantile(0.0), Some(10));
        assert_eq!(histogram.quantile(0.3), Some(10));
        assert_eq!(histogram.quantile(0.31), Some(30));
        assert_eq!(histogram.quantile(1.0), Some(70));
        assert_eq!(Weighted(&[]).quantile(0.5), None);
        assert_eq!(Weighted(&[]).max(), None);
    }
}
