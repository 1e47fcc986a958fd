//! Child processes and what they used, as the kernel counts it.

use std::{
    io,
    process::{Child, Command, ExitStatus, Stdio},
    time::Duration,
};

/// What a child used, with the children that it waited for.
#[derive(Clone, Copy, Debug)]
pub struct Used {
    /// How it ended.
    pub status: ExitStatus,
    /// CPU time of the tree, user and system; absent where the system does
    /// not tell.
    pub cpu: Option<Duration>,
    /// The largest resident set of any process of the tree, in bytes.
    pub peak_bytes: Option<u64>,
}

/// Runs `command` with its output dropped and says what it used.
///
/// # Errors
/// When it cannot be started or waited for.
pub fn run_quietly(command: &mut Command) -> io::Result<Used> {
    wait(
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?,
    )
}

/// Waits for `child` and says what it used.
///
/// # Errors
/// When it cannot be waited for.
#[cfg(unix)]
pub fn wait(mut child: Child) -> io::Result<Used> {
    drop(child.stdin.take());
    unix::wait(child)
}

/// Waits for `child`; what it used is not known on this system.
///
/// # Errors
/// When it cannot be waited for.
#[cfg(not(unix))]
pub fn wait(mut child: Child) -> io::Result<Used> {
    Ok(Used { status: child.wait()?, cpu: None, peak_bytes: None })
}

/// Times the scheduler has taken the CPU away from the calling thread;
/// `None` where the system does not tell.
#[cfg(target_os = "linux")]
pub fn involuntary_switches() -> Option<u64> {
    unix::thread_switches()
}

/// Times the scheduler has taken the CPU away from the calling thread: not
/// known on this system.
#[cfg(not(target_os = "linux"))]
pub fn involuntary_switches() -> Option<u64> {
    None
}

#[cfg(unix)]
#[expect(unsafe_code, reason = "wait4 and getrusage have no safe form in std")]
mod unix {
    use super::Used;
    use std::{
        io, mem::MaybeUninit, os::unix::process::ExitStatusExt as _,
        process::Child, process::ExitStatus, time::Duration,
    };

    #[expect(clippy::needless_pass_by_value, reason = "it is reaped here")]
    pub(super) fn wait(child: Child) -> io::Result<Used> {
        let id = libc::pid_t::try_from(child.id()).map_err(io::Error::other)?;
        let mut status = 0;
        let mut usage = MaybeUninit::<libc::rusage>::zeroed();
        loop {
            // SAFETY: `id` is our own child, not waited for yet, and both
            // pointers are to live memory of the right type.
            let reaped = unsafe {
                libc::wait4(id, &raw mut status, 0, usage.as_mut_ptr())
            };
            if reaped == id {
                break;
            }
            let error = io::Error::last_os_error();
            if error.kind() != io::ErrorKind::Interrupted {
                return Err(error);
            }
        }
        // SAFETY: all zeros is a valid rusage, and wait4 has filled it.
        let usage = unsafe { usage.assume_init() };
        Ok(Used {
            status: ExitStatus::from_raw(status),
            cpu: Some(span(usage.ru_utime) + span(usage.ru_stime)),
            peak_bytes: u64::try_from(usage.ru_maxrss).ok().map(to_bytes),
        })
    }

    /// Linux counts `ru_maxrss` in KiB, macOS in bytes.
    fn to_bytes(maxrss: u64) -> u64 {
        if cfg!(target_os = "macos") { maxrss } else { maxrss * 1024 }
    }

    fn span(time: libc::timeval) -> Duration {
        let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
        let micros = u64::try_from(time.tv_usec).unwrap_or(0);
        Duration::from_secs(seconds) + Duration::from_micros(micros)
    }

    #[cfg(target_os = "linux")]
    pub(super) fn thread_switches() -> Option<u64> {
        let mut usage = MaybeUninit::<libc::rusage>::zeroed();
        // SAFETY: the pointer is to live memory of the right type.
        let code =
            unsafe { libc::getrusage(libc::RUSAGE_THREAD, usage.as_mut_ptr()) };
        // SAFETY: all zeros is a valid rusage.
        let usage = unsafe { usage.assume_init() };
        (code == 0).then(|| u64::try_from(usage.ru_nivcsw).ok()).flatten()
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_child_that_works_used_cpu_and_memory() {
        let mut command = Command::new("sh");
        command
            .args(["-c", "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done"]);
        let used = run_quietly(&mut command).unwrap();
        assert!(used.status.success());
        assert!(used.cpu.unwrap() > Duration::ZERO);
        assert!(used.peak_bytes.unwrap() > 100_000);
    }

    #[test]
    fn a_failing_child_is_reported_as_failed() {
        let mut command = Command::new("sh");
        command.args(["-c", "exit 3"]);
        assert_eq!(run_quietly(&mut command).unwrap().status.code(), Some(3));
    }
}
