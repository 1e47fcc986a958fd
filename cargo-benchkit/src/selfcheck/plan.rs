//! Which comparisons, in which order, and what each of them is asked.

use super::record::{Compared, truth};
use crate::{error::Result, kernels::Kernel};
use benchkit::{Nanos, harness::Random};
use std::collections::BTreeSet;

/// The margin of a comparison where nobody chose one, at most.
const MARGIN: f64 = 0.01;

/// All comparisons.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Plan {
    pub(crate) kernels: Vec<Kernel>,
    /// More work of the new side, in thousandths; 0 is the same work.
    pub(crate) per_mille: Vec<u64>,
    /// Comparisons of each kernel and work.
    pub(crate) repetitions: u32,
    pub(crate) seed: u64,
    /// Margin of all comparisons; where there is none, half of what was
    /// added, and at most 1 %.
    pub(crate) margin: Option<f64>,
    pub(crate) threshold: f64,
    pub(crate) budget: Nanos,
}

/// One comparison that is to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) kernel: Kernel,
    pub(crate) per_mille: u64,
    pub(crate) number: u32,
}

/// Who compares, keeps what came of it, and says how far it is.
pub(crate) trait Bench {
    /// One comparison; `None` when it was interrupted.
    fn compare(&mut self, item: &Item) -> Option<Compared>;

    /// Keeps it, whatever happens later.
    ///
    /// # Errors
    /// When it cannot be kept.
    fn keep(&mut self, one: &Compared) -> Result<()>;

    /// Says that `done` of `all` are there.
    fn progress(&mut self, done: usize, all: usize);
}

impl Plan {
    /// All comparisons in their order: in rounds of one of each kind, in a
    /// random order that depends only on the seed and the round.
    pub(crate) fn items(&self) -> Vec<Item> {
        let mut all = Vec::new();
        for number in 0..self.repetitions {
            let round: Vec<Item> = self
                .kernels
                .iter()
                .flat_map(|kernel| {
                    self.per_mille.iter().map(|per_mille| Item {
                        kernel: *kernel,
                        per_mille: *per_mille,
                        number,
                    })
                })
                .collect();
            let mut order: Vec<usize> = (0..round.len()).collect();
            let mut random = Random::new(self.seed ^ u64::from(number) << 32);
            random.shuffle(&mut order);
            all.extend(order.into_iter().map(|at| round[at]));
        }
        all
    }

    /// The margin of a comparison with this much more work.
    pub(crate) fn margin(&self, per_mille: u64) -> f64 {
        let half = (truth(per_mille) - 1.0) / 2.0;
        let own = if per_mille == 0 { MARGIN } else { half.min(MARGIN) };
        self.margin.unwrap_or(own)
    }

    /// The seed of a comparison's launches and turns: its own, whatever else
    /// is compared.
    pub(crate) fn seed_of(&self, item: &Item) -> u64 {
        let kernel = Kernel::ALL.iter().position(|one| *one == item.kernel);
        let parts = [
            u64::from(item.number),
            item.per_mille,
            kernel.unwrap_or(0) as u64,
        ];
        parts.into_iter().fold(self.seed, |seed, part| {
            Random::new(seed.wrapping_add(part)).next_number()
        })
    }

    /// Makes the comparisons that `done` lacks, and adds them to it; whether
    /// all are there now.
    ///
    /// # Errors
    /// When a comparison cannot be kept.
    pub(crate) fn play(
        &self,
        done: &mut Vec<Compared>,
        bench: &mut dyn Bench,
    ) -> Result<bool> {
        let known: BTreeSet<(String, u64, u32)> = done
            .iter()
            .map(Compared::key)
            .map(|(kernel, work, n)| (kernel.to_owned(), work, n))
            .collect();
        let all = self.items();
        for (at, item) in all.iter().enumerate() {
            let name = item.kernel.name().to_owned();
            if known.contains(&(name, item.per_mille, item.number)) {
                continue;
            }
            bench.progress(at, all.len());
            let Some(one) = bench.compare(item) else { return Ok(false) };
            bench.keep(&one)?;
            done.push(one);
        }
        bench.progress(all.len(), all.len());
        Ok(true)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{super::record::fixture::compared, *};
    use benchkit::model::Verdict;

    pub(crate) fn plan() -> Plan {
        Plan {
            kernels: vec![Kernel::AluChain, Kernel::Sweep],
            per_mille: vec![0, 10, 50],
            repetitions: 3,
            seed: 7,
            margin: None,
            threshold: 0.01,
            budget: Nanos(1),
        }
    }

    /// Comparisons without a machine.
    #[derive(Default)]
    struct Fake {
        asked: Vec<Item>,
        kept: usize,
        said: Vec<(usize, usize)>,
        stop_after: Option<usize>,
    }

    impl Bench for Fake {
        fn compare(&mut self, item: &Item) -> Option<Compared> {
            if self.stop_after.is_some_and(|n| self.asked.len() >= n) {
                return None;
            }
            self.asked.push(*item);
            let verdict = match item.per_mille {
                0 => Verdict::Equivalent,
                _ => Verdict::Slower,
            };
            let one = compared(item.kernel.name(), item.per_mille, verdict);
            Some(Compared { number: item.number, ..one })
        }

        fn keep(&mut self, _: &Compared) -> Result<()> {
            self.kept += 1;
            Ok(())
        }

        fn progress(&mut self, done: usize, all: usize) {
            self.said.push((done, all));
        }
    }

    #[test]
    fn a_round_has_one_of_each_kind_in_an_order_of_its_own() {
        let items = plan().items();
        assert_eq!(items.len(), 18);
        for (number, round) in items.chunks(6).enumerate() {
            let mut kinds: Vec<_> =
                round.iter().map(|i| (i.kernel, i.per_mille)).collect();
            assert!(round.iter().all(|i| i.number as usize == number));
            kinds.sort_unstable();
            kinds.dedup();
            assert_eq!(kinds.len(), 6);
        }
        assert_eq!(items, plan().items());
        assert_ne!(items, Plan { seed: 8, ..plan() }.items());
        let more = Plan { repetitions: 4, ..plan() }.items();
        assert_eq!(more[..18], items[..], "more rounds change no earlier one");
    }

    #[test]
    fn every_comparison_has_a_seed_that_others_do_not_change() {
        let mut seeds: Vec<u64> =
            plan().items().iter().map(|i| plan().seed_of(i)).collect();
        let item = plan().items()[0];
        let fewer = Plan { kernels: vec![item.kernel], ..plan() };
        assert_eq!(fewer.seed_of(&item), plan().seed_of(&item));
        seeds.sort_unstable();
        seeds.dedup();
        assert_eq!(seeds.len(), 18);
    }

    #[test]
    fn the_margin_is_below_what_was_added() {
        let margins = [0, 2, 10, 20, 50].map(|work| plan().margin(work));
        for (margin, expected) in
            margins.into_iter().zip([0.01, 0.001, 0.005, 0.01, 0.01])
        {
            assert!((margin - expected).abs() < 1e-12, "{margin}");
        }
        let fixed = Plan { margin: Some(0.02), ..plan() };
        assert!((fixed.margin(2) - 0.02).abs() < 1e-12);
    }

    #[test]
    fn what_was_interrupted_goes_on_where_it_stopped() {
        let mut done = Vec::new();
        let mut fake = Fake { stop_after: Some(5), ..Fake::default() };
        assert!(!plan().play(&mut done, &mut fake).expect("some"));
        assert_eq!((done.len(), fake.kept), (5, 5));
        let mut rest = Fake::default();
        assert!(plan().play(&mut done, &mut rest).expect("some"));
        assert_eq!((done.len(), rest.kept), (18, 13));
        let mut order = fake.asked;
        order.extend(rest.asked);
        assert_eq!(order, plan().items());
        assert_eq!(rest.said.first(), Some(&(5, 18)));
        assert_eq!(rest.said.last(), Some(&(18, 18)));
    }
}
