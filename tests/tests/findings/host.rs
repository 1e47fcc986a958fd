//! Makes the host worse: hogs, and a group with a CPU quota.

use std::{
    fs,
    hint::spin_loop,
    io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// The longest that hogs live, whatever happens to the test.
const LIFE: Duration = Duration::from_secs(30);

/// Threads that keep every CPU busy as long as the value lives.
#[derive(Debug)]
pub(crate) struct Hogs {
    stop: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl Hogs {
    /// As many hogs as there are CPUs.
    pub(crate) fn start() -> Self {
        let cpus = thread::available_parallelism().map_or(1, usize::from);
        let stop = Arc::new(AtomicBool::new(false));
        let end = Instant::now() + LIFE;
        let hog = || {
            let stop = Arc::clone(&stop);
            thread::spawn(move || {
                while !stop.load(Ordering::Relaxed) && Instant::now() < end {
                    (0..1_000).for_each(|_| spin_loop());
                }
            })
        };
        let threads = (0..cpus).map(|_| hog()).collect();
        Self { stop, threads }
    }
}

impl Drop for Hogs {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        for thread in self.threads.drain(..) {
            let _ended = thread.join();
        }
    }
}

/// A control group with a CPU quota, removed with the value.
#[derive(Debug)]
pub(crate) struct Quota(PathBuf);

impl Quota {
    /// A group that may use `percent` of one CPU.
    ///
    /// # Errors
    /// Where there is no hierarchy of version 1 with the `cpu` controller,
    /// or this process may not write to it.
    pub(crate) fn new(percent: u32) -> io::Result<Self> {
        let above = Path::new("/sys/fs/cgroup/cpu");
        // Elsewhere the folder could be made, but would be no group.
        fs::metadata(above.join("cpu.cfs_quota_us"))?;
        let name = format!("benchkit-findings-{}", std::process::id());
        let group = Self(above.join(name));
        fs::create_dir_all(&group.0)?;
        fs::write(group.0.join("cpu.cfs_period_us"), "100000")?;
        let quota = (percent * 1_000).to_string();
        fs::write(group.0.join("cpu.cfs_quota_us"), quota)?;
        Ok(group)
    }

    /// The file that takes the processes of the group.
    pub(crate) fn processes(&self) -> PathBuf {
        self.0.join("cgroup.procs")
    }
}

impl Drop for Quota {
    fn drop(&mut self) {
        let _removed = fs::remove_dir(&self.0);
    }
}
