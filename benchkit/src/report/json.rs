//! A run as `run.json`.

use crate::{
    error::{Error, Result},
    model::{
        BenchmarkResult, Launch, MetricValue, Percentiles, RunDocument, Status,
        to_json,
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
    let text = write(document);
    if first_null(&text).is_none() {
        return Ok(text);
    }
    let text = write(&finite(document));
    match first_null(&text) {
        None => Ok(text),
        Some(line) => Err(Error::format(format!(
            "the run holds a number that is not finite: {line}"
        ))),
    }
}

fn write(document: &RunDocument) -> String {
    pretty(&to_json(document))
}

/// Compact JSON with line breaks and indentation, as serde's pretty printer
/// sets them.
fn pretty(compact: &str) -> String {
    let mut out = String::with_capacity(compact.len() * 2);
    let mut depth = 0;
    let mut quoted = false;
    let mut escaped = false;
    let mut opened = false;
    for c in compact.chars() {
        if quoted {
            out.push(c);
            quoted = escaped || c != '"';
            escaped = c == '\\' && !escaped;
            continue;
        }
        let closes = c == '}' || c == ']';
        if closes {
            depth -= 1;
        }
        // Nothing stands between the brackets of what is empty.
        if opened != closes {
            indent(&mut out, depth);
        }
        opened = c == '{' || c == '[';
        quoted = c == '"';
        out.push(c);
        match c {
            '{' | '[' => depth += 1,
            ',' => indent(&mut out, depth),
            ':' => out.push(' '),
            _ => {}
        }
    }
    out.push('\n');
    out
}

fn indent(out: &mut String, depth: usize) {
    out.push('\n');
    for _ in 0..depth {
        out.push_str("  ");
    }
}

/// The first line of pretty-printed JSON that holds a `null`: one is
/// written for each number that is not finite, and absent values are left out.
fn first_null(text: &str) -> Option<&str> {
    for line in text.lines() {
        // A string ends with a quote, so that it is never mistaken.
        let line = line.trim();
        if line.trim_end_matches(',').ends_with("null") {
            return Some(line);
        }
    }
    None
}

/// A copy in which values that are not finite are absent.
fn finite(document: &RunDocument) -> RunDocument {
    let mut copy = document.clone();
    keep(&mut copy.provenance.sut.host.cgroup.cpus);
    for result in &mut copy.results {
        clean(result);
    }
    copy
}

fn keep(value: &mut Option<f64>) {
    *value = value.filter(|number| number.is_finite());
}

const NOT_FINITE: &str = "not a finite number";

fn clean(result: &mut BenchmarkResult) {
    let before = result.launches.len();
    for launch in &mut result.launches {
        clean_launch(launch);
    }
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
    for metric in &mut result.metrics {
        clean_metric(metric);
    }
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
    for metric in &mut launch.metrics {
        clean_metric(metric);
    }
}

/// Whether what a launch measured are numbers.
fn is_measured(launch: &Launch) -> bool {
    let clock = &launch.clock;
    let mut sum = launch.estimate + launch.all_median + launch.mean;
    sum += clock.resolution_ns + clock.overhead_ns + clock.empty_iteration_ns;
    // Zero times what is not finite is not a number, and stays one.
    for value in &launch.quantiles {
        sum += value * 0.0;
    }
    for thread in &launch.threads {
        sum += thread.mean_ns * 0.0;
    }
    sum.is_finite()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_as_serde_s_pretty_printer() {
        let value = serde_json::json!({
            "a": [], "b": {}, "c": [1, [2.5, "x"], {"d": null}],
            "e": "{\"[,:\\\\\"]}", "f": [[], [{}]], "g": "\\", "h": true
        });
        let mut wanted = serde_json::to_string_pretty(&value).unwrap();
        wanted.push('\n');
        assert_eq!(pretty(&value.to_string()), wanted);
        assert_eq!(pretty("[]"), "[]\n");
        assert_eq!(pretty("1"), "1\n");
    }

    #[test]
    fn a_null_is_a_value_and_not_a_text() {
        assert_eq!(first_null("{\n  \"a\": null,\n"), Some("\"a\": null,"));
        assert_eq!(first_null("[\n  1.0,\n  null\n]"), Some("null"));
        assert_eq!(first_null("{\n  \"a\": \"b\\\": null\",\n}"), None);
        assert_eq!(first_null("[\n \"null\"\n]"), None);
    }
}
