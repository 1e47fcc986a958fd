//! Noisy neighbours: as many hogs as CPUs, half of them arithmetic, half
//! memory traffic, on and off for exponential times; and how hard the host
//! is pressed by them.

use crate::kernels::{Kernel, Prepared};
use benchkit::harness::Random;
use std::{
    io::{self, Read as _},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// Mean time for which a hog is on, and off.
pub const MEAN: Duration = Duration::from_millis(200);

/// The subcommand that makes a process a hog.
pub const SUBCOMMAND: &str = "__hog";

/// Share of the time in which some task must wait for a CPU, for the noise
/// to be noise.
pub const PRESSURE: f64 = 0.3;

/// Steps of a kernel between two looks at the clock: well under 1 ms.
const CHUNK: [u64; 2] = [20_000, 50_000];

/// Hogs that end when this is dropped, or when this process dies.
#[derive(Debug)]
pub struct Hogs(Vec<Child>);

impl Hogs {
    /// Starts a hog for each CPU: `program` with [`SUBCOMMAND`].
    ///
    /// # Errors
    /// When one cannot be started.
    pub fn start(program: &Path, seed: u64) -> io::Result<Self> {
        let cpus = thread::available_parallelism().map_or(2, usize::from);
        let mut hogs = Self(Vec::new());
        for at in 0..cpus {
            hogs.0.push(start(program, at % 2 == 1, seed + at as u64)?);
        }
        Ok(hogs)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }
}

fn start(program: &Path, memory: bool, seed: u64) -> io::Result<Child> {
    let mut command = Command::new(program);
    command.args([SUBCOMMAND, "--seed", &seed.to_string()]);
    if memory {
        command.arg("--memory");
    }
    command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn()
}

impl Drop for Hogs {
    fn drop(&mut self) {
        for hog in &mut self.0 {
            // It may have ended by itself; either way it is gone after this.
            drop(hog.kill());
            drop(hog.wait());
        }
    }
}

/// Makes noise until standard input closes, so that no hog outlives the
/// process that wanted it.
pub fn hog(memory: bool, seed: u64) {
    let stop = Arc::new(AtomicBool::new(false));
    let watcher = Arc::clone(&stop);
    thread::spawn(move || {
        // An error is an end, too.
        drop(io::stdin().read_to_end(&mut Vec::new()));
        watcher.store(true, Ordering::Relaxed);
    });
    let kernel = if memory { Kernel::Sweep } else { Kernel::AluChain };
    let chunk = CHUNK[usize::from(memory)];
    make(kernel.prepare(seed), chunk, seed, &|| stop.load(Ordering::Relaxed));
}

fn make(mut work: Prepared, chunk: u64, seed: u64, stop: &dyn Fn() -> bool) {
    let mut random = Random::new(seed);
    while !stop() {
        let burst = Instant::now();
        let length = exponential(&mut random);
        while burst.elapsed() < length && !stop() {
            std::hint::black_box(work.run(chunk));
        }
        thread::sleep(exponential(&mut random));
    }
}

/// An exponential time by inversion (Devroye 1986, II.2), cut at ten times
/// its mean.
#[expect(clippy::cast_precision_loss, reason = "53 bits fit exactly")]
fn exponential(random: &mut Random) -> Duration {
    let share = (random.next_number() >> 11) as f64 / (1_u64 << 53) as f64;
    MEAN.mul_f64(-(1.0 - share).ln().max(-10.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of an exponential distribution 1/e of all values exceed the mean.
    #[test]
    fn times_are_exponential() {
        let mut random = Random::new(5);
        let times: Vec<f64> = (0..4_000)
            .map(|_| exponential(&mut random).div_duration_f64(MEAN))
            .collect();
        let mean = times.iter().sum::<f64>() / 4_000.0;
        assert!((0.92..1.08).contains(&mean), "{mean}");
        let above = times.iter().filter(|time| **time > 1.0).count();
        assert!((1_320..1_620).contains(&above), "{above} of 4,000");
        assert!(times.iter().all(|time| *time <= 10.0));
    }

    #[test]
    fn a_hog_stops_when_it_is_told() {
        make(Kernel::AluChain.prepare(1), 1, 1, &|| true);
    }
}
