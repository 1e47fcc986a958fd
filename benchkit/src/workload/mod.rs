//! What is measured: registered functions, their options and parameters,
//! and the [`Bencher`] that they drive.
//!
//! Nothing here measures. A workload hands a [`Routine`] to a [`Driver`];
//! the runner implements the one that times it.

mod asynchronous;
mod bencher;
mod cases;
mod descriptor;
mod driver;
#[doc(hidden)]
pub mod outcome;
mod registry;
mod routines;
#[cfg(feature = "tokio")]
mod tokio_runtime;

pub use asynchronous::{Runtime, block_on, idle};
pub use bencher::{Bencher, Inputs, TrialSetup};
pub use cases::{Argument, Case, Cases, Run};
#[doc(hidden)]
pub use cases::{list, text, values};
pub use descriptor::{Body, Descriptor, GroupDescriptor, Options, Requires};
pub use driver::{Driver, Note, Routine};
pub use registry::{Workload, find, workloads};
#[doc(hidden)]
pub use routines::{Fails, Judge, Value, Verify};
#[cfg(feature = "tokio")]
pub use tokio_runtime::TokioRuntime;
