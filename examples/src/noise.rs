//! A bounded noise generator: what a busy neighbour does to a measurement.
//!
//! As many hogs as CPUs, half of them computing, half of them sweeping
//! memory, each on and off for exponential times. It stops by itself after
//! its duration, and when it is dropped. The hogs are threads of the calling
//! process: their CPU time is in that process's, so measure in another one
//! (as launches do) where process CPU time matters.

use crate::{
    data::Random,
    kernels::{LINE_WORDS, alu_chain, sweep},
};
use std::{
    hint::black_box,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// What noise to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Number of hogs; those with an even number compute, the others sweep
    /// memory.
    pub hogs: usize,
    /// Mean time that a hog is on, and off.
    pub mean: Duration,
    /// Time after which all of them stop.
    pub duration: Duration,
    /// Where the times come from.
    pub seed: u64,
}

impl Plan {
    /// A hog a CPU, 200 ms on and off in the mean, for `duration`.
    pub fn new(duration: Duration, seed: u64) -> Self {
        let hogs = thread::available_parallelism().map_or(1, usize::from);
        Self { hogs, mean: Duration::from_millis(200), duration, seed }
    }

    /// The times of hog number `hog`, without end.
    pub fn phases(&self, hog: usize) -> Phases {
        let mut random = Random::new(self.seed);
        for _ in 0..hog {
            random.draw();
        }
        let mut random = Random::new(random.draw());
        let busy = random.below(2) == 0;
        Phases { random, mean: self.mean, busy }
    }
}

/// A time that a hog is on or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Phase {
    /// Whether it is on.
    pub busy: bool,
    /// For how long.
    pub length: Duration,
}

/// On and off in turn, for exponential times: the first of either kind, as
/// if one began to look at any moment.
#[derive(Clone, Debug)]
pub struct Phases {
    random: Random,
    mean: Duration,
    busy: bool,
}

impl Iterator for Phases {
    type Item = Phase;

    /// By inversion: -mean ln(1 - u), u uniform in 0..1 (Devroye 1986,
    /// Non-Uniform Random Variate Generation, II.2); at most 37 means.
    fn next(&mut self) -> Option<Phase> {
        let times = -(1.0 - self.random.unit()).ln();
        let phase = Phase { busy: self.busy, length: self.mean.mul_f64(times) };
        self.busy = !self.busy;
        Some(phase)
    }
}

/// Noise that is being made, until its duration is over or it is dropped.
#[derive(Debug)]
#[must_use = "noise stops when it is dropped"]
pub struct Noise {
    stop: Arc<Stop>,
    hogs: Vec<JoinHandle<Duration>>,
}

impl Noise {
    /// Starts the hogs of `plan`; those that the system refuses to start
    /// are missing, see [`running`](Self::running).
    pub fn start(plan: &Plan) -> Self {
        let stop = Arc::new(Stop::default());
        let end = Instant::now().checked_add(plan.duration);
        let hogs = (0..plan.hogs)
            .filter_map(|number| {
                let hog = Hog {
                    stop: Arc::clone(&stop),
                    end: end?,
                    load: Load::of(number),
                };
                let phases = plan.phases(number);
                let builder = thread::Builder::new();
                builder.spawn(move || hog.live(phases)).ok()
            })
            .collect();
        Self { stop, hogs }
    }

    /// Number of hogs that have not stopped yet.
    pub fn running(&self) -> usize {
        self.hogs.iter().filter(|hog| !hog.is_finished()).count()
    }

    /// Stops the hogs, waits for them, and returns the time that they were
    /// on, all together.
    pub fn stop(mut self) -> Duration {
        self.join()
    }

    /// Waits until the duration is over; returns what [`stop`](Self::stop)
    /// returns.
    pub fn wait(mut self) -> Duration {
        self.hogs.drain(..).filter_map(|hog| hog.join().ok()).sum()
    }

    fn join(&mut self) -> Duration {
        self.stop.set();
        self.hogs.drain(..).filter_map(|hog| hog.join().ok()).sum()
    }
}

impl Drop for Noise {
    fn drop(&mut self) {
        self.join();
    }
}

/// Tells sleeping and busy hogs to stop.
#[derive(Debug, Default)]
struct Stop {
    asked: Mutex<bool>,
    changed: Condvar,
}

impl Stop {
    fn lock(&self) -> MutexGuard<'_, bool> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self) {
        *self.lock() = true;
        self.changed.notify_all();
    }

    /// Waits until `end`, or until it is asked to stop.
    fn wait(&self, end: Instant) {
        let left = end.saturating_duration_since(Instant::now());
        drop(
            self.changed.wait_timeout_while(self.lock(), left, |asked| !*asked),
        );
    }
}

struct Hog {
    stop: Arc<Stop>,
    end: Instant,
    load: Load,
}

impl Hog {
    /// Is on and off as `phases` says; returns the time that it was on.
    fn live(mut self, phases: Phases) -> Duration {
        let mut on = Duration::ZERO;
        for phase in phases {
            let start = Instant::now();
            if start >= self.end || *self.stop.lock() {
                break;
            }
            let end = start.checked_add(phase.length);
            let end = end.map_or(self.end, |end| end.min(self.end));
            if phase.busy {
                while Instant::now() < end && !*self.stop.lock() {
                    self.load.step();
                }
                on += start.elapsed();
            } else {
                self.stop.wait(end);
            }
        }
        on
    }
}

/// What a hog does; one step is well under a millisecond.
enum Load {
    Compute,
    Memory { words: Vec<u64>, at: usize },
}

impl Load {
    /// Words that a memory hog sweeps, 64 MiB: more than its share of a
    /// cache.
    const WORDS: usize = 8 << 20;
    /// Cache lines of a step, 256 KiB.
    const LINES: usize = 4_096;

    fn of(number: usize) -> Self {
        if number.is_multiple_of(2) {
            Self::Compute
        } else {
            Self::Memory { words: Vec::new(), at: 0 }
        }
    }

    fn step(&mut self) {
        match self {
            Self::Compute => {
                black_box(alu_chain(20_000));
            }
            Self::Memory { words, at } => {
                words.resize(Self::WORDS, 0);
                sweep(&mut words[*at..], Self::LINES as u64);
                *at = (*at + Self::LINES * LINE_WORDS) % Self::WORDS;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3_600);

    /// Of an exponential distribution, 1/e of all times exceed the mean; the
    /// mean of 4,000 is within 5 of its standard errors of 1/sqrt(4,000).
    #[test]
    fn times_are_exponential_and_on_and_off_take_turns() {
        let plan = Plan { mean: Duration::from_secs(1), ..Plan::new(HOUR, 1) };
        let phases: Vec<Phase> = plan.phases(0).take(4_000).collect();
        assert!(phases.windows(2).all(|two| two[0].busy != two[1].busy));
        let seconds: Vec<f64> =
            phases.iter().map(|phase| phase.length.as_secs_f64()).collect();
        let mean = seconds.iter().sum::<f64>() / 4_000.0;
        assert!((0.92..1.08).contains(&mean), "{mean}");
        let above = seconds.iter().filter(|t| **t > 1.0).count();
        assert!((1_320..1_620).contains(&above), "{above} of 4,000");
    }

    #[test]
    fn hogs_differ_and_seeds_repeat() {
        let plan = Plan::new(HOUR, 3);
        let lengths = |plan: &Plan, hog| -> Vec<Phase> {
            plan.phases(hog).take(5).collect()
        };
        assert_eq!(lengths(&plan, 0), lengths(&plan.clone(), 0));
        assert_ne!(lengths(&plan, 0), lengths(&plan, 1));
        assert_ne!(lengths(&plan, 0), lengths(&Plan::new(HOUR, 4), 0));
    }

    #[test]
    fn noise_stops_by_itself() {
        let plan = Plan::new(Duration::ZERO, 1);
        assert_eq!(Noise::start(&plan).wait(), Duration::ZERO);
        let brief = Plan::new(Duration::from_millis(2), 1);
        assert_eq!(Noise::start(&brief).hogs.len(), brief.hogs);
        Noise::start(&brief).wait();
    }

    #[test]
    fn noise_stops_when_told_and_when_dropped() {
        let plan = Plan { hogs: 2, ..Plan::new(HOUR, 1) };
        let noise = Noise::start(&plan);
        assert_eq!(noise.running(), 2);
        assert!(noise.stop() < HOUR);
        drop(Noise::start(&plan));
    }

    #[test]
    fn a_memory_hog_goes_round_and_round() {
        let mut hog = Load::of(1);
        for _ in 0..Load::WORDS / (Load::LINES * LINE_WORDS) {
            hog.step();
        }
        let Load::Memory { words, at } = hog else {
            unreachable!("odd hogs sweep memory")
        };
        assert_eq!(at, 0);
        assert!(words.iter().all(|word| *word == 1), "each swept once");
    }
}
