//! The pipes that a worker was started with.
#![expect(unsafe_code, reason = "inherited descriptors have no safe form")]

use crate::{
    error::{Error, Result},
    harness::worker::VARIABLE,
};
use std::{
    env,
    io::{self, PipeReader, PipeWriter},
    os::fd::{FromRawFd as _, OwnedFd, RawFd},
};

/// The pipe to read requests from and the one to answer on, as `text` names
/// them; the variable is removed, so that what the workload starts is no
/// worker.
///
/// # Errors
/// When `text` does not name two open descriptors above the standard ones.
pub(super) fn open(text: &str) -> Result<(PipeReader, PipeWriter)> {
    // SAFETY: a worker is single-threaded this early in main.
    unsafe {
        env::remove_var(VARIABLE);
    }
    let wrong = || {
        Error::usage(format!(
            "{VARIABLE}={text} names no open pipes: it is set by a harness \
             for its workers, unset it"
        ))
    };
    let (read, write) = text.split_once(',').ok_or_else(wrong)?;
    let read = own(read.parse().map_err(|_| wrong())?).map_err(|_| wrong())?;
    let write =
        own(write.parse().map_err(|_| wrong())?).map_err(|_| wrong())?;
    Ok((PipeReader::from(read), PipeWriter::from(write)))
}

/// Takes an open descriptor over and keeps it from what this process starts.
fn own(descriptor: RawFd) -> io::Result<OwnedFd> {
    if descriptor <= 2 {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    // SAFETY: F_SETFD fails on a descriptor that is not open.
    let kept =
        unsafe { libc::fcntl(descriptor, libc::F_SETFD, libc::FD_CLOEXEC) };
    if kept == -1 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the harness left this descriptor to this process alone, it is
    // open, and nothing else here owns it.
    Ok(unsafe { OwnedFd::from_raw_fd(descriptor) })
}
