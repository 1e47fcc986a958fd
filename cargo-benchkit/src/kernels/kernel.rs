//! Which kernels there are, and how much each of them does.

use super::steps::{
    Cells, Node, Text, allocate, alu_chain, cells, hash_lookup, numbers, parse,
    pointer_walk, ring, sweep, words,
};
use std::{fmt, str::FromStr};

/// Thousandths of a kernel's work that can be added to it.
pub const PER_MILLE: [u64; 14] =
    [0, 1, 2, 3, 5, 10, 15, 20, 30, 50, 100, 200, 500, 1000];

/// Which of them.
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
    /// Lookups in a hash table that fits the second-level cache, each of the
    /// key that the one before found.
    HashLookup,
    /// Decimal numbers with signs, read from text in the first-level cache.
    Parse,
}

impl Kernel {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::AluChain,
        Self::PointerWalk,
        Self::Allocate,
        Self::Sweep,
        Self::HashLookup,
        Self::Parse,
    ];

    /// Those that the rules of `compare` were tried on.
    pub const TUNED: [Self; 4] =
        [Self::AluChain, Self::PointerWalk, Self::Allocate, Self::Sweep];

    /// Those that nothing was chosen by, so that they show what a new
    /// benchmark meets.
    pub const HELD_OUT: [Self; 2] = [Self::HashLookup, Self::Parse];

    /// Its name, as the benchmarks have it.
    pub fn name(self) -> &'static str {
        match self {
            Self::AluChain => "alu_chain",
            Self::PointerWalk => "pointer_walk",
            Self::Allocate => "allocate",
            Self::Sweep => "sweep",
            Self::HashLookup => "hash_lookup",
            Self::Parse => "parse",
        }
    }

    /// Steps of one iteration; a multiple of 1,000, so that each of
    /// [`PER_MILLE`] more is a whole number of steps.
    pub fn steps(self) -> u64 {
        match self {
            Self::AluChain => 10_000,
            Self::PointerWalk => 5_000,
            Self::Allocate | Self::HashLookup | Self::Parse => 1_000,
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
            Self::Sweep => State::Sweep(words(), 0),
            Self::HashLookup => State::Lookup(cells(seed), 0),
            Self::Parse => State::Parse(numbers(seed), 0),
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
    Lookup(Cells, u64),
    Parse(Text, usize),
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
            State::Lookup(cells, at) => {
                *at = hash_lookup(cells, *at, steps);
                *at
            }
            State::Parse(text, at) => {
                let (sum, next) = parse(text, *at, steps);
                *at = next;
                sum
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_calls_are_one_of_both_their_steps() {
        for kernel in Kernel::ALL {
            let (mut two, mut one) = (kernel.prepare(1), kernel.prepare(1));
            let first = two.run(70);
            let second = two.run(35);
            let all = one.run(105);
            let adds = matches!(kernel, Kernel::Allocate | Kernel::Parse);
            let sum = if adds { first } else { 0 };
            assert_eq!(sum.wrapping_add(second), all, "{kernel}");
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
    fn kernels_are_tuned_with_or_held_out_and_found_by_name() {
        let both = [&Kernel::TUNED[..], &Kernel::HELD_OUT[..]].concat();
        assert_eq!(both, Kernel::ALL);
        for kernel in Kernel::ALL {
            assert_eq!(kernel.name().parse(), Ok(kernel));
        }
        let refused = "nothing".parse::<Kernel>().expect_err("refused");
        assert!(refused.contains("sweep"), "{refused}");
    }
}
