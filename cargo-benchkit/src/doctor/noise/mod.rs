//! How much the host scatters: short trials of arithmetic, of a walk through
//! memory and of waking a thread, in slices that take turns.

mod kernels;
mod measure;
mod summary;

pub(super) use measure::look;
