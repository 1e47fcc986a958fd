//! The clock of systems other than Unix.
#![expect(clippy::disallowed_methods, reason = "time enters here")]

use std::time::Instant;

/// Monotonic time of the system.
///
/// It is cheap to copy and may be read from any thread.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    start: Instant,
}

impl Clock {
    /// A clock that starts at 0 now.
    pub fn new() -> Self {
        Self { start: Instant::now() }
    }

    /// Nanoseconds since the clock was made.
    #[inline]
    pub fn now(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::new()
    }
}
