//! All facts of one machine.

use super::{
    Build, Clocksource, Fact, Facts, Randomisation, Supply, Tree, Window, cpu,
    load,
};
use crate::doctor::Noise;
use benchkit::{clock::Reading, probe::host_facts_below};

/// What is not read from the machine's files.
#[derive(Clone, Debug)]
pub(crate) struct Measured {
    pub(crate) window: Option<Window>,
    pub(crate) clock: Fact<Reading>,
    pub(crate) noise: Fact<Noise>,
    pub(crate) build: Fact<Build>,
}

/// Reads the files of `tree`, and puts what was measured beside them.
pub(crate) fn read(tree: &Tree, measured: Measured) -> Facts {
    let Measured { window, clock, noise, build } = measured;
    let window = window.as_ref();
    let cpus = "/sys/devices/system/cpu";
    Facts {
        host: host_facts_below(tree.root()),
        governors: cpu::governors(tree),
        turbo: cpu::turbo(tree),
        smt: cpu::smt(tree),
        quota: load::quota(tree),
        throttling: load::throttling(tree, window),
        steal: load::steal(tree, window),
        cpu_pressure: load::pressure(tree, window, "cpu"),
        memory_pressure: load::pressure(tree, window, "memory"),
        io_pressure: load::pressure(tree, window, "io"),
        running: load::running(tree, window),
        clocksource: clocksource(tree),
        clock,
        randomisation: randomisation(tree),
        build,
        supplies: supplies(tree),
        mitigations: mitigations(tree),
        huge_pages: huge_pages(tree),
        nodes: nodes(tree),
        swap: load::swap(tree, window),
        affinity: cpu::affinity(tree),
        isolated: tree.line(&format!("{cpus}/isolated")),
        perf_event_paranoid: tree
            .number("/proc/sys/kernel/perf_event_paranoid"),
        noise,
    }
}

fn clocksource(tree: &Tree) -> Fact<Clocksource> {
    let folder = "/sys/devices/system/clocksource/clocksource0";
    let current = tree.line(&format!("{folder}/current_clocksource"))?;
    let all = tree.line(&format!("{folder}/available_clocksource"));
    let all = all.unwrap_or_default();
    let available = all.split_whitespace().map(str::to_owned).collect();
    Ok(Clocksource { current, available })
}

fn randomisation(tree: &Tree) -> Fact<Randomisation> {
    /// `ADDR_NO_RANDOMIZE` of `personality(2)`.
    const OFF: u32 = 0x0004_0000;
    let level = tree.number("/proc/sys/kernel/randomize_va_space")?;
    let own = tree.line("/proc/self/personality").ok();
    let off_here = own
        .and_then(|hex| u32::from_str_radix(&hex, 16).ok())
        .map(|bits| bits & OFF != 0);
    Ok(Randomisation { level, off_here })
}

fn supplies(tree: &Tree) -> Fact<Vec<Supply>> {
    let folder = "/sys/class/power_supply";
    let mut found = Vec::new();
    for name in tree.names(folder)? {
        let field =
            |field: &str| tree.line(&format!("{folder}/{name}/{field}"));
        let Ok(kind) = field("type") else { continue };
        // A mouse's battery is not the machine's.
        if field("scope").is_ok_and(|scope| scope == "Device") {
            continue;
        }
        let online = field("online").ok().map(|value| value != "0");
        let status = field("status").ok();
        found.push(Supply { name, kind, online, status });
    }
    Ok(found)
}

fn mitigations(tree: &Tree) -> Fact<Vec<(String, String)>> {
    let folder = "/sys/devices/system/cpu/vulnerabilities";
    let mut found = Vec::new();
    for name in tree.names(folder)? {
        if let Ok(text) = tree.line(&format!("{folder}/{name}")) {
            found.push((name, text));
        }
    }
    Ok(found)
}

/// The chosen one of "always [madvise] never".
fn huge_pages(tree: &Tree) -> Fact<String> {
    let path = "/sys/kernel/mm/transparent_hugepage/enabled";
    let line = tree.line(path)?;
    let chosen = line.split_once('[').and_then(|(_, rest)| {
        rest.split_once(']').map(|(chosen, _)| chosen.to_owned())
    });
    chosen.ok_or_else(|| format!("{path}: nothing is chosen: {line:?}"))
}

fn nodes(tree: &Tree) -> Fact<Vec<String>> {
    let folder = "/sys/devices/system/node";
    let mut found = Vec::new();
    for name in tree.names(folder)? {
        let number = name.strip_prefix("node").unwrap_or_default();
        if number.parse::<usize>().is_err() {
            continue;
        }
        let cpus = tree.line(&format!("{folder}/{name}/cpulist"))?;
        // A node of memory alone is nobody's home.
        if !cpus.is_empty() {
            found.push(cpus);
        }
    }
    if found.is_empty() {
        return Err(format!("{folder} has no node with CPUs"));
    }
    Ok(found)
}
