//! Detectors: each looks at one result for one thing that makes its number
//! doubtful.
//!
//! A detector is one file here, one line in [`DETECTORS`], and two fixtures
//! in its tests: one that lies and one that is honest. The numbers that they
//! decide by are in [`thresholds`](crate::model::thresholds).

mod bimodal;
mod busy_host;
mod cache_suspected;
mod clock_changed;
mod cold_batch;
mod failed_trials;
mod few_launches;
#[cfg(test)]
pub(super) mod fixture;
mod optimised_away;
mod param_not_applied;
mod table;
mod text;
mod throttled;
mod too_few_trials;
mod unchecked_result;
mod unoptimised;
mod unstable;
mod workload_changed;

pub(super) use clock_changed::{clock_changed, clock_ratio};
pub use table::{Context, DETECTORS, Detector, findings};
pub(super) use workload_changed::workload_changed;
