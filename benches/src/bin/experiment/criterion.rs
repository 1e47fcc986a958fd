//! criterion on the same kernels: default runs with their printed interval,
//! and short ones that serve as later launches.

use crate::{
    coverage::{Repetition, divisor},
    harness::{build, clean},
    plan::target_folder,
};
use benchkit_benches::{Failure, kernels::Kernel, lines::Lines, remark};
use cargo_benchkit::doctor::is_quiet;
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
    time::Instant,
};

/// Short processes after each default run.
const SHORT_RUNS: u32 = 5;

/// Settings of a short process.
const SHORT: [&str; 6] = [
    "--measurement-time=0.1",
    "--warm-up-time=0.05",
    "--sample-size=10",
    "--nresamples=1001",
    "--noplot",
    "--quiet",
];

/// The four kernels, and not the empty benchmark.
const FOUR: &str = "^(alu_chain|pointer_walk|allocate|sweep)$";

/// criterion's bench binary and how far it has come.
#[derive(Debug)]
pub(crate) struct Peer {
    bench: PathBuf,
    home: PathBuf,
    wanted: u32,
    later: usize,
    /// Numbers of the default runs that have been made.
    made: u32,
    /// The next free number.
    next: u32,
}

impl Peer {
    /// Builds it and reads how far it has come.
    ///
    /// # Errors
    /// When it does not build.
    pub(crate) fn new(
        wanted: u32,
        later: usize,
        known: &[Repetition],
    ) -> Result<Self, Failure> {
        let first = Kernel::ALL[0].name();
        let own =
            known.iter().filter(|r| r.tool == "criterion" && r.kernel == first);
        let numbers = known
            .iter()
            .filter(|r| r.tool == "criterion")
            .map(|r| r.number + 1);
        let made = own.filter(|r| r.interval.is_some()).count();
        Ok(Self {
            bench: build("peer_criterion", "peers")?,
            home: target_folder().join("criterion"),
            wanted,
            later,
            made: u32::try_from(made)?,
            next: numbers.max().unwrap_or(0),
        })
    }

    /// Default runs that should have been made by the time `done` of `all`
    /// repetitions have.
    pub(crate) fn due(&self, done: u32, all: u32) -> u32 {
        let share = u64::from(self.wanted) * u64::from(done);
        u32::try_from(share / u64::from(all.max(1))).unwrap_or(self.wanted)
    }

    /// Makes short runs until there are enough after the last default one.
    ///
    /// # Errors
    /// When the bench binary or the file fails.
    pub(crate) fn measure_later(
        &mut self,
        lines: &Lines,
    ) -> Result<(), Failure> {
        let known: Vec<Repetition> = lines.read()?;
        let own = || known.iter().filter(|r| r.tool == "criterion");
        let last = own()
            .filter(|r| r.interval.is_some())
            .map(|r| r.number)
            .max()
            .unwrap_or(0);
        let first = Kernel::ALL[0].name();
        let after =
            own().filter(|r| r.number > last && r.kernel == first).count();
        for _ in after..self.later {
            self.measure(true, lines)?;
        }
        Ok(())
    }

    fn measure(&mut self, short: bool, lines: &Lines) -> Result<(), Failure> {
        let quiet = is_quiet();
        let start = Instant::now();
        let mut command = clean(&self.bench);
        command
            .arg("--bench")
            .args(if short { &SHORT[..] } else { &["--noplot"] })
            .arg(FOUR)
            .env("CRITERION_HOME", &self.home)
            .stdout(Stdio::null());
        let status = command.stderr(Stdio::null()).status()?;
        if !status.success() {
            return Err(format!("{command:?}: {status}").into());
        }
        let seconds =
            start.elapsed().as_secs_f64() / divisor(Kernel::ALL.len());
        for kernel in Kernel::ALL {
            let (point, interval) = typical(&self.home, kernel.name())?;
            lines.append(&Repetition {
                tool: "criterion".to_owned(),
                number: self.next,
                kernel: kernel.name().to_owned(),
                interval: (!short).then_some(interval),
                launches: vec![point],
                alone: None,
                changed: None,
                seconds,
                quiet,
            })?;
        }
        self.next += 1;
        Ok(())
    }
}

/// Makes default runs, with short ones after each, until `due` are there.
///
/// # Errors
/// When the bench binary or the file fails.
pub(crate) fn measure_peer(
    peer: &mut Peer,
    due: u32,
    lines: &Lines,
) -> Result<(), Failure> {
    while peer.made < due {
        remark(&format!("criterion, run {} of {}", peer.made, peer.wanted));
        peer.measure(false, lines)?;
        for _ in 0..SHORT_RUNS {
            peer.measure(true, lines)?;
        }
        peer.made += 1;
    }
    Ok(())
}

/// The estimate that criterion prints: the slope where there is one, else
/// the mean.
fn typical(home: &Path, kernel: &str) -> Result<(f64, (f64, f64)), Failure> {
    let path = home.join(kernel).join("new/estimates.json");
    let all: Value = serde_json::from_str(&fs::read_to_string(&path)?)?;
    let chosen =
        if all["slope"].is_null() { &all["mean"] } else { &all["slope"] };
    let interval = &chosen["confidence_interval"];
    let numbers = chosen["point_estimate"].as_f64().zip(
        interval["lower_bound"].as_f64().zip(interval["upper_bound"].as_f64()),
    );
    numbers.ok_or_else(|| format!("{}: no estimate", path.display()).into())
}
