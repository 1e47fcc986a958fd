//! Whether the host is left alone, looked at before anything is measured.

use std::{fs, thread, time::Duration};

/// How long to look.
const WINDOW: Duration = Duration::from_millis(200);

/// Most of the time in which some task waited for a CPU.
const PRESSURE: f64 = 0.05;

/// Most of the CPU time that the hypervisor took.
const STEAL: f64 = 0.02;

/// Tasks that run while this one looks: itself.
const RUNNING: u64 = 1;

/// What the system's counters were at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counters {
    /// Microseconds in which some task waited for a CPU.
    waited: u64,
    /// Ticks that the hypervisor took, of all CPUs.
    stolen: u64,
    /// Ticks of all CPUs.
    ticks: u64,
}

/// Whether the next moment's host is quiet, as far as the last 200 ms tell:
/// some task waited for a CPU in at most 5 % of it, the hypervisor took at
/// most 2 %, and nothing else ran at its end. `None` where the system does
/// not tell.
pub fn is_quiet() -> Option<bool> {
    let before = counters()?;
    thread::sleep(WINDOW);
    let after = counters()?;
    let load = fs::read_to_string("/proc/loadavg").ok()?;
    Some(judge(before, after, running(&load)?))
}

#[expect(clippy::cast_precision_loss, reason = "counts of a moment")]
fn judge(before: Counters, after: Counters, running: u64) -> bool {
    let waited = after.waited.saturating_sub(before.waited) as f64
        / WINDOW.as_micros() as f64;
    let ticks = after.ticks.saturating_sub(before.ticks).max(1) as f64;
    let stolen = after.stolen.saturating_sub(before.stolen) as f64 / ticks;
    waited <= PRESSURE && stolen <= STEAL && running <= RUNNING
}

fn counters() -> Option<Counters> {
    let pressure = fs::read_to_string("/proc/pressure/cpu").ok()?;
    let stat = fs::read_to_string("/proc/stat").ok()?;
    parse(&pressure, &stat)
}

/// The texts of `/proc/pressure/cpu` and `/proc/stat`.
fn parse(pressure: &str, stat: &str) -> Option<Counters> {
    let some = pressure.lines().find(|line| line.starts_with("some"))?;
    let waited = some.split("total=").nth(1)?.trim().parse().ok()?;
    let all = stat.lines().find_map(|line| line.strip_prefix("cpu "))?;
    let ticks: Vec<u64> =
        all.split_whitespace().map_while(|t| t.parse().ok()).collect();
    Some(Counters {
        waited,
        stolen: *ticks.get(7)?,
        // Guest time is in user time already.
        ticks: ticks.iter().take(8).sum(),
    })
}

/// Tasks that run, of the text of `/proc/loadavg`.
fn running(load: &str) -> Option<u64> {
    load.split_whitespace().nth(3)?.split('/').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_texts_are_read() {
        let pressure = "some avg10=0.00 avg60=0.00 avg300=0.00 total=12345\n\
                        full avg10=0.00 avg60=0.00 avg300=0.00 total=0\n";
        let stat = "cpu  10 1 20 300 4 0 5 6 7 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n";
        let want = Counters { waited: 12345, stolen: 6, ticks: 346 };
        assert_eq!(parse(pressure, stat), Some(want));
        assert_eq!(parse("", stat), None);
        assert_eq!(running("0.20 0.18 0.12 2/301 11206\n"), Some(2));
    }

    #[test]
    fn each_limit_is_one() {
        let zero = Counters::default();
        let after = |waited, stolen| Counters { waited, stolen, ticks: 100 };
        assert!(judge(zero, after(9_000, 2), 1));
        assert!(!judge(zero, after(11_000, 2), 1));
        assert!(!judge(zero, after(9_000, 3), 1));
        assert!(!judge(zero, after(9_000, 2), 2));
    }
}
