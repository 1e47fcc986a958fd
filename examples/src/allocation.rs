//! Many small allocations, as trees and lists of small objects make them.
//!
//! Bound by the allocator; when they are freed in another order than they
//! were made, by its free lists and by memory latency.

use crate::{data::Random, judge::ensure};
use benchkit::Bencher;
use std::hint::black_box;

/// What is made: small objects, each in memory of its own.
pub type Boxes = Vec<Box<[u64; 8]>>;

/// Boxes of an iteration.
pub const BOXES: usize = 1_000;

/// 1,000 boxes of 64 bytes, made and freed in the same order.
#[benchkit::workload(
    throughput = items(BOXES),
    tags = ["example", "alloc"],
    verify = is_in_order,
)]
pub fn boxes_in_order() -> Boxes {
    (0..BOXES as u64).map(|at| Box::new([black_box(at); 8])).collect()
}

/// Whether each box holds its own number.
pub fn is_in_order(boxes: &[Box<[u64; 8]>]) -> bool {
    boxes.len() == BOXES && boxes.iter().zip(0..).all(|(b, at)| b[7] == at)
}

/// 1,000 boxes of 64 bytes, freed in a random order: the sum of what they
/// held.
#[benchkit::workload(throughput = items(BOXES), tags = ["example", "alloc"])]
pub fn boxes_in_disorder(b: &mut Bencher<'_>) {
    let order = shuffled(BOXES);
    let expected = (0..BOXES as u64).sum::<u64>();
    b.iter_verified(
        || free_in(boxes_in_order(), &order),
        |sum| ensure(*sum == expected, || format!("{sum} != {expected}")),
    );
}

fn free_in(boxes: Boxes, order: &[usize]) -> u64 {
    let mut alive: Vec<_> = boxes.into_iter().map(Some).collect();
    let freed = |at: &usize| alive.get_mut(*at).and_then(Option::take);
    order.iter().filter_map(freed).map(|freed| freed[0]).sum()
}

/// 0..`n`, shuffled (Fisher and Yates).
fn shuffled(n: usize) -> Vec<usize> {
    let mut random = Random::new(5);
    let mut order: Vec<usize> = (0..n).collect();
    for last in (1..n).rev() {
        order.swap(last, random.index(last + 1));
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::trying;

    #[test]
    fn a_shuffle_loses_nothing_and_leaves_no_order() {
        let mut order = shuffled(BOXES);
        assert!(!order.is_sorted());
        order.sort_unstable();
        assert!(order.iter().zip(0..).all(|(one, n)| *one == n));
    }

    #[test]
    fn the_workloads_hold() {
        assert!(is_in_order(&boxes_in_order()));
        assert!(!is_in_order(&Vec::new()));
        assert_eq!(trying::run(boxes_in_disorder), Ok(()));
    }
}
