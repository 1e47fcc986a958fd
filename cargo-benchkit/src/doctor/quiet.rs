//! Whether the host is left alone, looked at before anything is measured.

use super::limits::{QUIET_PRESSURE, QUIET_RUNNING, QUIET_STEAL};
use benchkit::{
    Nanos,
    clock::Clock,
    model::HostLoad,
    probe::{counters, host_load},
};
use std::{thread, time::Duration};

/// How long to look.
const WINDOW: Duration = Duration::from_millis(200);

/// Whether the next moment's host is quiet, as far as the last 200 ms tell:
/// some task waited for a CPU in at most [`QUIET_PRESSURE`] of it, the
/// hypervisor took at most [`QUIET_STEAL`], and nothing else ran at its end.
/// `None` where the system does not tell.
pub fn is_quiet() -> Option<bool> {
    let clock = Clock::new();
    let before = counters(Nanos(clock.now()));
    thread::sleep(WINDOW);
    let after = counters(Nanos(clock.now()));
    judge(&host_load(&before, &after))
}

fn judge(load: &HostLoad) -> Option<bool> {
    Some(
        load.cpu_pressure? <= QUIET_PRESSURE
            && load.steal? <= QUIET_STEAL
            && load.run_queue? == QUIET_RUNNING,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_limit_is_one() {
        let load = |pressure, steal, others| {
            judge(&HostLoad {
                run_queue: Some(others),
                cpu_pressure: Some(pressure),
                steal: Some(steal),
            })
        };
        assert_eq!(load(0.05, 0.02, 0), Some(true));
        assert_eq!(load(0.06, 0.02, 0), Some(false));
        assert_eq!(load(0.05, 0.03, 0), Some(false));
        assert_eq!(load(0.05, 0.02, 1), Some(false));
    }

    #[test]
    fn what_is_not_told_is_not_quiet_and_not_busy() {
        let told = HostLoad {
            run_queue: Some(0),
            cpu_pressure: Some(0.0),
            steal: Some(0.0),
        };
        for silent in [
            HostLoad { run_queue: None, ..told },
            HostLoad { cpu_pressure: None, ..told },
            HostLoad { steal: None, ..told },
        ] {
            assert_eq!(judge(&silent), None);
        }
    }
}
