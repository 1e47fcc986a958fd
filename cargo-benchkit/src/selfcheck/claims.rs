//! What all cells come to, and which of the tool's promises that breaks.

use super::{rate::Rate, record::Compared, tally::Cell};
use crate::compare::DIRECTION;
use benchkit::model::Verdict;
use schemars::JsonSchema;
use serde::Serialize;

/// Share of tries in which an effect must be found to count as detectable.
pub(crate) const POWER: f64 = 0.8;

/// What the check comes to.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub(crate) struct Claims {
    /// The same binary called slower or faster.
    pub(crate) false_alarms: Rate,
    /// More work that was certain to be less.
    pub(crate) wrong_signs: Rate,
    /// Intervals that hold the true ratio.
    pub(crate) covered: Rate,
    /// The same binary not decided.
    pub(crate) same_inconclusive: Rate,
    /// What is found in 80 % of tries, for each kernel with more work.
    pub(crate) smallest: Vec<Smallest>,
    /// Promises that are not kept; none where all are.
    pub(crate) broken: Vec<String>,
}

/// The smallest planted effect of a kernel that was found in 80 % of tries,
/// as were all larger ones.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub(crate) struct Smallest {
    /// Name of the kernel.
    pub(crate) kernel: String,
    /// More work in thousandths; absent where not even the most was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) per_mille: Option<u64>,
    /// How often it was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) found: Option<Rate>,
    /// The next smaller one that was tried, which was not found so often:
    /// the truth lies between the two. Absent where the smallest one that was
    /// tried was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) missed_per_mille: Option<u64>,
    /// How often that was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) missed: Option<Rate>,
}

impl Claims {
    /// What `all`, which must count, and their `cells` come to.
    pub(crate) fn of(all: &[&Compared], cells: &[Cell]) -> Self {
        let (same, more): (Vec<&Compared>, Vec<&Compared>) =
            all.iter().partition(|o| o.same());
        let covers: Vec<bool> = all.iter().filter_map(|o| o.covers()).collect();
        let false_alarms = Rate::count(&same, |one| one.changed());
        let wrong_signs = Rate::count(&more, |one| one.wrong_sign());
        let undecided = |one: &&Compared| one.verdict == Verdict::Inconclusive;
        Self {
            false_alarms,
            wrong_signs,
            covered: Rate::count(&covers, |covers| *covers),
            same_inconclusive: Rate::count(&same, undecided),
            smallest: smallest(cells),
            broken: broken(all.len(), false_alarms, wrong_signs),
        }
    }
}

/// Promises that are not kept. What was not looked at is no promise kept.
fn broken(all: usize, false_alarms: Rate, wrong_signs: Rate) -> Vec<String> {
    let mut broken = Vec::new();
    if all == 0 {
        broken.push("no comparison counts: nothing was checked".to_owned());
    }
    if false_alarms.lower.is_some_and(|lower| lower > DIRECTION) {
        broken.push(format!(
            "the same binary was called changed in {} of {} comparisons, more \
             often than the {} % that are allowed",
            false_alarms.hits,
            false_alarms.of,
            DIRECTION * 100.0
        ));
    }
    if wrong_signs.hits > 0 {
        broken.push(format!(
            "more work was called less in {} of {} comparisons",
            wrong_signs.hits, wrong_signs.of
        ));
    }
    broken
}

/// One entry for each kernel that has cells with more work; the cells of a
/// kernel stand together.
fn smallest(cells: &[Cell]) -> Vec<Smallest> {
    let of_kernel = |cells: &[Cell]| {
        let tries: Vec<(u64, Rate)> = cells
            .iter()
            .filter_map(|cell| Some((cell.per_mille, cell.found?)))
            .collect();
        let kernel = &cells.first()?.kernel;
        (!tries.is_empty()).then(|| smallest_of(kernel, tries))
    };
    let groups = cells.chunk_by(|one, next| one.kernel == next.kernel);
    groups.filter_map(of_kernel).collect()
}

fn smallest_of(kernel: &str, mut tries: Vec<(u64, Rate)>) -> Smallest {
    tries.sort_by_key(|(work, _)| *work);
    let often = |rate: &Rate| rate.share().is_some_and(|s| s >= POWER);
    let larger = tries.iter().rev().take_while(|(_, rate)| often(rate));
    let first = tries.len() - larger.count();
    let missed = first.checked_sub(1).and_then(|at| tries.get(at));
    let found = tries.get(first);
    Smallest {
        kernel: kernel.to_owned(),
        per_mille: found.map(|(work, _)| *work),
        found: found.map(|(_, rate)| *rate),
        missed_per_mille: missed.map(|(work, _)| *work),
        missed: missed.map(|(_, rate)| *rate),
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{record::fixture::compared, tally::cells},
        *,
    };
    use benchkit::model::Ratio;

    fn tries(found: [usize; 3]) -> Smallest {
        let works = [2, 10, 50];
        let rates = works.into_iter().zip(found.map(|n| Rate::new(n, 10)));
        smallest_of("k", rates.collect())
    }

    fn ends(smallest: &Smallest) -> (Option<u64>, Option<u64>) {
        (smallest.missed_per_mille, smallest.per_mille)
    }

    #[test]
    fn the_smallest_effect_lies_between_two_that_were_tried() {
        assert_eq!(ends(&tries([3, 8, 10])), (Some(2), Some(10)));
        assert_eq!(ends(&tries([8, 9, 10])), (None, Some(2)));
        assert_eq!(ends(&tries([0, 0, 7])), (Some(50), None));
        // A smaller one that was found by luck does not count.
        assert_eq!(ends(&tries([9, 7, 10])), (Some(10), Some(50)));
        assert_eq!(tries([3, 8, 10]).found, Some(Rate::new(8, 10)));
        assert_eq!(tries([3, 8, 10]).missed, Some(Rate::new(3, 10)));
    }

    fn claims(all: &[Compared]) -> Claims {
        let all: Vec<&Compared> = all.iter().collect();
        Claims::of(&all, &cells(&all))
    }

    fn many(count: usize, one: &Compared) -> Vec<Compared> {
        vec![one.clone(); count]
    }

    #[test]
    fn false_alarms_break_a_promise_where_chance_cannot_explain_them() {
        // statsmodels 0.15.0, Wilson: 4 of 160 may be 0.98 %, 5 of 160 at
        // least 1.34 %.
        for (alarms, broken) in [(0, 0), (4, 0), (5, 1), (40, 1)] {
            let mut all =
                many(160 - alarms, &compared("k", 0, Verdict::Equivalent));
            all.extend(many(alarms, &compared("k", 0, Verdict::Faster)));
            let claims = claims(&all);
            assert_eq!(claims.false_alarms, Rate::new(alarms, 160));
            assert_eq!(claims.broken.len(), broken, "{alarms}: {claims:?}");
        }
    }

    #[test]
    fn one_wrong_sign_breaks_a_promise_and_so_does_nothing() {
        let mut wrong = compared("k", 10, Verdict::Faster);
        wrong.ratio = Some(Ratio { point: 0.9, lower: 0.8, upper: 0.95 });
        let mut all = many(50, &compared("k", 10, Verdict::Slower));
        assert!(claims(&all).broken.is_empty());
        all.push(wrong);
        assert!(claims(&all).broken[0].contains("1 of 51"));
        assert_eq!(claims(&all).covered, Rate::new(50, 51));
        assert!(claims(&[]).broken[0].contains("nothing was checked"));
    }

    #[test]
    fn kernels_keep_their_order_and_have_one_entry_each() {
        let mut all = Vec::new();
        for kernel in ["sweep", "alu_chain"] {
            for work in [0, 2, 10] {
                all.push(compared(kernel, work, Verdict::Slower));
            }
        }
        let names: Vec<String> =
            claims(&all).smallest.into_iter().map(|s| s.kernel).collect();
        assert_eq!(names, ["alu_chain", "sweep"]);
        assert_eq!(claims(&all).same_inconclusive, Rate::new(0, 2));
    }
}
