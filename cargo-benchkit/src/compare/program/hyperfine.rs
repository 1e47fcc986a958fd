//! The document that `hyperfine --export-json` writes, for its readers.

use super::{run::Measured, series::Launch};
use benchkit::stats::{mean, median, sorted};
use serde::Serialize;

/// What stands in `--export-json FILE`.
#[derive(Debug, Serialize)]
struct Document<'a> {
    results: Vec<Entry<'a>>,
}

/// One program; times in seconds, the shell's start taken off.
#[derive(Debug, Serialize)]
struct Entry<'a> {
    command: &'a str,
    mean: f64,
    /// `null` of one launch.
    stddev: Option<f64>,
    median: f64,
    user: f64,
    system: f64,
    min: f64,
    max: f64,
    times: Vec<f64>,
    memory_usage_byte: Vec<u64>,
    exit_codes: Vec<i32>,
}

/// The programs that were launched and did not fail: a reader of this format
/// would take any time for a good one.
///
/// # Errors
/// Never, as all numbers are finite.
pub(super) fn export(measured: &Measured) -> serde_json::Result<String> {
    let programs = measured.cast.programs.iter().zip(&measured.records);
    let results = programs
        .filter(|(_, record)| record.failure.is_none())
        .filter_map(|(program, record)| {
            entry(program.id.as_str(), &record.launches, measured.shell_ns)
        })
        .collect();
    serde_json::to_string_pretty(&Document { results })
}

fn entry<'a>(
    command: &'a str,
    launches: &[Launch],
    shell_ns: f64,
) -> Option<Entry<'a>> {
    let seconds = |of: &dyn Fn(&Launch) -> f64| -> Vec<f64> {
        launches.iter().map(|launch| of(launch) / 1e9).collect()
    };
    let times = seconds(&|launch| launch.wall_ns - shell_ns);
    let ordered = sorted(times.iter().copied());
    Some(Entry {
        command,
        mean: mean(&times),
        stddev: deviation(&times),
        median: median(&ordered),
        user: mean(&seconds(&|launch| launch.user_ns)),
        system: mean(&seconds(&|launch| launch.system_ns)),
        min: *ordered.first()?,
        max: *ordered.last()?,
        memory_usage_byte: launches.iter().map(|l| l.peak_bytes).collect(),
        exit_codes: launches.iter().map(|l| l.code).collect(),
        times,
    })
}

/// Standard deviation of a sample, with n - 1; `None` of one value.
fn deviation(values: &[f64]) -> Option<f64> {
    if values.len() < 2 {
        return None;
    }
    let center = mean(values);
    let squares: f64 = values.iter().map(|v| (v - center).powi(2)).sum();
    #[expect(clippy::cast_precision_loss, reason = "a count of launches")]
    let free = (values.len() - 1) as f64;
    Some((squares / free).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn launch(ms: f64, code: i32) -> Launch {
        Launch {
            wall_ns: ms * 1e6,
            user_ns: 1e6,
            system_ns: 5e5,
            peak_bytes: 4_194_304,
            code,
            ..Launch::default()
        }
    }

    /// Keys and types are those that hyperfine 1.20.0 wrote for
    /// `hyperfine -N -i --runs 3 --export-json FILE false true`; numbers by
    /// Python 3.11.7's `statistics` (`mean`, `stdev`, `median`).
    #[test]
    fn hyperfines_document() {
        let launches = [launch(12.0, 0), launch(14.0, 1), launch(11.0, 0)];
        let entry = entry("a b", &launches, 1e6).expect("an entry");
        let written = serde_json::to_value(&entry).expect("JSON");
        for (key, want) in [
            ("mean", 0.011_333_333_333_333_334),
            ("stddev", 0.001_527_525_231_651_946_4),
            ("median", 0.011),
            ("user", 0.001),
            ("system", 0.000_5),
            ("min", 0.01),
            ("max", 0.013),
        ] {
            let got = written[key].as_f64().expect("a number");
            assert!((got - want).abs() < 1e-15, "{key}: {got}");
        }
        assert_eq!(written["command"], "a b");
        assert_eq!(written["times"], json!([0.011, 0.013, 0.01]));
        assert_eq!(written["memory_usage_byte"], json!(vec![4_194_304; 3]));
        assert_eq!(written["exit_codes"], json!([0, 1, 0]));
        assert_eq!(written.as_object().map(serde_json::Map::len), Some(11));
        let once = super::entry("a", &launches[..1], 0.0).expect("an entry");
        assert_eq!(once.stddev, None);
        assert!(super::entry("a", &[], 0.0).is_none());
    }
}
