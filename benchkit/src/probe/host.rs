//! What the machine is: read once a run.

use super::{cgroup, files, memory, virtualisation};
use crate::model::{CgroupLimits, HostFacts};
use std::{path::Path, thread};

/// What is known about this machine; what it does not tell is absent.
///
/// On Linux from `/proc` and `/sys`; elsewhere from `sysinfo` with the
/// feature `full`, else only what the standard library knows.
pub fn host_facts() -> HostFacts {
    let mut facts = host_facts_below(Path::new("/"));
    facts.usable_cpus =
        thread::available_parallelism().ok().map(std::num::NonZero::get);
    #[cfg(all(feature = "full", not(target_os = "linux")))]
    ask_sysinfo(&mut facts);
    facts.fingerprint = fingerprint(&facts);
    facts
}

/// What the files below `root` tell about the machine that they come from.
pub fn host_facts_below(root: &Path) -> HostFacts {
    let info = files::text(root, "/proc/cpuinfo").unwrap_or_default();
    let logical = info.lines().filter(|line| key(line) == "processor").count();
    let features = first(&info, "flags").or_else(|| first(&info, "Features"));
    let mut facts = HostFacts {
        os: std::env::consts::OS.to_owned(),
        arch: std::env::consts::ARCH.to_owned(),
        kernel: files::line(root, "/proc/sys/kernel/osrelease"),
        cpu: cpu_model(&info),
        cpu_features: features
            .map(|list| list.split_whitespace().map(str::to_owned).collect())
            .unwrap_or_default(),
        logical_cpus: (logical > 0).then_some(logical),
        physical_cores: cores_in(&info).or_else(|| cores_in_sysfs(root)),
        usable_cpus: None,
        caches: memory::caches(root)
            .iter()
            .map(|cache| (cache.name(), cache.bytes))
            .collect(),
        memory: total_memory(root),
        virtualisation: virtualisation::hypervisor(root, features),
        container: virtualisation::container(root),
        cgroup: limits(root),
        fingerprint: String::new(),
    };
    facts.fingerprint = fingerprint(&facts);
    facts
}

/// The name before the colon of a line of `/proc/cpuinfo`.
fn key(line: &str) -> &str {
    line.split(':').next().unwrap_or_default().trim()
}

/// The first value of `name` in `/proc/cpuinfo`.
fn first<'a>(info: &'a str, name: &str) -> Option<&'a str> {
    let line = info.lines().find(|line| key(line) == name)?;
    let value = line.split_once(':')?.1.trim();
    if value.is_empty() { None } else { Some(value) }
}

/// The CPU's model; on ARM, which has no name there, who made which part.
fn cpu_model(info: &str) -> Option<String> {
    if let Some(name) = first(info, "model name") {
        return Some(name.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    let maker = first(info, "CPU implementer")?;
    let part = first(info, "CPU part")?;
    Some(format!("implementer {maker} part {part}"))
}

/// Physical cores, as pairs of package and core in `/proc/cpuinfo`.
fn cores_in(info: &str) -> Option<usize> {
    let mut cores = Vec::new();
    for block in info.split("\n\n") {
        if let Some(core) = first(block, "core id") {
            add(&mut cores, first(block, "physical id"), core);
        }
    }
    (!cores.is_empty()).then_some(cores.len())
}

/// Physical cores, as `/sys` has them.
fn cores_in_sysfs(root: &Path) -> Option<usize> {
    const FOLDER: &str = "/sys/devices/system/cpu";
    let mut cores = Vec::new();
    for name in files::names(root, FOLDER) {
        let number = name.strip_prefix("cpu").unwrap_or_default();
        let field = |field: &str| {
            files::line(root, &format!("{FOLDER}/{name}/topology/{field}"))
        };
        if number.parse::<usize>().is_ok()
            && let Some(core) = field("core_id")
        {
            let package = field("physical_package_id");
            add(&mut cores, package.as_deref(), &core);
        }
    }
    (!cores.is_empty()).then_some(cores.len())
}

/// Adds a core of a package, where there are several, that is not there yet.
fn add(cores: &mut Vec<String>, package: Option<&str>, core: &str) {
    let name = format!("{package:?} {core}");
    if !cores.contains(&name) {
        cores.push(name);
    }
}

fn total_memory(root: &Path) -> Option<u64> {
    let text = files::text(root, "/proc/meminfo")?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    let kib: u64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    kib.checked_mul(1024)
}

/// The tightest limits of all visible ancestors.
fn limits(root: &Path) -> CgroupLimits {
    let cpu = cgroup::groups(root, "cpu");
    let memory = cgroup::groups(root, "memory");
    let version = cpu.as_ref().or(memory.as_ref()).map(|found| found.version);
    CgroupLimits {
        cpus: cpu.and_then(|found| {
            found
                .folders
                .iter()
                .filter_map(|folder| cgroup::quota(found.version, folder))
                .min_by(f64::total_cmp)
        }),
        memory: memory.and_then(|found| {
            found
                .folders
                .iter()
                .filter_map(|folder| {
                    cgroup::memory_limit(found.version, folder)
                })
                .min()
        }),
        version,
    }
}

/// CPU model, core count, memory class, architecture and virtualisation.
fn fingerprint(facts: &HostFacts) -> String {
    let cpu = facts.cpu.as_deref().unwrap_or("unknown CPU");
    let count = facts.logical_cpus.or(facts.usable_cpus).map_or_else(
        || "unknown CPUs".to_owned(),
        |count| format!("{count} CPUs"),
    );
    let memory = facts.memory.map_or_else(
        || "unknown memory".to_owned(),
        |bytes| format!("{} GiB", memory_class(bytes)),
    );
    let virtualisation =
        facts.virtualisation.as_deref().unwrap_or("unknown virtualisation");
    format!("{cpu}, {count}, {memory}, {}, {virtualisation}", facts.arch)
}

/// The power of two GiB that holds `bytes`: what a system reports is less
/// than what is built in, by an amount that changes with the kernel.
fn memory_class(bytes: u64) -> u64 {
    bytes.div_ceil(1 << 30).next_power_of_two()
}

#[cfg(all(feature = "full", not(target_os = "linux")))]
fn ask_sysinfo(facts: &mut HostFacts) {
    let mut system = sysinfo::System::new();
    system.refresh_memory();
    system.refresh_cpu_all();
    let cpus = system.cpus();
    facts.cpu = cpus
        .first()
        .map(|cpu| cpu.brand().trim().to_owned())
        .filter(|brand| !brand.is_empty());
    facts.logical_cpus = Some(cpus.len()).filter(|count| *count > 0);
    facts.physical_cores = sysinfo::System::physical_core_count();
    facts.memory = Some(system.total_memory()).filter(|bytes| *bytes > 0);
    facts.kernel = sysinfo::System::kernel_version();
}
