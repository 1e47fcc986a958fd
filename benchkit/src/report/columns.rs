//! What each column says about each result; terminal and Markdown share it.

use crate::{
    model::{BenchmarkResult, MetricValue, Status},
    report::{
        change::{change, whole_percent},
        style::{Paint, Style},
        table::{Align, Cell, Column, Fill},
    },
    unit::{
        Unit, duration, place, prefixed, rounded, shared_time_unit, time_unit,
    },
};

pub(super) const NUMBER: &[Align] = &[Align::Right, Align::Left, Align::Left];
const INTERVAL: &[Align] = &[Align::Right, Align::Left, Align::Left];
const WORDS: &[Align] = &[Align::Left];

/// Name of the metric that has a column of its own.
const THROUGHPUT: &str = "throughput";

/// The columns of `results`; those that no result fills are left out, the
/// estimate stays. `groups` says which results share a unit.
pub(super) fn columns(
    results: &[BenchmarkResult],
    groups: &[usize],
    style: &Style,
) -> Vec<Column> {
    let units = units(results, groups);
    let asked = asked_confidence(results);
    let interval = format!("{} interval", whole_percent(asked));
    let count = results.len();
    let mut all = vec![Column::new("estimate", NUMBER, count, &|at| {
        estimate_cell(&results[at], units[at], style)
    })];
    let mut add = |title: &str, aligns, cell: Fill<'_>| {
        let column = Column::new(title, aligns, count, cell);
        if column.is_filled() {
            all.push(column);
        }
    };
    add(&interval, INTERVAL, &|at| {
        interval_cell(&results[at], units[at], asked, style)
    });
    for (title, quantile) in [("p50", 0.5), ("p99", 0.99)] {
        add(title, NUMBER, &|at| {
            percentile_cell(&results[at], quantile, units[at], style)
        });
    }
    add(THROUGHPUT, NUMBER, &|at| throughput_cell(&results[at], style));
    add("ratio", NUMBER, &|at| ratio_cell(&results[at], style));
    for name in own_metrics(results) {
        let title = style.text(name);
        add(&title, NUMBER, &|at| metric_cell(&results[at], name, style));
    }
    add("change", WORDS, &|at| change_cell(&results[at], style));
    all
}

/// The unit of each estimate: its group's, where one reads well for all of
/// the group.
fn units(results: &[BenchmarkResult], groups: &[usize]) -> Vec<Unit> {
    let mut values: Vec<Vec<f64>> = Vec::new();
    for (at, result) in results.iter().enumerate() {
        while values.len() <= groups[at] {
            values.push(Vec::new());
        }
        values[groups[at]].extend(estimate_of(result));
    }
    let mut units = Vec::new();
    for (at, result) in results.iter().enumerate() {
        let own = time_unit(estimate_of(result).unwrap_or(0.0));
        let shared = shared_time_unit(&values[groups[at]]);
        units.push(shared.unwrap_or(own));
    }
    units
}

/// The confidence that was asked for: it stands in the title, and a row that
/// did not reach it says what it has.
fn asked_confidence(results: &[BenchmarkResult]) -> f64 {
    let mut least = 1.0_f64;
    for result in results {
        least = least.min(result.config.confidence);
    }
    least
}

/// The names of the metrics that workloads report by themselves.
fn own_metrics(results: &[BenchmarkResult]) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for result in results {
        for value in &result.metrics {
            let name = value.metric.name.as_str();
            if name != THROUGHPUT && !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

fn estimate_of(result: &BenchmarkResult) -> Option<f64> {
    result.estimate.as_ref().map(|estimate| estimate.point)
}

/// Half the length of the estimate's interval, but no less than half a step
/// of the clock spread over the iterations of a trial.
fn half_width(result: &BenchmarkResult) -> Option<f64> {
    let estimate = result.estimate.as_ref()?;
    let half = match (estimate.lower, estimate.upper) {
        (Some(lower), Some(upper)) => (upper - lower) / 2.0,
        _ => 0.0,
    };
    Some(half.max(clock_step(result) / 2.0))
}

#[expect(clippy::cast_precision_loss, reason = "a step needs no 53 bits")]
fn clock_step(result: &BenchmarkResult) -> f64 {
    let mut step = 0.0_f64;
    for launch in &result.launches {
        let iterations = launch.iterations.max(1) as f64;
        step = step.max(launch.clock.resolution_ns / iterations);
    }
    step
}

/// The pieces of a number: before the point, from the point on, the unit.
pub(super) fn pieces(number: &str, unit: &str, style: &Style) -> Vec<String> {
    let (whole, fraction) = match number.split_once('.') {
        Some((whole, fraction)) => (whole, format!(".{fraction}")),
        None => (number, String::new()),
    };
    let gap = if unit.is_empty() { "" } else { " " };
    let unit = style.text(unit);
    vec![minus(whole, style), fraction, format!("{gap}{unit}")]
}

fn minus(number: &str, style: &Style) -> String {
    if style.unicode { number.replace('-', "−") } else { number.to_owned() }
}

/// Decimal place, in `unit`, of the estimate's last digit.
fn estimate_place(result: &BenchmarkResult, point: f64, unit: Unit) -> i32 {
    let known = half_width(result).filter(|half| *half > 0.0);
    let digits = if known.is_some() { 4 } else { 3 };
    place(point / unit.factor, known.map(|half| half / unit.factor), digits)
}

fn estimate_cell(
    result: &BenchmarkResult,
    unit: Unit,
    style: &Style,
) -> Option<Cell> {
    let point = estimate_of(result)?;
    let place = estimate_place(result, point, unit);
    let number = rounded(point / unit.factor, place);
    Some(Cell::new(pieces(&number, unit.symbol, style)))
}

fn interval_cell(
    result: &BenchmarkResult,
    unit: Unit,
    asked: f64,
    style: &Style,
) -> Option<Cell> {
    let estimate = result.estimate.as_ref()?;
    let (Some(lower), Some(upper)) = (estimate.lower, estimate.upper) else {
        return Some(Cell::word(style.absent(), Paint::Dim));
    };
    let place = estimate_place(result, estimate.point, unit);
    let end = |value: f64| minus(&rounded(value / unit.factor, place), style);
    let dots = if style.unicode { " … " } else { " .. " };
    let reached = match estimate.confidence {
        Some(has) if has < asked - 1e-9 => format!(" ({})", whole_percent(has)),
        _ => String::new(),
    };
    Some(Cell::new(vec![
        end(lower),
        dots.to_owned(),
        format!("{}{reached}", end(upper)),
    ]))
}

/// A percentile, or why there is none where others have one.
fn percentile_cell(
    result: &BenchmarkResult,
    quantile: f64,
    unit: Unit,
    style: &Style,
) -> Option<Cell> {
    let found = result
        .percentiles
        .values
        .iter()
        .find(|p| (p.quantile - quantile).abs() < 1e-9)?;
    let Some(value) = found.value else {
        return Some(Cell::word(
            not_estimable(found.reason.as_deref(), style),
            Paint::Dim,
        ));
    };
    // In the unit of its estimate, where it reads well there.
    let unit = if unit.reads_well(value) { unit } else { time_unit(value) };
    let interval = match (found.lower, found.upper) {
        (Some(lower), Some(upper)) => (upper - lower) / 2.0,
        _ => 0.0,
    };
    // Single iterations are read off the clock one by one.
    let mut step = 0.0_f64;
    for launch in &result.launches {
        step = step.max(launch.clock.resolution_ns);
    }
    if value < step {
        let below = format!("< {}", duration(step));
        return Some(Cell::word(style.text(&below), Paint::Dim));
    }
    let half = interval.max(step / 2.0) / unit.factor;
    let scaled = value / unit.factor;
    let number = rounded(scaled, place(scaled, Some(half), 3));
    Some(Cell::new(pieces(&number, unit.symbol, style)))
}

/// "n<368" of "not estimable (n<368)", else the sign of absence.
fn not_estimable(reason: Option<&str>, style: &Style) -> String {
    let text = reason.unwrap_or_default();
    let start = text.find("(n<").map_or(text.len(), |at| at + 1);
    let end = text.find(')').unwrap_or(0);
    match text.get(start..end) {
        Some(inner) if !inner.is_empty() => style.text(inner),
        _ => style.absent().to_owned(),
    }
}

fn metric<'a>(
    result: &'a BenchmarkResult,
    name: &str,
) -> Option<&'a MetricValue> {
    result.metrics.iter().find(|value| value.metric.name == name)
}

fn throughput_cell(result: &BenchmarkResult, style: &Style) -> Option<Cell> {
    let found = metric(result, THROUGHPUT)?;
    let Some(value) = found.value else {
        return Some(Cell::word(style.absent(), Paint::Dim));
    };
    let spread = result.estimate.as_ref().and_then(|estimate| {
        Some((half_width(result)? / estimate.point).abs())
    });
    let half = spread.map(|relative| relative * value);
    let (number, unit) = prefixed(value, half, &found.metric.unit);
    Some(Cell::new(pieces(&number, &unit, style)))
}

fn metric_cell(
    result: &BenchmarkResult,
    name: &str,
    style: &Style,
) -> Option<Cell> {
    let found = metric(result, name)?;
    let Some(value) = found.value else {
        return Some(Cell::word(style.absent(), Paint::Dim));
    };
    let unit = found.metric.unit.as_str();
    if unit == "ns" {
        let time = time_unit(value);
        let scaled = value / time.factor;
        let number = rounded(scaled, place(scaled, None, 3));
        return Some(Cell::new(pieces(&number, time.symbol, style)));
    }
    let shown = if unit == "count" { "" } else { unit };
    let (number, unit) = plain_or_prefixed(value, shown);
    Some(Cell::new(pieces(&number, &unit, style)))
}

/// Whole numbers up to 9999 as they are, everything else with a prefix.
fn plain_or_prefixed(value: f64, unit: &str) -> (String, String) {
    if value.fract() == 0.0 && value.abs() < 1e4 {
        (rounded(value, 0), unit.to_owned())
    } else {
        prefixed(value, None, unit)
    }
}

fn ratio_cell(result: &BenchmarkResult, style: &Style) -> Option<Cell> {
    let ratio = result.relative?;
    let number = rounded(ratio, place(ratio, None, 3));
    let mut pieces = pieces(&number, "", style);
    let times = if style.unicode { "×" } else { "x" };
    times.clone_into(&mut pieces[2]);
    let mut cell = Cell::new(pieces);
    if result.reference {
        cell.paint = Paint::Dim;
    }
    Some(cell)
}

fn change_cell(result: &BenchmarkResult, style: &Style) -> Option<Cell> {
    let verdict = result.verdict.as_ref()?;
    if matches!(result.status, Status::Failed | Status::Skipped) {
        return None;
    }
    let change = change(verdict, result.config.confidence);
    let text = format!("{} {}", change.mark, change.words);
    Some(Cell::word(style.text(text.trim_start()), change.paint))
}
