//! One timed sample, with what the host did meanwhile.

use crate::unit::Nanos;

/// What the host did to a thread so far; two readings make a difference.
///
/// A field is `None` where the system does not tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HostTags {
    /// CPU time of the calling thread.
    pub thread_cpu: Option<Nanos>,
    /// CPU time of the whole process.
    pub process_cpu: Option<Nanos>,
    /// Times that the scheduler took the CPU away from the thread.
    pub involuntary_switches: Option<u64>,
    /// Page faults of the thread, minor and major.
    pub page_faults: Option<u64>,
}

impl HostTags {
    /// What happened between `earlier` and this reading.
    #[must_use]
    pub fn since(&self, earlier: &Self) -> Self {
        Self {
            thread_cpu: span(self.thread_cpu, earlier.thread_cpu),
            process_cpu: span(self.process_cpu, earlier.process_cpu),
            involuntary_switches: count(
                self.involuntary_switches,
                earlier.involuntary_switches,
            ),
            page_faults: count(self.page_faults, earlier.page_faults),
        }
    }
}

fn span(now: Option<Nanos>, then: Option<Nanos>) -> Option<Nanos> {
    Some(Nanos(now?.0.saturating_sub(then?.0)))
}

fn count(now: Option<u64>, then: Option<u64>) -> Option<u64> {
    Some(now?.saturating_sub(then?))
}

/// One timed sample: `iterations` timed together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trial {
    /// How many iterations were timed together.
    pub iterations: u64,
    /// Wall time of all of them, overheads taken off; may be negative for
    /// work that costs less than the overhead.
    pub wall_ns: f64,
    /// What the host did meanwhile.
    pub tags: HostTags,
}

impl Trial {
    /// Nanoseconds an iteration.
    #[expect(clippy::cast_precision_loss, reason = "counts stay below 2^53")]
    pub fn per_iteration(&self) -> f64 {
        self.wall_ns / self.iterations.max(1) as f64
    }

    /// Whether the scheduler is known to have left the thread alone.
    ///
    /// Unknown is not clean and not dirty: `None`.
    pub fn clean(&self) -> Option<bool> {
        self.tags.involuntary_switches.map(|switches| switches == 0)
    }
}
