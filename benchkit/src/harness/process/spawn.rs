//! Starts a worker with pipes of its own.
#![expect(
    unsafe_code,
    clippy::disallowed_methods,
    reason = "the step between fork and exec has no safe form"
)]

use crate::{
    harness::{process::pipes::Pipes, worker},
    model::{Failure, FailureKind},
};
use std::{
    ffi::OsStr,
    io,
    os::{
        fd::{AsRawFd as _, RawFd},
        unix::process::CommandExt as _,
    },
    path::Path,
    process::{Child, Command, Stdio},
};

/// What to start, and how.
pub(super) struct Start<'a> {
    pub(super) program: &'a Path,
    /// What it is called there.
    pub(super) name: &'a OsStr,
    /// The working directory; the harness's own where there is none.
    pub(super) directory: Option<&'a Path>,
    /// The CPU that it is pinned to.
    pub(super) pin: Option<usize>,
}

/// Starts a worker: in a process group of its own, tied to this process's
/// life, with two inherited pipes beside its standard streams.
///
/// # Errors
/// When the system refuses; the message says what it said.
pub(super) fn worker(start: &Start<'_>) -> Result<(Child, Pipes), Failure> {
    let refused = |error: io::Error| {
        Failure::new(
            FailureKind::Spawn,
            format!("the worker could not be started: {error}"),
        )
    };
    let (request_reader, requests) = io::pipe().map_err(refused)?;
    let (replies, reply_writer) = io::pipe().map_err(refused)?;
    let (read, write) = (request_reader.as_raw_fd(), reply_writer.as_raw_fd());
    let mut command = Command::new(start.program);
    command
        .arg0(start.name)
        .env(worker::VARIABLE, format!("{read},{write}"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0);
    if let Some(directory) = start.directory {
        command.current_dir(directory);
    }
    let pin = start.pin;
    // SAFETY: the closure runs between fork and exec and only makes
    // async-signal-safe system calls on values that it owns.
    unsafe {
        command.pre_exec(move || {
            inherit(read)?;
            inherit(write)?;
            die_with_parent();
            pin.map_or(Ok(()), pin_to)
        });
    }
    let mut child = command.spawn().map_err(refused)?;
    drop((request_reader, reply_writer));
    let streams = (child.stdout.take(), child.stderr.take());
    Ok((child, Pipes::new(requests, replies, streams)))
}

/// Lets the descriptor live through exec.
fn inherit(descriptor: RawFd) -> io::Result<()> {
    // SAFETY: F_SETFD on an open descriptor only changes its flags.
    match unsafe { libc::fcntl(descriptor, libc::F_SETFD, 0) } {
        -1 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}

/// A worker must not outlive a harness that is killed.
#[cfg(target_os = "linux")]
fn die_with_parent() {
    // SAFETY: PR_SET_PDEATHSIG takes a signal number and changes nothing
    // else.
    unsafe {
        libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
    }
}

#[cfg(not(target_os = "linux"))]
fn die_with_parent() {}

/// Keeps this thread, and what it starts from now on, on one CPU.
///
/// # Errors
/// When there is no such CPU, or the system cannot do it.
#[cfg(target_os = "linux")]
pub fn pin_to(cpu: usize) -> io::Result<()> {
    let bits = 8 * size_of::<libc::cpu_set_t>();
    if cpu >= bits {
        return Err(io::Error::from_raw_os_error(libc::EINVAL));
    }
    // SAFETY: a zeroed cpu_set_t is the empty set.
    let mut set: libc::cpu_set_t = unsafe { std::mem::zeroed() };
    // SAFETY: `cpu` is below the set's size, checked above.
    unsafe {
        libc::CPU_SET(cpu, &mut set);
    }
    let size = size_of::<libc::cpu_set_t>();
    // SAFETY: the pointer and the size describe `set`.
    match unsafe { libc::sched_setaffinity(0, size, &raw const set) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

/// Fails: this system has no way to pin a process to a CPU.
///
/// # Errors
/// Always.
#[cfg(not(target_os = "linux"))]
pub fn pin_to(_cpu: usize) -> io::Result<()> {
    Err(io::Error::new(
        io::ErrorKind::Unsupported,
        "this system has no way to pin a process to a CPU",
    ))
}
