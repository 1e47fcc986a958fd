//! A ring of cache lines in random order, to walk from pointer to pointer.

use crate::data::Random;

/// Bytes of a node: one cache line, so that each step fetches a new one.
pub const NODE_BYTES: usize = 64;

#[derive(Clone, Debug)]
#[repr(align(64))]
struct Node {
    next: u32,
}

/// Nodes that form one random cycle (Sattolo's algorithm: a shuffle whose
/// result is always a single cycle), so that no prefetcher can guess the
/// next address and no walk stays in a short loop.
#[derive(Clone, Debug)]
pub struct Ring {
    nodes: Vec<Node>,
    ranks: Vec<u32>,
    length: u64,
}

impl Ring {
    /// A ring of about `bytes` bytes (at least one node, at most 2^32 of
    /// them), its order drawn from `seed`.
    pub fn new(bytes: usize, seed: u64) -> Self {
        let count = u32::try_from(bytes / NODE_BYTES).unwrap_or(u32::MAX);
        let next = one_cycle(count.max(1), seed);
        let (ranks, length) = ranks(&next);
        let nodes = next.into_iter().map(|next| Node { next }).collect();
        Self { nodes, ranks, length }
    }

    /// Number of nodes.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Never: a ring has at least one node.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Steps from node 0 back to it, counted by walking: all nodes.
    pub fn cycle_length(&self) -> u64 {
        self.length
    }

    /// The node after `steps` steps from `start`; each step is one load
    /// whose address is the result of the one before.
    #[inline]
    pub fn walk(&self, start: usize, steps: u64) -> usize {
        let mut at = start;
        for _ in 0..steps {
            at = self.nodes[at].next as usize;
        }
        at
    }

    /// Whether a walk of `steps` steps from node 0 ends at `node`, by the
    /// ranks and without walking.
    pub fn ends_at(&self, steps: u64, node: usize) -> bool {
        self.ranks
            .get(node)
            .is_some_and(|rank| u64::from(*rank) == steps % self.length)
    }
}

/// A random cycle of `count` numbers: each one's successor.
fn one_cycle(count: u32, seed: u64) -> Vec<u32> {
    let mut random = Random::new(seed);
    let mut next: Vec<u32> = (0..count).collect();
    for last in (1..next.len()).rev() {
        next.swap(last, random.index(last));
    }
    next
}

/// Walks from 0 until it is back there: who comes when, and after how many
/// steps. Done on the successors alone, which are a sixteenth of the nodes.
fn ranks(next: &[u32]) -> (Vec<u32>, u64) {
    let mut ranks = vec![0; next.len()];
    let (mut at, mut rank) = (0, 0);
    loop {
        ranks[at] = rank;
        rank += 1;
        at = next[at] as usize;
        if at == 0 {
            return (ranks, u64::from(rank));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ring_is_one_cycle_through_all_its_nodes() {
        for nodes in 1..200 {
            let ring = Ring::new(nodes * NODE_BYTES, nodes as u64);
            assert_eq!(ring.len(), nodes);
            assert_eq!(ring.cycle_length(), nodes as u64);
            let mut ranks = ring.ranks.clone();
            ranks.sort_unstable();
            assert!(ranks.iter().zip(0..).all(|(rank, n)| *rank == n));
        }
    }

    #[test]
    fn a_walk_ends_where_the_ranks_say_and_nowhere_else() {
        let ring = Ring::new(64 * NODE_BYTES, 5);
        for steps in [0, 1, 17, 63, 64, 65, 1_000] {
            let end = ring.walk(0, steps);
            assert!(ring.ends_at(steps, end));
            assert!(!ring.ends_at(steps + 1, end));
        }
        assert!(!ring.ends_at(0, 64), "no such node");
    }

    #[test]
    fn a_node_fills_a_cache_line_and_a_seed_gives_an_order() {
        assert_eq!(size_of::<Node>(), NODE_BYTES);
        let orders: Vec<_> = [1, 1, 2]
            .map(|seed| Ring::new(4_096, seed).ranks)
            .into_iter()
            .collect();
        assert_eq!(orders[0], orders[1]);
        assert_ne!(orders[0], orders[2]);
    }
}
