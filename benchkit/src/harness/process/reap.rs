//! How a worker ended, and the end of everything it started.
#![expect(unsafe_code, reason = "signals to a process group have no safe form")]
#![expect(
    clippy::disallowed_methods,
    reason = "the edge where the harness waits for a process"
)]

use crate::{
    clock::Clock,
    model::{Failure, FailureKind},
};
use std::{
    os::unix::process::ExitStatusExt as _,
    process::{Child, ExitStatus},
    thread,
    time::Duration,
};

/// Time that a worker has to exit once it has answered, in nanoseconds.
pub(super) const PATIENCE: u64 = 5_000_000_000;
const NAP: Duration = Duration::from_micros(200);

/// A worker and all processes that it started, ended when this is dropped.
pub(super) struct Group {
    child: Child,
    reaped: bool,
}

/// How a worker ended.
pub(super) struct End {
    status: Option<ExitStatus>,
    killed: bool,
}

impl Group {
    pub(super) fn new(child: Child) -> Self {
        Self { child, reaped: false }
    }

    /// Whether the worker has ended by itself.
    pub(super) fn has_ended(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(Some(_)))
    }

    /// Waits for the worker's exit for at most `patience` nanoseconds, then
    /// kills it; whatever it started ends with it.
    pub(super) fn end(&mut self, clock: Clock, patience: u64) -> End {
        let deadline = clock.now().saturating_add(patience);
        let mut status = None;
        while status.is_none() && patience > 0 && clock.now() < deadline {
            status = self.child.try_wait().ok().flatten();
            if status.is_none() {
                thread::sleep(NAP);
            }
        }
        let killed = status.is_none();
        self.kill();
        let status = status.or_else(|| self.child.wait().ok());
        self.reaped = true;
        End { status, killed }
    }

    fn kill(&self) {
        if let Ok(group) = libc::pid_t::try_from(self.child.id()) {
            // SAFETY: kill only sends a signal; the group is the worker's
            // own, made when it was started.
            unsafe {
                libc::kill(-group, libc::SIGKILL);
            }
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if !self.reaped {
            self.kill();
            drop(self.child.wait());
        }
    }
}

impl End {
    /// Why this is no good end, if it is none.
    pub(super) fn failure(&self, when: &str) -> Option<Failure> {
        if self.killed {
            return Some(Failure::new(
                FailureKind::TimedOut,
                format!("did not exit {when} and was killed"),
            ));
        }
        let status = self.status?;
        let (kind, message) = match (status.signal(), status.code()) {
            (Some(signal), _) => (
                FailureKind::Signalled,
                format!("killed by {} {when}", name_of(signal)),
            ),
            (None, Some(0) | None) => return None,
            (None, Some(code)) => {
                (FailureKind::Exited, format!("exited with code {code} {when}"))
            }
        };
        Some(Failure {
            signal: status.signal(),
            code: status.code(),
            ..Failure::new(kind, message)
        })
    }
}

/// "signal 11 (SIGSEGV)".
fn name_of(signal: i32) -> String {
    let name = match signal {
        libc::SIGABRT => "SIGABRT",
        libc::SIGBUS => "SIGBUS",
        libc::SIGFPE => "SIGFPE",
        libc::SIGILL => "SIGILL",
        libc::SIGINT => "SIGINT",
        libc::SIGKILL => "SIGKILL",
        libc::SIGSEGV => "SIGSEGV",
        libc::SIGTERM => "SIGTERM",
        libc::SIGTRAP => "SIGTRAP",
        _ => return format!("signal {signal}"),
    };
    format!("signal {signal} ({name})")
}
