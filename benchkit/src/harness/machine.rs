//! The real host: clock and probes behind the runner's seam.

use crate::{
    clock::Clock,
    model::{HostCounters, HostTags},
    probe,
    runner::Host,
    unit::Nanos,
};

/// The machine that this process runs on.
#[derive(Debug)]
pub(super) struct Machine {
    clock: Clock,
    batch_cache: Option<u64>,
}

impl Machine {
    pub(super) fn new() -> Self {
        Self { clock: Clock::new(), batch_cache: probe::batch_cache_bytes() }
    }
}

impl Host for Machine {
    fn now(&self) -> u64 {
        self.clock.now()
    }

    fn tags(&self) -> HostTags {
        probe::tags()
    }

    fn counters(&self) -> HostCounters {
        probe::counters(Nanos(self.clock.now()))
    }

    fn heap_bytes(&self) -> Option<u64> {
        probe::heap_bytes()
    }

    fn batch_cache_bytes(&self) -> Option<u64> {
        self.batch_cache
    }
}
