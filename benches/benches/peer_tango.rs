//! Kernels of known cost under tango.

use benchkit_benches::salt::PEER_PERCENT;
use cargo_benchkit::kernels::Kernel;
use tango_bench::{Benchmark, IntoBenchmarks, benchmark_fn, tango_benchmarks};

fn cost() -> impl IntoBenchmarks {
    let one = |kernel: Kernel| -> Benchmark {
        let steps = kernel.steps_with(PEER_PERCENT * 10);
        benchmark_fn(kernel.name(), move |b| {
            let mut work = kernel.prepare(1);
            b.iter(move || work.run(steps))
        })
    };
    Kernel::ALL.map(one)
}

tango_benchmarks!(cost());
