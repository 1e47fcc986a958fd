//! What `cargo benchkit compare` is told.

use super::program;
use crate::cli::Asked;
use benchkit::{Nanos, unit::parse_duration};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// What fails the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// A gate that does not pass: exit code 4
    Gate,
    /// A regression: exit code 3
    Regression,
    /// A comparison that could not be decided: exit code 5
    Inconclusive,
}

/// What to compare, and how.
#[derive(Args, Clone, Debug)]
pub(crate) struct Options {
    /// Git revision to compare the tree with; it is built in a checkout of
    /// its own (may be repeated)
    #[arg(long, value_name = "REV", conflicts_with_all = ["old_exe", "old"])]
    pub(crate) rev: Vec<String>,
    /// Bench binary of the old side (may be repeated)
    #[arg(
        long,
        value_name = "PATH",
        requires = "new_exe",
        conflicts_with = "old"
    )]
    pub(crate) old_exe: Vec<PathBuf>,
    /// Bench binary of the new side
    #[arg(long, value_name = "PATH", requires = "old_exe")]
    pub(crate) new_exe: Option<PathBuf>,
    /// Workload of the old side, where both are in one build (may be
    /// repeated)
    #[arg(long, value_name = "NAME", requires = "new")]
    pub(crate) old: Vec<String>,
    /// Workload of the new side
    #[arg(long, value_name = "NAME", requires = "old")]
    pub(crate) new: Option<String>,
    /// Change that does not matter: inside it two are equivalent
    #[arg(long, value_name = "PERCENT", default_value = "1%", value_parser = share)]
    pub(crate) margin: f64,
    /// Slow-down beyond which a change is a regression
    #[arg(long, value_name = "PERCENT", default_value = "1%", value_parser = share)]
    pub(crate) threshold: f64,
    /// Time of one comparison: 2s; of programs 12 launch pairs, or 10s where
    /// that is longer
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) budget: Option<Nanos>,
    /// Time of all comparisons
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) suite_budget: Option<Nanos>,
    /// Time after which a side that does not answer has failed
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = time)]
    pub(crate) timeout: Nanos,
    /// Write all comparisons as JSON; - is standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
    /// Write a comment for a pull request; - is standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) markdown: Option<PathBuf>,
    /// What fails the command (may be repeated)
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    pub(crate) fail_on: Vec<FailOn>,
    /// Gates of this file (TOML, or JSON by its name) instead of
    /// benchkit.toml
    #[arg(long, value_name = "FILE")]
    pub(crate) gates: Option<PathBuf>,
    #[arg(
        long,
        value_name = "FILE",
        help = "Write a JUnit report, a test case a comparison; - is \
                standard output"
    )]
    pub(crate) junit: Option<PathBuf>,
    /// Seed of the order of launches and turns
    #[arg(long)]
    pub(crate) seed: Option<u64>,
    /// Let the system choose the CPU of each process
    #[arg(long)]
    pub(crate) no_pin: bool,
    /// Build both sides with aligned functions too, and say which effects
    /// are only layout
    #[arg(long, conflicts_with = "old_exe")]
    pub(crate) layout: bool,
    #[command(flatten)]
    pub(crate) asked: Asked,
    #[command(flatten)]
    pub(crate) programs: program::Options,
}

/// A percentage, "0.5%" or "0.5", as a share between 0 and 1.
pub(crate) fn share(text: &str) -> Result<f64, String> {
    let number = text.trim().trim_end_matches('%').trim_end();
    let value: f64 = number
        .parse()
        .map_err(|_| "expected a percentage such as 0.5%".to_owned())?;
    if value > 0.0 && value < 100.0 {
        return Ok(value / 100.0);
    }
    Err("it must lie above 0 % and below 100 %".to_owned())
}

pub(crate) fn time(text: &str) -> Result<Nanos, String> {
    parse_duration(text)
        .ok_or_else(|| "expected a duration such as 2s or 300ms".to_owned())
}
