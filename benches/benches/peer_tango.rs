//! The same kernels under tango.

use benchkit_benches::{
    kernels::{self, Kernel},
    salt::PEER_PERCENT,
};
use tango_bench::{IntoBenchmarks, benchmark_fn, tango_benchmarks};

fn steps(kernel: Kernel) -> u64 {
    kernel.steps() * (100 + PEER_PERCENT) / 100
}

fn cost() -> impl IntoBenchmarks {
    [
        benchmark_fn("alu_chain", |b| {
            b.iter(|| kernels::alu_chain(steps(Kernel::AluChain)))
        }),
        benchmark_fn("pointer_walk", |b| {
            let ring = kernels::ring(1);
            b.iter(move || {
                kernels::pointer_walk(&ring, steps(Kernel::PointerWalk))
            })
        }),
        benchmark_fn("allocate", |b| {
            b.iter(|| kernels::allocate(steps(Kernel::Allocate)))
        }),
        benchmark_fn("sweep", |b| {
            let mut words = kernels::sweep_words();
            b.iter(move || kernels::sweep(&mut words, steps(Kernel::Sweep)))
        }),
        benchmark_fn("empty", |b| b.iter(|| ())),
    ]
}

tango_benchmarks!(cost());
