//! What the host counts: read before and after the look, else since long.

use super::{Fact, Quota, Running, Share, Swap, Throttling, Tree, absent};
use benchkit::{
    Nanos,
    model::{HostCounters, HostDelta},
    probe::{Counters, cgroup},
    unit::duration,
};
use std::path::Path;

const STAT: &str = "/proc/stat";

/// The counters at one moment.
#[derive(Clone, Debug)]
pub(crate) struct Snapshot {
    counters: HostCounters,
    memory_us: Option<u64>,
    io_us: Option<u64>,
    swapped: Option<u64>,
}

/// Two moments, and what was seen between them.
#[derive(Clone, Debug)]
pub(crate) struct Window {
    pub(crate) before: Snapshot,
    pub(crate) after: Snapshot,
    /// Other tasks that ran or waited, at each look.
    pub(crate) others: Vec<u64>,
}

/// The counters now; `at` is the caller's monotonic time.
pub(crate) fn snapshot(
    tree: &Tree,
    counters: &Counters,
    at: Nanos,
) -> Snapshot {
    let moved = tree.text("/proc/vmstat").ok().and_then(|text| {
        Some(value(&text, "pswpin")? + value(&text, "pswpout")?)
    });
    Snapshot {
        counters: counters.read(at),
        memory_us: total(tree, "memory"),
        io_us: total(tree, "io"),
        swapped: moved,
    }
}

impl Window {
    fn delta(&self) -> HostDelta {
        self.after.counters.since(&self.before.counters)
    }

    fn span(&self) -> String {
        duration(self.delta().wall.as_f64())
    }

    fn share(&self, share: f64) -> Share {
        Share { share, span: self.span() }
    }

    /// A counter of microseconds as a share of the look.
    fn waited(&self, read: fn(&Snapshot) -> Option<u64>) -> Option<Share> {
        let (then, now) = (read(&self.before)?, read(&self.after)?);
        let wall = self.delta().wall.as_f64();
        let waited = Nanos(now.saturating_sub(then).saturating_mul(1_000));
        (wall > 0.0).then(|| self.share(waited.as_f64() / wall))
    }
}

/// The number behind `key` in lines of "key number".
fn value(text: &str, key: &str) -> Option<u64> {
    text.lines().find_map(|line| {
        let mut words = line.split_whitespace();
        (words.next()? == key).then(|| words.next()?.parse().ok())?
    })
}

/// A field of the line "some" of `/proc/pressure/<what>`.
fn some(text: &str, field: &str) -> Option<String> {
    let line = text.lines().find_map(|line| line.strip_prefix("some "))?;
    let found = line.split(' ').find_map(|part| part.strip_prefix(field));
    found.map(|value| value.trim_start_matches('=').to_owned())
}

fn total(tree: &Tree, what: &str) -> Option<u64> {
    let text = tree.text(&format!("/proc/pressure/{what}")).ok()?;
    some(&text, "total")?.parse().ok()
}

/// Pressure of "cpu", "memory" or "io": in the look, else over the last ten
/// seconds.
pub(super) fn pressure(
    tree: &Tree,
    window: Option<&Window>,
    what: &str,
) -> Fact<Share> {
    let path = format!("/proc/pressure/{what}");
    let text = tree.text(&path)?;
    let seen = window.and_then(|window| match what {
        "cpu" => window.delta().cpu_pressure.map(|share| window.share(share)),
        "memory" => window.waited(|at| at.memory_us),
        _ => window.waited(|at| at.io_us),
    });
    let lately = || {
        let percent: f64 = some(&text, "avg10")?.parse().ok()?;
        Some(Share { share: percent / 100.0, span: "the last 10 s".to_owned() })
    };
    seen.or_else(lately)
        .ok_or_else(|| format!("{path} has no line \"some\" with avg10"))
}

/// Stolen time: in the look, else since boot.
#[expect(clippy::cast_precision_loss, reason = "a share needs no 53 bits")]
pub(super) fn steal(tree: &Tree, window: Option<&Window>) -> Fact<Share> {
    tree.text(STAT)?;
    if let Some(window) = window
        && let Some(share) = window.delta().steal
    {
        return Ok(window.share(share));
    }
    let counters = Counters::open(tree.root()).read(Nanos(0));
    match (counters.steal_ticks, counters.total_ticks) {
        (Some(stolen), Some(all)) if all > 0 => Ok(Share {
            share: stolen as f64 / all as f64,
            span: "the time since boot".to_owned(),
        }),
        _ => Err(format!("{STAT} does not tell stolen time")),
    }
}

/// Tasks that run or wait beside the asking one.
pub(crate) fn others(tree: &Tree) -> Fact<u64> {
    let text = tree.text(STAT)?;
    let running = value(&text, "procs_running")
        .ok_or_else(|| format!("{STAT} has no procs_running"))?;
    Ok(running.saturating_sub(1))
}

pub(super) fn running(tree: &Tree, window: Option<&Window>) -> Fact<Running> {
    let mut seen = window.map_or_else(Vec::new, |w| w.others.clone());
    if seen.is_empty() {
        seen.push(others(tree)?);
    }
    seen.sort_unstable();
    let load = tree.line("/proc/loadavg").ok().and_then(|line| {
        line.split_whitespace().next().and_then(|word| word.parse().ok())
    });
    Ok(Running { others: seen, load })
}

/// The tightest quota of the groups above this process.
pub(super) fn quota(tree: &Tree) -> Fact<Option<Quota>> {
    let groups = groups(tree)?;
    let version = groups.version;
    let file = if version == 1 { "cpu.cfs_quota_us" } else { "cpu.max" };
    let mut tightest: Option<Quota> = None;
    for folder in &groups.folders {
        let file = tree.own_path(&folder.join(file));
        let Some(cpus) = cgroup::quota(version, folder) else {
            no_quota(tree, &file)?;
            continue;
        };
        if tightest.as_ref().is_none_or(|known| cpus < known.cpus) {
            tightest = Some(Quota { cpus, file });
        }
    }
    Ok(tightest)
}

/// Whether a group has no quota: its file says so, or it has none, as the
/// topmost group.
fn no_quota(tree: &Tree, file: &str) -> Fact<()> {
    match tree.line(file) {
        Ok(line) if line.starts_with("max") || line.starts_with('-') => Ok(()),
        Ok(line) => Err(format!("{file}: no quota: {line:?}")),
        Err(reason) if reason == absent(file) => Ok(()),
        Err(reason) => Err(reason),
    }
}

fn groups(tree: &Tree) -> Fact<cgroup::Groups> {
    const OWN: &str = "/proc/self/cgroup";
    tree.text(OWN)?;
    cgroup::groups(tree.root(), "cpu")
        .filter(|groups| !groups.folders.is_empty())
        .ok_or_else(|| {
            format!("the CPU's control group of {OWN} is mounted nowhere")
        })
}

/// What the quotas did: in the look, else since their groups were made.
pub(super) fn throttling(
    tree: &Tree,
    window: Option<&Window>,
) -> Fact<Option<Throttling>> {
    let groups = groups(tree)?;
    let limited = groups
        .folders
        .iter()
        .filter(|folder| cgroup::quota(groups.version, folder).is_some());
    let limited: Vec<&Path> = limited.map(AsRef::as_ref).collect();
    if limited.is_empty() {
        return Ok(None);
    }
    if let Some(window) = window {
        let delta = window.delta();
        let counts = delta.quota_periods.zip(delta.throttled_periods);
        if let (Some(time), Some((periods, throttled))) =
            (delta.throttled, counts)
        {
            let wall = delta.wall.as_f64().max(1.0);
            let share = Some(time.as_f64() / wall);
            let span = window.span();
            return Ok(Some(Throttling { share, periods, throttled, span }));
        }
    }
    let counted = limited.iter().filter_map(|folder| {
        let text = tree.text(&tree.own_path(&folder.join("cpu.stat"))).ok()?;
        Some((value(&text, "nr_throttled")?, value(&text, "nr_periods")?))
    });
    let (throttled, periods) = counted.max().ok_or_else(|| {
        "no cpu.stat of a group with a quota can be read".to_owned()
    })?;
    let span = "the time since its group was made".to_owned();
    Ok(Some(Throttling { share: None, periods, throttled, span }))
}

pub(super) fn swap(tree: &Tree, window: Option<&Window>) -> Fact<Swap> {
    const PATH: &str = "/proc/meminfo";
    let text = tree.text(PATH)?;
    let bytes = |key: &str| {
        value(&text, key)
            .map(|kib| kib.saturating_mul(1024))
            .ok_or_else(|| format!("{PATH} has no {key}"))
    };
    let (total, free) = (bytes("SwapTotal:")?, bytes("SwapFree:")?);
    let moved = window.and_then(|window| {
        Some(window.after.swapped?.saturating_sub(window.before.swapped?))
    });
    Ok(Swap { total, used: total.saturating_sub(free), moved })
}
