//! The machine and the project.

use super::Topic;
use crate::doctor::{Check, facts::Facts};

const BUILD: Topic = Topic {
    name: "build",
    why: "what is measured must be built as what is used",
};

pub(super) fn build(facts: &Facts) -> Check {
    let build = match &facts.build {
        Ok(build) => build,
        Err(reason) => return BUILD.unknown(reason),
    };
    let name = &build.profile;
    let level = build.opt_level.value.as_str();
    let settings = [
        ("debug-assertions", &build.debug_assertions),
        ("overflow-checks", &build.overflow_checks),
        ("incremental", &build.incremental),
    ];
    if level == "0" {
        return BUILD.error(
            format!(
                "opt-level = 0 in profile {name} ({})",
                build.opt_level.place
            ),
            format!("opt-level = 3 in [profile.{name}]"),
        );
    }
    for (key, setting) in settings {
        if !setting.is_on() {
            continue;
        }
        let evidence =
            format!("{key} is on in profile {name} ({})", setting.place);
        let cure = format!("{key} = false in [profile.{name}]");
        return if key == "debug-assertions" {
            BUILD.error(evidence, cure)
        } else {
            BUILD.warn(evidence, cure)
        };
    }
    let evidence = format!(
        "profile {name}: opt-level = {level}, no debug assertions, not \
         incremental ({})",
        build.opt_level.place
    );
    if level == "1" {
        return BUILD
            .warn(evidence, format!("opt-level = 3 in [profile.{name}]"));
    }
    BUILD.ok(evidence)
}

const BATTERY: Topic = Topic {
    name: "battery",
    why: "on battery the firmware lowers the clock whatever is set",
};

pub(super) fn battery(facts: &Facts) -> Check {
    const FOLDER: &str = "/sys/class/power_supply";
    const CURE: &str = "plug it in";
    let supplies = match &facts.supplies {
        Ok(supplies) => supplies,
        Err(reason) => return BATTERY.unknown(reason),
    };
    let batteries: Vec<_> =
        supplies.iter().filter(|s| s.kind == "Battery").collect();
    if batteries.is_empty() {
        return BATTERY.ok(format!("there is none ({FOLDER})"));
    }
    let draining =
        batteries.iter().find(|b| b.status.as_deref() == Some("Discharging"));
    if let Some(battery) = draining {
        let evidence = format!("{} is discharging ({FOLDER})", battery.name);
        return BATTERY.warn(evidence, CURE);
    }
    let plugged: Vec<bool> = supplies
        .iter()
        .filter(|s| s.kind != "Battery")
        .filter_map(|s| s.online)
        .collect();
    if !plugged.is_empty() && !plugged.contains(&true) {
        return BATTERY
            .warn(format!("no supply is connected ({FOLDER})"), CURE);
    }
    if batteries.iter().all(|b| b.status.is_none()) && plugged.is_empty() {
        return BATTERY.unknown(format!(
            "{FOLDER}: neither a battery's status nor a supply tells"
        ));
    }
    BATTERY.ok(format!("on mains ({FOLDER})"))
}

const NODES: Topic = Topic {
    name: "numa",
    why: "memory of another node is farther away, and which it is differs \
          from launch to launch",
};

pub(super) fn nodes(facts: &Facts) -> Check {
    let nodes = match &facts.nodes {
        Ok(nodes) => nodes,
        Err(reason) => return NODES.unknown(reason),
    };
    match nodes.as_slice() {
        [one] => NODES.ok(format!("one node, CPUs {one}")),
        all => NODES.warn(
            format!(
                "{} nodes, CPUs {} (/sys/devices/system/node)",
                all.len(),
                all.join(" and ")
            ),
            "numactl --cpunodebind=0 --membind=0 cargo bench",
        ),
    }
}

const VIRTUALISATION: Topic = Topic {
    name: "virtualisation",
    why: "clock, siblings and neighbours are the host's, and out of sight",
};

pub(super) fn virtualisation(facts: &Facts) -> Check {
    let container = facts.host.container.as_deref();
    let inside = match container {
        None => String::new(),
        Some("none") => ", no container".to_owned(),
        Some(kind) => format!(", in a container ({kind})"),
    };
    match facts.host.virtualisation.as_deref() {
        None => VIRTUALISATION.unknown(format!(
            "neither CPU nor firmware tells of a hypervisor{inside}"
        )),
        Some("none") => VIRTUALISATION.ok(format!("no hypervisor{inside}")),
        Some(name) => VIRTUALISATION.warn(
            format!("a virtual machine ({name}){inside}"),
            "bare metal for times that are quoted; cargo benchkit compare \
             for changes",
        ),
    }
}
