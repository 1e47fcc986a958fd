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

    /// The library's error as one of ours.
    #[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
    pub(crate) fn new_from(error: benchkit::Error) -> Self {
        Self::new(error.to_string())
    }

    /// Results that could not be printed.
    pub(crate) fn of_stdout(error: std::io::Error) -> Self {
        Self::because("writing to standard output", error)
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
