//! What can be said about whole programs on the command line.

use super::line::Shell;
use clap::Args;
use std::path::PathBuf;

/// Whole programs to compare, and how they are launched.
#[derive(Args, Clone, Debug, Default)]
#[group(id = "programs")]
#[command(next_help_heading = "Whole programs")]
pub(crate) struct Options {
    /// Program to compare, with its arguments (at least two): each is
    /// compared with the first one
    #[arg(
        long,
        value_name = "CMD",
        conflicts_with_all = ["rev", "old_exe", "new_exe", "old", "new", "layout", "gates", "junit", "flags"]
    )]
    pub(crate) command: Vec<String>,
    /// What a command is called in the report (once for each)
    #[arg(long, value_name = "NAME", requires = "command")]
    pub(crate) command_name: Vec<String>,
    /// Launches of each program before those that count
    #[arg(
        short,
        long,
        value_name = "N",
        default_value_t = 1,
        requires = "command"
    )]
    pub(crate) warmup: usize,
    /// Command to execute once before everything
    #[arg(long, value_name = "CMD", requires = "command")]
    pub(crate) setup: Option<String>,
    /// Command to execute before each launch (one for all, or once for each)
    #[arg(long, value_name = "CMD", requires = "command")]
    pub(crate) prepare: Vec<String>,
    /// Command to execute after each launch (one for all, or once for each)
    #[arg(long, value_name = "CMD", requires = "command")]
    pub(crate) conclude: Vec<String>,
    /// Command to execute once at the end, whatever happened
    #[arg(long, value_name = "CMD", requires = "command")]
    pub(crate) cleanup: Option<String>,
    /// Shell that starts the commands; auto: sh where one of them needs it;
    /// none
    #[arg(
        long,
        value_name = "SHELL",
        default_value = "auto",
        value_parser = Shell::parse,
        requires = "command"
    )]
    pub(crate) shell: Shell,
    /// The same as --shell none
    #[arg(short = 'N', requires = "command", conflicts_with = "shell")]
    pub(crate) no_shell: bool,
    /// Count launches with these exit codes, separated by commas; without
    /// any: with all
    #[arg(
        short,
        long,
        value_name = "CODES",
        value_delimiter = ',',
        num_args = 0..,
        require_equals = true,
        requires = "command"
    )]
    pub(crate) ignore_failure: Option<Vec<i32>>,
    /// Where standard input comes from: null or a file
    #[arg(
        long,
        value_name = "FILE",
        default_value = "null",
        requires = "command"
    )]
    pub(crate) input: PathBuf,
    /// Where standard output goes: null, pipe, inherit or a file (one for
    /// all, or once for each)
    #[arg(long, value_name = "WHERE", requires = "command")]
    pub(crate) output: Vec<PathBuf>,
    /// CPU on which all programs run
    #[arg(long, value_name = "CPU", requires = "command")]
    pub(crate) pin: Option<usize>,
    /// Write what hyperfine's readers read; - is standard output
    #[arg(long, value_name = "FILE", requires = "command")]
    pub(crate) export_json: Option<PathBuf>,
}
