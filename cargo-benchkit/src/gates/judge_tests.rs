use super::*;
use crate::gates::{
    markdown::section,
    model::Command,
    read::{Form, read},
    result::Tally,
    text::table,
};
use proptest::prelude::*;

struct Fake(&'static str, Result<Reading, String>);

/// A comparison with its old side and its tags.
struct Tagged(&'static str, [String; 1]);

impl Subject for Fake {
    fn id(&self) -> &str {
        self.0
    }

    fn tags(&self) -> &[String] {
        &[]
    }

    fn reading(&self, _gate: &Gate) -> Result<Reading, String> {
        self.1.clone()
    }
}

impl Subject for Tagged {
    fn id(&self) -> &'static str {
        "a::b"
    }

    fn old(&self) -> Option<&str> {
        Some(self.0)
    }

    fn tags(&self) -> &[String] {
        &self.1
    }

    fn reading(&self, _gate: &Gate) -> Result<Reading, String> {
        Ok(ms(1.0, 1.1))
    }
}

fn gate(lines: &str) -> Gate {
    let text = format!("[[gate]]\n{lines}");
    read(&text, Form::Toml, "x").expect("a gate").remove(0)
}

fn at_most(more: &str) -> Gate {
    gate(&format!("operator = \"<=\"\nlimit = 2\nunit = \"ms\"\n{more}"))
}

fn reading(lower: f64, upper: f64, unit: Unit) -> Reading {
    Reading {
        point: f64::midpoint(lower, upper),
        interval: Some((lower, upper)),
        n: 10,
        unit,
        advisory: false,
    }
}

fn ms(lower: f64, upper: f64) -> Reading {
    reading(lower * 1e6, upper * 1e6, Unit::parse("ns"))
}

fn one(gate: &Gate, reading: Result<Reading, String>) -> GateResult {
    judge(gate, &[&Fake("a::b", reading)]).remove(0)
}

#[test]
fn a_limit_has_three_answers() {
    use GateStatus::{Failed, NotEvaluable, Passed};
    for (lower, upper, plain, expected, lenient) in [
        (1.8, 2.0, Passed, Failed, Passed),
        (2.1, 2.3, Failed, Passed, Failed),
        (1.9, 2.1, NotEvaluable, NotEvaluable, Passed),
    ] {
        let status = |more: &str| one(&at_most(more), Ok(ms(lower, upper)));
        assert_eq!(status("").status, plain);
        let news = status("expected = \"fail\"");
        assert_eq!(news.status, expected);
        assert_eq!(status("undecided = \"pass\"").status, lenient);
        assert_eq!(status("").fails, plain != Passed);
        assert!(!status("severity = \"warning\"").fails);
    }
    let news = one(&at_most("expected = \"fail\""), Ok(ms(1.0, 1.1)));
    assert!(news.reason.expect("why").contains("passes unexpectedly"));
}

#[test]
fn what_cannot_be_evaluated_fails_and_says_why() {
    let alone = Reading { interval: None, n: 1, ..ms(1.0, 1.0) };
    let odd = Reading { unit: Unit::parse("count"), ..ms(1.0, 1.0) };
    for (gate, reading, why) in [
        (at_most(""), Err("it panicked".to_owned()), "it panicked"),
        (at_most("smallest_n = 11"), Ok(ms(1.0, 1.1)), "takes 11"),
        (at_most("smallest_n = 1"), Ok(alone), "no interval"),
        (at_most(""), Ok(ms(f64::NAN, 1.0)), "no interval"),
        (at_most(""), Ok(odd), "is measured in count"),
    ] {
        let result = one(&gate, reading);
        assert_eq!(result.status, GateStatus::NotEvaluable, "{why}");
        assert!(result.fails);
        let said = result.reason.expect("a reason");
        assert!(said.contains(why), "{said}");
    }
    let none = judge(&at_most("benchmarks = \"c::*\""), &[]);
    assert_eq!(none[0].reason.as_deref(), Some("no benchmark was «c::*»"));
    assert!(none[0].fails);
}

#[test]
fn schemes_are_judged_on_the_near_end() {
    let percent = gate("scheme = \"percent\"\nfail_from = \"moderate\"");
    let ratio = gate("scheme = \"ratio\"\nfail_from = \"minor\"");
    for (gate, lower, upper, status, level) in [
        (&percent, 1.11, 1.5, GateStatus::Failed, Level::Moderate),
        (&percent, 1.10, 1.11, GateStatus::Failed, Level::Moderate),
        (&percent, 1.06, 1.5, GateStatus::Passed, Level::Minor),
        (&percent, 0.6, 0.7, GateStatus::Passed, Level::None),
        (&percent, 0.6, 1.7, GateStatus::Passed, Level::None),
        (&percent, 1.31, 1.7, GateStatus::Failed, Level::Critical),
        (&ratio, 1.19, 1.7, GateStatus::Passed, Level::None),
        (&ratio, 1.2, 1.7, GateStatus::Failed, Level::Minor),
        (&ratio, 2.0, 9.0, GateStatus::Failed, Level::Major),
    ] {
        let result = one(gate, Ok(reading(lower, upper, Unit::ratio())));
        assert_eq!(result.status, status, "{lower} … {upper}");
        assert_eq!(result.level, Some(level), "{lower} … {upper}");
    }
    let strict = "scheme = \"percent\"\nfail_from = \"moderate\"\n\
                  undecided = \"fail\"";
    let wide = Ok(reading(0.6, 1.7, Unit::ratio()));
    assert_eq!(one(&gate(strict), wide).status, GateStatus::NotEvaluable);
}

/// A scheme lets doubt pass: that is no news for one that is to fail.
#[test]
fn a_scheme_that_is_expected_to_fail_takes_no_doubt() {
    let gate = gate(
        "scheme = \"percent\"\nfail_from = \"moderate\"\nexpected = \"fail\"",
    );
    for (lower, upper, status, why) in [
        (1.11, 1.5, GateStatus::Passed, "fails, as expected"),
        (1.06, 1.5, GateStatus::NotEvaluable, "expected to fail, and not sure"),
        (1.01, 1.02, GateStatus::Failed, "passes unexpectedly"),
    ] {
        let result = one(&gate, Ok(reading(lower, upper, Unit::ratio())));
        assert_eq!(result.status, status, "{lower} … {upper}");
        let said = result.reason.expect("a reason");
        assert!(said.contains(why), "{said}");
    }
}

#[test]
fn a_change_is_read_in_percent() {
    let gate =
        gate("metric = \"change\"\noperator = \"<=\"\nlimit = 2\nunit = \"%\"");
    let result = one(&gate, Ok(reading(1.03, 1.05, Unit::ratio())));
    assert_eq!(result.status, GateStatus::Failed);
    assert_eq!(result.measured(), "+4.0 % (+3.0 … +5.0)");
    assert_eq!(result.limited(), "<= 2 %");
}

proptest! {
    /// A wider interval never makes a gate surer, and shifting towards the
    /// limit's breaking never makes it pass.
    #[test]
    fn doubt_and_distance_only_weaken(
        lower in 0.1..4.0_f64, width in 0.0..2.0_f64, more in 0.0..2.0_f64,
    ) {
        let status = |lower, upper| one(&at_most(""), Ok(ms(lower, upper))).status;
        let now = status(lower, lower + width);
        let wide = status((lower - more).max(0.0), lower + width + more);
        prop_assert!(wide == now || wide == GateStatus::NotEvaluable);
        let later = status(lower + more, lower + width + more);
        prop_assert!(now == GateStatus::Passed || later != GateStatus::Passed);
        let point = Reading { interval: None, ..ms(lower, lower) };
        prop_assert_eq!(one(&at_most(""), Ok(point)).status, GateStatus::NotEvaluable);
    }

    /// An expected failure turns sure answers round and keeps doubt.
    #[test]
    fn an_expected_failure_is_the_other_answer(
        lower in 0.1..4.0_f64, width in 0.0..2.0_f64,
    ) {
        let of = |more: &str| one(&at_most(more), Ok(ms(lower, lower + width))).status;
        let turned = match of("") {
            GateStatus::Passed => GateStatus::Failed,
            GateStatus::Failed => GateStatus::Passed,
            GateStatus::NotEvaluable => GateStatus::NotEvaluable,
        };
        prop_assert_eq!(of("expected = \"fail\""), turned);
    }
}

#[test]
fn a_tag_chooses_and_several_old_sides_are_named() {
    let all = ["main", "v1"].map(|old| Tagged(old, ["hot".to_owned()]));
    let all: Vec<&dyn Subject> =
        all.iter().map(|s| s as &dyn Subject).collect();
    let gate = at_most("tags = \"hot\"");
    let results = judge(&gate, &all);
    let olds: Vec<_> =
        results.iter().filter_map(|r| r.old.as_deref()).collect();
    assert_eq!(olds, ["main", "v1"]);
    let tally = Tally::of(&results, &[&gate], Command::Run);
    for shown in [table(&results, &tally, 80), section(&results, &tally)] {
        assert!(shown.contains("a::b · main"), "{shown}");
        assert!(shown.contains("a::b · v1"), "{shown}");
    }
    let alone = table(&results[..1], &tally, 80);
    assert!(!alone.contains("main"), "{alone}");
    let none = judge(&at_most("tags = \"cold\""), &all).remove(0);
    assert_eq!(none.status, GateStatus::NotEvaluable);
    let why = none.reason.expect("a reason");
    assert_eq!(why, "no benchmark was «*» with tag cold");
}
