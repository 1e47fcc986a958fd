//! What the CPUs are set to.

use super::Topic;
use crate::doctor::{Check, facts::Facts};

const GOVERNOR: Topic = Topic {
    name: "governor",
    why: "a governor that follows the load changes the clock in mid-run",
};

pub(super) fn governor(facts: &Facts) -> Check {
    const CURE: &str = "sudo cpupower frequency-set -g performance";
    let (governors, driver) = match &facts.governors {
        Ok(found) => found,
        Err(reason) => return GOVERNOR.unknown(hidden(facts, reason)),
    };
    let words: Vec<String> = governors
        .iter()
        .map(|(governor, cpus)| format!("{governor} on {cpus} CPUs"))
        .collect();
    let driver = driver
        .as_deref()
        .map_or(String::new(), |driver| format!(", driver {driver}"));
    let evidence = format!("{}{driver} (cpufreq)", words.join(", "));
    if governors.keys().all(|governor| governor == "performance") {
        GOVERNOR.ok(evidence)
    } else {
        GOVERNOR.warn(evidence, CURE)
    }
}

/// Why a setting of the processor cannot be seen.
fn hidden(facts: &Facts, reason: &str) -> String {
    match facts.host.virtualisation.as_deref() {
        None | Some("none") => reason.to_owned(),
        Some(_) => {
            format!("{reason}: the hypervisor does not show it to guests")
        }
    }
}

const TURBO: Topic = Topic {
    name: "turbo",
    why: "the clock depends on how warm and how busy the other cores are",
};

pub(super) fn turbo(facts: &Facts) -> Check {
    let turbo = match &facts.turbo {
        Ok(turbo) => turbo,
        Err(reason) => return TURBO.unknown(hidden(facts, reason)),
    };
    if !turbo.on {
        return TURBO.ok(format!("off ({})", turbo.file));
    }
    let off = u8::from(turbo.file.ends_with("no_turbo"));
    TURBO.warn(
        format!("on ({})", turbo.file),
        format!("echo {off} | sudo tee {}", turbo.file),
    )
}

const SMT: Topic = Topic {
    name: "smt",
    why: "what runs on the sibling takes part of the core, unseen by the \
          scheduler's counters",
};

pub(super) fn smt(facts: &Facts) -> Check {
    let smt = match &facts.smt {
        Ok(smt) => smt,
        Err(reason) => return SMT.unknown(reason),
    };
    if !smt.active {
        return SMT.ok(format!("off ({})", smt.file));
    }
    let siblings = smt
        .siblings
        .as_deref()
        .map_or(String::new(), |list| format!(", CPUs {list} share a core"));
    SMT.warn(
        format!("on{siblings} ({})", smt.file),
        "echo off | sudo tee /sys/devices/system/cpu/smt/control",
    )
}

const AFFINITY: Topic = Topic {
    name: "affinity",
    why: "with one CPU alone, all that the system does interrupts the work",
};

pub(super) fn affinity(facts: &Facts) -> Check {
    let affinity = match &facts.affinity {
        Ok(affinity) => affinity,
        Err(reason) => return AFFINITY.unknown(reason),
    };
    let online = affinity
        .online
        .as_deref()
        .map_or(String::new(), |list| format!(", online {list}"));
    let evidence = format!(
        "may use CPUs {}{online} (/proc/self/status)",
        affinity.allowed
    );
    if affinity.count > 1 {
        return AFFINITY.ok(evidence);
    }
    AFFINITY.warn(evidence, "allow a second CPU: taskset -c 0,1 cargo bench")
}

const ISOLATED: Topic = Topic {
    name: "isolated",
    why: "CPUs that the scheduler leaves alone are the quietest",
};

pub(super) fn isolated(facts: &Facts) -> Check {
    match facts.isolated.as_deref() {
        Ok("") => ISOLATED.ok("no CPU is set apart (cpu/isolated)"),
        Ok(list) => ISOLATED.ok(format!(
            "CPUs {list} are set apart (cpu/isolated); use one with --pin"
        )),
        Err(reason) => ISOLATED.unknown(reason),
    }
}
