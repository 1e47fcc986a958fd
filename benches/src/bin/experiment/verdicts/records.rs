//! What the experiment kept: the lines of `selfcheck`'s journals.

use benchkit::model::{Ratio, Verdict};
use cargo_benchkit::noise::PRESSURE;
use serde::Deserialize;

/// One comparison by benchkit.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct Compared {
    pub(crate) kernel: String,
    /// More work of the new side, in thousandths; 0 is the same work.
    pub(crate) per_mille: u64,
    pub(crate) verdict: Verdict,
    pub(crate) regression: bool,
    #[serde(default)]
    pub(crate) ratio: Option<Ratio>,
    #[serde(default)]
    pub(crate) smallest_detectable: Option<f64>,
    pub(crate) seconds: f64,
    #[serde(default)]
    pub(crate) pressure: Option<f64>,
    #[serde(default)]
    pub(crate) failure: Option<String>,
}

impl Compared {
    /// Whether it counts: it did not fail and, beside noise, the host was
    /// pressed, as far as the system tells.
    pub(crate) fn counts(&self, noisy: bool) -> bool {
        let pressed = self.pressure.is_none_or(|share| share > PRESSURE);
        self.failure.is_none() && (!noisy || pressed)
    }

    /// Called slower or faster.
    pub(crate) fn changed(&self) -> bool {
        matches!(self.verdict, Verdict::Slower | Verdict::Faster)
    }

    /// More work whose direction was certain and right.
    pub(crate) fn found(&self) -> bool {
        self.certain() && self.ratio.is_some_and(|ratio| ratio.lower > 1.0)
    }

    /// More work that was certain to be less.
    pub(crate) fn wrong_sign(&self) -> bool {
        self.per_mille > 0
            && self.certain()
            && self.ratio.is_none_or(|ratio| ratio.upper < 1.0)
    }

    fn certain(&self) -> bool {
        self.changed() || self.verdict == Verdict::Trivial
    }

    /// Whether the interval holds the ratio of the steps; `None` without an
    /// interval.
    #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
    pub(crate) fn covers(&self) -> Option<bool> {
        let truth = (1_000 + self.per_mille) as f64 / 1_000.0;
        self.ratio.map(|r| r.lower <= truth && truth <= r.upper)
    }
}

/// A comparison as it might be.
#[cfg(test)]
pub(crate) fn made_up(
    kernel: &str,
    per_mille: u32,
    verdict: Verdict,
) -> Compared {
    let point = 1.0 + f64::from(per_mille) / 1_000.0;
    Compared {
        kernel: kernel.to_owned(),
        per_mille: per_mille.into(),
        verdict,
        regression: verdict == Verdict::Slower && per_mille > 10,
        ratio: Some(Ratio { point, lower: point - 1e-3, upper: point + 1e-3 }),
        smallest_detectable: Some(2e-3),
        seconds: 0.4,
        pressure: Some(0.5),
        failure: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_a_journal_is_read() {
        let line = r#"{"kernel":"sweep","per_mille":10,"number":3,
            "margin":0.005,"verdict":"slower","regression":false,
            "ratio":{"point":1.01,"lower":1.008,"upper":1.012},
            "smallest_detectable":0.002,"launch_pairs":[0.01],"seconds":0.9,
            "pressure":0.2}"#;
        let one: Compared = serde_json::from_str(line).expect("a comparison");
        assert_eq!((one.found(), one.covers()), (true, Some(true)));
        assert_eq!([one.counts(false), one.counts(true)], [true, false]);
        assert!(!one.wrong_sign());
    }

    #[test]
    fn rules_are_no_comparison() {
        let line = r#"{"schema_version":"1.0","build":"b","seed":1,
            "budget":2,"margin":null,"threshold":0.01,"noise":false}"#;
        assert!(serde_json::from_str::<Compared>(line).is_err());
    }

    #[test]
    fn a_certain_direction_is_found_or_wrong() {
        let mut one = made_up("k", 10, Verdict::Faster);
        one.ratio = Some(Ratio { point: 0.99, lower: 0.98, upper: 0.995 });
        assert_eq!((one.found(), one.wrong_sign()), (false, true));
        one.verdict = Verdict::Inconclusive;
        assert!(!one.wrong_sign());
        one.failure = Some("no".to_owned());
        assert!(!one.counts(false));
    }
}
