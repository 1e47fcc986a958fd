//! One process at a time changes baselines.

use super::{Store, document};
use crate::error::Result;
use std::fs::{self, File};

/// Until it is dropped, no other process that asks changes a baseline of the
/// store. The operating system gives it back when a process ends, however it
/// ends. Where a file system knows no locks, or the system is no Unix, it
/// keeps nobody out: savers at the same moment then overwrite each other.
#[derive(Debug)]
pub struct BaselineLock {
    _folder: Option<File>,
}

impl Store {
    /// Waits until nobody else changes baselines. It makes the folder of all
    /// baselines, which is what is locked: no file is left behind.
    ///
    /// # Errors
    ///
    /// The folder cannot be made.
    pub fn lock_baselines(&self) -> Result<BaselineLock> {
        let path = self.root.join("baselines");
        fs::create_dir_all(&path)
            .map_err(|error| document::unwritable(&path, error))?;
        Ok(BaselineLock { _folder: File::open(&path).ok().filter(lock) })
    }
}

/// Whether the lock was had.
#[cfg(unix)]
#[expect(unsafe_code, reason = "std has file locks from Rust 1.89 on")]
fn lock(folder: &File) -> bool {
    use std::{io, os::fd::AsRawFd as _};
    loop {
        // SAFETY: flock takes any descriptor; this one is open.
        let done = unsafe { libc::flock(folder.as_raw_fd(), libc::LOCK_EX) };
        let error = io::Error::last_os_error();
        if done == 0 || error.kind() != io::ErrorKind::Interrupted {
            return done == 0;
        }
    }
}

#[cfg(not(unix))]
fn lock(_: &File) -> bool {
    false
}
