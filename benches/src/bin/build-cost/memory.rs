//! Peak memory of the harness in a run of 1,000 benchmarks.

use crate::{
    Common,
    figures::Figure,
    project::{Project, Tool},
};
use benchkit_benches::{Failure, process, remark};
use clap::Args;
use std::{
    fs,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

const MIB: f64 = 1_048_576.0;

/// How much to run.
#[derive(Clone, Debug, Args)]
pub(crate) struct Options {
    /// Benchmarks of the suite.
    #[arg(long, default_value_t = 1_000)]
    count: usize,
    /// Launches a benchmark: the default of a real run.
    #[arg(long, default_value_t = 10)]
    launches: u32,
    /// Milliseconds that a launch measures.
    #[arg(long, default_value_t = 2)]
    launch_ms: u32,
}

/// Runs the suite once and reads the high-water mark of its harness.
///
/// # Errors
/// When the suite does not build or fails.
pub(crate) fn run(
    options: &Options,
    common: &Common,
) -> Result<Vec<Figure>, Failure> {
    let tool = Tool::Benchkit;
    let lines = tool.manifest_lines();
    let project = Project::new(tool, &lines, options.count, common)?;
    remark(&format!("building {} workloads", options.count));
    let mut command = Command::new(project.executable()?);
    command
        .args(["--bench", "--launches", &options.launches.to_string()])
        .args(["--launch-time", &format!("{}ms", options.launch_ms)])
        .args(["--warmup", "1ms"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    remark("running them");
    let child = command.spawn()?;
    let watch = Watch::start(&child);
    let used = process::wait(child)?;
    let harness = watch.stop();
    if !used.status.success() {
        return Err(format!("{command:?}: {}", used.status).into());
    }
    let name = format!("{} benchmarks, harness", options.count);
    let tree = format!("{} benchmarks, largest process", options.count);
    let mib = |bytes: Option<u64>| bytes.into_iter().map(to_mib).collect();
    Ok(vec![
        Figure::median(name, "MiB", mib(harness)).at_most(100.0),
        Figure::median(tree, "MiB", mib(used.peak_bytes)),
    ])
}

#[expect(clippy::cast_precision_loss, reason = "memory is below 2^53 bytes")]
fn to_mib(bytes: u64) -> f64 {
    bytes as f64 / MIB
}

/// Reads the high-water mark of one process again and again: what `wait4`
/// tells includes its children.
struct Watch {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<Option<u64>>,
}

impl Watch {
    fn start(child: &Child) -> Self {
        let path = format!("/proc/{}/status", child.id());
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = thread::spawn(move || {
            let mut peak = None;
            while !stopped.load(Ordering::Relaxed) {
                let status = fs::read_to_string(&path).unwrap_or_default();
                peak = peak.max(high_water(&status));
                thread::sleep(Duration::from_millis(5));
            }
            peak
        });
        Self { stop, thread }
    }

    fn stop(self) -> Option<u64> {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.join().ok().flatten()
    }
}

/// `VmHWM` in bytes.
fn high_water(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}

#[cfg(test)]
mod tests {
    use super::high_water;

    #[test]
    fn the_mark_is_read_in_bytes() {
        let status = "Name:\tx\nVmPeak:\t 9000 kB\nVmHWM:\t    2048 kB\n";
        assert_eq!(high_water(status), Some(2 << 20));
        assert_eq!(high_water("Name:\tx\n"), None);
    }
}
