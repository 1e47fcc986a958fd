//! Where reports go: files, and standard output as "-"; what it can show.

use crate::error::{Error, Result};
use benchkit::report::Style;
use std::{
    env, fs,
    io::{self, IsTerminal as _, Write},
    path::Path,
};

/// Columns of a line where nothing tells.
const COLUMNS: usize = 100;

/// What standard output can show.
pub(crate) fn style() -> Style {
    let terminal = io::stdout().is_terminal();
    let columns = env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
    let measured = || {
        terminal_size::terminal_size().map(|(width, _)| usize::from(width.0))
    };
    let plain = env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
    Style {
        width: columns.or_else(measured).unwrap_or(COLUMNS),
        colour: terminal && !plain,
        unicode: terminal,
    }
}

/// Whether a report goes to standard output instead of the table.
pub(crate) fn is_dash(path: Option<&Path>) -> bool {
    path == Some(Path::new("-"))
}

/// Writes a report to where it was asked for, if it was.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn deliver(
    path: Option<&Path>,
    text: &str,
    out: &mut dyn Write,
) -> Result<()> {
    match path {
        Some(path) if is_dash(Some(path)) => put(out, text),
        Some(path) => fs::write(path, text).map_err(|e| {
            Error::because(&format!("writing {}", path.display()), e)
        }),
        None => Ok(()),
    }
}

/// Writes to standard output.
///
/// # Errors
/// When it cannot be written to.
pub(crate) fn put(out: &mut dyn Write, text: &str) -> Result<()> {
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|e| Error::because("writing to standard output", e))
}
