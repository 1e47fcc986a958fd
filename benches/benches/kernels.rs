//! The kernels under benchkit: what the experiment's later subcommands
//! measure, and a look at the default output.

use benchkit::Bencher;
use benchkit_benches::kernels;

/// The four kernels, one iteration each of `Kernel::steps` steps.
mod cost {
    use super::{Bencher, kernels};
    use benchkit_benches::kernels::Kernel;

    #[benchkit::workload]
    fn alu_chain() -> u64 {
        kernels::alu_chain(Kernel::AluChain.steps())
    }

    #[benchkit::workload]
    fn pointer_walk(bencher: &mut Bencher<'_>) {
        let ring = kernels::ring(1);
        let steps = Kernel::PointerWalk.steps();
        bencher.iter(|| kernels::pointer_walk(&ring, steps));
    }

    #[benchkit::workload]
    fn allocate() -> u64 {
        kernels::allocate(Kernel::Allocate.steps())
    }

    #[benchkit::workload]
    fn sweep(bencher: &mut Bencher<'_>) {
        let mut words = kernels::sweep_words();
        let steps = Kernel::Sweep.steps();
        bencher.iter(|| kernels::sweep(&mut words, steps));
    }
}

/// Steps at `k = 1` of [`linear`].
const STEPS: u64 = 10_000;

/// `k` times as many dependent steps cost `k` times as much.
#[benchkit::workload(args = [1, 2, 3])]
fn linear(k: u64) -> u64 {
    kernels::alu_chain(k * STEPS)
}

/// Nothing at all.
#[benchkit::workload]
fn empty() {}

benchkit::main!();
