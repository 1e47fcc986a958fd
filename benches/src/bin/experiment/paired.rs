//! How often `cargo benchkit compare` is right: its own `selfcheck`, of a
//! release build, with every comparison kept in a file.

use crate::plan::target_folder;
use benchkit_benches::{
    Failure,
    cargo::{cargo, executable},
};
use clap::Args;
use std::{ffi::OsString, fs, path::PathBuf, process::Command};

/// What is passed on.
#[derive(Clone, Debug, Args)]
pub(crate) struct Options {
    /// Comparisons of each kernel and amount of work.
    #[arg(long, default_value_t = 60)]
    repetitions: u32,
    /// Beside hogs, as many as CPUs.
    #[arg(long)]
    noisy: bool,
    /// Seed of every order.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where the comparisons are kept.
    #[arg(long)]
    file: Option<PathBuf>,
    /// More for `cargo benchkit selfcheck`, after `--`.
    #[arg(last = true)]
    more: Vec<OsString>,
}

/// Compares what the file lacks, then prints the tables.
///
/// # Errors
/// When a build or the check fails.
pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    let mut build = cargo();
    build
        .args(["build", "--release", "-p", "cargo-benchkit"])
        .current_dir(env!("CARGO_MANIFEST_DIR"));
    let program = executable(&mut build, "cargo-benchkit")?;
    let name = if options.noisy { "noisy" } else { "quiet" };
    let file = options.file.clone().unwrap_or_else(|| {
        target_folder().join(format!("selfcheck-{name}.jsonl"))
    });
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut check = Command::new(program);
    check
        .args(["selfcheck", "--journal"])
        .arg(&file)
        .args(["--repetitions", &options.repetitions.to_string()])
        .args(["--seed", &options.seed.to_string()]);
    if options.noisy {
        check.arg("--noise");
    }
    let status = check.args(&options.more).status()?;
    if status.success() {
        return Ok(());
    }
    Err(format!("cargo benchkit selfcheck: {status}").into())
}
