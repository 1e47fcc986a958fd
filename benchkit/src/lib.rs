//! Benchmarks that can be believed.
//!
//! Put [`macro@workload`] on a function, write [`macro@main`] in the bench target, and
//! run `cargo bench`.

pub mod analysis;
pub mod backend;
pub mod clock;
pub mod compat;
#[cfg(feature = "criterion")]
pub mod criterion;
mod error;
pub mod harness;
mod macros;
pub mod probe;
pub mod report;
pub mod runner;
pub mod stats;
pub mod store;
pub mod unit;
pub mod workload;

#[doc(hidden)]
pub mod __private;
pub mod model;

pub use benchkit_macros::{group, workload, workloads};
pub use error::{Error, ErrorKind, Result};
pub use model::{Direction, Throughput};
pub use std::hint::black_box;
pub use unit::Nanos;
#[cfg(feature = "tokio")]
pub use workload::TokioRuntime;
pub use workload::{Bencher, Inputs, Runtime, TrialSetup, block_on};
