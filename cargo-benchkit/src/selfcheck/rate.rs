//! How often something was seen, and where its true rate may lie.

use benchkit::stats::float;
use schemars::JsonSchema;
use serde::Serialize;

/// The standard normal's 97.5 % quantile.
const Z: f64 = 1.959_963_984_540_054;

/// How often something was seen, with Wilson's 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub(crate) struct Rate {
    /// How often it was seen.
    pub(crate) hits: usize,
    /// Of how many.
    pub(crate) of: usize,
    /// Lower end of the rate's interval, a share; absent of none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) lower: Option<f64>,
    /// Upper end, a share.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) upper: Option<f64>,
}

impl Rate {
    /// `hits` of `of`.
    pub(crate) fn new(hits: usize, of: usize) -> Self {
        let interval = wilson(hits, of);
        Self {
            hits,
            of,
            lower: interval.map(|(lower, _)| lower),
            upper: interval.map(|(_, upper)| upper),
        }
    }

    /// How many of `items` are `seen`.
    pub(crate) fn count<T>(items: &[T], seen: impl Fn(&T) -> bool) -> Self {
        let hits = items.iter().filter(|item| seen(item)).count();
        Self::new(hits, items.len())
    }

    /// The share itself; `None` of none.
    pub(crate) fn share(&self) -> Option<f64> {
        (self.of > 0).then(|| float(self.hits) / float(self.of))
    }
}

/// The ends of Wilson's 95 % score interval of `hits` of `of` (Wilson 1927,
/// JASA 22), shares; `None` of nothing.
pub fn wilson(hits: usize, of: usize) -> Option<(f64, f64)> {
    if of == 0 {
        return None;
    }
    let (n, share) = (float(of), float(hits) / float(of));
    let shrink = 1.0 + Z * Z / n;
    let middle = (share + Z * Z / (2.0 * n)) / shrink;
    let spread = share * (1.0 - share) / n + Z * Z / (4.0 * n * n);
    let reach = Z / shrink * spread.sqrt();
    let lower = if hits == 0 { 0.0 } else { middle - reach };
    let upper = if hits == of { 1.0 } else { middle + reach };
    Some((lower, upper))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// statsmodels 0.15.0: `proportion_confint(k, n, method="wilson")`.
    #[test]
    fn the_interval_is_the_one_of_statsmodels() {
        for (hits, of, lower, upper) in [
            (0, 1, 0.0, 0.793_450_685_623),
            (1, 1, 0.206_549_314_377, 1.0),
            (0, 12, 0.0, 0.242_494_006_655),
            (3, 10, 0.107_791_267_406, 0.603_221_852_539),
            (8, 10, 0.490_162_471_537, 0.943_317_848_546),
            (10, 10, 0.722_467_200_137, 1.0),
            (0, 200, 0.0, 0.018_845_326_377),
            (4, 1000, 0.001_556_588_140, 0.010_239_556_277),
            (970, 1000, 0.957_496_585_852, 0.978_906_261_171),
        ] {
            let rate = Rate::new(hits, of);
            let ends = [rate.lower.expect("some"), rate.upper.expect("some")];
            for (end, expected) in ends.into_iter().zip([lower, upper]) {
                assert!((end - expected).abs() < 1e-11, "{rate:?}");
            }
        }
    }

    #[test]
    fn of_none_nothing_is_known() {
        let rate = Rate::new(0, 0);
        assert_eq!((rate.lower, rate.upper, rate.share()), (None, None, None));
    }

    #[test]
    fn the_share_lies_in_its_interval() {
        for of in 1..60 {
            for hits in 0..=of {
                let rate = Rate::new(hits, of);
                let (share, lower) = (rate.share().expect("some"), rate.lower);
                assert!(lower.expect("some") <= share, "{rate:?}");
                assert!(share <= rate.upper.expect("some"), "{rate:?}");
            }
        }
    }
}
