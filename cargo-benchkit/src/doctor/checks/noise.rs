//! What the look at the host's noise means.

use super::Topic;
use crate::doctor::{
    Check, KernelNoise,
    facts::Facts,
    limits::{
        COMPUTE_NOISE, INTERRUPTION_NS, MEMORY_NOISE, NOISE_ERROR, WAKE_NOISE,
    },
    text::times,
};
use benchkit::unit::duration;

const COMPUTE: Topic = Topic {
    name: "noise-compute",
    why: "arithmetic needs nothing but the core: what scatters is its clock, \
          or who shares it",
};

pub(super) fn compute(facts: &Facts) -> Check {
    judge(
        &COMPUTE,
        facts,
        "compute",
        [COMPUTE_NOISE, NOISE_ERROR],
        "look at governor, turbo, smt and run-queue; changes: cargo benchkit \
         compare, which measures both sides in turns",
    )
}

const MEMORY: Topic = Topic {
    name: "noise-memory",
    why: "work on much data scatters at least as much, and more from launch \
          to launch",
};

pub(super) fn memory(facts: &Facts) -> Check {
    judge(
        &MEMORY,
        facts,
        "memory",
        [MEMORY_NOISE, NOISE_ERROR],
        "stop what else uses memory; changes: cargo benchkit compare, which \
         measures both sides in turns",
    )
}

const WAKE_UP: Topic = Topic {
    name: "noise-wake-up",
    why: "work that waits for threads, timers or input scatters as much",
};

pub(super) fn wake_up(facts: &Facts) -> Check {
    judge(
        &WAKE_UP,
        facts,
        "wake-up",
        [WAKE_NOISE, f64::INFINITY],
        "keep CPUs awake: sudo cpupower idle-set -D 0; else measure such \
         work by its CPU time",
    )
}

fn judge(
    topic: &Topic,
    facts: &Facts,
    kernel: &str,
    limits: [f64; 2],
    cure: &str,
) -> Check {
    let noise = match &facts.noise {
        Ok(noise) => noise,
        Err(reason) => return topic.unknown(reason),
    };
    let Some(found) = noise.kernels.iter().find(|k| k.kernel == kernel) else {
        return topic.unknown("it could not be measured");
    };
    let Some(limit) = found.repeatability else {
        return topic
            .unknown(format!("{} slices are too few to tell", found.slices));
    };
    let evidence = words(found, limit, limits[0]);
    let check = topic.graded(limit, limits, evidence.clone(), cure);
    if check.cure.is_none() && found.interruption_ns > INTERRUPTION_NS {
        return topic.warn(evidence, cure);
    }
    check
}

fn words(found: &KernelNoise, limit: f64, warn: f64) -> String {
    format!(
        "two looks of {} differ by up to {}, limit {}; longest interruption \
         {} (measured)",
        duration(found.slice_seconds * 1e9),
        times(limit),
        times(warn),
        duration(found.interruption_ns)
    )
}
