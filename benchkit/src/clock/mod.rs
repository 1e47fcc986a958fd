//! Where monotonic time enters, and what a clock finds out about itself.
//!
//! [`Clock`] is one type with one file a platform. [`facts`] measures any
//! clock, so that a run on a [`ManualClock`] takes the same way.

mod facts;
mod manual;
#[cfg(not(unix))]
mod other;
#[cfg(unix)]
mod unix;

pub use facts::{Reading, facts};
pub use manual::{ManualClock, ManualHandle};
#[cfg(not(unix))]
pub use other::Clock;
#[cfg(unix)]
pub use unix::Clock;
