//! Waiting for a process, with what it used.
#![expect(unsafe_code, reason = "waitid and wait4 have no safe form in std")]

use std::{
    io, mem::MaybeUninit, os::unix::process::ExitStatusExt as _,
    process::ExitStatus,
};

/// What a process used, its children included that it waited for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Usage {
    pub(super) status: ExitStatus,
    pub(super) user_ns: u64,
    pub(super) system_ns: u64,
    pub(super) peak_bytes: u64,
}

/// Waits until `process`, a child of ours, has ended, and leaves it there:
/// until it is reaped its number belongs to nobody else.
///
/// # Errors
/// When it is no child of ours.
pub(super) fn ended(process: libc::pid_t) -> io::Result<()> {
    let id = libc::id_t::try_from(process).map_err(io::Error::other)?;
    loop {
        let mut info = MaybeUninit::<libc::siginfo_t>::zeroed();
        let flags = libc::WEXITED | libc::WNOWAIT;
        // SAFETY: the pointer is valid for writes of one `siginfo_t`.
        let failed =
            unsafe { libc::waitid(libc::P_PID, id, info.as_mut_ptr(), flags) };
        match failed {
            0 => return Ok(()),
            _ => try_again(io::Error::last_os_error())?,
        }
    }
}

/// Takes away what is left of `process`, a child of ours that has ended.
///
/// # Errors
/// When it is no child of ours.
pub(super) fn reap(process: libc::pid_t) -> io::Result<Usage> {
    let mut status = 0;
    let mut usage = MaybeUninit::<libc::rusage>::zeroed();
    loop {
        // SAFETY: both pointers are to live memory of the right type.
        let reaped = unsafe {
            libc::wait4(process, &raw mut status, 0, usage.as_mut_ptr())
        };
        if reaped == process {
            break;
        }
        try_again(io::Error::last_os_error())?;
    }
    // SAFETY: all zeros is a valid rusage, and wait4 has filled it.
    let usage = unsafe { usage.assume_init() };
    Ok(Usage {
        status: ExitStatus::from_raw(status),
        user_ns: nanos(usage.ru_utime),
        system_ns: nanos(usage.ru_stime),
        peak_bytes: bytes(usage.ru_maxrss),
    })
}

/// Sends `signal` to the group that `process` leads; that it may be gone is
/// no error.
pub(super) fn signal_group(process: libc::pid_t, signal: libc::c_int) {
    // SAFETY: takes two numbers and touches no memory of ours.
    unsafe {
        libc::killpg(process, signal);
    }
}

/// The most memory that this process has had, in bytes. No child's peak is
/// lower: until exec it is a copy of this process, and that counts.
pub(super) fn own_peak() -> u64 {
    let mut usage = MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: the pointer is valid for writes of one `rusage`.
    unsafe {
        libc::getrusage(libc::RUSAGE_SELF, usage.as_mut_ptr());
    }
    // SAFETY: all zeros is a valid rusage, written to or not.
    bytes(unsafe { usage.assume_init() }.ru_maxrss)
}

fn try_again(error: io::Error) -> io::Result<()> {
    match error.kind() {
        io::ErrorKind::Interrupted => Ok(()),
        _ => Err(error),
    }
}

fn nanos(time: libc::timeval) -> u64 {
    let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
    let micros = u64::try_from(time.tv_usec).unwrap_or(0);
    seconds * 1_000_000_000 + micros * 1_000
}

/// Linux counts `ru_maxrss` in KiB, macOS in bytes.
fn bytes(maxrss: libc::c_long) -> u64 {
    let unit = if cfg!(target_os = "macos") { 1 } else { 1024 };
    u64::try_from(maxrss).unwrap_or(0) * unit
}
