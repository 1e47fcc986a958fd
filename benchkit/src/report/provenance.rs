//! Where a run comes from, in words.

use crate::{
    model::{
        BenchmarkResult, CgroupLimits, GitFacts, HostFacts, Provenance,
        RunDocument, Toolchain,
    },
    unit::bytes,
};

/// Takes a name and a value.
pub type TakeRow<'a> = &'a mut dyn FnMut(&str, &str);

/// What to know about where and how a run was measured, as `row(name,
/// value)`; absent values are empty.
pub fn rows(document: &RunDocument, row: TakeRow<'_>) {
    let run = &document.run;
    let provenance = &document.provenance;
    let sut = &provenance.sut;
    row("run", &run.id);
    row("started", &run.started);
    row("CPU", &cpu(&sut.host));
    row("memory", &memory(&sut.host));
    row("system", &system(&sut.host));
    row("limits", &limits(&sut.host.cgroup));
    row("toolchain", &toolchain(&sut.toolchain));
    row("revision", &revision(sut.git.as_ref()));
    row("kept", &kept(&document.results));
    row("command", &command(provenance));
    row("directory", provenance.directory.as_deref().unwrap_or_default());
    row("environment", &environment(provenance));
    row("seed", &provenance.seed.to_string());
    row("benchkit", &provenance.library);
}

/// How many results are of which earlier runs.
fn kept(results: &[BenchmarkResult]) -> String {
    let origins = || results.iter().filter_map(|r| r.origin.as_ref());
    let mut text = String::new();
    for (at, origin) in origins().enumerate() {
        let same = origins().map(|other| other.run == origin.run);
        if same.clone().take(at).any(|same| same) {
            continue;
        }
        let count = same.filter(|same| *same).count();
        add(&mut text, ", ", &count.to_string());
        add(&mut text, " of ", &origin.run);
        let revision = revision(origin.git.as_ref());
        if !revision.is_empty() {
            add(&mut text, " at ", &revision);
        }
    }
    text
}

fn command(provenance: &Provenance) -> String {
    let mut text = provenance.executable.clone();
    for argument in &provenance.arguments {
        add(&mut text, " ", argument);
    }
    text
}

fn environment(provenance: &Provenance) -> String {
    let mut text = String::new();
    for variable in &provenance.environment {
        add(&mut text, " ", &variable.name);
        add(&mut text, "=", &variable.value);
    }
    text
}

/// Adds `part` behind `between`, or alone where nothing stands before it.
fn add(text: &mut String, between: &str, part: &str) {
    if !text.is_empty() {
        text.push_str(between);
    }
    text.push_str(part);
}

fn add_count(text: &mut String, count: Option<usize>, of: &str) {
    if let Some(count) = count {
        add(text, ", ", &count.to_string());
        add(text, " ", of);
    }
}

fn revision(git: Option<&GitFacts>) -> String {
    let Some(git) = git else { return String::new() };
    let mut text = git.commit.clone();
    if let Some(branch) = &git.branch {
        add(&mut text, " on ", branch);
    }
    if git.dirty == Some(true) {
        text.push_str(" with local changes");
    }
    text
}

fn cpu(host: &HostFacts) -> String {
    let mut text = host.cpu.clone().unwrap_or_default();
    add_count(&mut text, host.physical_cores, "cores");
    add_count(&mut text, host.logical_cpus, "CPUs");
    if host.usable_cpus != host.logical_cpus {
        add_count(&mut text, host.usable_cpus, "usable");
    }
    text
}

fn memory(host: &HostFacts) -> String {
    let mut text = host.memory.map_or_else(String::new, bytes);
    for (name, size) in &host.caches {
        add(&mut text, ", ", name);
        add(&mut text, " ", &bytes(*size));
    }
    text
}

fn system(host: &HostFacts) -> String {
    let mut text = host.os.clone();
    add(&mut text, " ", &host.arch);
    if let Some(kernel) = &host.kernel {
        add(&mut text, " ", kernel);
    }
    for inside in [&host.virtualisation, &host.container] {
        match inside.as_deref() {
            None | Some("none") => {}
            Some(name) => add(&mut text, ", in ", name),
        }
    }
    text
}

fn limits(cgroup: &CgroupLimits) -> String {
    let mut text = String::new();
    if let Some(cpus) = cgroup.cpus {
        add(&mut text, "", &cpus.to_string());
        text.push_str(" CPUs");
    }
    if let Some(memory) = cgroup.memory {
        add(&mut text, ", ", &bytes(memory));
    }
    match cgroup.version {
        Some(version) if !text.is_empty() => {
            text.push_str(" (cgroup v");
            text.push_str(&version.to_string());
            text.push(')');
        }
        _ => {}
    }
    text
}

fn toolchain(toolchain: &Toolchain) -> String {
    let mut text = String::new();
    let Toolchain { rustc, target, profile, opt_level: _, debug_assertions } =
        toolchain;
    for part in [rustc, target, profile].into_iter().flatten() {
        add(&mut text, ", ", part);
    }
    if *debug_assertions {
        add(&mut text, ", ", "debug assertions");
    }
    text
}
