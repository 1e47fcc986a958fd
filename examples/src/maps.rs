//! The standard library's hash map and ordered map with `n` numbers.
//!
//! Bound by the hash (`SipHash`) while the map fits the L1 cache, by memory
//! latency beyond it; the ordered map by branches and latency. Insertion is
//! also bound by the allocator, which the map asks as it grows.

use crate::{
    data::Random,
    judge::{Checked, ensure},
};
use benchkit::Bencher;
use std::{
    collections::{BTreeMap, HashMap},
    hint::black_box,
};

/// Sizes: within the L1 cache, and about that of the L2 cache.
pub const SIZES: [usize; 2] = [1_000, 100_000];

/// Look-ups of an iteration, half of them of keys that are not there.
pub const LOOKUPS: usize = 1_000;

/// `n` keys in no order, all different: splitmix64 repeats none.
pub fn keys(n: usize) -> Vec<u64> {
    let mut random = Random::new(77);
    (0..n).map(|_| random.draw()).collect()
}

/// Every other one a key of the map, the others' lowest bit turned.
fn queries(keys: &[u64]) -> Vec<u64> {
    let mut random = Random::new(78);
    (0..LOOKUPS as u64)
        .filter_map(|at| random.pick(keys).map(|key| key ^ (at & 1)))
        .collect()
}

/// A hash map built from nothing with `n` keys.
#[benchkit::workload(
    args = SIZES,
    throughput = items(n),
    tags = ["example", "memory", "alloc", "map"],
)]
pub fn hash_insert(b: &mut Bencher<'_>, n: usize) {
    let keys = keys(n);
    b.iter_verified(
        || {
            let mut map = HashMap::new();
            for (value, key) in keys.iter().enumerate() {
                map.insert(*key, value);
            }
            map
        },
        |map| {
            let all = keys.iter().enumerate().all(|(v, k)| map[k] == v);
            ensure(all && map.len() == n, || format!("{} keys", map.len()))
        },
    );
}

/// Look-ups in a hash map of `n` keys.
#[benchkit::workload(
    args = SIZES,
    throughput = items(LOOKUPS),
    tags = ["example", "memory", "latency", "map"],
)]
pub fn hash_lookup(b: &mut Bencher<'_>, n: usize) {
    let keys = keys(n);
    let map: HashMap<u64, usize> = keys.iter().copied().zip(0..).collect();
    let queries = queries(&keys);
    b.iter_verified(
        || found(&queries, |key| map.contains_key(key)),
        |found| is_half(*found, n),
    );
}

/// Look-ups in an ordered map of `n` keys.
#[benchkit::workload(
    args = SIZES,
    throughput = items(LOOKUPS),
    tags = ["example", "memory", "latency", "map"],
)]
pub fn ordered_lookup(b: &mut Bencher<'_>, n: usize) {
    let keys = keys(n);
    let map: BTreeMap<u64, usize> = keys.iter().copied().zip(0..).collect();
    let queries = queries(&keys);
    b.iter_verified(
        || found(&queries, |key| map.contains_key(key)),
        |found| is_half(*found, n),
    );
}

fn found(queries: &[u64], has: impl Fn(&u64) -> bool) -> usize {
    queries.iter().filter(|key| has(black_box(key))).count()
}

fn is_half(found: usize, n: usize) -> Checked {
    let expected = if n == 0 { 0 } else { LOOKUPS / 2 };
    ensure(found == expected, || format!("found {found} of {expected}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::trying;
    use std::collections::BTreeSet;

    #[test]
    fn keys_are_different_and_turned_ones_are_not_among_them() {
        let keys = keys(100_000);
        let set: BTreeSet<u64> = keys.iter().copied().collect();
        assert_eq!(set.len(), keys.len());
        assert!(!keys.iter().any(|key| set.contains(&(key ^ 1))));
    }

    #[test]
    fn the_workloads_hold() {
        for n in [0, 1, 1_000] {
            assert_eq!(trying::run(|b| hash_insert(b, n)), Ok(()));
            assert_eq!(trying::run(|b| hash_lookup(b, n)), Ok(()));
            assert_eq!(trying::run(|b| ordered_lookup(b, n)), Ok(()));
        }
    }
}
