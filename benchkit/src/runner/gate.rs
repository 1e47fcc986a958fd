//! Keeps the timing threads of a launch in step.

use crate::model::{Failure, FailureKind};
use std::{
    hint::spin_loop,
    sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    thread,
    time::Duration,
};

/// How often a waiting thread looks before it gives its CPU away.
const SPINS: u32 = 200;
/// How long it sleeps between two looks where CPUs are scarce.
const NAP: Duration = Duration::from_micros(50);

/// A barrier that all timing threads pass together, and that a failed thread
/// opens for good, so that none waits for it.
#[derive(Debug)]
pub(super) struct Gate {
    threads: usize,
    /// Whether a waiting thread takes a CPU that a timed one needs.
    crowded: bool,
    arrived: AtomicUsize,
    generation: AtomicUsize,
    broken: AtomicBool,
    agreed: AtomicU64,
}

impl Gate {
    /// A gate for `threads` threads.
    pub(super) fn new(threads: usize) -> Self {
        Self {
            threads,
            crowded: threads > 1 && crowded(threads),
            arrived: AtomicUsize::new(0),
            generation: AtomicUsize::new(0),
            broken: AtomicBool::new(false),
            agreed: AtomicU64::new(0),
        }
    }

    /// Opens the gate for good: this thread will not come any more.
    pub(super) fn break_open(&self) {
        self.broken.store(true, Ordering::SeqCst);
    }

    /// Waits until every thread is here.
    ///
    /// # Errors
    /// When another thread has failed.
    pub(super) fn meet(&self) -> Result<(), Failure> {
        if self.threads == 1 {
            return Ok(());
        }
        let generation = self.generation.load(Ordering::SeqCst);
        if self.arrived.fetch_add(1, Ordering::SeqCst) + 1 == self.threads {
            self.arrived.store(0, Ordering::SeqCst);
            self.generation.fetch_add(1, Ordering::SeqCst);
            return self.whole();
        }
        let mut spins = 0;
        while self.generation.load(Ordering::SeqCst) == generation {
            self.whole()?;
            if spins < SPINS {
                spins += 1;
                spin_loop();
            } else if self.crowded {
                thread::park_timeout(NAP);
            } else {
                thread::yield_now();
            }
        }
        self.whole()
    }

    /// Meets, and returns what the `leader` said.
    ///
    /// # Errors
    /// When another thread has failed.
    pub(super) fn agree(
        &self,
        leader: bool,
        value: u64,
    ) -> Result<u64, Failure> {
        if self.threads == 1 {
            return Ok(value);
        }
        if leader {
            self.agreed.store(value, Ordering::SeqCst);
        }
        self.meet()?;
        let agreed = self.agreed.load(Ordering::SeqCst);
        self.meet()?;
        Ok(agreed)
    }

    /// Nothing, as long as no thread has failed.
    ///
    /// # Errors
    /// When another thread has failed.
    pub(super) fn whole(&self) -> Result<(), Failure> {
        if self.broken.load(Ordering::SeqCst) {
            return Err(Failure::new(
                FailureKind::Error,
                "another thread of the workload failed",
            ));
        }
        Ok(())
    }
}

/// Whether there are fewer CPUs than `threads`, or nobody tells.
fn crowded(threads: usize) -> bool {
    thread::available_parallelism().map_or(true, |cpus| cpus.get() < threads)
}
