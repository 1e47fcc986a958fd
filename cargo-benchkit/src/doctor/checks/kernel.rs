//! The kernel's clock and settings.

use super::Topic;
use crate::doctor::{
    Check,
    facts::Facts,
    limits::{READ_COST, STEPS_A_TRIAL, STEPS_A_TRIAL_ERROR, TRIAL_NS},
};
use benchkit::unit::duration;

const TIMER: Topic = Topic {
    name: "timer",
    why: "nothing is measured finer than the clock steps",
};

pub(super) fn timer(facts: &Facts) -> Check {
    const CURE: &str = "see clocksource; longer trials: --trial";
    let found = match &facts.clock {
        Ok(found) => found,
        // Measured, and found to be no clock.
        Err(reason) if reason.starts_with("the clock") => {
            return TIMER.error(reason, "restart, or another machine");
        }
        Err(reason) => return TIMER.unknown(reason),
    };
    let evidence = format!(
        "steps of {}, {} a read, never backwards (measured)",
        duration(found.resolution_ns),
        duration(found.overhead_ns)
    );
    let steps = TRIAL_NS / found.resolution_ns.max(f64::MIN_POSITIVE);
    if steps < STEPS_A_TRIAL_ERROR {
        TIMER.error(evidence, CURE)
    } else if steps < STEPS_A_TRIAL || found.overhead_ns > READ_COST * TRIAL_NS
    {
        TIMER.warn(evidence, CURE)
    } else {
        TIMER.ok(evidence)
    }
}

/// Sources that are read without a system call, or nearly so.
const FAST: &[&str] = &[
    "tsc",
    "kvm-clock",
    "hyperv_clocksource_tsc_page",
    "arch_sys_counter",
    "riscv_clocksource",
    "timebase",
    "tod",
];

const CLOCKSOURCE: Topic = Topic {
    name: "clocksource",
    why: "a slow or coarse source makes each reading cost, or step",
};

pub(super) fn clocksource(facts: &Facts) -> Check {
    let source = match &facts.clocksource {
        Ok(source) => source,
        Err(reason) => return CLOCKSOURCE.unknown(reason),
    };
    let evidence = format!(
        "{}; offered: {} (current_clocksource)",
        source.current,
        source.available.join(" ")
    );
    if FAST.contains(&source.current.as_str()) {
        return CLOCKSOURCE.ok(evidence);
    }
    let faster =
        source.available.iter().find(|other| FAST.contains(&other.as_str()));
    let cure = faster.map_or_else(
        || {
            "none better is offered; dmesg | grep -i clocksource says why"
                .to_owned()
        },
        |name| {
            format!(
                "echo {name} | sudo tee /sys/devices/system/clocksource/\
                 clocksource0/current_clocksource"
            )
        },
    );
    CLOCKSOURCE.warn(evidence, cure)
}

const RANDOMISATION: Topic = Topic {
    name: "aslr",
    why: "with one address layout for all launches, what the layout does is \
          not seen and looks like the code",
};

pub(super) fn randomisation(facts: &Facts) -> Check {
    const CURE: &str = "echo 2 | sudo tee /proc/sys/kernel/randomize_va_space";
    let found = match &facts.randomisation {
        Ok(found) => found,
        Err(reason) => return RANDOMISATION.unknown(reason),
    };
    let evidence = format!("{} (randomize_va_space)", found.level);
    if found.off_here == Some(true) {
        return RANDOMISATION.warn(
            "off for this process (/proc/self/personality)",
            "start it without setarch -R, and outside a debugger",
        );
    }
    if found.level < 2 {
        return RANDOMISATION.warn(evidence, CURE);
    }
    RANDOMISATION.ok(evidence)
}

const HUGE_PAGES: Topic = Topic {
    name: "huge-pages",
    why: "work that goes over much memory differs with the size of its pages",
};

pub(super) fn huge_pages(facts: &Facts) -> Check {
    match &facts.huge_pages {
        Ok(chosen) => HUGE_PAGES.ok(format!("{chosen} (transparent_hugepage)")),
        Err(reason) => HUGE_PAGES.unknown(reason),
    }
}

const MITIGATIONS: Topic = Topic {
    name: "mitigations",
    why: "they make system calls and indirect calls dearer: compare only \
          machines that have the same",
};

pub(super) fn mitigations(facts: &Facts) -> Check {
    let all = match &facts.mitigations {
        Ok(all) => all,
        Err(reason) => return MITIGATIONS.unknown(reason),
    };
    let active: Vec<&str> = all
        .iter()
        .filter(|(_, text)| text.starts_with("Mitigation"))
        .map(|(name, _)| name.as_str())
        .collect();
    let names = if active.is_empty() {
        String::new()
    } else {
        format!(": {}", active.join(", "))
    };
    MITIGATIONS.ok(format!(
        "{} of {} active (cpu/vulnerabilities){names}",
        active.len(),
        all.len()
    ))
}

const PERF: Topic = Topic {
    name: "perf",
    why: "what profilers may count; benchkit needs none of it",
};

pub(super) fn perf(facts: &Facts) -> Check {
    let level = match &facts.perf_event_paranoid {
        Ok(level) => *level,
        Err(reason) => return PERF.unknown(reason),
    };
    let words = match level {
        ..=-1 => "everything",
        0 => "all but raw tracepoints",
        1 => "own processes and the kernel in them",
        2 => "own processes without the kernel",
        _ => "nothing without privileges",
    };
    PERF.ok(format!("{level}: {words} (perf_event_paranoid)"))
}
