//! Why nothing could be run.

use std::fmt;

/// Why nothing could be run: what was being done, and what went wrong.
#[derive(Debug)]
pub(crate) struct Error {
    message: String,
}

/// Shorthand.
pub(crate) type Result<T> = std::result::Result<T, Error>;

impl Error {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }

    pub(crate) fn because(message: &str, cause: impl fmt::Display) -> Self {
        Self::new(format!("{message}: {cause}"))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
