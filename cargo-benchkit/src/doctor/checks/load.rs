//! Who else wants the machine.

use super::Topic;
use crate::doctor::{
    Check,
    facts::{Fact, Facts, Share},
    limits::{
        PRESSURE_ERROR, QUIET_PRESSURE, QUIET_RUNNING, QUIET_STEAL,
        QUOTA_ERROR, STEAL_ERROR, THROTTLED, THROTTLED_ERROR, WAITING,
    },
};
use benchkit::unit::{bytes, percent};

const QUOTA: Topic = Topic {
    name: "quota",
    why: "a thread beyond the quota is stopped until the next period, which \
          shows in the tail and not in the median",
};

pub(super) fn quota(facts: &Facts) -> Check {
    let quota = match &facts.quota {
        Ok(Some(quota)) => quota,
        Ok(None) => return QUOTA.ok("no group above has one (cgroup)"),
        Err(reason) => return QUOTA.unknown(reason),
    };
    let evidence = format!("{:.2} CPUs ({})", quota.cpus, quota.file);
    if quota.cpus < QUOTA_ERROR {
        let cure = "give it one CPU at least: docker run --cpus, Kubernetes' \
                    resources.limits.cpu, systemd's CPUQuota";
        return QUOTA.error(evidence, cure);
    }
    QUOTA.warn(
        evidence,
        format!(
            "at most {} threads, the harness among them; or take the quota \
             away",
            quota.cpus.floor()
        ),
    )
}

const THROTTLING: Topic = Topic {
    name: "throttling",
    why: "time in which the quota stopped the work is measured as work",
};

pub(super) fn throttling(facts: &Facts) -> Check {
    const CURE: &str = "a larger quota, or fewer threads";
    let seen = match &facts.throttling {
        Ok(Some(seen)) => seen,
        Ok(None) => return THROTTLING.ok("there is no quota (cgroup)"),
        Err(reason) => return THROTTLING.unknown(reason),
    };
    let (periods, throttled) = (seen.periods, seen.throttled);
    let counts = format!(
        "{throttled} of {periods} periods throttled in {} (cpu.stat)",
        seen.span
    );
    if periods == 0 {
        return THROTTLING
            .unknown(format!("no period was counted in {}", seen.span));
    }
    match seen.share {
        Some(share) => THROTTLING.graded(
            share,
            [THROTTLED, THROTTLED_ERROR],
            format!("stopped for {} of the time, {counts}", percent(share)),
            CURE,
        ),
        // How long is not told: it warns and condemns nobody.
        None if throttled > 0 => THROTTLING.warn(counts, CURE),
        None => THROTTLING.ok(counts),
    }
}

const STEAL: Topic = Topic {
    name: "steal",
    why: "time that the hypervisor gave to others is measured as work",
};

pub(super) fn steal(facts: &Facts) -> Check {
    share(
        &STEAL,
        &facts.steal,
        [QUIET_STEAL, STEAL_ERROR],
        "the hypervisor took",
        "/proc/stat",
        "another time, a machine with dedicated CPUs, or cargo benchkit \
         compare, whose turns meet both sides alike",
    )
}

const PRESSURE: Topic = Topic {
    name: "cpu-pressure",
    why: "while others wait for a CPU, the work is preempted",
};

pub(super) fn cpu_pressure(facts: &Facts) -> Check {
    share(
        &PRESSURE,
        &facts.cpu_pressure,
        [QUIET_PRESSURE, PRESSURE_ERROR],
        "some task waited for a CPU in",
        "/proc/pressure/cpu",
        "stop other work; top -o %CPU shows whose it is",
    )
}

const MEMORY_PRESSURE: Topic = Topic {
    name: "memory-pressure",
    why: "pages that must be fetched again stop the work",
};

pub(super) fn memory_pressure(facts: &Facts) -> Check {
    share(
        &MEMORY_PRESSURE,
        &facts.memory_pressure,
        [WAITING, f64::INFINITY],
        "some task waited for memory in",
        "/proc/pressure/memory",
        "free memory, or raise the group's limit (memory.max)",
    )
}

const IO_PRESSURE: Topic = Topic {
    name: "io-pressure",
    why: "work that reads or writes files waits behind others",
};

pub(super) fn io_pressure(facts: &Facts) -> Check {
    share(
        &IO_PRESSURE,
        &facts.io_pressure,
        [WAITING, f64::INFINITY],
        "some task waited for a disk in",
        "/proc/pressure/io",
        "wait until the disk is idle: iostat -x 1 shows when",
    )
}

/// A check of a share of some time.
fn share(
    topic: &Topic,
    fact: &Fact<Share>,
    limits: [f64; 2],
    words: &str,
    file: &str,
    cure: &str,
) -> Check {
    let found = match fact {
        Ok(found) => found,
        Err(reason) => return topic.unknown(reason),
    };
    let evidence = format!(
        "{words} {} of {}, limit {} ({file})",
        percent(found.share),
        found.span,
        percent(limits[0])
    );
    topic.graded(found.share, limits, evidence, cure)
}

const RUN_QUEUE: Topic = Topic {
    name: "run-queue",
    why: "tasks that run beside the work take its CPU, its cache and its \
          clock",
};

pub(super) fn run_queue(facts: &Facts) -> Check {
    let running = match &facts.running {
        Ok(running) => running,
        Err(reason) => return RUN_QUEUE.unknown(reason),
    };
    let at = |i: usize| running.others.get(i).copied().unwrap_or_default();
    let looks = running.others.len();
    let median = at(looks / 2);
    let most = at(looks.saturating_sub(1));
    let load = running
        .load
        .map_or(String::new(), |load| format!("; load average {load}"));
    let seen = if looks > 1 {
        format!("median {median}, most {most} of {looks} looks")
    } else {
        format!("{median} at one look")
    };
    let evidence = format!("other tasks running: {seen} (/proc/stat){load}");
    if median > QUIET_RUNNING {
        let cure = "stop other work; ps -eo stat,pid,comm | grep ^R shows it";
        return RUN_QUEUE.warn(evidence, cure);
    }
    RUN_QUEUE.ok(evidence)
}

const SWAP: Topic = Topic {
    name: "swap",
    why: "a page that comes back from disk takes longer than most work",
};

pub(super) fn swap(facts: &Facts) -> Check {
    let swap = match &facts.swap {
        Ok(swap) => swap,
        Err(reason) => return SWAP.unknown(reason),
    };
    if swap.total == 0 {
        return SWAP.ok("there is none (/proc/meminfo)");
    }
    let moved = swap
        .moved
        .map_or(String::new(), |pages| format!(", {pages} pages moved"));
    let evidence = format!(
        "{} of {} used{moved} (/proc/meminfo, /proc/vmstat)",
        bytes(swap.used),
        bytes(swap.total)
    );
    if swap.moved.is_some_and(|pages| pages > 0) {
        return SWAP.warn(evidence, "free memory, then sudo swapoff -a");
    }
    SWAP.ok(evidence)
}
