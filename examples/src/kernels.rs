//! Kernels of known cost, for experiments on the measuring itself.
//!
//! Each takes a number of steps and costs that number times a constant (and
//! a fixed entry cost of a few nanoseconds): a version with one per cent
//! more steps is truly one per cent slower. None is inlined, so that all
//! callers run the same machine code.

use crate::{judge::ensure, ring::Ring};
use benchkit::{Bencher, Throughput};
use std::{cell::RefCell, hint::black_box};

const START: u64 = 0x9e37_79b9_7f4a_7c15;
const FACTOR: u64 = 0xd134_2543_de82_ef95;

/// Lines that [`sweep`] passes over in about 5 ms at 13 GB/s: 64 MiB, but a
/// multiple of 100, so that one per cent more is a whole number of lines.
pub const SWEEP_LINES: u64 = 1_048_500;

/// Words of eight bytes that one step of [`sweep`] covers: a cache line.
pub const LINE_WORDS: usize = 8;

/// Bytes of the ring that the registered [`pointer_walk`] walks: more than
/// an L1 cache holds, less than an L2 cache.
pub const RING_BYTES: usize = 256 << 10;

/// A chain of `steps` dependent steps: shift, xor, multiply; bound by the
/// latency of the arithmetic (5 cycles a step on current x86-64 CPUs).
#[inline(never)]
pub fn alu_chain(steps: u64) -> u64 {
    chain_from(black_box(START), steps)
}

#[inline]
const fn chain_from(start: u64, steps: u64) -> u64 {
    let (mut x, mut step) = (start, 0);
    while step < steps {
        x = (x ^ (x >> 29)).wrapping_mul(FACTOR);
        step += 1;
    }
    x
}

/// A walk of `steps` dependent loads from node 0, bound by the latency of
/// the level that holds the ring. Costs are proportional to the steps where
/// they are at least one full turn.
#[inline(never)]
pub fn pointer_walk(ring: &Ring, steps: u64) -> usize {
    ring.walk(black_box(0), steps)
}

/// `count` allocations of 16 to 512 bytes and as many frees, at most 64
/// alive at a time; returns the bytes that were asked for.
#[inline(never)]
pub fn allocate(count: u64) -> u64 {
    let mut alive: [Vec<u8>; 64] = [const { Vec::new() }; 64];
    let mut bytes = 0;
    for step in 0..count {
        let size = size_at(step);
        let slot = &mut alive[usize::from(step.to_le_bytes()[0] % 64)];
        *slot = black_box(Vec::with_capacity(usize::from(size)));
        bytes += u64::from(size);
    }
    black_box(&mut alive);
    bytes
}

/// The size of allocation number `step`: all multiples of 16 up to 512 in
/// turn, spread by a factor that has no divisor in common with their number.
const fn size_at(step: u64) -> u16 {
    let turn = (step.to_le_bytes()[0] % 32) as u16;
    (turn * 13 % 32 + 1) * 16
}

/// Reads, changes and writes `steps` cache lines of `memory` one after the
/// other, from its start again at its end; bound by memory bandwidth where
/// `memory` is larger than the caches. Returns the lines that it passed:
/// `steps`, or 0 where `memory` has not one line.
#[inline(never)]
pub fn sweep(memory: &mut [u64], steps: u64) -> u64 {
    let mut left = steps;
    if memory.len() < LINE_WORDS {
        return 0;
    }
    while left > 0 {
        let turn = usize::try_from(left)
            .unwrap_or(usize::MAX)
            .min(memory.len() / LINE_WORDS);
        for word in &mut memory[..turn * LINE_WORDS] {
            *word = word.wrapping_mul(3).wrapping_add(1);
        }
        left -= turn as u64;
    }
    steps
}

/// [`alu_chain`] of `steps` steps, and of one per cent more.
#[benchkit::workload(
    name = "alu_chain",
    args = [20_000, 20_200],
    throughput = items(steps),
    tags = ["kernel", "cpu"],
)]
pub fn measure_alu_chain(b: &mut Bencher<'_>, steps: u64) {
    let expected = chain_from(START, steps);
    b.iter_verified(
        || alu_chain(black_box(steps)),
        |end| ensure(*end == expected, || format!("{end} != {expected}")),
    );
}

/// [`pointer_walk`] of `steps` steps, and of one per cent more.
#[benchkit::workload(
    name = "pointer_walk",
    args = [20_000, 20_200],
    throughput = items(steps),
    tags = ["kernel", "memory"],
)]
pub fn measure_pointer_walk(b: &mut Bencher<'_>, steps: u64) {
    let ring = Ring::new(RING_BYTES, 1);
    b.iter_verified(
        || pointer_walk(&ring, black_box(steps)),
        |end| ensure(ring.ends_at(steps, *end), || format!("ended at {end}")),
    );
}

/// [`allocate`] of `count` allocations, and of one per cent more.
#[benchkit::workload(
    name = "allocate",
    args = [2_000, 2_020],
    throughput = items(count),
    tags = ["kernel", "alloc"],
)]
pub fn measure_allocate(b: &mut Bencher<'_>, count: u64) {
    let expected: u64 = (0..count).map(|step| u64::from(size_at(step))).sum();
    b.iter_verified(
        || allocate(black_box(count)),
        |bytes| ensure(*bytes == expected, || format!("{bytes} bytes")),
    );
}

/// [`sweep`] over 64 MiB, about 5 ms, and one per cent more.
#[benchkit::workload(
    name = "sweep",
    args = [SWEEP_LINES, SWEEP_LINES / 100 * 101],
    tags = ["kernel", "memory", "bandwidth"],
    requires(memory = "128MiB"),
)]
pub fn measure_sweep(b: &mut Bencher<'_>, lines: u64) {
    let length = usize::try_from(lines.min(SWEEP_LINES)).unwrap_or(0);
    let memory = RefCell::new(vec![1_u64; length * LINE_WORDS]);
    b.throughput(Throughput::bytes(lines * 64)).iter_verified(
        || sweep(&mut memory.borrow_mut(), black_box(lines)),
        |passed| {
            let changed = memory.borrow().iter().all(|word| *word != 1);
            ensure(*passed == lines && changed, || {
                format!("passed {passed} lines of {lines}")
            })
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{judge::trying, ring::NODE_BYTES};

    #[test]
    fn steps_of_a_chain_add_up() {
        assert_eq!(alu_chain(0), START);
        for (one, two) in [(0, 1), (1, 1), (100, 901)] {
            assert_eq!(
                alu_chain(one + two),
                chain_from(alu_chain(one), two),
                "{one} + {two}"
            );
        }
    }

    /// Computed with Python's integers from the documented formula.
    #[test]
    fn the_chain_has_its_known_values() {
        assert_eq!(alu_chain(1), 14_715_694_149_671_503_926);
        assert_eq!(alu_chain(1_000), 6_678_705_888_551_664_999);
    }

    #[test]
    fn a_walk_is_as_long_as_asked() {
        let ring = Ring::new(100 * NODE_BYTES, 1);
        assert_eq!(pointer_walk(&ring, 100), 0);
        assert!(ring.ends_at(101, pointer_walk(&ring, 101)));
    }

    /// 32 sizes whose mean is 16 * 16.5 = 264 bytes.
    #[test]
    fn allocations_have_all_sizes_in_turn() {
        assert_eq!(allocate(0), 0);
        assert_eq!(allocate(32), 32 * 264);
        assert_eq!(allocate(3_200), 3_200 * 264);
    }

    #[test]
    fn a_sweep_passes_each_line_in_turn() {
        let mut memory = vec![0; 3 * LINE_WORDS + 2];
        assert_eq!(sweep(&mut memory, 4), 4);
        let expected: Vec<u64> = [4, 1, 1]
            .into_iter()
            .flat_map(|word| [word; LINE_WORDS])
            .chain([0, 0])
            .collect();
        assert_eq!(memory, expected);
        assert_eq!(sweep(&mut [0; LINE_WORDS - 1], 4), 0);
    }

    #[test]
    fn the_workloads_hold() {
        assert_eq!(trying::run(|b| measure_alu_chain(b, 10)), Ok(()));
        assert_eq!(trying::run(|b| measure_pointer_walk(b, 5_000)), Ok(()));
        assert_eq!(trying::run(|b| measure_allocate(b, 10)), Ok(()));
        assert_eq!(trying::run(|b| measure_sweep(b, 2_000)), Ok(()));
    }
}
