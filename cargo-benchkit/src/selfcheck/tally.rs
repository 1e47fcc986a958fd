//! What the comparisons of one kernel and work come to.

use super::{
    rate::Rate,
    record::{Compared, kernel, truth},
};
use benchkit::{
    model::{Ratio, Verdict},
    stats::{median, median_interval, sorted},
};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// All comparisons of one kernel with one amount of more work.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub(crate) struct Cell {
    /// Name of the kernel.
    pub(crate) kernel: String,
    /// More work of the new side, in thousandths; 0 is the same work.
    pub(crate) per_mille: u64,
    /// Change that was said not to matter, a share.
    pub(crate) margin: f64,
    /// Comparisons that count.
    pub(crate) comparisons: usize,
    /// Called slower.
    pub(crate) slower: usize,
    /// Called faster.
    pub(crate) faster: usize,
    /// Called certain, but inside the margin.
    pub(crate) trivial: usize,
    /// Called equivalent.
    pub(crate) equivalent: usize,
    /// Not decided.
    pub(crate) inconclusive: Rate,
    /// The same work called slower or faster; absent for more work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) false_alarms: Option<Rate>,
    /// More work whose direction was certain and right: slower, or inside
    /// the margin but certainly more; absent for the same work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) found: Option<Rate>,
    /// More work that was certain to be less; absent for the same work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) wrong_signs: Option<Rate>,
    /// Called a regression.
    pub(crate) regressions: Rate,
    /// Intervals that hold the true ratio, of those that there are.
    pub(crate) covered: Rate,
    /// The true ratio of new to old: that of their steps.
    pub(crate) truth: f64,
    /// What all launch pairs together measured: their median with its 95 %
    /// sign interval; absent below two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) measured: Option<Ratio>,
    /// Median of the smallest change that a comparison claimed to find in
    /// 80 % of tries, a share.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) smallest_detectable: Option<f64>,
    /// Median time of a comparison, process starts included.
    pub(crate) seconds: f64,
    /// The longest.
    pub(crate) seconds_longest: f64,
}

/// The cells of `all`, by kernel and work. All must count.
pub(crate) fn cells(all: &[&Compared]) -> Vec<Cell> {
    let mut sorted: BTreeMap<_, Vec<&Compared>> = BTreeMap::new();
    for one in all {
        let place = (kernel(&one.kernel), &*one.kernel, one.per_mille);
        sorted.entry(place).or_default().push(one);
    }
    sorted.into_values().map(|of_cell| cell(&of_cell)).collect()
}

fn cell(all: &[&Compared]) -> Cell {
    let said = |verdict| all.iter().filter(|o| o.verdict == verdict).count();
    let (same, more): (Vec<_>, Vec<_>) = all.iter().partition(|o| o.same());
    let some = |of: &[&Compared], seen: fn(&Compared) -> bool| {
        (!of.is_empty()).then(|| Rate::count(of, |one| seen(one)))
    };
    let covers: Vec<bool> = all.iter().filter_map(|o| o.covers()).collect();
    let seconds = sorted(all.iter().map(|o| o.seconds));
    let claimed = all.iter().filter_map(|o| o.smallest_detectable);
    let first = all.first();
    Cell {
        kernel: first.map(|o| o.kernel.clone()).unwrap_or_default(),
        per_mille: first.map_or(0, |o| o.per_mille),
        margin: first.map_or(0.0, |o| o.margin),
        comparisons: all.len(),
        slower: said(Verdict::Slower),
        faster: said(Verdict::Faster),
        trivial: said(Verdict::Trivial),
        equivalent: said(Verdict::Equivalent),
        inconclusive: Rate::new(said(Verdict::Inconclusive), all.len()),
        false_alarms: some(&same, Compared::changed),
        found: some(&more, Compared::found),
        wrong_signs: some(&more, Compared::wrong_sign),
        regressions: Rate::count(all, |one| one.regression),
        covered: Rate::count(&covers, |covers| *covers),
        truth: truth(first.map_or(0, |o| o.per_mille)),
        measured: pooled(all),
        smallest_detectable: finite(median(&sorted(claimed))),
        seconds: median(&seconds),
        seconds_longest: seconds.last().copied().unwrap_or(f64::NAN),
    }
}

/// The median ratio of all launch pairs.
fn pooled(all: &[&Compared]) -> Option<Ratio> {
    let pairs = all.iter().flat_map(|one| one.launch_pairs.iter().copied());
    let pairs = sorted(pairs);
    let interval = median_interval(&pairs, 0.95)?;
    Some(Ratio {
        point: median(&pairs).exp(),
        lower: interval.lower.exp(),
        upper: interval.upper.exp(),
    })
}

fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::{super::record::fixture::compared, *};

    #[test]
    fn a_cell_counts_what_was_said_and_what_was_true() {
        let mut off = compared("sweep", 10, Verdict::Slower);
        off.ratio = Some(Ratio { point: 1.03, lower: 1.02, upper: 1.04 });
        off.regression = true;
        off.seconds = 2.0;
        let mut without = compared("sweep", 10, Verdict::Inconclusive);
        without.ratio = None;
        without.launch_pairs = vec![0.0];
        let all = [
            compared("sweep", 10, Verdict::Slower),
            off,
            compared("sweep", 10, Verdict::Equivalent),
            without,
        ];
        let cells = cells(&all.iter().collect::<Vec<_>>());
        assert_eq!(cells.len(), 1);
        let cell = &cells[0];
        let counts = [cell.slower, cell.faster, cell.trivial, cell.equivalent];
        assert_eq!(counts, [2, 0, 0, 1]);
        assert_eq!(cell.inconclusive, Rate::new(1, 4));
        assert_eq!(cell.found, Some(Rate::new(2, 4)));
        assert_eq!(cell.wrong_signs, Some(Rate::new(0, 4)));
        assert_eq!(cell.false_alarms, None);
        assert_eq!(cell.regressions, Rate::new(1, 4));
        assert_eq!(cell.covered, Rate::new(2, 3));
        let measured = cell.measured.expect("37 pairs");
        assert!((measured.point - 1.01).abs() < 1e-12, "{measured:?}");
        assert!((cell.seconds - 0.5).abs() < 1e-12);
        assert!((cell.seconds_longest - 2.0).abs() < 1e-12);
    }

    #[test]
    fn the_same_work_has_false_alarms_and_nothing_to_find() {
        let all = [
            compared("sweep", 0, Verdict::Faster),
            compared("sweep", 0, Verdict::Trivial),
            compared("alu_chain", 0, Verdict::Equivalent),
        ];
        let cells = cells(&all.iter().collect::<Vec<_>>());
        let names: Vec<&str> = cells.iter().map(|c| &*c.kernel).collect();
        assert_eq!(names, ["alu_chain", "sweep"], "in the kernels' order");
        assert_eq!(cells[1].false_alarms, Some(Rate::new(1, 2)));
        assert_eq!((cells[1].found, cells[1].wrong_signs), (None, None));
    }
}
