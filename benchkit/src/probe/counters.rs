//! What the host counts for this process and the groups above it.

use super::{cgroup, files};
use crate::{
    model::{HostCounters, HostLoad},
    unit::Nanos,
};
use once_cell::sync::OnceCell;
use std::path::{Path, PathBuf};

/// Reads the host's counters; knows which control groups have a CPU quota.
///
/// The quota that stops a process may be any ancestor's. Of all visible
/// ancestors with a quota, the one whose throttled time has grown most since
/// [`Counters::open`] is reported, as growth since then: so two readings make
/// a difference also where another group takes the lead in between. Open
/// one a launch.
#[derive(Clone, Debug)]
pub struct Counters {
    root: PathBuf,
    quotas: Vec<Quota>,
}

/// A group with a CPU quota.
#[derive(Clone, Debug)]
struct Quota {
    stat: PathBuf,
    version: u32,
    start: Throttling,
}

/// What `cpu.stat` says.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Throttling {
    time: Nanos,
    periods: u64,
    throttled: u64,
}

/// The counters of this process, at the caller's monotonic time `at`.
///
/// The first call opens the [`Counters`] of the process. Fields are absent
/// where the system does not tell; throttling also where no visible control
/// group has a quota.
pub fn counters(at: Nanos) -> HostCounters {
    static COUNTERS: OnceCell<Counters> = OnceCell::new();
    COUNTERS.get_or_init(|| Counters::open(Path::new("/"))).read(at)
}

impl Counters {
    /// Finds the control groups with a CPU quota; `root` is `/`, or a tree
    /// of files like it.
    pub fn open(root: &Path) -> Self {
        let groups = cgroup::groups(root, "cpu").unwrap_or_default();
        let version = groups.version;
        let quotas = groups
            .folders
            .iter()
            .filter(|folder| cgroup::quota(version, folder).is_some())
            .filter_map(|folder| {
                let stat = folder.join("cpu.stat");
                let start = Throttling::read(&stat, version)?;
                Some(Quota { stat, version, start })
            })
            .collect();
        Self { root: root.to_path_buf(), quotas }
    }

    /// Reads all counters; `at` is the caller's monotonic time.
    pub fn read(&self, at: Nanos) -> HostCounters {
        let throttling = self.throttling();
        let ticks = ticks(&self.root);
        HostCounters {
            at,
            throttled: throttling.map(|t| t.time),
            quota_periods: throttling.map(|t| t.periods),
            throttled_periods: throttling.map(|t| t.throttled),
            run_delay: run_delay(&self.root),
            cpu_pressure: cpu_pressure(&self.root),
            steal_ticks: ticks.map(|(steal, _)| steal),
            total_ticks: ticks.map(|(_, total)| total),
        }
    }

    /// Growth in the group that was throttled longest since the start.
    fn throttling(&self) -> Option<Throttling> {
        self.quotas
            .iter()
            .filter_map(|quota| {
                let now = Throttling::read(&quota.stat, quota.version)?;
                Some(now.since(&quota.start))
            })
            .max_by_key(|growth| (growth.time, growth.periods))
    }
}

impl Throttling {
    fn read(stat: &Path, version: u32) -> Option<Self> {
        let text = files::read(stat)?;
        let time = if version == 1 {
            files::value(&text, "throttled_time")?
        } else {
            files::value(&text, "throttled_usec")?.saturating_mul(1_000)
        };
        Some(Self {
            time: Nanos(time),
            periods: files::value(&text, "nr_periods")?,
            throttled: files::value(&text, "nr_throttled")?,
        })
    }

    fn since(&self, start: &Self) -> Self {
        Self {
            time: Nanos(self.time.0.saturating_sub(start.time.0)),
            periods: self.periods.saturating_sub(start.periods),
            throttled: self.throttled.saturating_sub(start.throttled),
        }
    }
}

/// Time that the tasks of this process were runnable without a CPU, added
/// over the tasks that are alive.
fn run_delay(root: &Path) -> Option<Nanos> {
    let tasks = files::names(root, "/proc/self/task");
    let (mut ran, mut waited) = (0_u64, 0_u64);
    for task in tasks {
        let path = format!("/proc/self/task/{task}/schedstat");
        let Some((run, wait)) = schedstat(root, &path) else { continue };
        ran = ran.saturating_add(run);
        waited = waited.saturating_add(wait);
    }
    // A kernel that does not count shows zeros for all.
    (ran > 0).then_some(Nanos(waited))
}

/// Nanoseconds on a CPU and on a run queue, see `Documentation/scheduler/
/// sched-stats.rst` of the kernel.
fn schedstat(root: &Path, path: &str) -> Option<(u64, u64)> {
    let text = files::text(root, path)?;
    let mut fields = text.split_whitespace().map(str::parse);
    Some((fields.next()?.ok()?, fields.next()?.ok()?))
}

/// "some total" of the CPU's pressure stall information.
fn cpu_pressure(root: &Path) -> Option<Nanos> {
    let text = files::text(root, "/proc/pressure/cpu")?;
    let some = text.lines().find(|line| line.starts_with("some "))?;
    let total = some.split(' ').find_map(|field| field.strip_prefix("total="));
    let micros: u64 = total?.parse().ok()?;
    Some(Nanos(micros.saturating_mul(1_000)))
}

/// Stolen and all ticks of all CPUs; guest time is part of user time.
fn ticks(root: &Path) -> Option<(u64, u64)> {
    let text = files::text(root, "/proc/stat")?;
    let line = text.lines().find_map(|line| line.strip_prefix("cpu "))?;
    let mut fields = line.split_whitespace();
    let (mut stolen, mut all) = (0, 0);
    for _ in 0..8 {
        stolen = fields.next()?.parse().ok()?;
        all += stolen;
    }
    Some((stolen, all))
}

/// How busy the host was from `before` to `after`, and is now.
///
/// Pressure and steal are shares of the time between the two readings, the
/// run queue is that of this moment without the asking task.
pub fn host_load(before: &HostCounters, after: &HostCounters) -> HostLoad {
    load(Path::new("/"), before, after)
}

pub(super) fn load(
    root: &Path,
    before: &HostCounters,
    after: &HostCounters,
) -> HostLoad {
    let delta = after.since(before);
    HostLoad {
        run_queue: run_queue(root),
        cpu_pressure: delta.cpu_pressure,
        steal: delta.steal,
    }
}

fn run_queue(root: &Path) -> Option<u64> {
    let text = files::text(root, "/proc/stat")?;
    files::value(&text, "procs_running")
        .map(|running| running.saturating_sub(1))
}
