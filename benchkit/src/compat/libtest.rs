//! What libtest prints, so that cargo, nextest, IDEs and continuous
//! benchmarking services read a bench binary as they read a test binary.
//!
//! The texts are those of Rust 1.95's libtest; its JSON is unstable there.

use crate::model::{BenchmarkResult, json};

/// A benchmark as a list names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed<'a> {
    /// Its id.
    pub name: &'a str,
    /// Why it is ignored, perhaps ""; `None` where it is not.
    pub ignored: Option<&'a str>,
    /// The source file.
    pub file: &'a str,
    /// The line in it, from 1.
    pub line: u32,
    /// The column in it, from 1.
    pub column: u32,
}

/// How a list, or the course of a test run, is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For people.
    #[default]
    Pretty,
    /// One sign a benchmark; lists without their last line.
    Terse,
    /// One JSON object a line.
    Json,
}

/// How a benchmark that was run once as a test ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestOutcome<'a> {
    /// Well.
    Ok,
    /// With this message.
    Failed(&'a str),
    /// It was not run; why, perhaps "".
    Ignored(&'a str),
}

/// What a run comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Tests that passed.
    pub passed: usize,
    /// Tests that failed.
    pub failed: usize,
    /// Tests that were not run.
    pub ignored: usize,
    /// Benchmarks that were measured.
    pub measured: usize,
    /// Tests that the filters left out.
    pub filtered_out: usize,
}

/// The answer to `--list`: "path: benchmark" a line; pretty adds how many.
#[expect(single_use_lifetimes, reason = "leaving it out is unstable here")]
pub fn list<'a>(
    items: impl IntoIterator<Item = Listed<'a>>,
    format: Format,
) -> String {
    let mut text = String::new();
    if format == Format::Json {
        text.push_str("{ \"type\": \"suite\", \"event\": \"discovery\" }\n");
    }
    let (mut count, mut ignored) = (0, 0);
    for item in items {
        count += 1;
        ignored += usize::from(item.ignored.is_some());
        if format == Format::Json {
            text.push_str(&discovered(&item));
        } else {
            text.push_str(item.name);
            text.push_str(": benchmark\n");
        }
    }
    text.push_str(&listed(count, ignored, format));
    text
}

/// What stands below a list.
fn listed(count: usize, ignored: usize, format: Format) -> String {
    let blank = if count > 0 { "\n" } else { "" };
    let plural = if count == 1 { "" } else { "s" };
    match format {
        Format::Json => format!(
            "{{ \"type\": \"suite\", \"event\": \"completed\", \"tests\": 0, \"benchmarks\": {count}, \"total\": {count}, \"ignored\": {ignored} }}\n"
        ),
        Format::Pretty => {
            format!("{blank}0 tests, {count} benchmark{plural}\n")
        }
        Format::Terse => String::new(),
    }
}

fn discovered(item: &Listed<'_>) -> String {
    let name = json_text(item.name);
    let message = json_text(item.ignored.unwrap_or_default());
    let file = json_text(item.file);
    let (line, column, ignored) =
        (item.line, item.column, item.ignored.is_some());
    format!(
        "{{ \"type\": \"benchmark\", \"event\": \"discovered\", \"name\": {name}, \"ignore\": {ignored}, \"ignore_message\": {message}, \"source_path\": {file}, \"start_line\": {line}, \"start_col\": {column}, \"end_line\": {line}, \"end_col\": {column} }}\n"
    )
}

/// A string as JSON, with its quotes.
fn json_text(text: &str) -> String {
    let mut out = String::new();
    json::text(&mut out, text);
    out
}

/// What a test run says first; `count` tests were selected.
pub fn started(count: usize, format: Format) -> String {
    let plural = if count == 1 { "" } else { "s" };
    match format {
        Format::Json => format!(
            "{{ \"type\": \"suite\", \"event\": \"started\", \"test_count\": {count} }}\n"
        ),
        _ => format!("\nrunning {count} test{plural}\n"),
    }
}

/// What a test run says of one test: a line, or for terse one sign; in JSON
/// the start too, since both are known only afterwards.
pub fn test(name: &str, outcome: TestOutcome<'_>, format: Format) -> String {
    match format {
        Format::Pretty => {
            let said = match outcome {
                TestOutcome::Ok => "ok".to_owned(),
                TestOutcome::Failed(_) => "FAILED".to_owned(),
                TestOutcome::Ignored("") => "ignored".to_owned(),
                TestOutcome::Ignored(why) => format!("ignored, {why}"),
            };
            format!("test {name} ... {said}\n")
        }
        Format::Terse => match outcome {
            TestOutcome::Ok => ".",
            TestOutcome::Failed(_) => "F",
            TestOutcome::Ignored(_) => "i",
        }
        .to_owned(),
        Format::Json => json_test(&json_text(name), outcome),
    }
}

fn json_test(name: &str, outcome: TestOutcome<'_>) -> String {
    let said = match outcome {
        TestOutcome::Ok => r#""event": "ok""#.to_owned(),
        TestOutcome::Failed(message) => {
            format!(r#""event": "failed", "stdout": {}"#, json_text(message))
        }
        TestOutcome::Ignored("") => r#""event": "ignored""#.to_owned(),
        TestOutcome::Ignored(why) => {
            format!(r#""event": "ignored", "message": {}"#, json_text(why))
        }
    };
    format!(
        "{{ \"type\": \"test\", \"event\": \"started\", \"name\": {name} }}\n\
         {{ \"type\": \"test\", \"name\": {name}, {said} }}\n"
    )
}

/// What a test run says last: what failed with its message, and the totals.
/// `failures` are names and messages; `seconds` is how long it took.
pub fn finished(
    totals: &Totals,
    failures: &[(String, String)],
    seconds: f64,
    format: Format,
) -> String {
    let Totals { passed, failed, ignored, measured, filtered_out } = *totals;
    if format == Format::Json {
        let event = if failed == 0 { "ok" } else { "failed" };
        return format!(
            "{{ \"type\": \"suite\", \"event\": \"{event}\", \"passed\": {passed}, \"failed\": {failed}, \"ignored\": {ignored}, \"measured\": {measured}, \"filtered_out\": {filtered_out}, \"exec_time\": {seconds} }}\n"
        );
    }
    let mut text = String::new();
    if !failures.is_empty() {
        text.push_str("\nfailures:\n\n");
        for (name, message) in failures {
            let message = message.trim_end();
            let said = format!("---- {name} stdout ----\n{message}\n\n");
            text.push_str(&said);
        }
        text.push_str("\nfailures:\n");
        for (name, _) in failures {
            text.push_str("    ");
            text.push_str(name);
            text.push('\n');
        }
    }
    let result = if failed == 0 { "ok" } else { "FAILED" };
    let totals = format!(
        "\ntest result: {result}. {passed} passed; {failed} failed; {ignored} ignored; {measured} measured; {filtered_out} filtered out; finished in {seconds:.2}s\n\n"
    );
    text.push_str(&totals);
    text
}

/// The line of a measured benchmark, as github-action-benchmark, bencher.dev
/// and criterion's users parse it; `None` where there is no estimate, or
/// nothing says how far it may be off.
///
/// The number behind +/- is the larger distance from the estimate to an end
/// of its interval; without an interval it is what libtest itself prints,
/// the slowest trial less the fastest. Blanks in the name become `_`, since
/// the parsers end a name there.
pub fn bench_line(result: &BenchmarkResult) -> Option<String> {
    let point = result.estimate.as_ref()?.point;
    let name: String = result
        .id
        .as_str()
        .chars()
        .map(|c| if c.is_whitespace() { '_' } else { c })
        .collect();
    let median = thousands(point);
    let deviation = thousands(deviation(result)?);
    Some(format!(
        "test {name} ... bench: {median:>14} ns/iter (+/- {deviation})\n"
    ))
}

/// The same as one JSON object.
pub fn bench_json(result: &BenchmarkResult) -> Option<String> {
    let median = result.estimate.as_ref()?.point;
    let deviation = deviation(result)?;
    let name = json_text(result.id.as_str());
    Some(format!(
        "{{ \"type\": \"bench\", \"name\": {name}, \"median\": {median}, \"deviation\": {deviation} }}\n"
    ))
}

fn deviation(result: &BenchmarkResult) -> Option<f64> {
    let estimate = result.estimate.as_ref()?;
    let interval = match (estimate.lower, estimate.upper) {
        (Some(lower), Some(upper)) => {
            Some((upper - estimate.point).max(estimate.point - lower))
        }
        _ => None,
    };
    let spread = || result.trial_quantiles.as_ref().map(|q| q.max - q.min);
    interval.or_else(spread).filter(|value| value.is_finite())
}

/// Two decimals, and a comma before every three digits, as libtest prints.
fn thousands(value: f64) -> String {
    let text = format!("{value:.2}");
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.as_str()),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut out = sign.to_owned();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    format!("{out}.{fraction}")
}

#[cfg(test)]
#[path = "libtest_tests.rs"]
mod tests;
