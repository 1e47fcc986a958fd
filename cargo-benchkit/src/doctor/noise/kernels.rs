//! Work of known shape: nothing in it varies but the host.

use benchkit::{Nanos, clock::Clock, harness::Random};
use std::{
    hint::black_box,
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread::{self, JoinHandle, Thread},
    time::Duration,
};

/// A chain in which each step waits for the one before (the mixing of
/// `SplitMix64`): no cache, no predictor, only the core and its clock.
#[inline(never)]
pub(super) fn chain(steps: u64) -> u64 {
    let mut state = black_box(1_u64);
    for _ in 0..steps {
        state = (state ^ (state >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    }
    state
}

/// A cache line that names the next one.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Node {
    next: u32,
}

/// A random cycle through memory, one node a cache line.
#[derive(Debug)]
pub(super) struct Ring {
    nodes: Vec<Node>,
    at: u32,
}

impl Ring {
    /// A ring of about `bytes` bytes (Sattolo's shuffle).
    pub(super) fn new(bytes: u64) -> Self {
        const SEED: u64 = 7;
        let count = u32::try_from(bytes / 64).unwrap_or(u32::MAX).max(2);
        let mut order: Vec<u32> = (0..count).collect();
        let mut random = Random::new(SEED);
        for last in (1..order.len()).rev() {
            let pick = random.next_number() % last as u64;
            order.swap(last, usize::try_from(pick).unwrap_or(0));
        }
        let nodes = order.into_iter().map(|next| Node { next }).collect();
        Self { nodes, at: 0 }
    }

    /// Follows it: each step waits for the load before it.
    #[inline(never)]
    pub(super) fn walk(&mut self, steps: u64) -> u64 {
        for _ in 0..steps {
            self.at = self.nodes.get(self.at as usize).map_or(0, |n| n.next);
        }
        self.at.into()
    }
}

/// A thread that sleeps until it is woken, and says when it was awake.
#[derive(Debug)]
pub(super) struct Sleeper {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    clock: Clock,
    wanted: AtomicBool,
    ended: AtomicBool,
    awake: AtomicU64,
}

impl Sleeper {
    /// Starts the thread.
    ///
    /// # Errors
    /// Where the system starts no thread.
    pub(super) fn start(clock: Clock) -> io::Result<Self> {
        let shared = Arc::new(Shared {
            clock,
            wanted: AtomicBool::new(false),
            ended: AtomicBool::new(false),
            awake: AtomicU64::new(0),
        });
        let own = Arc::clone(&shared);
        let caller = thread::current();
        let thread = thread::Builder::new()
            .name("sleeper".to_owned())
            .spawn(move || own.serve(&caller))?;
        Ok(Self { shared, thread: Some(thread) })
    }

    /// How long it takes from the call that wakes the thread until it runs;
    /// in the `pause` before, the thread falls asleep, and an idle CPU with
    /// it.
    pub(super) fn wake(&self, pause: Duration) -> Nanos {
        let Some(thread) = &self.thread else { return Nanos(0) };
        thread::sleep(pause);
        self.shared.awake.store(0, Ordering::SeqCst);
        let start = self.shared.clock.now();
        self.shared.wanted.store(true, Ordering::SeqCst);
        thread.thread().unpark();
        loop {
            let awake = self.shared.awake.load(Ordering::SeqCst);
            if awake > 0 {
                return Nanos(awake.saturating_sub(start));
            }
            thread::park();
        }
    }
}

impl Shared {
    fn serve(&self, caller: &Thread) {
        while !self.ended.load(Ordering::SeqCst) {
            if self.wanted.swap(false, Ordering::SeqCst) {
                // 0 stands for "not yet".
                let now = self.clock.now().max(1);
                self.awake.store(now, Ordering::SeqCst);
                caller.unpark();
            }
            thread::park();
        }
    }
}

impl Drop for Sleeper {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::SeqCst);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            drop(thread.join());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ring_is_one_cycle() {
        let mut ring = Ring::new(64 * 1_000);
        assert_eq!(ring.walk(1_000), 0);
        for divisor in [2, 4, 5, 8, 10] {
            let mut ring = Ring::new(64 * 1_000);
            assert_ne!(ring.walk(1_000 / divisor), 0, "{divisor}");
        }
    }

    #[test]
    fn a_sleeper_answers_each_call_and_ends() {
        let clock = Clock::new();
        let sleeper = Sleeper::start(clock).expect("a thread");
        for _ in 0..20 {
            let before = clock.now();
            let latency = sleeper.wake(Duration::ZERO);
            assert!(latency.0 <= clock.now() - before);
        }
    }
}
