//! A pointer chase: how long a load takes whose address is the result of the
//! load before, on rings of rising size.
//!
//! Bound by latency alone: of the L1 cache, the L2, the last level, the
//! memory; large rings also by that of the page tables (a new page at almost
//! every step). The ring is one random cycle of cache lines, so prefetchers
//! cannot help. An iteration is 1,000 steps and goes on where the last one
//! ended; a nanosecond an item is the latency. Each trial is verified: after
//! k steps the walk must be at the k-th node of the cycle, whose length was
//! counted when it was made.

use crate::{
    judge::ensure,
    ring::{NODE_BYTES, Ring},
};
use benchkit::Bencher;
use std::cell::Cell;

/// Steps of an iteration.
pub const STEPS: u64 = 1_000;

/// A chase on a ring of `kib` KiB.
#[benchkit::workload(
    args = [16, 256, 8_192, 131_072],
    throughput = items(STEPS),
    tags = ["example", "memory", "latency"],
    requires(memory = "512MiB"),
)]
pub fn ring(b: &mut Bencher<'_>, kib: usize) {
    let ring = Ring::new(kib << 10, 1);
    b.effective("kib", (ring.len() * NODE_BYTES) >> 10);
    if ring.cycle_length() != ring.len() as u64 {
        b.fail("the ring is not one cycle");
        return;
    }
    let (mut at, steps) = (0, Cell::new(0));
    b.iter_verified(
        || {
            at = ring.walk(at, STEPS);
            steps.set(steps.get() + STEPS);
            at
        },
        |end| {
            ensure(ring.ends_at(steps.get(), *end), || {
                format!("{} steps ended at node {end}", steps.get())
            })
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::trying;

    #[test]
    fn the_workload_holds() {
        for kib in [0, 16, 256] {
            assert_eq!(trying::run(|b| ring(b, kib)), Ok(()), "{kib} KiB");
        }
    }
}
