//! Workloads as they were when a baseline was taken, and with
//! `--cfg edited` as they are later: same names, other tokens.

benchkit::main!();

/// Work in proportion to `count`.
fn steps(count: u64) -> u64 {
    (0..count).fold(0, |sum, n| benchkit::black_box(sum ^ n))
}

/// Stays as it is.
#[benchkit::workload]
fn kept() -> u64 {
    steps(1_000)
}

/// Is going to be edited.
#[cfg(not(edited))]
#[benchkit::workload]
fn rewritten() -> u64 {
    steps(1_000)
}

/// Was edited.
#[cfg(edited)]
#[benchkit::workload]
fn rewritten() -> u64 {
    steps(500) ^ steps(500)
}

/// Is going to mean something else.
#[cfg(not(edited))]
#[benchkit::workload(version = "1")]
fn redefined() -> u64 {
    steps(1_000)
}

/// Means something else.
#[cfg(edited)]
#[benchkit::workload(version = "2")]
fn redefined() -> u64 {
    steps(1_000)
}
