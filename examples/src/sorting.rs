//! The standard library's sorts on 10,000 numbers in three orders.
//!
//! Bound by branches and compute on random input (the stable sort also
//! writes a scratch buffer of half the length); on sorted and sawtooth input
//! by how well the algorithm finds the runs. Inputs are made anew for every
//! iteration, outside the timing, and looked at after it.

use crate::{data::Random, judge::Inspector};
use benchkit::Bencher;
use std::fmt;

/// Numbers that are sorted.
pub const LENGTH: usize = 10_000;

/// How the numbers lie before they are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// In no order.
    Random,
    /// Already sorted.
    Sorted,
    /// Runs of 100 rising numbers.
    Sawtooth,
}

/// All orders.
pub const ORDERS: [Order; 3] = [Order::Random, Order::Sorted, Order::Sawtooth];

impl fmt::Display for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Random => "random",
            Self::Sorted => "sorted",
            Self::Sawtooth => "sawtooth",
        })
    }
}

/// `length` numbers in `order`.
pub fn numbers(order: Order, length: usize) -> Vec<u64> {
    let mut random = Random::new(9);
    (0..length as u64)
        .map(|at| match order {
            Order::Random => random.draw(),
            Order::Sorted => at,
            Order::Sawtooth => at % 100,
        })
        .collect()
}

/// A merge sort that keeps equal elements in their order.
#[benchkit::workload(
    args = ORDERS,
    throughput = items(LENGTH),
    tags = ["example", "cpu", "branch"],
)]
pub fn stable(b: &mut Bencher<'_>, order: Order) {
    measure(b, order, <[u64]>::sort);
}

/// A quicksort in place.
#[benchkit::workload(
    args = ORDERS,
    throughput = items(LENGTH),
    tags = ["example", "cpu", "branch"],
)]
pub fn unstable(b: &mut Bencher<'_>, order: Order) {
    measure(b, order, <[u64]>::sort_unstable);
}

fn measure(b: &mut Bencher<'_>, order: Order, sort: fn(&mut [u64])) {
    let inspector = Inspector::new(b);
    let unsorted = numbers(order, LENGTH);
    b.with_inputs(move || {
        inspector.inspect(unsorted.clone(), |numbers| is_done(numbers))
    })
    .iter_refs(|input| sort(&mut input.value));
}

/// Sorted, and none lost.
fn is_done(numbers: &[u64]) -> bool {
    numbers.len() == LENGTH && numbers.is_sorted()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::trying;

    #[test]
    fn the_orders_are_what_they_say() {
        assert!(numbers(Order::Sorted, 1_000).is_sorted());
        assert!(!numbers(Order::Random, 1_000).is_sorted());
        let teeth = numbers(Order::Sawtooth, 1_000);
        assert!(teeth.chunks(100).all(<[u64]>::is_sorted));
        assert!(!teeth.is_sorted());
    }

    #[test]
    fn the_workloads_hold() {
        for order in ORDERS {
            assert_eq!(trying::run(|b| stable(b, order)), Ok(()));
            assert_eq!(trying::run(|b| unstable(b, order)), Ok(()));
        }
    }

    #[test]
    fn a_sort_that_does_nothing_is_found_out() {
        let idle = |b: &mut Bencher<'_>| measure(b, Order::Random, |_| {});
        assert!(trying::run(idle).is_err());
    }
}
