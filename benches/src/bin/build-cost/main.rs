//! What benchkit costs its users, side by side with divan and criterion:
//! CPU time of builds, size of binaries, time to list, memory.
//!
//! Everything is built in projects of their own below the temporary folder,
//! with the manifest lines that a user writes.

mod figures;
mod list;
mod memory;
mod project;
mod readme;
mod thousand;

use benchkit_benches::{Failure, print};
use clap::{Args, Parser, Subcommand};
use std::{fs, path::PathBuf};

/// What benchkit costs, side by side with its peers.
#[derive(Debug, Parser)]
struct Arguments {
    #[command(subcommand)]
    action: Action,
    #[command(flatten)]
    common: Common,
}

/// Options of every subcommand.
#[derive(Clone, Debug, Args)]
pub(crate) struct Common {
    /// The folder of the crate `benchkit`.
    #[arg(
        long,
        global = true,
        default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../benchkit")
    )]
    pub(crate) benchkit_path: PathBuf,
    /// Measures divan and criterion alone.
    #[arg(long, global = true)]
    pub(crate) without_benchkit: bool,
    /// Measures criterion, too.
    #[arg(long, global = true)]
    pub(crate) criterion: bool,
    /// Keeps the projects, and says where they are.
    #[arg(long, global = true)]
    pub(crate) keep: bool,
    /// Writes the figures to this file as JSON.
    #[arg(long, global = true)]
    json: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// CPU time of clean builds of what the README tells users to write.
    Readme(readme::Options),
    /// CPU time and size of a bench file of 1,000 workloads.
    Thousand(thousand::Options),
    /// Time of `--list` and `--exact`.
    List(list::Options),
    /// Peak memory of a run of 1,000 benchmarks.
    Memory(memory::Options),
}

fn main() -> Result<(), Failure> {
    let arguments = Arguments::parse();
    let common = &arguments.common;
    let figures = match &arguments.action {
        Action::Readme(options) => readme::run(options, common)?,
        Action::Thousand(options) => thousand::run(options, common)?,
        Action::List(options) => list::run(options, common)?,
        Action::Memory(options) => memory::run(options, common)?,
    };
    print(&figures::table(&figures))?;
    if let Some(path) = &common.json {
        fs::write(path, serde_json::to_string_pretty(&figures)?)?;
    }
    Ok(())
}
