//! Where reports go: files, and standard output as "-".

use crate::error::{Error, Result};
use std::{fs, io::Write, path::Path};

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
