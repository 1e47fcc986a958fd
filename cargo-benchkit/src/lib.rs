//! `cargo benchkit`: what needs more than one bench binary.
//!
//! `cargo bench` stops at the first bench binary that does not return 0.
//! `cargo benchkit run` builds all of a workspace's bench binaries, runs each
//! of them, and returns the gravest of their codes; see [`codes`].

mod analyse;
mod baseline;
mod binaries;
mod cli;
pub mod codes;
mod columns;
#[cfg(unix)]
mod compare;
pub mod doctor;
mod error;
mod export;
mod gates;
#[doc(hidden)]
pub mod kernels;
mod measure;
#[doc(hidden)]
pub mod noise;
mod outlet;
mod packages;
mod run;
#[cfg(unix)]
#[doc(hidden)]
pub mod selfcheck;
mod signals;
mod targets;
mod variables;

use benchkit::{harness::exit, model::run_schema};
use clap::{Parser as _, ValueEnum as _, error::ErrorKind};
use cli::{Cli, Described, Task};
use error::{Error, Result};
use serde_json::Value;
use std::{ffi::OsString, io::Write};

/// Does what `arguments` (the program's name first) ask for; results go to
/// `out`, talk to `talk`. Returns the exit code.
pub fn main(
    arguments: impl IntoIterator<Item = OsString>,
    out: &mut dyn Write,
    talk: &mut dyn Write,
) -> u8 {
    let cli = match Cli::try_parse_from(own(arguments)) {
        Ok(cli) => cli,
        Err(said) => return spoken(&said, out, talk),
    };
    let done = match &cli.task {
        Task::Run(options) => measure::run(options, out, talk),
        Task::List(asked) => run::all(asked, &["--list"], talk),
        #[cfg(unix)]
        Task::Compare(options) => compare::run(options, out, talk),
        #[cfg(unix)]
        Task::Selfcheck(options) => selfcheck::run(options, out, talk),
        Task::Hog { memory, seed } => {
            noise::hog(*memory, *seed);
            Ok(exit::OK)
        }
        Task::Doctor(options) => doctor::run(options, out),
        Task::Analyse(options) => analyse::run(options, out, talk),
        Task::Schema { document } => print(&schema(*document), out),
        Task::Baseline(options) => baseline::run(options, out, talk),
    };
    done.unwrap_or_else(|error| {
        drop(writeln!(talk, "error: {error}"));
        exit::USAGE
    })
}

/// The worker's side of a launch, where this process was started for one:
/// the kernels that the tool checks itself with are in its own binary.
pub fn worker() -> Option<std::process::ExitCode> {
    kernels::serve()
}

/// The arguments without the word that cargo puts before them.
fn own(arguments: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut all: Vec<OsString> = arguments.into_iter().collect();
    if all.get(1).is_some_and(|word| word == "benchkit") {
        all.remove(1);
    }
    all
}

/// What clap has to say: help and version are results, the rest is talk.
fn spoken(said: &clap::Error, out: &mut dyn Write, talk: &mut dyn Write) -> u8 {
    match said.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            drop(write!(out, "{said}"));
            exit::OK
        }
        _ => {
            drop(write!(talk, "{said}"));
            exit::USAGE
        }
    }
}

/// The JSON Schema (draft 2020-12) of every document that is written, by the
/// name that `cargo benchkit schema` knows it by.
pub fn schemas() -> Vec<(String, Value)> {
    let named = |document: &Described| {
        let name = document.to_possible_value()?;
        Some((name.get_name().to_owned(), schema(*document)))
    };
    Described::value_variants().iter().filter_map(named).collect()
}

fn schema(document: Described) -> Value {
    match document {
        Described::Run => run_schema(),
        Described::Report => gates::report_schema(),
        #[cfg(unix)]
        Described::Compare => compare::schema(),
        #[cfg(unix)]
        Described::Programs => compare::programs_schema(),
        Described::Gates => gates::schema(),
        Described::Doctor => doctor::schema(),
        Described::Analyse => analyse::schema(),
        #[cfg(unix)]
        Described::Selfcheck => selfcheck::schema(),
    }
}

fn print(schema: &Value, out: &mut dyn Write) -> Result<u8> {
    let text = serde_json::to_string_pretty(schema)
        .map_err(|e| Error::because("the schema cannot be written", e))?;
    writeln!(out, "{text}")
        .map_err(|e| Error::because("the schema cannot be written", e))?;
    Ok(exit::OK)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(arguments: &[&str]) -> (u8, String, String) {
        let (mut out, mut talk) = (Vec::new(), Vec::new());
        let arguments = arguments.iter().map(OsString::from);
        let code = main(arguments, &mut out, &mut talk);
        let text = |bytes| String::from_utf8(bytes).expect("text");
        (code, text(out), text(talk))
    }

    #[test]
    fn the_schema_is_printed_with_and_without_cargos_word() {
        let (code, direct, talk) = said(&["cargo-benchkit", "schema"]);
        assert_eq!((code, talk.as_str()), (exit::OK, ""));
        let parsed: Value = serde_json::from_str(&direct).expect("JSON");
        assert_eq!(parsed, run_schema());
        let through = said(&["cargo-benchkit", "benchkit", "schema"]);
        assert_eq!(through.1, direct);
    }

    #[test]
    fn wrong_usage_is_code_2_and_help_is_a_result() {
        let (code, out, talk) = said(&["cargo-benchkit", "ran"]);
        assert_eq!((code, out.as_str()), (exit::USAGE, ""));
        assert!(talk.contains("'run'"), "{talk}");
        let (code, out, talk) = said(&["cargo-benchkit", "--help"]);
        assert_eq!((code, talk.as_str()), (exit::OK, ""));
        assert!(out.contains("schema"), "{out}");
    }

    #[cfg(unix)]
    #[test]
    fn the_codes_of_what_can_be_ended_are_in_its_help() {
        for task in ["run", "compare", "selfcheck"] {
            let (_, out, _) = said(&["cargo-benchkit", task, "--help"]);
            for code in [exit::INTERRUPTED, exit::TERMINATED] {
                assert!(out.contains(&code.to_string()), "{task}: {out}");
            }
        }
    }
}
