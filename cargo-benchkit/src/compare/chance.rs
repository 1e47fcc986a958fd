//! The order of launch pairs and turns: random, from a recorded seed.

use benchkit::harness::Random;

/// Draws from one seed: whose turn it is, which CPU, which order.
#[derive(Clone, Debug)]
pub(crate) struct Chance(Random);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Random::new(seed))
    }

    /// One of `count`, below it; 0 of none.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        let count = count.max(1) as u64;
        usize::try_from(self.0.next_number() % count).unwrap_or(0)
    }

    pub(crate) fn shuffle(&mut self, items: &mut [usize]) {
        self.0.shuffle(items);
    }
}
