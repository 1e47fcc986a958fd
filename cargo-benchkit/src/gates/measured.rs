//! What the record of a benchmark in a run says about a gate's metric.

use super::{
    judge::{Reading, Subject, not_evaluable},
    model::{Gate, Metric, Statistic},
    result::GateResult,
    unit::Unit,
};
use benchkit::{
    model::{BenchmarkResult, Finding, MetricValue, Severity, Status},
    stats::{median, median_interval, sorted},
};

/// A benchmark of a run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Measured<'a>(pub(crate) &'a BenchmarkResult);

/// A gate's results where a whole suite left no run: its benchmarks may be
/// among those that the gate is for.
pub(crate) fn missing(gate: &Gate, suite: &str) -> Option<GateResult> {
    let why = format!("«{suite}» left no run");
    gate.scope.may_reach(suite).then(|| not_evaluable(gate, None, why))
}

impl Subject for Measured<'_> {
    fn id(&self) -> &str {
        self.0.id.as_str()
    }

    fn tags(&self) -> &[String] {
        &self.0.tags
    }

    fn reading(&self, gate: &Gate) -> Result<Reading, String> {
        let Self(result) = self;
        let why = result.reason.as_deref().unwrap_or("no reason is known");
        match result.status {
            Status::Failed => {
                let failure = result.failure.as_ref();
                let why = failure.map_or(why, |f| f.message.as_str());
                return Err(format!("the benchmark failed: {why}"));
            }
            Status::Skipped => {
                return Err(format!("the benchmark was skipped: {why}"));
            }
            Status::Measured | Status::Partial => {}
        }
        sound(&result.findings)?;
        match &gate.metric {
            Metric::Time => time(result, gate.statistic),
            Metric::Throughput => throughput(result),
            Metric::Change => change(result, gate.advisory),
            Metric::Own(name) => own(result, name),
        }
    }
}

/// A number that is not what it seems passes no gate, and breaks none.
fn sound(findings: &[Finding]) -> Result<(), String> {
    match findings.iter().find(|f| f.severity == Severity::Error) {
        Some(Finding { kind, evidence, .. }) => {
            Err(format!("{kind}: {evidence}"))
        }
        None => Ok(()),
    }
}

fn reading(
    result: &BenchmarkResult,
    point: f64,
    interval: Option<(f64, f64)>,
    unit: Unit,
) -> Reading {
    let n = result.launches.len() as u64;
    Reading { point, interval, n, unit, advisory: false }
}

fn time(
    result: &BenchmarkResult,
    statistic: Statistic,
) -> Result<Reading, String> {
    let ns = |point, interval| {
        Ok(reading(result, point, interval, Unit::parse("ns")))
    };
    match statistic {
        Statistic::Estimate | Statistic::Lower | Statistic::Upper => {
            let estimate = result.estimate.as_ref();
            let estimate = estimate.ok_or("there is no estimate")?;
            ns(estimate.point, estimate.lower.zip(estimate.upper))
        }
        Statistic::Mean => {
            let means = result.launches.iter().map(|launch| launch.mean);
            let (point, interval) = over_launches(result, means);
            ns(point, interval)
        }
        Statistic::Quantile(quantile, name) => {
            let all = &result.percentiles;
            let found = all
                .values
                .iter()
                .find(|p| (p.quantile - quantile).abs() < 1e-9);
            let why = || {
                let why = found.and_then(|p| p.reason.as_deref());
                why.or(all.reason.as_deref())
                    .map_or_else(|| format!("no {name}"), str::to_owned)
            };
            let found = found.and_then(|p| p.value.map(|value| (p, value)));
            let (percentile, value) = found.ok_or_else(why)?;
            ns(value, percentile.lower.zip(percentile.upper))
        }
        Statistic::Max => {
            let why = "no single iteration was timed";
            ns(result.percentiles.max.ok_or(why)?, None)
        }
    }
}

/// The median over launches with its order-statistic interval.
fn over_launches(
    result: &BenchmarkResult,
    values: impl Iterator<Item = f64>,
) -> (f64, Option<(f64, f64)>) {
    let values = sorted(values);
    let interval = median_interval(&values, result.config.confidence);
    (median(&values), interval.map(|i| (i.lower, i.upper)))
}

/// Throughput falls as the time rises: its ends are those of the estimate,
/// turned round.
fn throughput(result: &BenchmarkResult) -> Result<Reading, String> {
    let metric = result.metrics.iter().find(|m| m.metric.name == "throughput");
    let metric = metric.ok_or("the workload declares no throughput")?;
    let value = value(metric)?;
    let estimate = result.estimate.as_ref().ok_or("there is no estimate")?;
    let amount = value * estimate.point;
    let ends = estimate.lower.zip(estimate.upper);
    if ends.is_some_and(|(lower, _)| lower <= 0.0) {
        return Err("the interval of the time reaches to 0".to_owned());
    }
    let ends = ends.map(|(lower, upper)| (amount / upper, amount / lower));
    Ok(reading(result, value, ends, Unit::parse(&metric.metric.unit)))
}

fn own(result: &BenchmarkResult, name: &str) -> Result<Reading, String> {
    let found = result.metrics.iter().find(|m| m.metric.name == name);
    let Some(metric) = found else {
        let own = result.metrics.iter().map(|m| m.metric.name.as_str());
        let there: Vec<&str> =
            ["time", "change"].into_iter().chain(own).collect();
        let there = there.join(", ");
        return Err(format!("there is no metric «{name}»; there are {there}"));
    };
    value(metric)?;
    let values = result
        .launches
        .iter()
        .flat_map(|launch| &launch.metrics)
        .filter(|m| m.metric.name == name)
        .filter_map(|m| m.value);
    let values: Vec<f64> = values.filter(|v| v.is_finite()).collect();
    let n = values.len() as u64;
    let (point, interval) = over_launches(result, values.into_iter());
    let unit = Unit::parse(&metric.metric.unit);
    Ok(Reading { n, ..reading(result, point, interval, unit) })
}

fn value(metric: &MetricValue) -> Result<f64, String> {
    metric.value.ok_or_else(|| {
        let why = metric.reason.as_deref().unwrap_or("no reason is known");
        format!("{} was not measured: {why}", metric.metric.name)
    })
}

fn change(result: &BenchmarkResult, advisory: bool) -> Result<Reading, String> {
    let verdict = result.verdict.as_ref();
    let verdict = verdict.ok_or(
        "there is no stored run to compare with: `cargo benchkit compare \
         --rev REV` needs none",
    )?;
    if verdict.advisory && !advisory {
        return Err("a change against a stored run is only advice, for the \
                    host may have changed: use `cargo benchkit compare`, or \
                    say `advisory = true`"
            .to_owned());
    }
    sound(&verdict.findings)?;
    if let Some(why) = &verdict.reason {
        return Err(format!("the change has no verdict: {why}"));
    }
    let ratio = verdict.ratio.ok_or("there is no ratio")?;
    let ends = Some((ratio.lower, ratio.upper));
    let mut reading = reading(result, ratio.point, ends, Unit::ratio());
    reading.advisory = verdict.advisory;
    Ok(reading)
}
