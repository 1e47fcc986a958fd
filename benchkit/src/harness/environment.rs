//! The environment, the arguments and the standard streams: read once.
#![expect(
    clippy::disallowed_methods,
    reason = "the edge where the environment enters"
)]

use std::{env, ffi::OsString, io::IsTerminal as _, path::PathBuf};

/// What this process was started with.
pub(super) struct Surroundings {
    pub(super) arguments: Vec<String>,
    pub(super) name: OsString,
    pub(super) executable: PathBuf,
    pub(super) directory: Option<PathBuf>,
    pub(super) stdout_is_terminal: bool,
    pub(super) stderr_is_terminal: bool,
    pub(super) columns: Option<usize>,
}

impl Surroundings {
    pub(super) fn read() -> Self {
        let mut arguments = env::args_os();
        let name = arguments.next().unwrap_or_default();
        let executable =
            env::current_exe().unwrap_or_else(|_| PathBuf::from(&name));
        let columns = variable("COLUMNS")
            .and_then(|text| text.parse().ok())
            .or_else(terminal_columns);
        Self {
            arguments: arguments
                .map(|a| a.to_string_lossy().into_owned())
                .collect(),
            name,
            executable,
            directory: env::current_dir().ok(),
            stdout_is_terminal: std::io::stdout().is_terminal(),
            stderr_is_terminal: std::io::stderr().is_terminal(),
            columns,
        }
    }
}

impl Surroundings {
    /// What to start for another process of this binary: on Linux the
    /// running image itself, so that a build that replaces the file while
    /// the suite runs does not change what is measured.
    pub(super) fn own_program(&self) -> PathBuf {
        if cfg!(target_os = "linux") {
            PathBuf::from("/proc/self/exe")
        } else {
            self.executable.clone()
        }
    }
}

/// A variable, where it is set; what is no text in it shows as such, so that
/// a bad value is not passed over.
pub(super) fn variable(name: &str) -> Option<String> {
    env::var_os(name).map(|value| value.to_string_lossy().into_owned())
}

#[cfg(unix)]
#[expect(unsafe_code, reason = "asking a terminal its size has no safe form")]
fn terminal_columns() -> Option<usize> {
    // SAFETY: a zeroed winsize is a valid value to be written to.
    let mut size: libc::winsize = unsafe { std::mem::zeroed() };
    // SAFETY: TIOCGWINSZ writes a winsize to the pointer it is given.
    let answered = unsafe {
        libc::ioctl(libc::STDOUT_FILENO, libc::TIOCGWINSZ, &raw mut size)
    };
    (answered == 0 && size.ws_col > 0).then_some(usize::from(size.ws_col))
}

#[cfg(not(unix))]
fn terminal_columns() -> Option<usize> {
    None
}
