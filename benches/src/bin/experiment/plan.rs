//! Which cells there are: kernel x trial length x mode x noise.

use benchkit_benches::{
    kernels::{Kernel, Random},
    lines::Lines,
};
use clap::Args;
use serde::{Deserialize, Serialize};
use std::{path::PathBuf, time::Duration};

/// Extra work of the variants in per cent: the same twice, and one more.
pub(crate) const VARIANTS: [u64; 3] = [0, 0, 1];

/// Launch lengths in milliseconds; the shorter ones are the beginnings of
/// the longest.
pub(crate) const LAUNCHES_MS: [u64; 4] = [10, 20, 40, 80];

/// What to measure.
#[derive(Clone, Debug, Args)]
pub(crate) struct Options {
    /// An extract that takes two to three minutes.
    #[arg(long)]
    pub(crate) quick: bool,
    /// Launches a cell and variant [default: 60, quick 12].
    #[arg(long)]
    launches: Option<u32>,
    /// Most seconds a cell may take; it is left incomplete after that.
    #[arg(long, default_value_t = 60)]
    cell_seconds: u64,
    /// Seed of every order and of the kernels' memory.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Only this kernel.
    #[arg(long)]
    kernel: Option<Kernel>,
    /// Where the launches are kept.
    #[arg(long)]
    file: Option<PathBuf>,
}

impl Options {
    /// Launches a cell and variant.
    pub(crate) fn launches(&self) -> u32 {
        self.launches.unwrap_or(if self.quick { 12 } else { 60 })
    }

    /// Time after which a cell is left.
    pub(crate) fn cell_limit(&self) -> Duration {
        Duration::from_secs(self.cell_seconds)
    }

    /// Lengths of the launches in milliseconds.
    pub(crate) fn launch_lengths(&self) -> &'static [u64] {
        if self.quick { &LAUNCHES_MS[..2] } else { &LAUNCHES_MS }
    }

    /// The file of the launches.
    pub(crate) fn lines(&self) -> Lines {
        let name = if self.quick { "quick.jsonl" } else { "launches.jsonl" };
        Lines::new(
            self.file.clone().unwrap_or_else(|| target_folder().join(name)),
        )
    }

    /// All cells: the quiet ones first, in a random order each.
    pub(crate) fn cells(&self) -> Vec<Cell> {
        let mut random = Random::new(self.seed);
        let mut all = Vec::new();
        for noisy in [false, true] {
            let mut some = self.cells_of(noisy);
            random.shuffle(&mut some);
            all.extend(some);
        }
        all
    }

    fn cells_of(&self, noisy: bool) -> Vec<Cell> {
        let mut cells = Vec::new();
        for kernel in Kernel::ALL {
            if self.kernel.is_some_and(|only| only != kernel) {
                continue;
            }
            for trial_us in self.trials(kernel) {
                for within in [false, true] {
                    cells.push(Cell {
                        kernel: kernel.name().to_owned(),
                        trial_us: *trial_us,
                        within,
                        noisy,
                    });
                }
            }
        }
        cells
    }

    /// Trial lengths in microseconds: one iteration of the sweep is longer
    /// than all but the longest.
    fn trials(&self, kernel: Kernel) -> &'static [u64] {
        match (kernel, self.quick) {
            (Kernel::Sweep, _) => &[5_000],
            (_, true) => &[50, 200, 1_000],
            (_, false) => &[20, 50, 100, 200, 500, 1_000, 5_000],
        }
    }
}

/// Where the experiments keep their files.
pub(crate) fn target_folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../target/benchkit-experiment")
}

/// One combination.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize,
)]
pub(crate) struct Cell {
    /// Name of the kernel.
    pub(crate) kernel: String,
    /// Length of a trial in microseconds.
    pub(crate) trial_us: u64,
    /// Whether the variants take turns within each process, or have
    /// processes of their own.
    pub(crate) within: bool,
    /// Whether hogs ran beside it.
    pub(crate) noisy: bool,
}
