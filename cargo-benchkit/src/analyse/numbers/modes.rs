//! The modes of a distribution: the values around which it gathers.

use benchkit::stats::{float, median};

/// A value around which many lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::analyse) struct Mode {
    /// How many values belong to it.
    pub(in crate::analyse) count: usize,
    /// Their median.
    pub(in crate::analyse) median: f64,
    /// The smallest of them.
    pub(in crate::analyse) lower: f64,
    /// The largest of them.
    pub(in crate::analyse) upper: f64,
}

/// Fewest values that modes are looked for in.
pub(in crate::analyse) const FEWEST: usize = 200;

/// The distance between values that are this share of all values apart in
/// rank shows how densely they lie; smaller modes are not seen.
const STRETCH: usize = 20;

/// How much less dense the valley between two modes is than either of them,
/// at the least.
const DEPTH: f64 = 2.0;

/// The same in standard errors of the logarithm of a density, which is
/// sqrt(1 / k) for the distance of values that are k ranks apart: of 8,640
/// made sets of 200 to 20,000 values with one mode each (normal, exponential,
/// uniform, Pareto, log-normal, Poisson, rounded) none was split.
const SURE: f64 = 5.0;

/// The modes of `sorted`, in rising order: one that holds all, or those
/// between which there are few values. `None` below [`FEWEST`] values.
///
/// Where values have few digits, equal ones are spread over the smallest
/// distance between two, as if they had more. A mode is what lies between
/// valleys of the density; the density is k / (n times the distance of
/// values k ranks apart), so it needs no width of bins and adapts to scale.
pub(in crate::analyse) fn modes(sorted: &[f64]) -> Option<Vec<Mode>> {
    let n = sorted.len();
    if n < FEWEST {
        return None;
    }
    let fine = spread(sorted);
    let ranks = (n / STRETCH).max(FEWEST / 10);
    let step = (ranks / 8).max(1);
    let distances: Vec<f64> = (0..n - ranks)
        .step_by(step)
        .map(|at| (fine[at + ranks] - fine[at]).max(f64::MIN_POSITIVE).ln())
        .collect();
    let needed = DEPTH.ln().max(SURE * (2.0 / float(ranks)).sqrt());
    let mut bounds = vec![0];
    for valley in valleys(&distances, needed) {
        let from = valley * step;
        bounds.push(widest(sorted, from, from + ranks));
    }
    bounds.push(n);
    bounds.sort_unstable();
    bounds.dedup();
    let parts = bounds.windows(2);
    Some(parts.map(|pair| mode(&sorted[pair[0]..pair[1]])).collect())
}

fn mode(part: &[f64]) -> Mode {
    Mode {
        count: part.len(),
        median: median(part),
        lower: part[0],
        upper: part[part.len() - 1],
    }
}

/// The values, equal ones spread evenly around their place over the smallest
/// distance between two.
fn spread(sorted: &[f64]) -> Vec<f64> {
    let distances = sorted.windows(2).map(|pair| pair[1] - pair[0]);
    let least = distances.filter(|d| *d > 0.0).fold(f64::INFINITY, f64::min);
    if !least.is_finite() {
        return sorted.to_vec();
    }
    let same = |left: &f64, right: &f64| left.total_cmp(right).is_eq();
    let mut fine = Vec::with_capacity(sorted.len());
    for group in sorted.chunk_by(same) {
        for (at, value) in group.iter().enumerate() {
            let place = (float(at) + 0.5) / float(group.len()) - 0.5;
            fine.push(value + least * place);
        }
    }
    fine
}

/// Where `heights` is highest between two places that are `needed` lower.
fn valleys(heights: &[f64], needed: f64) -> Vec<usize> {
    let mut found = Vec::new();
    let mut lowest = f64::INFINITY;
    // The highest place since the lowest one, once it is high enough.
    let mut highest: Option<(usize, f64)> = None;
    for (at, &height) in heights.iter().enumerate() {
        match highest {
            None if height < lowest => lowest = height,
            None if height - lowest >= needed => highest = Some((at, height)),
            Some((_, top)) if height > top => highest = Some((at, height)),
            Some((place, top)) if top - height >= needed => {
                found.push(place);
                lowest = height;
                highest = None;
            }
            _ => {}
        }
    }
    found
}

/// The rank above the widest gap between neighbours from `from` to `to`.
fn widest(sorted: &[f64], from: usize, to: usize) -> usize {
    let gaps = sorted[from..=to].windows(2).map(|pair| pair[1] - pair[0]);
    let widest = gaps.enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
    from + 1 + widest.map_or(0, |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::numbers::testing::Noise;
    use benchkit::stats::sorted;

    /// How many modes `made` values have, `rounds` times.
    fn counts(
        rounds: usize,
        n: usize,
        mut made: impl FnMut() -> f64,
    ) -> Vec<usize> {
        (0..rounds)
            .map(|_| {
                let set = sorted((0..n).map(|_| made()).collect::<Vec<_>>());
                modes(&set).expect("enough").len()
            })
            .collect()
    }

    #[test]
    fn one_mode_stays_one() {
        let mut noise = Noise::new(3);
        for n in [200, 1_000, 5_000] {
            let ones = vec![1; 20];
            assert_eq!(counts(20, n, || 10.0 + noise.normal()), ones);
            assert_eq!(counts(20, n, || noise.uniform()), ones);
            assert_eq!(counts(20, n, || -noise.uniform().ln()), ones);
            assert_eq!(counts(20, n, || noise.normal().exp()), ones);
            assert_eq!(counts(20, n, || noise.uniform().powf(-0.7)), ones);
            let rounded = || (100.0 + 3.0 * noise.normal()).round();
            assert_eq!(counts(20, n, rounded), ones);
            let coarse = || (-3.0 * noise.uniform().ln()).round();
            assert_eq!(counts(20, n, coarse), ones);
        }
    }

    #[test]
    fn hits_and_misses_are_two() {
        let mut noise = Noise::new(5);
        for (n, share) in [(400, 0.2), (1_000, 0.1), (5_000, 0.5)] {
            let both = || {
                let miss = noise.uniform() < share;
                let center = if miss { 3.0 } else { 1.0 };
                center * (0.05 * noise.normal()).exp()
            };
            assert_eq!(counts(20, n, both), vec![2; 20], "{share} of {n}");
        }
    }

    #[test]
    fn a_mode_holds_its_values() {
        let mut noise = Noise::new(6);
        let low = (0..140).map(|_| 10.0 + 0.1 * noise.normal());
        let mut all: Vec<f64> = low.collect();
        all.extend((0..60).map(|_| 30.0 + 0.1 * noise.normal()));
        let got = modes(&sorted(all)).expect("enough");
        assert_eq!((got.len(), got[0].count, got[1].count), (2, 140, 60));
        assert!((got[0].median - 10.0).abs() < 0.1);
        assert!(got[0].upper < 11.0 && got[1].lower > 29.0);
    }

    #[test]
    fn few_values_and_equal_ones() {
        assert_eq!(modes(&[1.0; 199]), None);
        let got = modes(&[2.0; 300]).expect("enough");
        assert_eq!(got.len(), 1);
        assert_eq!((got[0].count, got[0].lower, got[0].upper), (300, 2.0, 2.0));
    }
}
