//! Work whose amount is a number of steps: one per cent more steps is one
//! per cent more work, exactly.
//!
//! The loops are never inlined, so that the one compiled copy of each is
//! what every harness measures.

use std::{fmt, hint::black_box, str::FromStr};

/// Bytes of a cache line: one node of the ring lies in each.
const LINE: usize = 64;

/// Nodes of the ring: 4 MiB, more than the usual second-level cache.
const RING_NODES: usize = 65_536;

/// Words that the sweep goes over: 4 MiB.
const SWEEP_WORDS: usize = 524_288;

/// Words in a cache line.
const WORDS_A_LINE: usize = LINE / size_of::<u64>();

/// A chain of dependent integer operations, five or six cycles a step.
#[inline(never)]
pub fn alu_chain(steps: u64) -> u64 {
    let mut state = black_box(0x9e37_79b9_7f4a_7c15_u64);
    for _ in 0..steps {
        state = (state ^ (state >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    }
    state
}

/// One node of the ring, alone on its cache line.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub struct Node {
    next: u32,
}

/// A random cycle through 4 MiB, one node a cache line (Sattolo's shuffle).
pub fn ring(seed: u64) -> Vec<Node> {
    let mut order: Vec<u32> = (0..).take(RING_NODES).collect();
    let mut random = Random::new(seed);
    for at in (1..RING_NODES).rev() {
        order.swap(at, random.below(at));
    }
    order.into_iter().map(|next| Node { next }).collect()
}

/// Follows the ring: every step waits for the load before it.
#[inline(never)]
pub fn pointer_walk(ring: &[Node], steps: u64) -> u32 {
    let mut at = 0;
    for _ in 0..steps {
        at = ring.get(at as usize).map_or(0, |node| node.next);
    }
    at
}

/// Allocates and frees `steps` buffers of 16 to 1,039 bytes.
#[inline(never)]
pub fn allocate(steps: u64) -> u64 {
    let mut sum = 0;
    for step in 0..steps {
        let size = 16 + (step.wrapping_mul(0x9e37_79b1) & 1023);
        let buffer: Vec<u8> =
            Vec::with_capacity(usize::try_from(size).unwrap_or(16));
        sum += u64::from(black_box(&buffer).capacity() >= 16);
    }
    sum
}

/// What [`sweep`] goes over: 4 MiB.
pub fn sweep_words() -> Vec<u64> {
    vec![1; SWEEP_WORDS]
}

/// Adds one to every word of `steps` cache lines, over and over.
#[inline(never)]
pub fn sweep(buffer: &mut [u64], steps: u64) -> u64 {
    let mut left = steps;
    while left > 0 {
        for line in buffer.chunks_exact_mut(WORDS_A_LINE) {
            if left == 0 {
                break;
            }
            for word in line {
                *word = word.wrapping_add(1);
            }
            left -= 1;
        }
    }
    buffer.first().copied().unwrap_or(0)
}

/// Which of the four.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kernel {
    /// See [`alu_chain`].
    AluChain,
    /// See [`pointer_walk`].
    PointerWalk,
    /// See [`allocate`].
    Allocate,
    /// See [`sweep`].
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

    /// Steps of one iteration; a multiple of 100, so that a per cent more
    /// is a whole number.
    pub fn steps(self) -> u64 {
        match self {
            Self::AluChain | Self::PointerWalk => 1_000,
            Self::Allocate => 100,
            Self::Sweep => 2_400_000,
        }
    }

    /// The kernel with its memory, ready to run.
    pub fn prepare(self, seed: u64) -> Prepared {
        Prepared {
            kernel: self,
            ring: if self == Self::PointerWalk {
                ring(seed)
            } else {
                Vec::new()
            },
            words: if self == Self::Sweep { sweep_words() } else { Vec::new() },
        }
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
        Self::ALL
            .into_iter()
            .find(|kernel| kernel.name() == text)
            .ok_or_else(|| format!("no kernel is called {text:?}"))
    }
}

/// A kernel with its memory.
#[derive(Debug)]
pub struct Prepared {
    kernel: Kernel,
    ring: Vec<Node>,
    words: Vec<u64>,
}

impl Prepared {
    /// Runs `steps` steps.
    pub fn run(&mut self, steps: u64) {
        let result = match self.kernel {
            Kernel::AluChain => alu_chain(steps),
            Kernel::PointerWalk => pointer_walk(&self.ring, steps).into(),
            Kernel::Allocate => allocate(steps),
            Kernel::Sweep => sweep(&mut self.words, steps),
        };
        black_box(result);
    }
}

/// Repeatable randomness: xorshift64* (Vigna 2016), enough to shuffle with.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The sequence that belongs to `seed`.
    pub fn new(seed: u64) -> Self {
        let mixed = seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Self(mixed | 1)
    }

    /// The next number.
    pub fn next_number(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number from 0 to below `end`; 0 where `end` is 0.
    pub fn below(&mut self, end: usize) -> usize {
        let wide = u128::from(self.next_number()) * end as u128;
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// A number from 0 to below 1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit exactly")]
    pub fn share(&mut self) -> f64 {
        (self.next_number() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Puts `items` into a random order (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ring_is_one_cycle_through_all_nodes() {
        let ring = ring(7);
        let nodes = u64::try_from(RING_NODES).unwrap();
        assert_eq!(pointer_walk(&ring, nodes), 0);
        for divisor in [2, 4, 256, nodes / 2] {
            assert_ne!(pointer_walk(&ring, nodes / divisor), 0);
        }
    }

    #[test]
    fn the_sweep_touches_as_many_lines_as_it_has_steps() {
        let mut words = vec![0; 4 * WORDS_A_LINE];
        sweep(&mut words, 9);
        let touched: u64 = words.iter().sum();
        assert_eq!(touched, 9 * WORDS_A_LINE as u64);
    }

    #[test]
    fn a_per_cent_more_steps_is_a_whole_number() {
        for kernel in Kernel::ALL {
            assert_eq!(kernel.steps() % 100, 0, "{kernel}");
        }
    }

    #[test]
    fn randomness_stays_in_its_range() {
        let mut random = Random::new(1);
        for end in 1..50 {
            assert!(random.below(end) < end);
            assert!((0.0..1.0).contains(&random.share()));
        }
    }
}
