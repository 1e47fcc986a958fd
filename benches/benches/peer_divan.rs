//! The same kernels under divan.

use benchkit_benches::kernels::{self, Kernel};
use divan::Bencher;

fn main() {
    divan::main();
}

#[divan::bench]
fn alu_chain() -> u64 {
    kernels::alu_chain(Kernel::AluChain.steps())
}

#[divan::bench]
fn pointer_walk(bencher: Bencher<'_, '_>) {
    let ring = kernels::ring(1);
    let steps = Kernel::PointerWalk.steps();
    bencher.bench_local(|| kernels::pointer_walk(&ring, steps));
}

#[divan::bench]
fn allocate() -> u64 {
    kernels::allocate(Kernel::Allocate.steps())
}

#[divan::bench]
fn sweep(bencher: Bencher<'_, '_>) {
    let mut words = kernels::sweep_words();
    let steps = Kernel::Sweep.steps();
    bencher.bench_local(|| kernels::sweep(&mut words, steps));
}

#[divan::bench]
fn empty() {}
