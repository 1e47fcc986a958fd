//! Workloads that do what they should.

use benchkit::{Bencher, Direction, Throughput, black_box};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process, thread,
    time::Duration,
};

fn chain(steps: u64) -> u64 {
    (0..steps).fold(1_u64, |sum, step| black_box(sum ^ step))
}

#[benchkit::workload(tags = ["quick"])]
fn plain() -> u64 {
    chain(black_box(100))
}

#[benchkit::workload(tags = ["quick"], args = [1_000, 2_000], throughput = items(n))]
fn sized(n: u64) -> u64 {
    chain(n)
}

/// So heavy that the budget has room for one launch only.
#[benchkit::workload]
fn heavy() {
    thread::sleep(Duration::from_millis(60));
}

/// Reports a number that is none, and one that is.
#[benchkit::workload]
fn metrics(b: &mut Bencher<'_>) {
    b.throughput(Throughput::Bytes(8));
    b.metric("nothing", "1", Direction::Lower, f64::NAN);
    b.metric("something", "1", Direction::Higher, 7.0);
    b.iter(|| chain(100));
}

/// Runs only when it is asked for.
#[benchkit::workload(ignore)]
fn ignored() -> u64 {
    chain(100)
}

#[benchkit::workload(requires(memory = "900TiB"))]
fn roomy() -> u64 {
    chain(100)
}

#[benchkit::workload(requires(cpus = 100_000))]
fn parallel() -> u64 {
    chain(100)
}

/// The number of earlier launches; leaves a file for this one, named by that
/// number, with its process.
fn count(folder: &Path) -> usize {
    let before = fs::read_dir(folder).map_or(0, Iterator::count);
    let process = process::id().to_string();
    drop(fs::write(folder.join(before.to_string()), process));
    before
}

/// With the variable `FAKE_GATE`, which names a folder, its third launch
/// says so and hangs.
#[benchkit::workload]
fn gated(b: &mut Bencher<'_>) {
    let gate = env::var_os("FAKE_GATE").map(PathBuf::from);
    if gate.is_some_and(|gate| count(&gate) >= 2) {
        super::printing::say(&format!("hanging {}\n", process::id()));
        super::hang();
    }
    b.iter(|| chain(100));
}
