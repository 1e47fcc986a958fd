//! The same kernels under criterion.

use benchkit_benches::{
    kernels::{self, Kernel},
    salt::PEER_PERCENT,
};
use criterion::{Criterion, criterion_group, criterion_main};

fn cost(criterion: &mut Criterion) {
    for kernel in Kernel::ALL {
        let steps = kernel.steps() * (100 + PEER_PERCENT) / 100;
        let ring = kernels::ring(1);
        let mut words = kernels::sweep_words();
        criterion.bench_function(kernel.name(), |bencher| match kernel {
            Kernel::AluChain => bencher.iter(|| kernels::alu_chain(steps)),
            Kernel::PointerWalk => {
                bencher.iter(|| kernels::pointer_walk(&ring, steps));
            }
            Kernel::Allocate => bencher.iter(|| kernels::allocate(steps)),
            Kernel::Sweep => {
                bencher.iter(|| kernels::sweep(&mut words, steps));
            }
        });
    }
    criterion.bench_function("empty", |bencher| bencher.iter(|| ()));
}

criterion_group!(kernel_group, cost);
criterion_main!(kernel_group);
