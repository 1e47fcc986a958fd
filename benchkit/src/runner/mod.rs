//! Measures one benchmark in one launch: calibration, warm-up, sampling,
//! latency, threads. Implements [`Driver`](crate::workload::Driver).
//!
//! The runner prints nothing and starts nothing; what it needs of the
//! machine comes through [`Host`].

mod calibration;
mod emptyloop;
#[cfg(test)]
mod fake;
mod first;
mod gate;
mod host;
mod latency;
mod launch;
mod once;
mod sampler;
mod stopwatch;
#[cfg(test)]
mod tests;
mod turns;
#[cfg(test)]
mod turns_tests;

pub use host::Host;
pub use launch::{Plan, conducted, measure};
pub use once::run_once;
pub use turns::{Conductor, Turn};
