//! The real host: clock and probes behind the runner's seam.

use crate::{
    clock::Clock,
    harness::trials,
    model::{BenchmarkId, HostCounters, HostTags, Trial},
    probe,
    runner::Host,
    unit::Nanos,
};
use std::sync::Mutex;

/// The machine that this process runs on.
#[derive(Debug)]
pub(super) struct Machine {
    clock: Clock,
    batch_cache: Option<u64>,
    /// The trials of each thread, where somebody asked for them.
    kept: Option<Mutex<Vec<Vec<Trial>>>>,
}

impl Machine {
    pub(super) fn new() -> Self {
        Self {
            clock: Clock::new(),
            batch_cache: probe::batch_cache_bytes(),
            kept: trials::wanted().then(Mutex::default),
        }
    }

    /// Writes down the trials of a launch of `id` that was just measured.
    pub(super) fn write_trials(&mut self, id: &BenchmarkId) {
        let kept = self.kept.as_mut().and_then(|kept| kept.get_mut().ok());
        if let Some(threads) = kept.filter(|threads| !threads.is_empty()) {
            trials::write(id, threads);
            threads.clear();
        }
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

    fn keep(&self, trials: &[Trial]) {
        let kept = self.kept.as_ref().and_then(|kept| kept.lock().ok());
        if let Some(mut threads) = kept {
            threads.push(trials.to_vec());
        }
    }
}
