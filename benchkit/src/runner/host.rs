//! The seam between the runner and the machine.

use crate::model::{HostCounters, HostTags, Trial};

/// Clock, tags and counters of the machine; the harness brings the real one,
/// tests a fake one on which a whole run plays without time passing.
///
/// One host serves all timing threads of a launch.
pub trait Host: Sync {
    /// Monotonic time in nanoseconds since an arbitrary start.
    fn now(&self) -> u64;

    /// What the host did to the calling thread so far.
    fn tags(&self) -> HostTags;

    /// What the host counts for this process and the groups above it.
    fn counters(&self) -> HostCounters;

    /// Bytes that the allocator has handed out; `None` where it does not
    /// tell.
    fn heap_bytes(&self) -> Option<u64>;

    /// Bytes that the inputs of a batch should fit in: the cache nearest to
    /// the core that holds data and instructions.
    fn batch_cache_bytes(&self) -> Option<u64>;

    /// Told the trials of one thread, when a launch has ended well.
    fn keep(&self, _trials: &[Trial]) {}
}
