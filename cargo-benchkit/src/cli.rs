//! The command line.

use crate::{analyse, baseline, doctor, measure};
#[cfg(unix)]
use crate::{compare, selfcheck};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::{ffi::OsString, path::PathBuf};

/// Runs every benchkit bench binary of a workspace.
#[derive(Debug, Parser)]
#[command(name = "cargo-benchkit", bin_name = "cargo benchkit", version)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) task: Task,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Task {
    /// Measure: build all bench binaries, run each, return the gravest code
    ///
    /// Exit codes, the gravest first: 143 and 130 interrupted, 2 nothing
    /// could be run, 1 a workload failed, 101 one failed in test mode, 4 a
    /// gate failed, 3 regression, 5 inconclusive, 0 all well.
    Run(Box<measure::Options>),
    /// List the benchmarks of all bench binaries
    List(Asked),
    /// Compare two builds, or whole programs, their launches taking turns
    ///
    /// Exit codes: 0, unless --fail-on asks for 4 (a gate failed), 3
    /// (regression) or 5 (inconclusive, or no gate to judge by); 1 a workload
    /// failed, 2 a side could not be had, 130 interrupted, 143 terminated
    /// (what was measured is reported). Behind `--` stand filters and settings, as a bench binary takes them.
    #[cfg(unix)]
    Compare(Box<compare::Options>),
    /// Measure how often compare is right on this machine
    ///
    /// Kernels of known cost, which are in this binary, are compared with
    /// themselves and with a little more work. Exit codes, the gravest first:
    /// 143 terminated and 130 interrupted (what was compared is reported), 2
    /// nothing could be compared, 1 a kernel failed, 4 a promise is broken: a
    /// wrong sign, or more false alarms than are allowed; 0 all well.
    #[cfg(unix)]
    Selfcheck(Box<selfcheck::Options>),
    /// Make noise until standard input ends
    #[command(name = crate::noise::SUBCOMMAND, hide = true)]
    Hog {
        /// Memory traffic instead of arithmetic
        #[arg(long)]
        memory: bool,
        /// Seed of bursts and pauses
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Is this host fit for measuring?
    ///
    /// Exit codes: 0 no check is an error, 4 one is; with --strict also 5
    /// where one is a warning. What is unknown fails nothing.
    Doctor(doctor::Options),
    /// Analyse what others recorded: streams, values over time, frames, times
    ///
    /// Files are comma-separated values. Exit codes: 0 all were analysed, 2
    /// one could not be read (the others are reported).
    Analyse(analyse::Options),
    /// Look after the runs that are kept under a name
    ///
    /// They are made by `cargo bench -- --save-baseline NAME` and compared
    /// with by `cargo bench -- --baseline NAME`.
    Baseline(baseline::Options),
    /// Print the JSON Schema of a document
    Schema {
        /// Which document
        #[arg(value_enum, default_value_t)]
        document: Described,
    },
}

/// A document that has a schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Described {
    /// `run.json`, and what `--json` of a bench binary writes
    #[default]
    Run,
    /// What `run --json` writes
    Report,
    /// What `compare --json` writes
    #[cfg(unix)]
    Compare,
    /// What `compare --command --json` writes
    #[cfg(unix)]
    Programs,
    /// `gates` in what `run --json` and `compare --json` write
    Gates,
    /// What `doctor --json` writes
    Doctor,
    /// What `analyse --json` writes
    Analyse,
    /// What `selfcheck --json` writes
    #[cfg(unix)]
    Selfcheck,
}

/// Which binaries, how built, and what they are told.
#[derive(Args, Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "cargo's own switches")]
pub(crate) struct Asked {
    /// Package whose bench binaries to run (may be repeated)
    #[arg(short, long, value_name = "SPEC")]
    pub(crate) package: Vec<String>,
    /// All packages of the workspace
    #[arg(long)]
    pub(crate) workspace: bool,
    /// Package to leave out of --workspace (may be repeated)
    #[arg(long, value_name = "SPEC", requires = "workspace")]
    pub(crate) exclude: Vec<String>,
    /// Bench target to run (may be repeated)
    #[arg(long, value_name = "NAME")]
    pub(crate) bench: Vec<String>,
    /// Features to build with, separated by commas or spaces
    #[arg(short = 'F', long, value_name = "FEATURES")]
    pub(crate) features: Vec<String>,
    /// Build with all features
    #[arg(long)]
    pub(crate) all_features: bool,
    /// Build without the default feature
    #[arg(long)]
    pub(crate) no_default_features: bool,
    /// Build with this profile
    #[arg(long, value_name = "NAME")]
    pub(crate) profile: Option<String>,
    /// Folder for what is built
    #[arg(long, value_name = "DIR")]
    pub(crate) target_dir: Option<PathBuf>,
    /// Path to Cargo.toml
    #[arg(long, value_name = "PATH")]
    pub(crate) manifest_path: Option<PathBuf>,
    /// Require that Cargo.lock needs no change
    #[arg(long)]
    pub(crate) locked: bool,
    /// Run without the network
    #[arg(long)]
    pub(crate) offline: bool,
    /// Flags for the compiler beside the user's own
    #[arg(skip)]
    pub(crate) rustflags: Vec<String>,
    /// Where cargo is started
    #[arg(skip)]
    pub(crate) folder: Option<PathBuf>,
    /// What every bench binary is told; `-- --help` lists it
    #[arg(last = true, value_name = "FLAGS")]
    pub(crate) flags: Vec<OsString>,
}

impl Asked {
    /// What `cargo metadata` and `cargo bench` both take.
    pub(crate) fn common(&self) -> Vec<OsString> {
        let mut all = Vec::new();
        if let Some(path) = &self.manifest_path {
            all.push("--manifest-path".into());
            all.push(path.into());
        }
        for (flag, wanted) in
            [("--locked", self.locked), ("--offline", self.offline)]
        {
            if wanted {
                all.push(flag.into());
            }
        }
        all
    }

    /// Whether nothing is said about what to build.
    pub(crate) fn is_plain(&self) -> bool {
        let flags = self.flags.clone();
        *self == Self { flags, ..Self::default() }
    }

    /// What `cargo bench` is told beside that and the targets' names.
    pub(crate) fn building(&self) -> Vec<OsString> {
        let mut all: Vec<OsString> = Vec::new();
        for (flag, values) in [
            ("--package", &self.package),
            ("--exclude", &self.exclude),
            ("--features", &self.features),
        ] {
            for value in values {
                all.extend([flag.into(), value.into()]);
            }
        }
        if let Some(profile) = &self.profile {
            all.extend(["--profile".into(), profile.into()]);
        }
        if let Some(folder) = &self.target_dir {
            all.extend(["--target-dir".into(), folder.into()]);
        }
        for (flag, wanted) in [
            ("--workspace", self.workspace),
            ("--all-features", self.all_features),
            ("--no-default-features", self.no_default_features),
        ] {
            if wanted {
                all.push(flag.into());
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(arguments: &[&str]) -> Asked {
        let all = ["cargo-benchkit", "run"].iter().chain(arguments);
        match Cli::try_parse_from(all).expect("right usage").task {
            Task::Run(options) => options.asked,
            task => panic!("{task:?}"),
        }
    }

    #[test]
    fn cargos_words_go_to_cargo_and_the_rest_to_the_binaries() {
        let asked = asked(&[
            "-p",
            "a",
            "--bench",
            "b",
            "--profile",
            "fat",
            "--locked",
            "--",
            "--tag",
            "x",
        ]);
        assert_eq!(asked.building(), ["--package", "a", "--profile", "fat"]);
        assert_eq!(asked.bench, ["b"]);
        assert_eq!(asked.common(), ["--locked"]);
        assert_eq!(asked.flags, ["--tag", "x"]);
    }

    #[test]
    fn the_command_line_is_sound() {
        use clap::CommandFactory as _;
        Cli::command().debug_assert();
    }

    #[test]
    fn flags_behind_the_dashes_say_nothing_of_a_build() {
        assert!(Asked::default().is_plain());
        let flags = vec!["x".into()];
        assert!(Asked { flags, ..Asked::default() }.is_plain());
        assert!(!Asked { locked: true, ..Asked::default() }.is_plain());
    }
}
