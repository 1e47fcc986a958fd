//! What the host is and what it did: the machine and wall-clock time enter
//! here. A reader takes the root of a file tree, so that tests can bring
//! their own; what a system does not tell is `None`.
#![expect(
    clippy::disallowed_methods,
    reason = "the edge where the machine, its files and wall-clock time enter"
)]

#[doc(hidden)]
pub mod cgroup;
mod counters;
mod environment;
mod files;
mod git;
mod host;
mod memory;
mod tags;
#[cfg(test)]
mod tests;
mod time;
mod toolchain;
mod virtualisation;

pub use counters::{Counters, counters, host_load};
pub use environment::environment_that_matters;
pub use git::git_facts;
pub use host::{host_facts, host_facts_below};
pub use memory::{batch_cache_bytes, heap_bytes, out_of_memory_kills};
pub use tags::tags;
pub use time::{rfc3339, wall_clock};
pub use toolchain::toolchain;
