//! Noisy neighbours: as many hogs as CPUs, half of them memory traffic.

use benchkit_benches::Failure;
use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
};

/// Hogs that end when this is dropped, or when the process dies.
#[derive(Debug)]
pub(crate) struct Hogs(Vec<Child>);

impl Hogs {
    /// Starts a hog for each CPU.
    ///
    /// # Errors
    /// When they cannot be started.
    pub(crate) fn start(seed: u64) -> Result<Self, Failure> {
        let worker = worker_path()?;
        let cpus = thread::available_parallelism().map_or(2, usize::from);
        let mut hogs = Self(Vec::new());
        for at in 0..cpus {
            hogs.0.push(hog(&worker, at % 2 == 1, seed + at as u64)?);
        }
        Ok(hogs)
    }
}

fn hog(worker: &Path, memory: bool, seed: u64) -> Result<Child, Failure> {
    let mut command = Command::new(worker);
    command.args(["hog", "--seed", &seed.to_string()]);
    if memory {
        command.arg("--memory");
    }
    Ok(command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn()?)
}

impl Drop for Hogs {
    fn drop(&mut self) {
        for hog in &mut self.0 {
            // It may have ended by itself; either way it is gone after this.
            drop(hog.kill());
            drop(hog.wait());
        }
    }
}

/// The worker binary, which lies beside this one.
///
/// # Errors
/// When it has not been built.
pub(crate) fn worker_path() -> Result<PathBuf, Failure> {
    let name = format!("kernel-worker{}", std::env::consts::EXE_SUFFIX);
    let path = std::env::current_exe()?.with_file_name(name);
    if path.exists() {
        Ok(path)
    } else {
        Err(format!(
            "{} is missing: build it with `cargo build --release \
             -p benchkit-benches --bins`",
            path.display()
        )
        .into())
    }
}
