//! Single times: their percentiles, and the values around which they gather.

use super::{
    document::{
        Finding, FindingKind, Latencies, LatencyMode, Quantile, too_few,
    },
    numbers::{CONFIDENCE, FEWEST_FOR_MODES, Mode, modes, quantile, ranks},
};
use benchkit::{
    model::Severity,
    stats::{float, mean, sorted},
    unit::{duration, percent},
};

/// The percentiles that are reported.
const QUANTILES: [f64; 6] = [0.5, 0.9, 0.95, 0.99, 0.999, 0.9999];

/// Correlation with the one before it from which a time says less than an
/// independent one: intervals would have to be 1.2 times as wide.
const DEPENDENT: f64 = 0.2;

/// Standard errors, 1 / sqrt(n), that such a correlation exceeds.
const SURE: f64 = 4.0;

/// The units that files have, and their nanoseconds.
pub(super) const UNITS: [(&str, f64); 4] =
    [("ns", 1.0), ("us", 1e3), ("ms", 1e6), ("s", 1e9)];

/// What `times`, in their order, come to; they are in `unit`, one of
/// [`UNITS`]. The fields that say where they are from are left to the caller.
pub(super) fn analyse(times: &[f64], unit: (&'static str, f64)) -> Latencies {
    let order = sorted(times.iter().copied());
    let mut latencies = Latencies {
        unit: unit.0,
        n: times.len(),
        min: order.first().copied(),
        max: order.last().copied(),
        mean: (!times.is_empty()).then(|| mean(times)),
        confidence: CONFIDENCE,
        percentiles: QUANTILES.map(|q| percentile(&order, q)).to_vec(),
        ..Latencies::default()
    };
    match modes(&order) {
        Some(found) => {
            latencies.modes =
                found.iter().map(|mode| share(mode, times.len())).collect();
        }
        None => {
            latencies.absent.insert("modes", too_few(FEWEST_FOR_MODES));
        }
    }
    let found = [bimodal(&latencies, unit.1), dependent(times, &order)];
    latencies.findings = found.into_iter().flatten().collect();
    latencies
}

fn percentile(order: &[f64], q: f64) -> Quantile {
    let (found, reason) = match quantile(order, q) {
        Ok(found) => (found.map(Some), None),
        Err(least) => ([None; 3], Some(too_few(least))),
    };
    let [value, lower, upper] = found;
    Quantile { quantile: q, value, lower, upper, reason }
}

fn share(mode: &Mode, n: usize) -> LatencyMode {
    LatencyMode {
        share: float(mode.count) / float(n),
        median: mode.median,
        lower: mode.lower,
        upper: mode.upper,
    }
}

fn bimodal(latencies: &Latencies, ns: f64) -> Option<Finding> {
    if latencies.modes.len() < 2 {
        return None;
    }
    let words: Vec<String> = latencies
        .modes
        .iter()
        .map(|mode| {
            let at = duration(mode.median * ns);
            format!("{} around {at}", percent(mode.share))
        })
        .collect();
    Some(Finding {
        kind: FindingKind::Bimodal,
        severity: Severity::Warning,
        evidence: words.join(", "),
        advice: "look for two ways to do the same: cold and warm, hit and \
                 miss; report each by itself"
            .to_owned(),
    })
}

/// By the correlation of ranks with those before them.
fn dependent(times: &[f64], order: &[f64]) -> Option<Finding> {
    let n = float(times.len());
    let rho = serial(&ranks(times, order))?;
    if rho <= DEPENDENT || rho <= SURE / n.sqrt() {
        return None;
    }
    let worth = (n * (1.0 - rho) / (1.0 + rho)).round();
    Some(Finding {
        kind: FindingKind::Dependent,
        severity: Severity::Info,
        evidence: format!(
            "a time resembles the one before it (rank correlation {rho:.2}): \
             {n} are worth about {worth} independent ones"
        ),
        advice: "take the intervals for too narrow, or record longer"
            .to_owned(),
    })
}

/// First-order correlation; `None` where all values are equal.
fn serial(values: &[f64]) -> Option<f64> {
    let center = mean(values);
    let (mut product, mut square) = (0.0, 0.0);
    for (this, next) in values.iter().zip(values.iter().skip(1)) {
        product += (this - center) * (next - center);
    }
    for value in values {
        square += (value - center) * (value - center);
    }
    (square > 0.0).then(|| product / square)
}

#[cfg(test)]
#[path = "latencies_tests.rs"]
mod tests;
