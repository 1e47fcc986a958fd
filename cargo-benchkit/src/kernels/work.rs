//! The kernels as workloads of this binary.

use super::{Kernel, PER_MILLE};
use benchkit::Bencher;
use std::hint::black_box;

fn run(bencher: &mut Bencher<'_>, kernel: Kernel, per_mille: u64) {
    let mut work = kernel.prepare(1);
    let steps = black_box(kernel.steps_with(per_mille));
    bencher.iter(|| work.run(steps));
}

#[benchkit::workload(args = PER_MILLE)]
fn alu_chain(bencher: &mut Bencher<'_>, per_mille: u64) {
    run(bencher, Kernel::AluChain, per_mille);
}

#[benchkit::workload(args = PER_MILLE)]
fn pointer_walk(bencher: &mut Bencher<'_>, per_mille: u64) {
    run(bencher, Kernel::PointerWalk, per_mille);
}

#[benchkit::workload(args = PER_MILLE)]
fn allocate(bencher: &mut Bencher<'_>, per_mille: u64) {
    run(bencher, Kernel::Allocate, per_mille);
}

#[benchkit::workload(args = PER_MILLE)]
fn sweep(bencher: &mut Bencher<'_>, per_mille: u64) {
    run(bencher, Kernel::Sweep, per_mille);
}

#[benchkit::workload(args = PER_MILLE)]
fn hash_lookup(bencher: &mut Bencher<'_>, per_mille: u64) {
    run(bencher, Kernel::HashLookup, per_mille);
}

#[benchkit::workload(args = PER_MILLE)]
fn parse(bencher: &mut Bencher<'_>, per_mille: u64) {
    run(bencher, Kernel::Parse, per_mille);
}

/// The name of `kernel` with `per_mille` thousandths more work, as a
/// benchmark of this binary.
pub(crate) fn benchmark(kernel: Kernel, per_mille: u64) -> String {
    format!("{CRATE}::kernels::work::{kernel}[per_mille={per_mille}]")
}

const CRATE: &str = env!("CARGO_CRATE_NAME");

/// Whether a launch wants this process as its worker, and what became of it
/// then.
pub(crate) fn serve() -> Option<std::process::ExitCode> {
    std::env::var_os("BENCHKIT_WORKER")?;
    Some(benchkit::harness::main(&benchkit::harness::Target {
        crate_name: CRATE,
        package: env!("CARGO_PKG_NAME"),
        manifest_dir: env!("CARGO_MANIFEST_DIR"),
        tmpdir: None,
        debug_assertions: cfg!(debug_assertions),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_benchmark_of_every_kernel_is_registered() {
        let all = benchkit::workload::workloads(CRATE);
        let paths: Vec<String> =
            all.iter().map(benchkit::workload::Workload::path).collect();
        for kernel in Kernel::ALL {
            let name = benchmark(kernel, 10);
            let path = name.split('[').next().expect("some");
            assert!(paths.iter().any(|p| p == path), "{path}: {paths:?}");
        }
    }
}
