//! The look: slices of each kind of work in turns.

use super::{
    kernels::{Ring, Sleeper, chain},
    summary::{Series, Timed, summary},
};
use crate::doctor::{
    Noise,
    facts::{Fact, Tree, Window, others, snapshot},
    limits::TRIAL_NS,
};
use benchkit::{
    Nanos,
    clock::Clock,
    probe::{Counters, tags},
    unit::bytes,
};
use std::{hint::black_box, time::Duration};

/// Slices of each kind of work: enough for their standard deviation to be
/// known to a sixth (1 / sqrt(2 (n - 1))).
const SLICES: u32 = 20;

/// Kinds of work.
const KERNELS: f64 = 3.0;

/// Most memory that is walked through. It takes 50 ms to fill.
const MOST_MEMORY: u64 = 64 << 20;

/// Pause before each wake-up: longer than it takes an idle CPU to sleep.
const PAUSE: Duration = Duration::from_micros(200);

/// Runs that the length of a trial is found by; the fastest counts.
const TRIES: u32 = 5;

/// What a look found.
#[derive(Debug)]
pub(crate) struct Look {
    pub(crate) window: Window,
    pub(crate) noise: Fact<Noise>,
}

/// How much memory to walk through, and whether that leaves the last cache.
fn walked(last_cache: Option<u64>, memory: Option<u64>) -> (u64, String) {
    let wanted = last_cache.map_or(MOST_MEMORY, |c| c.saturating_mul(2));
    let room = memory.unwrap_or(u64::MAX) / 8;
    let size = wanted.min(MOST_MEMORY).min(room).max(64 * 1_000);
    let place = match last_cache {
        Some(cache) if size > cache => {
            format!("more than the last cache ({})", bytes(cache))
        }
        Some(cache) => format!("within the last cache ({})", bytes(cache)),
        None => "the last cache is unknown".to_owned(),
    };
    (size, format!("a load in {}, {place}", bytes(size)))
}

/// Looks for about `time`; `last_cache` and `memory` are the host's, in
/// bytes.
pub(crate) fn look(
    tree: &Tree,
    time: Nanos,
    last_cache: Option<u64>,
    memory: Option<u64>,
) -> Look {
    let clock = Clock::new();
    let (size, load) = walked(last_cache, memory);
    let mut ring = Ring::new(size);
    let sleeper = Sleeper::start(clock);
    let slice = time.as_f64() / KERNELS / f64::from(SLICES);
    let steps = calibrated(clock, &mut |n| chain(n));
    let loads = calibrated(clock, &mut |n| ring.walk(n));
    let mut series: [Series; 3] = Default::default();
    let mut running = Vec::new();
    let counters = Counters::open(tree.root());
    let begun = clock.now();
    let before = snapshot(tree, &counters, Nanos(begun));
    for _ in 0..SLICES {
        let mut busy = |n| chain(n);
        let trials =
            slice_of(clock, slice, &mut || run(clock, steps, &mut busy));
        series[0].slices.push(trials);
        running.extend(others(tree));
        let mut busy = |n| ring.walk(n);
        let trials =
            slice_of(clock, slice, &mut || run(clock, loads, &mut busy));
        series[1].slices.push(trials);
        running.extend(others(tree));
        if let Ok(sleeper) = &sleeper {
            let trials = slice_of(clock, slice, &mut || woken(sleeper));
            series[2].slices.push(trials);
        }
    }
    let ended = clock.now();
    let after = snapshot(tree, &counters, Nanos(ended));
    let seconds = Nanos(ended.saturating_sub(begun)).as_f64() / 1e9;
    let names = [
        ("compute", "a step of a dependent chain"),
        ("memory", load.as_str()),
        ("wake-up", "a thread that sleeps"),
    ];
    let kernels = names
        .into_iter()
        .zip(&series)
        .filter_map(|(names, series)| summary(names, series, slice / 1e9))
        .collect();
    Look {
        window: Window { before, after, others: running },
        noise: Ok(Noise { seconds, kernels }),
    }
}

/// Iterations of a trial: as many as take about [`TRIAL_NS`].
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "clamped in the same line"
)]
fn calibrated(clock: Clock, work: &mut dyn FnMut(u64) -> u64) -> u64 {
    let mut steps = 64_u64;
    loop {
        let ns = run(clock, steps, work).ns;
        if ns >= TRIAL_NS / 2.0 || steps >= 1 << 40 {
            break;
        }
        steps *= 2;
    }
    let mut least = f64::INFINITY;
    for _ in 0..TRIES {
        least = least.min(run(clock, steps, work).ns);
    }
    let fitting = steps as f64 * TRIAL_NS / least.max(1.0);
    fitting.clamp(1.0, 1e12) as u64
}

/// One trial.
fn run(clock: Clock, steps: u64, work: &mut dyn FnMut(u64) -> u64) -> Timed {
    let before = tags().involuntary_switches;
    let start = clock.now();
    black_box(work(steps));
    let ns = clock.now().saturating_sub(start);
    let after = tags().involuntary_switches;
    let preempted = before.zip(after).map(|(then, now)| now > then);
    Timed { ns: Nanos(ns).as_f64(), operations: steps, preempted }
}

fn woken(sleeper: &Sleeper) -> Timed {
    Timed { ns: sleeper.wake(PAUSE).as_f64(), operations: 1, preempted: None }
}

/// Trials for `ns` nanoseconds, one at the least.
fn slice_of(
    clock: Clock,
    ns: f64,
    trial: &mut dyn FnMut() -> Timed,
) -> Vec<Timed> {
    let start = clock.now();
    let mut trials = Vec::new();
    loop {
        trials.push(trial());
        if Nanos(clock.now().saturating_sub(start)).as_f64() >= ns {
            return trials;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_walk_is_bounded_and_says_where_it_goes() {
        let mib = |n: u64| n << 20;
        let (size, place) = walked(Some(mib(8)), Some(mib(4096)));
        assert_eq!(size, mib(16));
        assert!(place.ends_with("more than the last cache (8 MiB)"), "{place}");
        let (size, place) = walked(Some(mib(480)), None);
        assert_eq!(size, mib(64));
        assert!(place.contains("within"), "{place}");
        assert_eq!(walked(None, Some(mib(128))).0, mib(16));
        assert_eq!(walked(Some(0), Some(0)).0, 64_000);
    }

    #[test]
    fn a_slice_has_a_trial_whatever_its_length() {
        let one = Timed { ns: 1.0, operations: 1, preempted: None };
        let trials = slice_of(Clock::new(), 0.0, &mut || one);
        assert_eq!(trials, [one]);
    }
}
