//! What the host did to all launches of a benchmark together.

use crate::{
    model::{HostDelta, Launch},
    stats::float,
};

/// Shares of the launches' timed parts; a field is `None` where no launch
/// tells.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Interference {
    /// Share of the wall time in which a CPU quota stopped the work.
    pub(super) throttled: Option<f64>,
    /// Share of the threads' time spent runnable without a CPU.
    pub(super) run_delay: Option<f64>,
    /// Share of the wall time in which some task waited for a CPU.
    pub(super) pressure: Option<f64>,
    /// Share of the host's CPU time that the hypervisor took.
    pub(super) steal: Option<f64>,
}

impl Interference {
    /// What the host did to `launches` of `threads` threads on `cpus` CPUs.
    pub(super) fn of(
        launches: &[Launch],
        threads: usize,
        cpus: Option<usize>,
    ) -> Self {
        let threads = threads.max(1);
        // The kernel adds throttled time over the CPUs that the group ran on.
        let lanes = float(cpus.unwrap_or(threads).clamp(1, threads));
        Self {
            throttled: share(launches, &|host| {
                // No period of the quota passed: no signal, not "no".
                let seen = host.quota_periods.is_none_or(|count| count > 0);
                let stopped = host.throttled.filter(|_| seen)?;
                Some(stopped.as_f64() / lanes)
            })
            .map(|share| share.min(1.0)),
            run_delay: share(launches, &|host| {
                Some(host.run_delay?.as_f64() / float(threads))
            }),
            pressure: share(launches, &|host| {
                Some(host.cpu_pressure? * host.wall.as_f64())
            }),
            steal: share(launches, &|host| {
                Some(host.steal? * host.wall.as_f64())
            }),
        }
    }
}

/// What a share is a share of, in nanoseconds.
type Part<'a> = &'a dyn Fn(&HostDelta) -> Option<f64>;

/// The sum of `part` / the sum of wall times, over those that have a part.
fn share(launches: &[Launch], part: Part<'_>) -> Option<f64> {
    let (mut parts, mut walls) = (0.0, 0.0);
    for host in launches.iter().map(|launch| &launch.host) {
        if let Some(value) = part(host) {
            parts += value;
            walls += host.wall.as_f64();
        }
    }
    (walls > 0.0).then(|| parts / walls)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unit::Nanos;

    fn launch(wall: u64, throttled: u64, periods: u64) -> Launch {
        let host = HostDelta {
            wall: Nanos(wall),
            throttled: Some(Nanos(throttled)),
            quota_periods: Some(periods),
            run_delay: Some(Nanos(throttled)),
            cpu_pressure: Some(0.5),
            ..HostDelta::default()
        };
        Launch { host, ..Launch::default() }
    }

    #[test]
    fn shares_weigh_launches_by_their_time() {
        let launches = [launch(100, 50, 3), launch(300, 30, 3)];
        let got = Interference::of(&launches, 1, Some(2));
        assert_eq!(got.throttled, Some(0.2));
        assert_eq!(got.pressure, Some(0.5));
        assert_eq!(got.steal, None);
    }

    #[test]
    fn cpus_share_out_what_the_kernel_adds_up() {
        let launches = [launch(100, 80, 3)];
        let two = Interference::of(&launches, 4, Some(2));
        assert_eq!(two.throttled, Some(0.4));
        assert_eq!(two.run_delay, Some(0.2));
    }

    #[test]
    fn no_periods_are_no_signal() {
        let got = Interference::of(&[launch(100, 0, 0)], 1, None);
        assert_eq!(got.throttled, None);
        assert_eq!(Interference::of(&[], 1, None), Interference::default());
    }
}
