//! A run as `run.json`.

use crate::{
    error::{Error, Result},
    model::{
        BenchmarkResult, Launch, MetricValue, Percentiles, RunDocument, Status,
    },
};

/// The document, pretty-printed, always the same for the same document.
///
/// JSON has no number that is not finite. Where such a one comes here by
/// mistake, the value becomes absent, with its reason; a launch that holds
/// one in place of a measurement is left out, and the result says so.
///
/// # Errors
/// When a value that may not be absent is not finite, as a confidence; the
/// error names it.
pub fn json(document: &RunDocument) -> Result<String> {
    let text = write(document)?;
    if first_null(&text).is_none() {
        return Ok(text);
    }
    let text = write(&finite(document))?;
    match first_null(&text) {
        None => Ok(text),
        Some(line) => Err(Error::format(format!(
            "the run holds a number that is not finite: {line}"
        ))),
    }
}

fn write(document: &RunDocument) -> Result<String> {
    let mut text = serde_json::to_string_pretty(document).map_err(|error| {
        Error::format("the run cannot be written as JSON").because(error)
    })?;
    text.push('\n');
    Ok(text)
}

/// The first line of pretty-printed JSON that holds a `null`: serde writes
/// one for each number that is not finite, and absent values are left out.
fn first_null(text: &str) -> Option<&str> {
    text.lines().map(str::trim).find(|line| {
        // A string ends with a quote, so that it is never mistaken.
        let value = line.strip_suffix(',').unwrap_or(line);
        value == "null" || (value.starts_with('"') && value.ends_with(": null"))
    })
}

/// A copy in which values that are not finite are absent.
fn finite(document: &RunDocument) -> RunDocument {
    let mut copy = document.clone();
    keep(&mut copy.provenance.sut.host.cgroup.cpus);
    copy.results.iter_mut().for_each(clean);
    copy
}

fn keep(value: &mut Option<f64>) {
    *value = value.filter(|number| number.is_finite());
}

const NOT_FINITE: &str = "not a finite number";

fn clean(result: &mut BenchmarkResult) {
    let before = result.launches.len();
    result.launches.iter_mut().for_each(clean_launch);
    result.launches.retain(is_measured);
    let lost = before - result.launches.len();
    if lost > 0 {
        let said = format!("{lost} launches left out: {NOT_FINITE}");
        result.reason = Some(match result.reason.take() {
            Some(reason) => format!("{reason}; {said}"),
            None => said,
        });
    }
    if result.estimate.as_ref().is_some_and(|e| !e.point.is_finite()) {
        result.estimate = None;
        result.status = Status::Failed;
        result.reason.get_or_insert(format!("the estimate is {NOT_FINITE}"));
    }
    if let Some(estimate) = &mut result.estimate {
        keep(&mut estimate.lower);
        keep(&mut estimate.upper);
        keep(&mut estimate.confidence);
    }
    result.trials.take_if(|t| !(t.all_median + t.mean).is_finite());
    if let Some(trials) = &mut result.trials {
        keep(&mut trials.clean_share);
    }
    result.trial_quantiles.take_if(|q| {
        !(q.min + q.q25 + q.q50 + q.q75 + q.q95 + q.max).is_finite()
    });
    clean_percentiles(&mut result.percentiles);
    result.metrics.iter_mut().for_each(clean_metric);
    keep(&mut result.relative);
    result.stress.take_if(|row| !(row.mean + row.ratio).is_finite());
    if let Some(row) = &mut result.stress {
        keep(&mut row.throttled);
        keep(&mut row.run_delay);
    }
    if let Some(verdict) = &mut result.verdict {
        keep(&mut verdict.smallest_detectable);
        let bad = |r: &mut crate::model::Ratio| {
            !(r.point + r.lower + r.upper).is_finite()
        };
        if verdict.ratio.take_if(bad).is_some() {
            verdict.reason.get_or_insert(NOT_FINITE.to_owned());
        }
    }
}

fn clean_percentiles(percentiles: &mut Percentiles) {
    keep(&mut percentiles.max);
    for percentile in &mut percentiles.values {
        let had = percentile.value.is_some();
        keep(&mut percentile.value);
        keep(&mut percentile.lower);
        keep(&mut percentile.upper);
        if had && percentile.value.is_none() {
            percentile.reason.get_or_insert(NOT_FINITE.to_owned());
        }
    }
}

fn clean_metric(metric: &mut MetricValue) {
    let had = metric.value.is_some();
    keep(&mut metric.value);
    if had && metric.value.is_none() {
        metric.reason.get_or_insert(NOT_FINITE.to_owned());
    }
}

fn clean_launch(launch: &mut Launch) {
    keep(&mut launch.doubling);
    keep(&mut launch.warmup.first_iteration_ns);
    keep(&mut launch.host.cpu_share);
    keep(&mut launch.host.cpu_pressure);
    keep(&mut launch.host.steal);
    launch.metrics.iter_mut().for_each(clean_metric);
}

/// Whether what a launch measured are numbers.
fn is_measured(launch: &Launch) -> bool {
    let clock = &launch.clock;
    let singles = [
        launch.estimate,
        launch.all_median,
        launch.mean,
        clock.resolution_ns,
        clock.overhead_ns,
        clock.empty_iteration_ns,
    ];
    singles.iter().chain(&launch.quantiles).all(|value| value.is_finite())
        && launch.threads.iter().all(|thread| thread.mean_ns.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_null_is_a_value_and_not_a_text() {
        assert_eq!(first_null("{\n  \"a\": null,\n"), Some("\"a\": null,"));
        assert_eq!(first_null("[\n  1.0,\n  null\n]"), Some("null"));
        assert_eq!(first_null("{\n  \"a\": \"b\\\": null\",\n}"), None);
        assert_eq!(first_null("[\n \"null\"\n]"), None);
    }
}
