//! The same kernels under criterion, and those of known cost that two builds
//! are compared by.

use benchkit_benches::{
    kernels::{self, Kernel},
    salt::PEER_PERCENT,
};
use cargo_benchkit::kernels::Kernel as Known;
use criterion::{Criterion, criterion_group, criterion_main};

fn cost(criterion: &mut Criterion) {
    for kernel in Kernel::ALL {
        let steps = kernel.steps();
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

/// Nothing is prepared for a kernel that the filter leaves out: criterion
/// calls what it is given only where it runs it.
fn known(criterion: &mut Criterion) {
    for kernel in Known::ALL {
        let steps = kernel.steps_with(PEER_PERCENT * 10);
        criterion.bench_function(&format!("known_{kernel}"), |bencher| {
            let mut work = kernel.prepare(1);
            bencher.iter(|| work.run(steps));
        });
    }
}

criterion_group!(kernel_group, cost, known);
criterion_main!(kernel_group);
