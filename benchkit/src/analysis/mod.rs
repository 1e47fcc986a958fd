//! Judges what was measured: estimates, percentiles, when to stop, what
//! changed, what is doubtful.
//!
//! Pure: values of [`model`](crate::model) in, values of it out; no clock,
//! no file, no terminal.

mod baseline;
mod estimate;
mod findings;
mod interference;
mod metrics;
mod noise;
mod percentiles;
mod stopping;
mod stress;

pub use baseline::{against, judge};
pub use estimate::{
    TrialSummary, estimate, summarise_trials, trial_quantiles, trials,
};
pub use findings::{Context, DETECTORS, Detector, findings};
pub use metrics::{effective, fold_metrics};
pub use noise::{Band, Bands, past_run};
pub use percentiles::{latency_quantiles, merge, percentiles};
pub use stopping::{Decision, Progress, StopReason, decide, plan};
pub use stress::stress;
