//! Each mistake at its own place, all at once.

#[benchkit::workload(
    arg = [1],
    onec,
    tags = ["a"],
    tags = ["b"],
    budget = "soon",
    launches = 0,
    launch_time = 3,
    requires(memory = "lots", cores = 2),
    throughput = lines(3),
    warmup(3),
)]
fn sum() -> u64 {
    1 + 1
}

#[benchkit::workload(name = 1, version = 2, latency = 3, threads = 1, once = "yes")]
fn other() -> u64 {
    sum()
}

fn main() {}
