//! Kernels of known cost: work whose amount is a number of steps.
//!
//! Every step is like every other, and a call goes on where the last one
//! stopped: the chain from its last value, the walk from its last node, the
//! sweep from its last line. So a call of 0.2 % more steps takes 0.2 % more
//! time: no step is made cheaper or dearer by where a call begins, and no
//! work of one call overlaps with the next one's. What remains is the cost of
//! the call itself, a few nanoseconds in ten microseconds or more.
//!
//! The loops are never inlined, so that all numbers of steps run one machine
//! code.
//!
//! `steps` has the loops, `kernel` says which there are, `work` has
//! them as workloads of this binary.

mod kernel;
mod steps;
mod work;

pub use kernel::{Kernel, PER_MILLE, Prepared};
pub(crate) use work::{benchmark, serve};
