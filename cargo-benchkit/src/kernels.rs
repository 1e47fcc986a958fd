//! Kernels of known cost: work whose amount is a number of steps.
//!
//! Every step is like every other, and a call goes on where the last one
//! stopped: the chain from its last value, the walk from its last node, the
//! sweep from its last line. So a call of 0.2 % more steps takes 0.2 % more
//! time: no step is made cheaper or dearer by where a call begins, and no
//! work of one call overlaps with the next one's. What remains is the cost of
//! the call itself, a few nanoseconds in ten microseconds or more.
//!
//! The loops are never inlined, so that all numbers of steps run one machine
//! code.

use benchkit::{Bencher, harness::Random};
use std::{fmt, hint::black_box, str::FromStr};

/// Bytes of a cache line: one node of the ring lies in each.
const LINE: usize = 64;

/// Nodes of the ring: 4 MiB, more than the usual second-level cache.
const RING_NODES: usize = 65_536;

/// Cache lines that the sweep goes over: 4 MiB.
const SWEEP_LINES: usize = 65_536;

/// Words in a cache line.
const WORDS_A_LINE: usize = LINE / size_of::<u64>();

/// What a round of [`allocate`] asks for, in bytes.
const SIZES: [usize; 4] = [24, 96, 320, 768];

/// Thousandths of a kernel's work that can be added to it.
pub const PER_MILLE: [u64; 14] =
    [0, 1, 2, 3, 5, 10, 15, 20, 30, 50, 100, 200, 500, 1000];

/// A chain of dependent integer operations, five or six cycles a step.
#[inline(never)]
fn alu_chain(mut state: u64, steps: u64) -> u64 {
    for _ in 0..steps {
        state = (state ^ (state >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    }
    state
}

/// One node of the ring, alone on its cache line.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Node {
    next: u32,
}

/// A random cycle through all nodes (Sattolo 1986).
fn ring(seed: u64) -> Vec<Node> {
    let mut order: Vec<u32> = (0..).take(RING_NODES).collect();
    let mut random = Random::new(seed);
    for at in (1..RING_NODES).rev() {
        let number = random.next_number() % at as u64;
        order.swap(at, usize::try_from(number).unwrap_or(0));
    }
    order.into_iter().map(|next| Node { next }).collect()
}

/// Follows the ring from node `at`: every step waits for the load before it.
#[inline(never)]
fn pointer_walk(ring: &[Node], mut at: u32, steps: u64) -> u32 {
    for _ in 0..steps {
        at = ring.get(at as usize).map_or(0, |node| node.next);
    }
    at
}

/// In each round, allocates buffers of [`SIZES`] and frees them.
#[inline(never)]
fn allocate(rounds: u64) -> u64 {
    let mut sum = 0;
    for _ in 0..rounds {
        let buffers =
            SIZES.map(|size| Vec::<u8>::with_capacity(black_box(size)));
        sum += black_box(&buffers)[0].capacity() as u64;
    }
    sum
}

/// Adds one to every word of `steps` cache lines, from line `at` on and over
/// and over; the line after the last one.
#[inline(never)]
fn sweep(words: &mut [u64], mut at: usize, steps: u64) -> usize {
    let lines = words.len() / WORDS_A_LINE;
    let mut left = usize::try_from(steps).unwrap_or(usize::MAX);
    while left > 0 && at < lines {
        let run = left.min(lines - at);
        for word in &mut words[at * WORDS_A_LINE..(at + run) * WORDS_A_LINE] {
            *word = word.wrapping_add(1);
        }
        left -= run;
        at = (at + run) % lines;
    }
    at
}

/// Which of the four.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kernel {
    /// A chain of dependent arithmetic: bound by its latency.
    AluChain,
    /// A random walk through 4 MiB: bound by the memory's latency.
    PointerWalk,
    /// Small buffers, allocated and freed.
    Allocate,
    /// Every word of 4 MiB changed, over and over, for about 5 ms.
    Sweep,
}

impl Kernel {
    /// All four.
    pub const ALL: [Self; 4] =
        [Self::AluChain, Self::PointerWalk, Self::Allocate, Self::Sweep];

    /// Its name, as the benchmarks have it.
    pub fn name(self) -> &'static str {
        match self {
            Self::AluChain => "alu_chain",
            Self::PointerWalk => "pointer_walk",
            Self::Allocate => "allocate",
            Self::Sweep => "sweep",
        }
    }

    /// Steps of one iteration; a multiple of 1,000, so that each of
    /// [`PER_MILLE`] more is a whole number of steps.
    pub fn steps(self) -> u64 {
        match self {
            Self::AluChain => 10_000,
            Self::PointerWalk => 5_000,
            Self::Allocate => 1_000,
            Self::Sweep => 2_400_000,
        }
    }

    /// Steps of `per_mille` thousandths more work, exactly.
    pub fn steps_with(self, per_mille: u64) -> u64 {
        self.steps() / 1000 * (1000 + per_mille)
    }

    /// The kernel with its memory, ready to run.
    pub fn prepare(self, seed: u64) -> Prepared {
        let state = match self {
            Self::AluChain => State::Chain(0x9e37_79b9_7f4a_7c15),
            Self::PointerWalk => State::Walk(ring(seed), 0),
            Self::Allocate => State::Allocate,
            Self::Sweep => State::Sweep(vec![1; SWEEP_LINES * WORDS_A_LINE], 0),
        };
        Prepared(state)
    }
}

impl fmt::Display for Kernel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Kernel {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|one| one.name() == text);
        found.ok_or_else(|| {
            let all = Self::ALL.map(Self::name).join(", ");
            format!("no kernel is called «{text}» (there are: {all})")
        })
    }
}

/// A kernel with its memory, at the place where its last call stopped.
#[derive(Debug)]
pub struct Prepared(State);

#[derive(Debug)]
enum State {
    Chain(u64),
    Walk(Vec<Node>, u32),
    Allocate,
    Sweep(Vec<u64>, usize),
}

impl Prepared {
    /// Runs `steps` steps; a number that depends on all of them.
    pub fn run(&mut self, steps: u64) -> u64 {
        match &mut self.0 {
            State::Chain(state) => {
                *state = alu_chain(*state, steps);
                *state
            }
            State::Walk(ring, at) => {
                *at = pointer_walk(ring, *at, steps);
                u64::from(*at)
            }
            State::Allocate => allocate(steps),
            State::Sweep(words, at) => {
                *at = sweep(words, *at, steps);
                words.first().copied().unwrap_or(0)
            }
        }
    }
}

/// The kernels as workloads of this binary.
mod work {
    use super::{Bencher, Kernel, PER_MILLE, black_box};

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
    fn the_ring_is_one_cycle_through_all_nodes() {
        let ring = ring(7);
        let nodes = u64::try_from(RING_NODES).expect("some");
        assert_eq!(pointer_walk(&ring, 5, nodes), 5);
        for divisor in [2, 4, 256, nodes / 2] {
            assert_ne!(pointer_walk(&ring, 5, nodes / divisor), 5);
        }
    }

    #[test]
    fn the_sweep_goes_on_where_it_stopped() {
        let mut words = vec![0; 4 * WORDS_A_LINE];
        let at = sweep(&mut words, 3, 6);
        assert_eq!(at, 1);
        let touched: u64 = words.iter().sum();
        assert_eq!(touched, 6 * WORDS_A_LINE as u64);
        let lines: Vec<u64> = words.chunks(8).map(|line| line[0]).collect();
        assert_eq!(lines, [2, 1, 1, 2]);
        assert_eq!(sweep(&mut [], 0, 6), 0);
    }

    #[test]
    fn two_calls_are_one_of_both_their_steps() {
        for kernel in Kernel::ALL {
            let (mut two, mut one) = (kernel.prepare(1), kernel.prepare(1));
            let first = two.run(70);
            let second = two.run(35);
            let all = one.run(105);
            let sum = if kernel == Kernel::Allocate { first } else { 0 };
            assert_eq!(sum + second, all, "{kernel}");
        }
    }

    #[test]
    fn more_work_is_a_whole_number_of_steps() {
        for kernel in Kernel::ALL {
            assert_eq!(kernel.steps() % 1000, 0, "{kernel}");
            for per_mille in PER_MILLE {
                let more = kernel.steps_with(per_mille) - kernel.steps();
                assert_eq!(more * 1000, kernel.steps() * per_mille);
            }
        }
    }

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
        assert!(
            "nothing".parse::<Kernel>().expect_err("refused").contains("sweep")
        );
    }
}
