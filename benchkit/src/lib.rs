//! Benchmarks that can be believed.
//!
//! Put [`macro@workload`] on a function, write [`macro@main`] in the bench target, and
//! run `cargo bench`.

pub mod analysis;
pub mod backend;
pub mod clock;
pub mod compat;
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
pub use workload::{Bencher, Inputs, Runtime, TrialSetup, block_on};
