//! Benchmarks and gates as `JUnit`'s XML: one test case a benchmark.

use crate::{
    error::{Error, Result},
    gates::{GateResult, GateStatus},
};
use quick_junit::{
    NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite,
};
use std::{collections::BTreeMap, time::Duration};

/// How a benchmark ended, gates apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It has a number.
    Ok,
    /// Why it has none.
    Failed(String),
    /// Why it was not run.
    Skipped(String),
    /// A verdict that fails a build: a regression.
    Bad(String),
}

/// A benchmark as a test case.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) suite: String,
    pub(crate) id: String,
    /// The old side, where it is a comparison.
    pub(crate) old: Option<String>,
    pub(crate) outcome: Outcome,
    /// How long measuring took.
    pub(crate) time: Duration,
    /// What was measured, in a line.
    pub(crate) said: String,
}

/// The document. Gates of severity error that did not pass are failures of
/// their benchmarks; those that found none are cases of a suite "gates".
///
/// # Errors
/// When it cannot be written.
pub(crate) fn junit(cases: &[Case], gates: &[GateResult]) -> Result<String> {
    let mut suites: BTreeMap<&str, TestSuite> = BTreeMap::new();
    let olds = || cases.iter().filter_map(|case| case.old.as_ref());
    let many = olds().any(|old| olds().next() != Some(old));
    for case in cases {
        let of_it = |gate: &&GateResult| {
            gate.benchmark.as_ref() == Some(&case.id) && gate.old == case.old
        };
        let about: Vec<&GateResult> = gates.iter().filter(of_it).collect();
        let name = match &case.old {
            Some(old) if many => format!("{} · {old}", case.id),
            _ => case.id.clone(),
        };
        add(&mut suites, &case.suite, test_case(&name, case, &about));
    }
    for gate in gates.iter().filter(|gate| gate.benchmark.is_none()) {
        let status = if gate.fails {
            failure("gate", &[says(gate)])
        } else {
            TestCaseStatus::success()
        };
        let mut test = TestCase::new(clean(&gate.gate), status);
        test.set_classname("gates");
        test.set_system_out(clean(&says(gate)));
        add(&mut suites, "gates", test);
    }
    let mut report = Report::new("benchkit");
    report.add_test_suites(suites.into_values());
    report.to_string().map_err(|e| Error::because("JUnit's XML", e))
}

fn add<'s>(
    suites: &mut BTreeMap<&'s str, TestSuite>,
    suite: &'s str,
    test: TestCase,
) {
    let new = || TestSuite::new(clean(suite));
    suites.entry(suite).or_insert_with(new).add_test_case(test);
}

fn test_case(name: &str, case: &Case, gates: &[&GateResult]) -> TestCase {
    let failing: Vec<String> =
        gates.iter().filter(|g| g.fails).map(|g| says(g)).collect();
    let status = match &case.outcome {
        Outcome::Failed(why) => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_type("failed").set_message(clean(why));
            status.set_description(clean(why));
            status
        }
        _ if !failing.is_empty() => failure("gate", &failing),
        Outcome::Bad(what) => failure("verdict", std::slice::from_ref(what)),
        Outcome::Skipped(why) => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(clean(why));
            status
        }
        Outcome::Ok => TestCaseStatus::success(),
    };
    let mut test = TestCase::new(clean(name), status);
    test.set_classname(clean(&case.suite)).set_time(case.time);
    let mut lines = vec![case.said.clone()];
    lines.extend(gates.iter().map(|g| says(g)));
    lines.retain(|line| !line.is_empty());
    if !lines.is_empty() {
        test.set_system_out(clean(&lines.join("\n")));
    }
    test
}

fn failure(kind: &str, lines: &[String]) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    let text = lines.join("\n");
    status.set_type(kind).set_message(clean(&lines.join("; ")));
    status.set_description(clean(&text));
    status
}

/// "gate parse stays under 2 ms (benchkit.toml:3): failed: 2.31 ms, <= 2 ms".
fn says(gate: &GateResult) -> String {
    let mut parts = vec![format!(
        "gate {} ({}): {}",
        gate.gate,
        gate.place,
        gate.status.words()
    )];
    let numbers = gate.numbers();
    if gate.status != GateStatus::NotEvaluable || gate.value.is_some() {
        parts.push(numbers);
    }
    parts.extend(gate.reason.clone());
    parts.join(": ")
}

/// Text without what XML 1.0 has no way to write, line breaks apart.
fn clean(text: &str) -> String {
    let allowed = |c: &char| {
        !c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}')
            || matches!(c, '\n' | '\t')
    };
    text.chars().filter(allowed).collect()
}

#[cfg(test)]
#[path = "junit_tests.rs"]
mod tests;
