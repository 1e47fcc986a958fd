//! Judges what was measured: estimates, percentiles, when to stop, what
//! changed, what is doubtful.
//!
//! Pure: values of [`model`](crate::model) in, values of it out; no clock,
//! no file, no terminal.

mod estimate;
mod stopping;

pub use estimate::{
    TrialSummary, estimate, summarise_trials, trial_quantiles, trials,
};
pub use stopping::{Decision, Progress, StopReason, decide, plan};
