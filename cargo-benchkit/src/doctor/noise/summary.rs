//! What a kernel's trials say.

use crate::doctor::KernelNoise;
use benchkit::stats::{median, quantile, sorted};

/// Fewest trials whose 99 % quantile has a 95 % interval.
const TRIALS_FOR_P99: usize = 368;

/// Fewest slices that have a standard deviation worth the name: the smallest
/// number with a 95 % interval of the median, as everywhere in benchkit.
const SLICES: usize = 6;

/// The repeatability limit of ISO 5725-6 / standard deviation.
const REPEATABILITY: f64 = 1.96 * std::f64::consts::SQRT_2;

/// What was measured of one kind of work.
#[derive(Clone, Debug, Default)]
pub(super) struct Series {
    /// The trials of each slice.
    pub(super) slices: Vec<Vec<Timed>>,
}

/// A trial.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Timed {
    pub(super) ns: f64,
    pub(super) operations: u64,
    /// Whether the CPU was taken away, where that is told.
    pub(super) preempted: Option<bool>,
}

impl Timed {
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    fn each(&self) -> f64 {
        self.ns / self.operations.max(1) as f64
    }
}

/// Sums up; `None` where nothing was measured.
pub(super) fn summary(
    (kernel, operation): (&str, &str),
    series: &Series,
    slice_seconds: f64,
) -> Option<KernelNoise> {
    let trials: Vec<&Timed> = series.slices.iter().flatten().collect();
    let each = sorted(trials.iter().map(|trial| trial.each()));
    let centre = median(&each);
    if !centre.is_finite() || centre <= 0.0 {
        return None;
    }
    let medians = series.slices.iter().filter(|slice| !slice.is_empty());
    let medians: Vec<f64> = medians
        .map(|slice| median(&sorted(slice.iter().map(Timed::each))))
        .collect();
    let whole = sorted(trials.iter().map(|trial| trial.ns));
    let longest = quantile(&whole, 1.0) - median(&whole);
    let iqr = quantile(&each, 0.75) - quantile(&each, 0.25);
    Some(KernelNoise {
        kernel: kernel.to_owned(),
        operation: operation.to_owned(),
        trials: trials.len(),
        median_ns: centre,
        spread: iqr / centre,
        p99_over_median: (trials.len() >= TRIALS_FOR_P99)
            .then(|| quantile(&each, 0.99) / centre),
        interruption_ns: longest,
        preempted: preempted(&trials),
        slices: medians.len(),
        slice_seconds,
        repeatability: (medians.len() >= SLICES)
            .then(|| REPEATABILITY * deviation(&medians) / centre),
    })
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
fn preempted(trials: &[&Timed]) -> Option<f64> {
    let told: Vec<bool> =
        trials.iter().filter_map(|trial| trial.preempted).collect();
    let yes = told.iter().filter(|yes| **yes).count();
    (!told.is_empty()).then(|| yes as f64 / told.len() as f64)
}

/// The standard deviation of a sample of two values or more.
#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
fn deviation(values: &[f64]) -> f64 {
    let centre = benchkit::stats::mean(values);
    let squares: f64 = values.iter().map(|v| (v - centre).powi(2)).sum();
    (squares / (values.len() as f64 - 1.0)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timed(ns: f64) -> Timed {
        Timed { ns, operations: 10, preempted: Some(ns > 150.0) }
    }

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-9, "{found} {expected}");
    }

    #[test]
    fn a_series_in_numbers() {
        // numpy 2.2: median, quantile and std(ddof=1) of these values;
        // the slices' medians are 100, 102, 104, 106, 108, 110.
        let slices = (0..6)
            .map(|at| {
                let middle = 100.0 + 2.0 * f64::from(at);
                vec![timed(middle - 1.0), timed(middle), timed(middle + 1.0)]
            })
            .collect();
        let found = summary(("k", "o"), &Series { slices }, 0.05);
        let found = found.expect("trials");
        assert_eq!((found.trials, found.slices), (18, 6));
        close(found.median_ns, 10.5);
        // quantile(.75) is 107.75, quantile(.25) is 102.25
        close(found.spread, 5.5 / 105.0);
        assert_eq!(found.p99_over_median, None);
        close(found.interruption_ns, 6.0);
        assert_eq!(found.preempted, Some(0.0));
        // std(ddof=1) of the medians is 3.7416573867739413
        let limit = 1.96 * 2_f64.sqrt() * 3.741_657_386_773_941_3 / 105.0;
        close(found.repeatability.expect("six slices"), limit);
    }

    #[test]
    fn few_slices_and_few_trials_claim_nothing() {
        let slices = vec![vec![timed(100.0), timed(200.0)]; 5];
        let found = summary(("k", "o"), &Series { slices }, 0.05);
        let found = found.expect("trials");
        assert_eq!(found.repeatability, None);
        assert_eq!(found.p99_over_median, None);
        assert_eq!(found.preempted, Some(0.5));
        assert!(summary(("k", "o"), &Series::default(), 0.05).is_none());
    }

    #[test]
    fn steady_slices_with_a_long_tail_show_in_the_tail_alone() {
        let mut slice = vec![timed(100.0); 99];
        slice.push(timed(5_000.0));
        let slices = vec![slice; 8];
        let found = summary(("k", "o"), &Series { slices }, 0.05);
        let found = found.expect("trials");
        close(found.spread, 0.0);
        close(found.interruption_ns, 4_900.0);
        close(found.repeatability.expect("eight slices"), 0.0);
        assert!(found.p99_over_median.expect("800 trials") > 1.0);
    }
}
