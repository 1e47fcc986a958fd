//! The same kernels under tango.

use benchkit_benches::kernels::{self, Kernel};
use tango_bench::{IntoBenchmarks, benchmark_fn, tango_benchmarks};

fn cost() -> impl IntoBenchmarks {
    [
        benchmark_fn("alu_chain", |b| {
            b.iter(|| kernels::alu_chain(Kernel::AluChain.steps()))
        }),
        benchmark_fn("pointer_walk", |b| {
            let ring = kernels::ring(1);
            b.iter(move || {
                kernels::pointer_walk(&ring, Kernel::PointerWalk.steps())
            })
        }),
        benchmark_fn("allocate", |b| {
            b.iter(|| kernels::allocate(Kernel::Allocate.steps()))
        }),
        benchmark_fn("sweep", |b| {
            let mut words = kernels::sweep_words();
            b.iter(move || kernels::sweep(&mut words, Kernel::Sweep.steps()))
        }),
        benchmark_fn("empty", |b| b.iter(|| ())),
    ]
}

tango_benchmarks!(cost());
