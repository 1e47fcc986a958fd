//! A host on which time passes only when a workload says so.

use crate::{
    clock::ManualClock,
    model::{HostCounters, HostTags},
    runner::Host,
    unit::Nanos,
};
use std::sync::atomic::{AtomicU64, Ordering};

/// What one reading of the fake clock costs, in nanoseconds.
pub(super) const READING: u64 = 20;

/// A host whose clock is moved by reading it and by the workload.
#[derive(Debug, Default)]
pub(super) struct FakeHost {
    pub(super) clock: ManualClock,
    pub(super) standing: bool,
    /// Involuntary switches so far; a workload adds to them.
    pub(super) switches: AtomicU64,
}

impl FakeHost {
    /// Lets `nanoseconds` pass.
    pub(super) fn pass(&self, nanoseconds: u64) {
        self.clock.handle().advance(Nanos(nanoseconds));
    }
}

impl Host for FakeHost {
    fn now(&self) -> u64 {
        if !self.standing {
            self.pass(READING);
        }
        self.clock.now()
    }

    fn tags(&self) -> HostTags {
        HostTags {
            involuntary_switches: Some(self.switches.load(Ordering::SeqCst)),
            ..HostTags::default()
        }
    }

    fn counters(&self) -> HostCounters {
        HostCounters { at: Nanos(self.clock.now()), ..HostCounters::default() }
    }

    fn heap_bytes(&self) -> Option<u64> {
        None
    }

    fn batch_cache_bytes(&self) -> Option<u64> {
        Some(1 << 20)
    }
}
