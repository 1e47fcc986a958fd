//! A comparison in words.

use crate::{
    model::{Comparison, Ratio, Standing, Verdict},
    report::style::Paint,
    unit::percent,
};

/// A change in words.
#[derive(Debug)]
pub(super) struct Change {
    /// A sign that is seen at a glance.
    pub mark: &'static str,
    /// The same in words.
    pub words: String,
    /// The same as a colour.
    pub paint: Paint,
}

/// The change in words; a percentage is of the old time. `asked` is the
/// confidence that was asked for: a ratio that has less says what it has.
///
/// Without a verdict what was seen stands behind a question mark: that no
/// change could be shown is not that there is none.
pub(super) fn change(comparison: &Comparison, asked: f64) -> Change {
    match comparison.standing {
        Standing::New => return said("", "new".to_owned(), Paint::Dim),
        Standing::Refused => {
            return said("", "not compared".to_owned(), Paint::Doubt);
        }
        Standing::Comparable | Standing::Forced => {}
    }
    let Some(ratio) = comparison.ratio else {
        let reason = comparison.reason.as_deref().unwrap_or("inconclusive");
        return said("", reason.to_owned(), Paint::Dim);
    };
    let range = comparison.smallest_detectable.map(least).unwrap_or_default();
    match comparison.verdict {
        Verdict::Slower | Verdict::Faster => moved(&ratio, comparison, asked),
        Verdict::Trivial => {
            said("≈", format!("{}, trivial", size(&ratio)), Paint::Dim)
        }
        Verdict::Inconclusive if !comparison.advisory => {
            let text = format!("inconclusive {range}");
            said("?", text.trim_end().to_owned(), Paint::Dim)
        }
        Verdict::Inconclusive if ratio.lower > 1.0 || ratio.upper < 1.0 => {
            let words = moved(&ratio, comparison, asked).words;
            said("?", words, Paint::Doubt)
        }
        Verdict::Inconclusive if comparison.standing == Standing::Forced => {
            said("?", format!("{range}, forced"), Paint::Dim)
        }
        Verdict::Inconclusive => said("?", range, Paint::Dim),
        Verdict::Equivalent => said("=", range, Paint::Dim),
    }
}

fn said(mark: &'static str, words: String, paint: Paint) -> Change {
    Change { mark, words, paint }
}

/// A change whose interval excludes 1.
fn moved(ratio: &Ratio, comparison: &Comparison, asked: f64) -> Change {
    let covers = match comparison.confidence {
        Some(has) if has < asked - 1e-9 => {
            format!(" ({} interval)", whole_percent(has))
        }
        _ => String::new(),
    };
    let advice = match comparison.standing {
        Standing::Forced => ", forced",
        _ if comparison.advisory => ", advisory",
        _ => "",
    };
    let words = format!("{}{covers}{advice}", size(ratio));
    if ratio.point > 1.0 {
        said("▲", words, Paint::Bad)
    } else {
        said("▼", words, Paint::Good)
    }
}

/// "3.1 % slower".
fn size(ratio: &Ratio) -> String {
    let way = if ratio.point < 1.0 { "faster" } else { "slower" };
    format!("{} {way}", at_least(ratio.point - 1.0))
}

/// "(± 0.4 %)".
fn least(share: f64) -> String {
    format!("(± {})", at_least(share))
}

/// A percentage that does not become "0 %" by rounding.
fn at_least(share: f64) -> String {
    let size = share.abs();
    if size < 0.5e-4 { "< 0.01 %".to_owned() } else { percent(size) }
}

/// "95 %", rounded down: never more than there is.
pub(super) fn whole_percent(share: f64) -> String {
    let floor = (share * 100.0 + 1e-9).floor();
    format!("{floor} %")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An advisory comparison without a verdict: what a stored run gives
    /// today.
    fn advisory(lower: f64, point: f64, upper: f64) -> Comparison {
        Comparison {
            baseline: "before".into(),
            standing: Standing::Comparable,
            verdict: Verdict::Inconclusive,
            ratio: Some(Ratio { point, lower, upper }),
            advisory: true,
            confidence: Some(0.95),
            smallest_detectable: Some(0.004),
            reason: Some("the host's noise is not known".into()),
            findings: Vec::new(),
        }
    }

    fn shown(comparison: &Comparison) -> (String, Paint) {
        let change = change(comparison, 0.95);
        (format!("{} {}", change.mark, change.words), change.paint)
    }

    #[test]
    fn an_advisory_change_is_shown_where_the_interval_excludes_1() {
        let say = |lower, point, upper| shown(&advisory(lower, point, upper));
        let twice = "? 100 % slower, advisory".to_owned();
        assert_eq!(say(1.99, 2.0, 2.01), (twice, Paint::Doubt));
        let slower = "? 3.1 % slower, advisory".to_owned();
        assert_eq!(say(1.03, 1.031, 1.033), (slower, Paint::Doubt));
        let faster = "? 48 % faster, advisory".to_owned();
        assert_eq!(say(0.51, 0.52, 0.53), (faster, Paint::Doubt));
        let none = "? (± 0.4 %)".to_owned();
        assert_eq!(say(0.998, 1.001, 1.004), (none.clone(), Paint::Dim));
        assert_eq!(say(1.0, 1.001, 1.004), (none, Paint::Dim));
    }

    #[test]
    fn nothing_rounds_to_0() {
        let (tiny, _) = shown(&advisory(1.000_01, 1.000_02, 1.000_03));
        assert_eq!(tiny, "? < 0.01 % slower, advisory");
        let mut same = advisory(1.0, 1.0, 1.0);
        same.verdict = Verdict::Equivalent;
        same.smallest_detectable = Some(0.0);
        assert_eq!(shown(&same).0, "= (± < 0.01 %)");
    }

    #[test]
    fn an_interval_that_covers_less_than_asked_says_so() {
        let mut few = advisory(1.1, 1.2, 1.3);
        few.confidence = Some(0.818);
        assert_eq!(shown(&few).0, "? 20 % slower (81 % interval), advisory");
    }

    #[test]
    fn what_does_not_belong_together_is_labelled() {
        let mut other = advisory(1.1, 1.2, 1.3);
        other.standing = Standing::Forced;
        let forced = "? 20 % slower, forced".to_owned();
        assert_eq!(shown(&other), (forced, Paint::Doubt));
        other.ratio = Some(Ratio { point: 1.0, lower: 0.9, upper: 1.1 });
        assert_eq!(shown(&other).0, "? (± 0.4 %), forced");
        other.standing = Standing::Refused;
        assert_eq!(shown(&other).0, " not compared");
        other.standing = Standing::New;
        assert_eq!(shown(&other), (" new".to_owned(), Paint::Dim));
    }

    #[test]
    fn a_verdict_is_shown_as_it_is() {
        let mut paired = advisory(1.03, 1.031, 1.033);
        paired.advisory = false;
        assert_eq!(shown(&paired).0, "? inconclusive (± 0.4 %)");
        let mut known = advisory(1.03, 1.031, 1.033);
        known.verdict = Verdict::Slower;
        let slower = "▲ 3.1 % slower, advisory".to_owned();
        assert_eq!(shown(&known), (slower, Paint::Bad));
        paired.verdict = Verdict::Slower;
        assert_eq!(shown(&paired).0, "▲ 3.1 % slower");
        paired.verdict = Verdict::Trivial;
        assert_eq!(shown(&paired).0, "≈ 3.1 % slower, trivial");
        paired.ratio = None;
        assert_eq!(shown(&paired).0, " the host's noise is not known");
    }
}
