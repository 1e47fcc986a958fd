//! How hard the host was pressed in the last ten seconds.

use benchkit::{Nanos, model::HostCounters};
use std::collections::VecDeque;

/// How far it looks back, as the kernel's `avg10` does.
const WINDOW: Nanos = Nanos(10_000_000_000);

/// Readings of the host's counters, the oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pressure(VecDeque<HostCounters>);

impl Pressure {
    /// Adds a reading; those that are not needed any more go.
    pub(crate) fn note(&mut self, reading: HostCounters) {
        let begin = reading.at.0.saturating_sub(WINDOW.0);
        self.0.push_back(reading);
        while self.0.get(1).is_some_and(|next| next.at.0 <= begin) {
            self.0.pop_front();
        }
    }

    /// Share of the time since the oldest reading in which some task waited
    /// for a CPU; absent where the system does not tell.
    pub(crate) fn share(&self) -> Option<f64> {
        self.0.back()?.since(self.0.front()?).cpu_pressure
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(seconds: u64, waited: Option<u64>) -> HostCounters {
        HostCounters {
            at: Nanos(seconds * 1_000_000_000),
            cpu_pressure: waited.map(|s| Nanos(s * 1_000_000_000)),
            ..HostCounters::default()
        }
    }

    #[test]
    fn it_looks_back_ten_seconds() {
        let mut pressure = Pressure::default();
        assert_eq!(pressure.share(), None);
        // Nothing waits for 20 s, then something all the time.
        for second in 0..=30 {
            let waited = u64::saturating_sub(second, 20);
            pressure.note(reading(second, Some(waited)));
            if second == 25 {
                assert_eq!(pressure.share(), Some(0.5));
            }
        }
        assert_eq!(pressure.share(), Some(1.0));
        assert_eq!(pressure.0.len(), 11);
    }

    #[test]
    fn a_system_that_does_not_tell_has_no_pressure() {
        let mut pressure = Pressure::default();
        pressure.note(reading(0, None));
        pressure.note(reading(9, None));
        assert_eq!(pressure.share(), None);
    }
}
