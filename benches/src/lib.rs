//! What benchkit costs, and the same work under other harnesses.
//!
//! The library half holds what the tools share: [`kernels`] of known cost,
//! the [`numbers`] that judge them, what a child [`process`] used, JSON
//! [`lines`] and Markdown tables.

pub mod cargo;
pub mod kernels;
pub mod lines;
pub mod numbers;
pub mod pages;
pub mod process;
pub mod salt;
pub mod worker;

/// Any error of the tools: a sentence for the person at the terminal.
pub type Failure = Box<dyn std::error::Error>;

/// Writes `text` to standard output.
///
/// # Errors
/// When standard output is closed or full.
pub fn print(text: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    std::io::stdout().write_all(text.as_bytes())
}

/// Writes one line about progress to standard error, where it may be lost.
pub fn remark(text: &str) {
    use std::io::Write as _;
    drop(writeln!(std::io::stderr(), "{text}"));
}
