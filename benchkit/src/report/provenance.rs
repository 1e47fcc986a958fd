//! Where a run comes from, in words.

use crate::{
    model::{CgroupLimits, HostFacts, RunDocument, Toolchain},
    unit::bytes,
};

/// What to know about where and how a run was measured: names and values,
/// absent ones left out.
pub(super) fn rows(document: &RunDocument) -> Vec<(&'static str, String)> {
    let run = &document.run;
    let provenance = &document.provenance;
    let sut = &provenance.sut;
    let environment: Vec<String> = provenance
        .environment
        .iter()
        .map(|variable| format!("{}={}", variable.name, variable.value))
        .collect();
    let git = sut.git.as_ref().map_or_else(String::new, |git| {
        let branch = git.branch.as_ref().map(|name| format!("on {name}"));
        let dirty = git.dirty.unwrap_or(false);
        let changed = dirty.then(|| "with local changes".to_owned());
        join([Some(git.commit.clone()), branch, changed], " ")
    });
    let mut command = vec![provenance.executable.clone()];
    command.extend(provenance.arguments.iter().cloned());
    let rows = [
        ("run", run.id.clone()),
        ("started", run.started.clone()),
        ("CPU", cpu(&sut.host)),
        ("memory", memory(&sut.host)),
        ("system", system(&sut.host)),
        ("limits", limits(&sut.host.cgroup)),
        ("toolchain", toolchain(&sut.toolchain)),
        ("revision", git),
        ("command", command.join(" ")),
        ("directory", provenance.directory.clone().unwrap_or_default()),
        ("environment", environment.join(" ")),
        ("seed", provenance.seed.to_string()),
        ("benchkit", provenance.library.clone()),
    ];
    rows.into_iter().filter(|(_, value)| !value.trim().is_empty()).collect()
}

fn join<const N: usize>(parts: [Option<String>; N], between: &str) -> String {
    let known: Vec<String> = parts.into_iter().flatten().collect();
    known.join(between)
}

fn cpu(host: &HostFacts) -> String {
    let cores = host.physical_cores.map(|n| format!("{n} cores"));
    let logical = host.logical_cpus.map(|n| format!("{n} CPUs"));
    let usable = host
        .usable_cpus
        .filter(|n| Some(*n) != host.logical_cpus)
        .map(|n| format!("{n} usable"));
    join([host.cpu.clone(), cores, logical, usable], ", ")
}

fn memory(host: &HostFacts) -> String {
    let caches: Vec<String> = host
        .caches
        .iter()
        .map(|(name, size)| format!("{name} {}", bytes(*size)))
        .collect();
    let caches = (!caches.is_empty()).then(|| caches.join(", "));
    join([host.memory.map(bytes), caches], "; ")
}

fn system(host: &HostFacts) -> String {
    let kernel = host.kernel.as_deref().unwrap_or_default();
    let name = format!("{} {} {kernel}", host.os, host.arch);
    let inside = |what: &Option<String>| {
        what.clone()
            .filter(|name| name != "none")
            .map(|name| format!("in {name}"))
    };
    let name = Some(name.trim().to_owned());
    join([name, inside(&host.virtualisation), inside(&host.container)], ", ")
}

fn limits(cgroup: &CgroupLimits) -> String {
    let cpus = cgroup.cpus.map(|cpus| format!("{cpus} CPUs"));
    let memory = cgroup.memory.map(bytes);
    let version = cgroup.version.map(|v| format!("(cgroup v{v})"));
    let limited = cpus.is_some() || memory.is_some();
    let amounts = join([cpus, memory], ", ");
    let version = version.filter(|_| limited);
    join([Some(amounts), version], " ")
}

fn toolchain(toolchain: &Toolchain) -> String {
    let debug = toolchain.debug_assertions;
    join(
        [
            toolchain.rustc.clone(),
            toolchain.target.clone(),
            toolchain.profile.clone(),
            debug.then(|| "debug assertions".to_owned()),
        ],
        ", ",
    )
}
