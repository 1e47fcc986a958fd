//! Times iterations one by one, into a histogram.

use crate::{
    model::{Buckets, Failure},
    runner::stopwatch::Stopwatch,
    workload::Routine,
};
use hdrhistogram::Histogram;

/// Significant digits of the histogram: a value is off by at most .1 %.
const DIGITS: u8 = 3;
/// The longest single iteration that it holds, in nanoseconds (an hour).
const LONGEST: u64 = 3_600_000_000_000;
/// Iterations at least, where they fit the launch's time.
const FEWEST: u64 = 16;

/// Times single iterations of `routine` for about `budget_ns`, and for
/// `most_ns` at most.
///
/// Threads begin together and then run freely, each by its own clock: with a
/// meeting before each iteration, waiting for a CPU would be spent there and
/// not within the times.
///
/// # Errors
/// When an iteration fails, or another thread.
pub(super) fn pass(
    stopwatch: &Stopwatch<'_>,
    routine: &mut dyn Routine,
    budget_ns: u64,
    most_ns: u64,
) -> Result<Buckets, Failure> {
    let mut histogram = empty();
    let host = stopwatch.host;
    stopwatch.gate.meet()?;
    let start = host.now();
    let mut count = 0;
    loop {
        record(&mut histogram, stopwatch.bare(routine, 1)?);
        stopwatch.gate.whole()?;
        count += 1;
        let spent = host.now().saturating_sub(start);
        if (count >= FEWEST && spent >= budget_ns) || spent >= most_ns {
            return Ok(buckets(histogram.as_ref()));
        }
    }
}

/// The histogram of `values` in nanoseconds: trials of one iteration.
pub(super) fn of_values(values: impl Iterator<Item = f64>) -> Buckets {
    let mut histogram = empty();
    values.for_each(|value| record(&mut histogram, value));
    buckets(histogram.as_ref())
}

fn empty() -> Option<Histogram<u32>> {
    Histogram::new_with_bounds(1, LONGEST, DIGITS).ok()
}

/// A net time below one nanosecond counts as one: the histogram's first
/// bucket, which says "at most the clock's step".
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped in the same line"
)]
fn record(histogram: &mut Option<Histogram<u32>>, value_ns: f64) {
    if let Some(histogram) = histogram {
        histogram.saturating_record(value_ns.round().clamp(1.0, 3.6e12) as u64);
    }
}

fn buckets(histogram: Option<&Histogram<u32>>) -> Buckets {
    histogram.map_or_else(Vec::new, |histogram| {
        histogram
            .iter_recorded()
            .map(|step| {
                let value =
                    histogram.median_equivalent(step.value_iterated_to());
                (value, u64::from(step.count_at_value()))
            })
            .collect()
    })
}
