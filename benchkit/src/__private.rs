//! All that macro output names. Not for people; it changes without notice.

pub use crate::harness::{Target, main};
pub use crate::workload::{
    Argument, Body, Call, CallAsync, Cases, Checked, Descriptor,
    GroupDescriptor, Options, Requires, drive, values,
};
pub use crate::{
    model::{Settings, Throughput, Warmup},
    unit::Nanos,
};
pub use inventory;
