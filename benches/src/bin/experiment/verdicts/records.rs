//! What the experiment kept: the lines of `selfcheck`'s journals.

pub(crate) use cargo_benchkit::selfcheck::record::Compared;

/// A comparison as it might be.
#[cfg(test)]
pub(crate) fn made_up(
    kernel: &str,
    per_mille: u32,
    verdict: benchkit::model::Verdict,
) -> Compared {
    use benchkit::model::{Ratio, Verdict};
    let point = 1.0 + f64::from(per_mille) / 1_000.0;
    Compared {
        kernel: kernel.to_owned(),
        per_mille: per_mille.into(),
        number: 0,
        margin: 0.01,
        builds: None,
        verdict,
        regression: verdict == Verdict::Slower && per_mille > 10,
        ratio: Some(Ratio { point, lower: point - 1e-3, upper: point + 1e-3 }),
        smallest_detectable: Some(2e-3),
        launch_pairs: vec![point.ln(); 12],
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
}
