//! What the host is and what it did: the machine and wall-clock time enter
//! here. A reader takes the root of a file tree, so that tests can bring
//! their own; what a system does not tell is `None`.

mod cgroup;
mod counters;
mod files;
mod memory;
mod tags;

pub use counters::{Counters, counters, host_load};
pub use memory::{batch_cache_bytes, heap_bytes, out_of_memory_kills};
pub use tags::tags;
