//! Gates judged on readings: numbers in, answers out.

use super::{
    model::{Expected, Gate, Level, Rule, Severity, Statistic, Undecided},
    result::{GateResult, GateStatus},
    unit::Unit,
};
use benchkit::unit::{place, rounded};

/// What a benchmark says about a gate's metric.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reading {
    pub(crate) point: f64,
    /// The interval; `None` where there is none.
    pub(crate) interval: Option<(f64, f64)>,
    /// Launches, or launch pairs.
    pub(crate) n: u64,
    /// The unit of the numbers.
    pub(crate) unit: Unit,
    /// Whether it is a change against a stored run.
    pub(crate) advisory: bool,
}

/// What gates are judged on.
pub(crate) trait Subject {
    fn id(&self) -> &str;

    /// The old side, where it is a comparison.
    fn old(&self) -> Option<&str> {
        None
    }

    fn tags(&self) -> &[String];

    /// The numbers that a gate asks for.
    ///
    /// # Errors
    /// Why there are none.
    fn reading(&self, gate: &Gate) -> Result<Reading, String>;
}

/// One result for each benchmark of the gate's scope, or one that says that
/// there is none.
pub(crate) fn judge(gate: &Gate, subjects: &[&dyn Subject]) -> Vec<GateResult> {
    let mut results = Vec::new();
    let takes = |subject: &&&dyn Subject| {
        gate.scope.takes_id(subject.id())
            && gate.scope.takes_tags(subject.tags())
    };
    for subject in subjects.iter().filter(takes) {
        let answer = answer(gate, subject.reading(gate));
        let old = subject.old().map(str::to_owned);
        let result = result(gate, Some(subject.id()), answer);
        results.push(GateResult { old, ..result });
    }
    if results.is_empty() {
        let why = format!("no benchmark was {}", gate.scope.words());
        results.push(not_evaluable(gate, None, why));
    }
    results
}

/// A result that says why there is none.
pub(crate) fn not_evaluable(
    gate: &Gate,
    id: Option<&str>,
    why: impl Into<String>,
) -> GateResult {
    result(gate, id, Answer::not_evaluable(why))
}

/// What the numbers say, before it is known what was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Truth {
    /// All of the interval keeps the limit.
    Kept,
    /// None of it does.
    Broken,
    /// Some of it does.
    Open,
}

#[derive(Clone, Debug)]
struct Answer {
    status: GateStatus,
    reading: Option<Reading>,
    level: Option<Level>,
    reason: Option<String>,
}

impl Answer {
    fn not_evaluable(why: impl Into<String>) -> Self {
        Self {
            status: GateStatus::NotEvaluable,
            reading: None,
            level: None,
            reason: Some(why.into()),
        }
    }
}

fn answer(gate: &Gate, reading: Result<Reading, String>) -> Answer {
    match reading {
        Ok(reading) => of_reading(gate, &reading).unwrap_or_else(|why| {
            let reading = Some(reading);
            Answer { reading, ..Answer::not_evaluable(why) }
        }),
        Err(why) => Answer::not_evaluable(why),
    }
}

fn of_reading(gate: &Gate, reading: &Reading) -> Result<Answer, String> {
    if reading.n < gate.smallest_n {
        let (n, least) = (reading.n, gate.smallest_n);
        return Err(format!("{n} launches, and the gate takes {least}"));
    }
    let span = span(gate.statistic, reading)?;
    let (truth, level) = match &gate.rule {
        Rule::Limit { operator, limit, .. } => {
            let unit = unit(gate, reading)?;
            let limit = unit.to_base(*limit);
            let keeps = |end: f64| operator.holds(end, limit);
            (truth(keeps(span.0), keeps(span.1)), None)
        }
        Rule::Scheme { scheme, fail_from } => {
            let (near, far) = scheme_ends(span);
            let (near, far) = (scheme.level(near), scheme.level(far));
            (truth(near < *fail_from, far < *fail_from), Some(near))
        }
    };
    let (status, reason) = verdict(gate, truth);
    let reason = reason.map(str::to_owned);
    Ok(Answer { status, reading: Some(reading.clone()), level, reason })
}

/// What is judged: an interval, or a number twice.
fn span(statistic: Statistic, reading: &Reading) -> Result<(f64, f64), String> {
    let interval = reading.interval.ok_or_else(|| {
        "there is no interval: one launch alone has none".to_owned()
    });
    let (lower, upper) = match statistic {
        Statistic::Max => (reading.point, reading.point),
        Statistic::Lower => interval.map(|(lower, _)| (lower, lower))?,
        Statistic::Upper => interval.map(|(_, upper)| (upper, upper))?,
        _ => interval?,
    };
    if !(lower.is_finite() && upper.is_finite() && lower <= upper) {
        return Err(format!("«{lower} … {upper}» is no interval"));
    }
    Ok((lower, upper))
}

fn truth(one: bool, other: bool) -> Truth {
    match (one, other) {
        (true, true) => Truth::Kept,
        (false, false) => Truth::Broken,
        _ => Truth::Open,
    }
}

/// The end of a slow-down's interval that is nearer to no change, and the
/// upper one.
fn scheme_ends((lower, upper): (f64, f64)) -> (f64, f64) {
    (lower.max(1.0).min(upper), upper)
}

fn verdict(gate: &Gate, truth: Truth) -> (GateStatus, Option<&'static str>) {
    let kept = match truth {
        Truth::Kept => true,
        Truth::Broken => false,
        Truth::Open if gate.undecided == Undecided::Pass => true,
        Truth::Open => {
            return (
                GateStatus::NotEvaluable,
                Some("the interval holds the limit: more launches would tell"),
            );
        }
    };
    match (gate.expected, kept, truth) {
        (Expected::Pass, true, Truth::Open) => {
            (GateStatus::Passed, Some("not sure: the interval holds the limit"))
        }
        (Expected::Pass, true, _) => (GateStatus::Passed, None),
        (Expected::Pass, false, _) => (GateStatus::Failed, None),
        // Doubt lets a gate pass, but is no news that it does.
        (Expected::Fail, true, Truth::Open) => (
            GateStatus::NotEvaluable,
            Some(
                "expected to fail, and not sure: the interval holds the \
                 limit",
            ),
        ),
        (Expected::Fail, true, _) => (
            GateStatus::Failed,
            Some("passes unexpectedly: take `expected = \"fail\"` out"),
        ),
        (Expected::Fail, false, _) => {
            (GateStatus::Passed, Some("fails, as expected"))
        }
    }
}

/// The unit of the limit, which must be one of what was measured.
fn unit(gate: &Gate, reading: &Reading) -> Result<Unit, String> {
    let Rule::Limit { unit: Some(unit), .. } = &gate.rule else {
        return Ok(shown(gate, reading));
    };
    if unit.dimension == reading.unit.dimension {
        return Ok(unit.clone());
    }
    let (symbol, own) = (&unit.symbol, &reading.unit.symbol);
    Err(format!(
        "{}: `unit = \"{symbol}\"`: {} is measured in {own}",
        gate.place,
        gate.metric.name()
    ))
}

/// The unit in which a reading is shown beside the limit.
fn shown(gate: &Gate, reading: &Reading) -> Unit {
    match &gate.rule {
        Rule::Limit { unit: Some(unit), .. }
            if unit.dimension == reading.unit.dimension =>
        {
            unit.clone()
        }
        Rule::Scheme { scheme, .. } => scheme.unit(),
        Rule::Limit { .. } => reading.unit.clone(),
    }
}

fn result(gate: &Gate, id: Option<&str>, answer: Answer) -> GateResult {
    let passed = answer.status == GateStatus::Passed;
    let mut result = GateResult {
        gate: gate.name.clone(),
        place: gate.place.clone(),
        benchmark: id.map(str::to_owned),
        old: None,
        status: answer.status,
        fails: !passed && gate.severity == Severity::Error,
        severity: gate.severity,
        expected: gate.expected,
        metric: gate.metric.name().to_owned(),
        statistic: gate.statistic.name().to_owned(),
        operator: None,
        limit: None,
        unit: None,
        value: None,
        lower: None,
        upper: None,
        level: answer.level,
        fail_from: None,
        n: None,
        smallest_n: gate.smallest_n,
        advisory: false,
        reason: answer.reason,
    };
    match &gate.rule {
        Rule::Limit { operator, limit, unit } => {
            result.operator = Some(operator.sign().to_owned());
            result.limit = Some(*limit);
            result.unit = unit.as_ref().map(|unit| unit.symbol.clone());
        }
        Rule::Scheme { scheme, fail_from } => {
            let unit = scheme.unit();
            result.fail_from = Some(*fail_from);
            result.limit = scheme.from(*fail_from).map(|r| unit.of_base(r));
            result.unit = Some(unit.symbol);
        }
    }
    if let Some(reading) = &answer.reading {
        let unit = shown(gate, reading);
        let number = |base| Some(unit.of_base(base)).filter(|n| n.is_finite());
        result.value = number(reading.point);
        if let Some((lower, upper)) = reading.interval {
            (result.lower, result.upper) = (number(lower), number(upper));
        }
        if unit.dimension == reading.unit.dimension {
            result.unit.get_or_insert(unit.symbol.clone());
        }
        result.n = Some(reading.n);
        result.advisory = reading.advisory;
    }
    result
}

impl GateResult {
    /// "2.31 ms (2.25 … 2.40), <= 2 ms", as far as it is known.
    pub(crate) fn numbers(&self) -> String {
        let parts = [self.measured(), self.limited()];
        let known: Vec<String> =
            parts.into_iter().filter(|part| !part.is_empty()).collect();
        known.join(", ")
    }

    /// "2.31 ms (2.25 … 2.40)", as far as it was measured.
    pub(super) fn measured(&self) -> String {
        let Some(value) = self.value else { return String::new() };
        let ends = self.lower.zip(self.upper);
        let half = ends.map(|(lower, upper)| (upper - lower) / 2.0);
        let place = place(value, half, 4);
        let signed = |number: f64| {
            let text = rounded(number, place);
            let plus = self.metric == "change" && self.unit() == "%";
            let plus = plus && number > 0.0;
            if plus { format!("+{text}") } else { text }
        };
        let unit = self.unit();
        let text = format!("{} {unit}", signed(value));
        match ends {
            Some((lower, upper)) if upper > lower => format!(
                "{} ({} … {})",
                text.trim_end(),
                signed(lower),
                signed(upper)
            ),
            _ => text.trim_end().to_owned(),
        }
    }

    /// "<= 2 ms", or "< moderate (10 %)".
    pub(super) fn limited(&self) -> String {
        let limit = self.limit.map_or_else(String::new, |l| {
            // A bound that was computed, such as 1.1 - 1 = 0.10000000000000009.
            let short = (l * 1e9).round() / 1e9;
            let unit = if self.unit() == "ratio" { "x" } else { self.unit() };
            format!("{short} {unit}").trim_end().to_owned()
        });
        match (self.fail_from, &self.operator) {
            (Some(level), _) => format!("< {} ({limit})", level.name()),
            (None, Some(operator)) => format!("{operator} {limit}"),
            (None, None) => limit,
        }
    }

    fn unit(&self) -> &str {
        self.unit.as_deref().unwrap_or_default()
    }
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
