//! Counters of the host that only grow; two readings make a [`HostDelta`].

use crate::{model::HostDelta, unit::Nanos};
use benchkit_macros::Json;

/// What the host counts; a field is `None` where it does not tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HostCounters {
    /// Monotonic time of the reading.
    pub at: Nanos,
    /// Time that a CPU quota above the process stopped it.
    pub throttled: Option<Nanos>,
    /// Periods of that quota.
    pub quota_periods: Option<u64>,
    /// Of these, throttled ones.
    pub throttled_periods: Option<u64>,
    /// Time that the process's tasks were runnable without a CPU.
    pub run_delay: Option<Nanos>,
    /// Time in which some task of the host waited for a CPU (PSI "some").
    pub cpu_pressure: Option<Nanos>,
    /// Ticks that the hypervisor took, over all CPUs.
    pub steal_ticks: Option<u64>,
    /// All ticks, over all CPUs.
    pub total_ticks: Option<u64>,
}

impl HostCounters {
    /// What happened between `earlier` and this reading; `cpu_share` is the
    /// caller's to fill in.
    #[must_use]
    pub fn since(&self, earlier: &Self) -> HostDelta {
        let wall = Nanos(self.at.0.saturating_sub(earlier.at.0));
        HostDelta {
            wall,
            cpu_share: None,
            throttled: time(self.throttled, earlier.throttled),
            quota_periods: count(self.quota_periods, earlier.quota_periods),
            throttled_periods: count(
                self.throttled_periods,
                earlier.throttled_periods,
            ),
            run_delay: time(self.run_delay, earlier.run_delay),
            cpu_pressure: time(self.cpu_pressure, earlier.cpu_pressure)
                .and_then(|stalled| share(stalled.0, wall.0)),
            steal: count(self.steal_ticks, earlier.steal_ticks).and_then(
                |stolen| {
                    let all = count(self.total_ticks, earlier.total_ticks)?;
                    share(stolen, all)
                },
            ),
        }
    }
}

fn time(now: Option<Nanos>, then: Option<Nanos>) -> Option<Nanos> {
    Some(Nanos(now?.0.saturating_sub(then?.0)))
}

fn count(now: Option<u64>, then: Option<u64>) -> Option<u64> {
    Some(now?.saturating_sub(then?))
}

#[expect(clippy::cast_precision_loss, reason = "a share needs no 53 bits")]
fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// How busy the host was just before a measurement; a field is `None` where
/// it does not tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HostLoad {
    /// Tasks that run or wait for a CPU now, the asking one not counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run_queue: Option<u64>,
    /// Share of the time in which some task waited for a CPU (PSI "some").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpu_pressure: Option<f64>,
    /// Share of the host's CPU time that the hypervisor took.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steal: Option<f64>,
}
