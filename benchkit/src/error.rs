//! The one error of the library: what failed, where, and what to do.

use std::{error, fmt};

/// The class of an [`Error`]: decides the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Wrong arguments, a bad value in a file, the environment or on the
    /// command line.
    Usage,
    /// A file or a process could not be read, written or started.
    Io,
    /// A document or a message does not have the form that it should have.
    Format,
    /// A workload failed.
    Workload,
}

/// What failed, with its cause; reads well after "error: ".
pub struct Error {
    kind: ErrorKind,
    message: String,
    cause: Option<Box<dyn error::Error + Send + Sync>>,
}

/// A result with the library's [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error of class `kind` that says `message`.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), cause: None }
    }

    /// A wrong argument or setting.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Usage, message)
    }

    /// A file or a process that failed; `message` names it.
    pub fn io(message: impl Into<String>, cause: std::io::Error) -> Self {
        Self::new(ErrorKind::Io, message).because(cause)
    }

    /// A document or a message of the wrong form.
    pub fn format(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Format, message)
    }

    /// The same error with its cause behind it.
    #[must_use]
    pub fn because(
        mut self,
        cause: impl Into<Box<dyn error::Error + Send + Sync>>,
    ) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// The class of the error.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Whether the caller, not the machine, has to change something.
    pub fn is_usage(&self) -> bool {
        self.kind == ErrorKind::Usage
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        let mut cause = error::Error::source(self);
        while let Some(next) = cause {
            write!(f, ": {next}")?;
            cause = next.source();
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl error::Error for Error {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        let cause = self.cause.as_deref()?;
        Some(cause)
    }
}
