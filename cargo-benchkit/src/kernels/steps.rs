//! The loops, and the memory that they go over.

use benchkit::harness::Random;
use std::{
    collections::{HashMap, hash_map::DefaultHasher},
    fmt::Write as _,
    hash::BuildHasherDefault,
    hint::black_box,
};

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

/// Entries of the hash table: 128 KiB and their control bytes. A prime: with a
/// divisor in common with the steps of a call, calls would repeat each other
/// and branch prediction learn them, but not those of a call with more steps.
const ENTRIES: usize = 6_997;

/// Numbers in the text, a prime for the same reason: 16 KiB.
const NUMBERS: usize = 2_039;

/// Bytes of a number in the text: its sign, six digits and a comma.
const NUMBER: usize = 8;

/// A chain of dependent integer operations, five or six cycles a step.
#[inline(never)]
pub(super) fn alu_chain(mut state: u64, steps: u64) -> u64 {
    for _ in 0..steps {
        state = (state ^ (state >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    }
    state
}

/// One node of the ring, alone on its cache line.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub(super) struct Node {
    next: u32,
}

/// A random cycle through `0..count`: what follows each of them (Sattolo
/// 1986).
fn cycle(count: usize, seed: u64) -> Vec<u32> {
    let mut order: Vec<u32> = (0..).take(count).collect();
    let mut random = Random::new(seed);
    for at in (1..count).rev() {
        let number = random.next_number() % at as u64;
        order.swap(at, usize::try_from(number).unwrap_or(0));
    }
    order
}

/// A random cycle through all nodes.
pub(super) fn ring(seed: u64) -> Vec<Node> {
    cycle(RING_NODES, seed).into_iter().map(|next| Node { next }).collect()
}

/// Follows the ring from node `at`: every step waits for the load before it.
#[inline(never)]
pub(super) fn pointer_walk(ring: &[Node], mut at: u32, steps: u64) -> u32 {
    for _ in 0..steps {
        at = ring.get(at as usize).map_or(0, |node| node.next);
    }
    at
}

/// In each round, allocates buffers of [`SIZES`] and frees them.
#[inline(never)]
pub(super) fn allocate(rounds: u64) -> u64 {
    let mut sum = 0;
    for _ in 0..rounds {
        let buffers =
            SIZES.map(|size| Vec::<u8>::with_capacity(black_box(size)));
        sum += black_box(&buffers)[0].capacity() as u64;
    }
    sum
}

/// What [`sweep`] goes over.
pub(super) fn words() -> Vec<u64> {
    vec![1; SWEEP_LINES * WORDS_A_LINE]
}

/// Adds one to every word of `steps` cache lines, from line `at` on and over
/// and over; the line after the last one.
#[inline(never)]
pub(super) fn sweep(words: &mut [u64], mut at: usize, steps: u64) -> usize {
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

/// A hash table that finds for every key the next one, on one cycle; with
/// the standard library's hash (`SipHash` 1-3) and fixed keys of it.
pub(super) type Cells = HashMap<u64, u64, BuildHasherDefault<DefaultHasher>>;

/// The table that [`hash_lookup`] looks into.
pub(super) fn cells(seed: u64) -> Cells {
    let next = cycle(ENTRIES, seed).into_iter().map(u64::from);
    (0..).zip(next).collect()
}

/// Looks `steps` keys up, each the one that was found before.
#[inline(never)]
pub(super) fn hash_lookup(cells: &Cells, mut at: u64, steps: u64) -> u64 {
    for _ in 0..steps {
        at = cells.get(&at).copied().unwrap_or(0);
    }
    at
}

/// Numbers as text.
pub(super) type Text = Vec<u8>;

/// Numbers of six digits: `+123456,+654321,`. With signs at random the branch
/// predictor would learn more or less of them by where calls begin.
pub(super) fn numbers(seed: u64) -> Text {
    let mut random = Random::new(seed);
    let mut text = String::with_capacity(NUMBERS * NUMBER);
    for _ in 0..NUMBERS {
        let number = random.next_number();
        // Writing to a string cannot fail.
        let _ = write!(text, "+{:06},", (number >> 16) % 1_000_000);
    }
    text.into_bytes()
}

/// Reads `steps` numbers from byte `at` of `text` on, over and over; their
/// sum, and where the next one begins.
#[inline(never)]
pub(super) fn parse(text: &[u8], mut at: usize, steps: u64) -> (u64, usize) {
    let mut sum = 0_u64;
    for _ in 0..steps {
        let (mut value, mut minus) = (0_u64, false);
        while let Some(byte) = text.get(at) {
            at += 1;
            match byte {
                b'0'..=b'9' => {
                    value = value.wrapping_mul(10) + u64::from(byte - b'0');
                }
                b'-' => minus = true,
                b',' => break,
                _ => {}
            }
        }
        let signed = if minus { value.wrapping_neg() } else { value };
        sum = sum.wrapping_add(signed);
        if at >= text.len() {
            at = 0;
        }
    }
    (sum, at)
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
    fn lookups_go_through_all_entries_before_they_come_back() {
        let cells = cells(7);
        let entries = u64::try_from(ENTRIES).expect("some");
        assert_eq!(hash_lookup(&cells, 5, entries), 5);
        for divisor in [2, 4, 1_000, entries] {
            assert_ne!(hash_lookup(&cells, 5, entries / divisor), 5);
        }
    }

    #[test]
    fn numbers_are_read_with_their_signs_over_and_over() {
        let text = b"+000012,-000005,";
        assert_eq!(parse(text, 0, 2), (7, 0));
        assert_eq!(parse(text, 0, 3), (19, 8));
        assert_eq!(parse(text, 8, 2), (7, 8));
        assert_eq!(parse(b"", 0, 3), (0, 0));
        let all = numbers(3);
        assert_eq!(all.len(), NUMBERS * NUMBER);
        assert!(all.chunks(NUMBER).all(|number| number.ends_with(b",")));
    }
}
