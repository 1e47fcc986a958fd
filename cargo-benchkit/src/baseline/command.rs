//! What is asked of the baselines.

use super::{exchange, list, place, remove, show};
use crate::error::Result;
use clap::{Args, Subcommand};
use std::{io::Write, path::PathBuf};

/// Which store, and what to do with its baselines.
#[derive(Args, Clone, Debug)]
pub(crate) struct Options {
    #[command(flatten)]
    pub(super) place: Place,
    #[command(subcommand)]
    task: Task,
}

/// Where the store is.
#[derive(Args, Clone, Debug, Default)]
pub(super) struct Place {
    /// Folder of runs and baselines, as the bench binaries were told it
    /// [default: `BENCHKIT_STORE`, else `benchkit` in the target folder]
    #[arg(long, value_name = "DIR", global = true)]
    pub(super) store: Option<PathBuf>,
    /// Folder for what is built
    #[arg(long, value_name = "DIR", global = true)]
    pub(super) target_dir: Option<PathBuf>,
    /// Path to Cargo.toml
    #[arg(long, value_name = "PATH", global = true)]
    pub(super) manifest_path: Option<PathBuf>,
}

#[derive(Clone, Debug, Subcommand)]
enum Task {
    /// List all baselines
    List,
    /// Show the results of a baseline, and where they come from
    Show {
        /// The baseline
        name: String,
        /// Print its run documents as JSON
        #[arg(long)]
        json: bool,
    },
    /// Write a baseline to one file, for another machine or for keeping
    Export {
        /// The baseline
        name: String,
        /// The file; `-` is standard output
        #[arg(value_name = "FILE|-")]
        file: PathBuf,
    },
    /// Take a baseline out of such a file
    Import {
        /// The file; `-` is standard input
        #[arg(value_name = "FILE|-")]
        file: PathBuf,
        /// Give it this name instead of its own
        #[arg(long = "as", value_name = "NAME")]
        name: Option<String>,
        /// Replace a baseline of that name
        #[arg(long)]
        replace: bool,
    },
    /// Remove baselines
    Remove {
        /// The baselines
        #[arg(required = true, value_name = "NAME")]
        names: Vec<String>,
    },
}

/// Does what `options` ask for; returns the exit code.
///
/// # Errors
/// Where there is no such baseline, or a file cannot be read or written.
pub(crate) fn run(
    options: &Options,
    out: &mut dyn Write,
    talk: &mut dyn Write,
) -> Result<u8> {
    let store = place::store(&options.place)?;
    match &options.task {
        Task::List => list::list(&store, out, talk),
        Task::Show { name, json } => show::show(&store, name, *json, out),
        Task::Export { name, file } => {
            exchange::export(&store, name, file, out, talk)
        }
        Task::Import { file, name, replace } => {
            let wanted =
                exchange::Wanted { name: name.clone(), replace: *replace };
            exchange::import(&store, file, &wanted, talk)
        }
        Task::Remove { names } => remove::remove(&store, names, talk),
    }
}
