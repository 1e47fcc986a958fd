//! One comparison of a kernel with itself or with more work, and what it was
//! right or wrong about.

use crate::{kernels::Kernel, noise::PRESSURE};
use benchkit::model::{Ratio, Verdict};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Compared {
    /// Name of the kernel.
    pub kernel: String,
    /// More work of the new side, in thousandths; 0 is the same work.
    pub per_mille: u64,
    /// Its number among those of this kernel and work, from 0.
    pub number: u32,
    /// Change that was said not to matter, a share.
    pub margin: f64,
    /// Which builds were drawn for the old and the new side, where there was
    /// more than one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub builds: Option<[String; 2]>,
    /// What was said.
    pub verdict: Verdict,
    /// Whether it was called a regression.
    pub regression: bool,
    /// New / old with the interval that the verdict rests on; absent where
    /// there were too few launch pairs for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ratio: Option<Ratio>,
    /// The smallest change that it claims to find in 80 % of tries, a share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub smallest_detectable: Option<f64>,
    /// ln(new / old) of each launch pair.
    pub launch_pairs: Vec<f64>,
    /// Time that it took, process starts included.
    pub seconds: f64,
    /// Share of the ten seconds before its end in which some task waited for
    /// a CPU; absent where the system does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pressure: Option<f64>,
    /// Why it failed, where it did; it counts for nothing then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

impl Compared {
    /// Its place in a plan.
    pub(crate) fn key(&self) -> (&str, u64, u32) {
        (&self.kernel, self.per_mille, self.number)
    }

    /// The true ratio of the two sides: that of their steps.
    pub fn truth(&self) -> f64 {
        truth(self.per_mille)
    }

    /// Whether both sides are the same work.
    pub(crate) fn same(&self) -> bool {
        self.per_mille == 0
    }

    /// Whether it counts: it did not fail and, beside noise, the host was
    /// pressed, as far as the system tells.
    pub fn counts(&self, noisy: bool) -> bool {
        self.failure.is_none() && (!noisy || self.is_pressed())
    }

    pub(crate) fn is_pressed(&self) -> bool {
        self.pressure.is_none_or(|share| share > PRESSURE)
    }

    /// Whether it was called changed.
    pub fn changed(&self) -> bool {
        matches!(self.verdict, Verdict::Slower | Verdict::Faster)
    }

    /// Whether more work was seen as more: slower, or inside the margin but
    /// certainly more.
    pub fn found(&self) -> bool {
        self.certain() && self.ratio.is_some_and(|ratio| ratio.lower > 1.0)
    }

    /// Whether more work was said to be less.
    pub fn wrong_sign(&self) -> bool {
        !self.same()
            && self.certain()
            && self.ratio.is_none_or(|ratio| ratio.upper < 1.0)
    }

    /// Whether a direction was claimed, relevant or not.
    fn certain(&self) -> bool {
        self.changed() || self.verdict == Verdict::Trivial
    }

    /// Whether the interval holds the true ratio; `None` without one.
    pub fn covers(&self) -> Option<bool> {
        let truth = self.truth();
        let holds = |ratio: Ratio| ratio.lower <= truth && truth <= ratio.upper;
        self.ratio.map(holds)
    }
}

/// New / old where the new side has `per_mille` thousandths more steps.
#[expect(clippy::cast_precision_loss, reason = "at most a few thousand")]
pub(crate) fn truth(per_mille: u64) -> f64 {
    (1000 + per_mille) as f64 / 1000.0
}

/// "0.2 %", as it is written in tables; "0 %" is the same work.
#[expect(clippy::cast_precision_loss, reason = "at most a few thousand")]
pub(crate) fn percent(per_mille: u64) -> String {
    format!("{} %", per_mille as f64 / 10.0)
}

/// Thousandths of "0.2%" or "0.2".
pub(crate) fn parse_percent(text: &str) -> Result<u64, String> {
    let known = || crate::kernels::PER_MILLE.into_iter();
    let number = text.trim().trim_end_matches('%').trim_end();
    let found = number.parse::<f64>().ok().and_then(|value| {
        known().find(|one| (truth(*one) - 1.0 - value / 100.0).abs() < 1e-9)
    });
    found.ok_or_else(|| {
        let all: Vec<String> =
            known().map(|one| percent(one).replace(" %", "")).collect();
        format!("the work can grow by {} per cent", all.join(", "))
    })
}

/// The kernel of a record; `None` where this version has it no more.
pub(crate) fn kernel(name: &str) -> Option<Kernel> {
    name.parse().ok()
}

#[cfg(test)]
pub(crate) mod fixture {
    use super::*;

    /// A comparison as it might be: its ratio's interval around the truth.
    pub(crate) fn compared(
        kernel: &str,
        per_mille: u64,
        verdict: Verdict,
    ) -> Compared {
        let point = truth(per_mille);
        Compared {
            kernel: kernel.to_owned(),
            per_mille,
            number: 0,
            margin: 0.01,
            builds: None,
            verdict,
            regression: verdict == Verdict::Slower && per_mille > 10,
            ratio: Some(Ratio {
                point,
                lower: point - 1e-3,
                upper: point + 1e-3,
            }),
            smallest_detectable: Some(1e-3),
            launch_pairs: vec![point.ln(); 12],
            seconds: 0.5,
            pressure: None,
            failure: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{fixture::compared, *};

    #[test]
    fn more_work_is_found_where_its_direction_is_certain_and_right() {
        for (verdict, found, wrong) in [
            (Verdict::Slower, true, false),
            (Verdict::Trivial, true, false),
            (Verdict::Equivalent, false, false),
            (Verdict::Inconclusive, false, false),
        ] {
            let one = compared("k", 10, verdict);
            assert_eq!((one.found(), one.wrong_sign()), (found, wrong));
        }
        let mut faster = compared("k", 10, Verdict::Faster);
        faster.ratio = Some(Ratio { point: 0.99, lower: 0.98, upper: 0.995 });
        assert_eq!((faster.found(), faster.wrong_sign()), (false, true));
        faster.verdict = Verdict::Trivial;
        assert_eq!((faster.found(), faster.wrong_sign()), (false, true));
        // The same work has no sign; a call is a false alarm.
        faster.per_mille = 0;
        faster.verdict = Verdict::Faster;
        assert_eq!((faster.wrong_sign(), faster.changed()), (false, true));
    }

    #[test]
    fn an_interval_covers_the_ratio_of_steps_or_not() {
        let mut one = compared("k", 10, Verdict::Slower);
        assert_eq!(one.covers(), Some(true));
        one.per_mille = 20;
        assert_eq!(one.covers(), Some(false));
        one.ratio = None;
        assert_eq!(one.covers(), None);
    }

    #[test]
    fn percentages_are_thousandths() {
        assert_eq!(parse_percent("0.2%"), Ok(2));
        assert_eq!(parse_percent(" 5 %"), Ok(50));
        assert_eq!(parse_percent("0"), Ok(0));
        for wrong in ["0.25", "much", "", "-1", "NaN"] {
            let said = parse_percent(wrong).expect_err("refused");
            assert!(said.contains("0.2, 0.3, 0.5, 1, 1.5"), "{said}");
        }
        assert_eq!([percent(2), percent(0)], ["0.2 %", "0 %"]);
    }
}
