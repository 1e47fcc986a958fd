//! Workloads that depend on what the binary's file is called: copies of one
//! binary stand for two builds of it.

use benchkit::black_box;
use std::{env, thread, time::Duration};

benchkit::main!();

/// Whether the file's name has `word` in it.
fn called(word: &str) -> bool {
    let path = env::current_exe().unwrap_or_default();
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().contains(word)
}

fn chain(steps: u64) -> u64 {
    (0..steps).fold(1, |sum, step| black_box(sum ^ step))
}

/// The same in every build.
#[benchkit::workload]
fn same() -> u64 {
    chain(20_000)
}

/// A tenth more in a build that is called slow.
#[benchkit::workload(tags = ["hot"])]
fn changed(b: &mut benchkit::Bencher<'_>) {
    let steps = if called("slow") { 22_000 } else { 20_000 };
    b.iter(|| chain(steps));
}

#[benchkit::workload]
fn crashing() -> u64 {
    assert!(!called("slow"), "out of «cheese»");
    chain(1_000)
}

#[benchkit::workload]
fn hanging() -> u64 {
    while called("slow") {
        thread::sleep(Duration::from_secs(1));
    }
    chain(1_000)
}

/// One size more in a build that is called slow.
#[benchkit::workload(args = if called("slow") { vec![1_u64, 3] } else { vec![1, 2] })]
fn sized(n: u64) -> u64 {
    chain(n * 1_000)
}

/// Has no turns to take.
#[benchkit::workload(once)]
fn once() -> u64 {
    chain(1_000)
}

/// No machine is large enough for it.
#[benchkit::workload(requires(cpus = 100_000))]
fn greedy() -> u64 {
    chain(1_000)
}
