//! A clock that tests move by hand.

use crate::unit::Nanos;
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

/// A clock that stands still until its handle moves it.
#[derive(Clone, Debug, Default)]
pub struct ManualClock {
    time: Arc<AtomicU64>,
}

impl ManualClock {
    /// A clock at 0.
    pub fn new() -> Self {
        Self::default()
    }

    /// Nanoseconds since the clock was made, as the handle has it.
    pub fn now(&self) -> u64 {
        self.time.load(Ordering::SeqCst)
    }

    /// What moves this clock and its clones.
    pub fn handle(&self) -> ManualHandle {
        ManualHandle { time: Arc::clone(&self.time) }
    }
}

/// Moves a [`ManualClock`].
#[derive(Clone, Debug)]
pub struct ManualHandle {
    time: Arc<AtomicU64>,
}

impl ManualHandle {
    /// Lets `span` pass.
    pub fn advance(&self, span: Nanos) {
        self.time.fetch_add(span.0, Ordering::SeqCst);
    }

    /// Sets the time since the clock was made; backwards too.
    pub fn set(&self, time: Nanos) {
        self.time.store(time.0, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_handle_moves_the_clock() {
        let clock = ManualClock::new();
        let (copy, hand) = (clock.clone(), clock.handle());
        assert_eq!(clock.now(), 0);
        hand.advance(Nanos(5));
        hand.clone().advance(Nanos(2));
        assert_eq!((clock.now(), copy.now()), (7, 7));
        hand.set(Nanos(3));
        assert_eq!(clock.now(), 3);
    }
}
