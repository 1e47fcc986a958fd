//! Two truths that need no reference: equal steps cost equal time, and
//! nothing costs nothing.

use crate::harness::{build, measure};
use benchkit::model::{BenchmarkResult, RunDocument};
use benchkit_benches::{
    Failure,
    numbers::{
        Interval, deviation, mean, mean_interval, median, sign_interval,
    },
    print,
};
use clap::Args;

/// Picoseconds in a nanosecond.
const PICOSECONDS: f64 = 1_000.0;

/// How much to measure.
#[derive(Clone, Debug, Args)]
pub(crate) struct Options {
    /// Launches of each benchmark.
    #[arg(long, default_value_t = 100)]
    launches: u32,
}

impl Options {
    fn measure(&self, selection: &str) -> Result<RunDocument, Failure> {
        let bench = build("kernels", "kernels")?;
        measure(&bench, &[selection, "--launches", &self.launches.to_string()])
    }
}

/// Loops of k, 2k and 3k steps: (t3 - t2) / (t2 - t1) is 1 where fixed costs
/// are either absent or the same in all three.
///
/// # Errors
/// When the bench binary fails.
pub(crate) fn linear(options: &Options) -> Result<(), Failure> {
    let run = options.measure("kernels::linear[")?;
    let [one, two, three] =
        ["1", "2", "3"].map(|k| estimates(find(&run, "linear", Some(k))));
    let ratios: Vec<f64> = one
        .iter()
        .zip(&two)
        .zip(&three)
        .map(|((t1, t2), t3)| (t3 - t2) / (t2 - t1))
        .collect();
    let point = median(&ratios).ok_or("no launch measured all three loops")?;
    let interval = sign_interval(&ratios, 0.95);
    print(&format!(
        "(t3 - t2) / (t2 - t1) over {} launches: {point:.6}, interval {}\n\
         target: 1 within 0.1 %: {}\n",
        ratios.len(),
        shown(interval, 6),
        judged((point - 1.0).abs() <= 0.001),
    ))?;
    Ok(())
}

/// The mean signed residual of an empty workload.
///
/// # Errors
/// When the bench binary fails.
pub(crate) fn empty(options: &Options) -> Result<(), Failure> {
    let run = options.measure("kernels::empty")?;
    let result = find(&run, "empty", None);
    let residuals: Vec<f64> =
        estimates(result).into_iter().map(|ns| ns * PICOSECONDS).collect();
    let centre = mean(&residuals).ok_or("no launch was measured")?;
    let interval = mean_interval(&residuals);
    let loops: Vec<f64> = result
        .iter()
        .flat_map(|r| &r.launches)
        .map(|launch| launch.clock.empty_iteration_ns * PICOSECONDS)
        .collect();
    print(&format!(
        "mean residual over {} launches: {:+.4} ps an iteration, \
         interval {}, sd {:.4} ps\n\
         the loop's own cost, which was taken off: {:.2} ps\n\
         negative residuals (nothing is clamped): {}\n\
         target: the interval includes 0: {}\n",
        residuals.len(),
        centre,
        shown(interval, 4),
        deviation(&residuals).unwrap_or(f64::NAN),
        median(&loops).unwrap_or(f64::NAN),
        residuals.iter().filter(|r| **r < 0.0).count(),
        judged(interval.is_some_and(|i| i.covers(0.0))),
    ))?;
    Ok(())
}

fn shown(interval: Option<Interval>, digits: usize) -> String {
    interval.map_or_else(
        || "absent (too few launches)".to_owned(),
        |i| format!("{:.digits$} ... {:.digits$}", i.lower, i.upper),
    )
}

/// The word beside every target.
fn judged(met: bool) -> &'static str {
    if met { "met" } else { "missed" }
}

/// The result whose workload has `part` in its path, at parameter `value`.
fn find<'a>(
    run: &'a RunDocument,
    part: &str,
    value: Option<&str>,
) -> Option<&'a BenchmarkResult> {
    run.results.iter().find(|result| {
        let path = result.workload.split("::").any(|name| name == part);
        let first = result.parameters.first().map(|p| p.value.as_str());
        path && (value.is_none() || first == value)
    })
}

/// The launches' estimates in the order in which they were measured.
fn estimates(result: Option<&BenchmarkResult>) -> Vec<f64> {
    let mut launches: Vec<(u32, f64)> = result
        .iter()
        .flat_map(|r| &r.launches)
        .map(|launch| (launch.order, launch.estimate))
        .collect();
    launches.sort_by_key(|(order, _)| *order);
    launches.into_iter().map(|(_, estimate)| estimate).collect()
}
