//! What each column says about each result; terminal and Markdown share it.

use crate::{
    model::{BenchmarkResult, Comparison, MetricValue, Status, Verdict},
    report::{
        style::{Paint, Style},
        table::{Align, Cell, Column},
    },
    unit::{
        Unit, duration, percent, place, prefixed, rounded, shared_time_unit,
        time_unit,
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
    let table = Table { results, groups, style };
    let units = table.units(estimate_of);
    let mut columns = vec![
        table.estimate(&units),
        table.interval(&units),
        table.percentile("p50", 0.5, &units),
        table.percentile("p99", 0.99, &units),
        table.column(THROUGHPUT, NUMBER, throughput_cell),
        table.column("ratio", NUMBER, ratio_cell),
    ];
    columns.extend(table.metrics());
    columns.push(table.column("change", WORDS, change_cell));
    let mut first = true;
    columns.retain(|column| {
        std::mem::take(&mut first) || column.cells.iter().any(Option::is_some)
    });
    columns
}

/// What all columns are made from.
struct Table<'a> {
    results: &'a [BenchmarkResult],
    groups: &'a [usize],
    style: &'a Style,
}

impl Table<'_> {
    fn column(
        &self,
        title: &str,
        aligns: &'static [Align],
        cell: fn(&BenchmarkResult, &Style) -> Option<Cell>,
    ) -> Column {
        let cells = self.results.iter().map(|r| cell(r, self.style)).collect();
        Column { title: title.to_owned(), aligns, cells }
    }

    fn estimate(&self, units: &[Unit]) -> Column {
        let pairs = self.results.iter().zip(units);
        let cells = pairs
            .map(|(result, unit)| estimate_cell(result, *unit, self.style));
        Column {
            title: "estimate".to_owned(),
            aligns: NUMBER,
            cells: cells.collect(),
        }
    }

    /// The unit of each result's `value`: its group's, where one reads well
    /// for all of the group.
    fn units(
        &self,
        value: impl Fn(&BenchmarkResult) -> Option<f64>,
    ) -> Vec<Unit> {
        let count = self.groups.iter().max().map_or(0, |most| most + 1);
        let mut values = vec![Vec::new(); count];
        for (result, group) in self.results.iter().zip(self.groups) {
            values[*group].extend(value(result));
        }
        let shared: Vec<Option<Unit>> =
            values.iter().map(|all| shared_time_unit(all)).collect();
        let pairs = self.results.iter().zip(self.groups);
        pairs
            .map(|(result, group)| {
                shared[*group]
                    .unwrap_or_else(|| time_unit(value(result).unwrap_or(0.0)))
            })
            .collect()
    }

    /// The interval of the estimate. Its title names the confidence that
    /// was asked for; a row that did not reach it says what it has.
    fn interval(&self, units: &[Unit]) -> Column {
        let asked = self
            .results
            .iter()
            .map(|result| result.config.confidence)
            .fold(1.0, f64::min);
        let pairs = self.results.iter().zip(units);
        let cells = pairs.map(|(result, unit)| {
            interval_cell(result, *unit, asked, self.style)
        });
        Column {
            title: format!("{} interval", whole_percent(asked)),
            aligns: INTERVAL,
            cells: cells.collect(),
        }
    }

    fn percentile(&self, title: &str, quantile: f64, units: &[Unit]) -> Column {
        let pairs = self.results.iter().zip(units);
        let cells = pairs.map(|(result, unit)| {
            percentile_cell(result, quantile, *unit, self.style)
        });
        Column {
            title: title.to_owned(),
            aligns: NUMBER,
            cells: cells.collect(),
        }
    }

    /// One column for each metric that workloads report by themselves.
    fn metrics(&self) -> Vec<Column> {
        let mut names: Vec<&str> = Vec::new();
        for value in self.results.iter().flat_map(|r| &r.metrics) {
            let name = value.metric.name.as_str();
            if name != THROUGHPUT && !names.contains(&name) {
                names.push(name);
            }
        }
        let column = |name: &&str| Column {
            title: self.style.text(name),
            aligns: NUMBER,
            cells: self
                .results
                .iter()
                .map(|r| metric_cell(r, name, self.style))
                .collect(),
        };
        names.iter().map(column).collect()
    }
}

/// "95 %", rounded down: never more than there is.
fn whole_percent(share: f64) -> String {
    let floor = (share * 100.0 + 1e-9).floor();
    format!("{floor} %")
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
    let steps = result.launches.iter().map(|launch| {
        launch.clock.resolution_ns / launch.iterations.max(1) as f64
    });
    steps.fold(0.0, f64::max)
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
    let short = estimate.confidence.filter(|has| *has < asked - 1e-9);
    let reached = short
        .map(|has| format!(" ({})", whole_percent(has)))
        .unwrap_or_default();
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
    let steps = result.launches.iter().map(|l| l.clock.resolution_ns);
    let step = steps.fold(0.0, f64::max);
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
    let inner = reason
        .and_then(|text| text.split_once('('))
        .and_then(|(_, rest)| rest.split_once(')'))
        .map(|(inner, _)| inner)
        .filter(|inner| inner.starts_with("n<") && inner.len() <= 8);
    inner.map_or_else(|| style.absent().to_owned(), |inner| style.text(inner))
}

fn metric<'a>(
    result: &'a BenchmarkResult,
    name: &str,
) -> Option<&'a MetricValue> {
    result.metrics.iter().find(|value| value.metric.name == name)
}

fn throughput_cell(result: &BenchmarkResult, style: &Style) -> Option<Cell> {
    let found = metric(result, THROUGHPUT)?;
    let value = found.value?;
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
    let change = change(verdict);
    let text = format!("{} {}", change.mark, change.words);
    Some(Cell::word(style.text(text.trim_start()), change.paint))
}

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

/// The change in words; a percentage is of the old time.
pub(super) fn change(comparison: &Comparison) -> Change {
    let Some(ratio) = comparison.ratio else {
        let reason = comparison.reason.as_deref().unwrap_or("inconclusive");
        return Change {
            mark: "",
            words: reason.to_owned(),
            paint: Paint::Dim,
        };
    };
    let size = percent((ratio.point - 1.0).abs());
    let way = if ratio.point < 1.0 { "faster" } else { "slower" };
    let seen = comparison
        .smallest_detectable
        .map(|share| format!(" (± {})", percent(share)))
        .unwrap_or_default();
    let advice = if comparison.advisory { ", advisory" } else { "" };
    let (mark, words, paint) = match comparison.verdict {
        Verdict::Slower => ("▲", format!("{size} slower{advice}"), Paint::Bad),
        Verdict::Faster => ("▼", format!("{size} faster{advice}"), Paint::Good),
        Verdict::Trivial => ("≈", format!("{size} {way}, trivial"), Paint::Dim),
        Verdict::Equivalent => ("=", seen.trim_start().to_owned(), Paint::Dim),
        Verdict::Inconclusive => {
            ("?", format!("inconclusive{seen}"), Paint::Dim)
        }
    };
    Change { mark, words, paint }
}
