//! What the launches report beside time, folded into one value each.

use crate::{
    model::{
        Direction, Estimate, Launch, Metric, MetricValue, Parameter, Throughput,
    },
    stats::{float, float64, median, sorted},
};

/// The metrics of a benchmark: its throughput first, where it declares one,
/// then what the workload reported, each the median over the launches that
/// have a value.
///
/// Throughput is that of all `threads` together, derived from the estimate
/// (nanoseconds an iteration on each thread).
pub fn fold_metrics(
    launches: &[Launch],
    estimate: Option<&Estimate>,
    threads: usize,
) -> Vec<MetricValue> {
    let declared = launches.iter().rev().find_map(|launch| launch.throughput);
    let mut folded: Vec<MetricValue> = Vec::new();
    if let Some(throughput) = declared {
        folded.push(rate(throughput, estimate, threads));
    }
    for launch in launches {
        for reported in &launch.metrics {
            let name = &reported.metric.name;
            if !folded.iter().any(|metric| metric.metric.name == *name) {
                folded.push(fold(reported, launches));
            }
        }
    }
    folded
}

fn rate(
    throughput: Throughput,
    estimate: Option<&Estimate>,
    threads: usize,
) -> MetricValue {
    let (count, unit) = match throughput {
        Throughput::Bytes(count) => (count, "B/s"),
        Throughput::Items(count) => (count, "items/s"),
    };
    let value = estimate
        .filter(|estimate| estimate.point > 0.0 && count > 0)
        .map(|estimate| {
            float64(count) * float(threads.max(1)) * 1e9 / estimate.point
        })
        .filter(|rate| rate.is_finite());
    let metric = Metric {
        name: "throughput".to_owned(),
        unit: unit.to_owned(),
        direction: Direction::Higher,
    };
    let why = if count == 0 {
        "an iteration processes nothing (a throughput of 0)"
    } else {
        "there is no estimate above 0 ns to derive it from"
    };
    let reason = value.is_none().then(|| why.to_owned());
    MetricValue { metric, value, reason }
}

/// The median of what the launches report under the name of `first`.
fn fold(first: &MetricValue, launches: &[Launch]) -> MetricValue {
    let mut values = Vec::new();
    let mut reason = None;
    for launch in launches {
        for other in &launch.metrics {
            if other.metric.name != first.metric.name {
                continue;
            }
            values.extend(other.value.filter(|value| value.is_finite()));
            reason = reason.or(other.reason.as_ref());
        }
    }
    let middle = median(&sorted(values));
    let value = middle.is_finite().then_some(middle);
    let reason = if value.is_none() { reason.cloned() } else { None };
    MetricValue { metric: first.metric.clone(), value, reason }
}

/// What the workload says it really used, each pair of name and value once,
/// in the order in which it was said: launches that disagree show.
pub fn effective(launches: &[Launch]) -> Vec<Parameter> {
    let mut used: Vec<Parameter> = Vec::new();
    for launch in launches {
        for parameter in &launch.effective {
            if !used.contains(parameter) {
                used.push(parameter.clone());
            }
        }
    }
    used
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis;

    fn said(name: &str, value: Option<f64>) -> MetricValue {
        let metric = Metric {
            name: name.into(),
            unit: "count".into(),
            direction: Direction::Lower,
        };
        let reason = value.is_none().then(|| "NaN".into());
        MetricValue { metric, value, reason }
    }

    fn launch(metrics: Vec<MetricValue>) -> Launch {
        Launch {
            estimate: 500.0,
            throughput: Some(Throughput::Bytes(1000)),
            metrics,
            ..Launch::default()
        }
    }

    #[test]
    fn throughput_comes_first_and_counts_all_threads() {
        let launches = [launch(vec![said("misses", Some(3.0))])];
        let estimate = analysis::estimate(&launches, 0.95);
        let got = fold_metrics(&launches, estimate.as_ref(), 1);
        assert_eq!(got[0].metric.unit, "B/s");
        assert_eq!(got[0].value, Some(2e9));
        assert_eq!(got[1].value, Some(3.0));
        let both = fold_metrics(&launches, estimate.as_ref(), 2);
        assert_eq!(both[0].value, Some(4e9));
    }

    #[test]
    fn without_a_positive_estimate_there_is_a_reason() {
        for estimate in [0.0, -1.0] {
            let launches = [Launch { estimate, ..launch(Vec::new()) }];
            let estimate = analysis::estimate(&launches, 0.95);
            let got = fold_metrics(&launches, estimate.as_ref(), 1);
            assert_eq!(got[0].value, None);
            assert!(got[0].reason.is_some());
        }
        assert_eq!(fold_metrics(&[], None, 1), []);
    }

    #[test]
    fn a_throughput_of_nothing_is_absent() {
        for nothing in [Throughput::Bytes(0), Throughput::Items(0)] {
            let throughput = Some(nothing);
            let launches = [Launch { throughput, ..launch(Vec::new()) }];
            let estimate = analysis::estimate(&launches, 0.95);
            let got = fold_metrics(&launches, estimate.as_ref(), 1);
            assert_eq!(got[0].value, None);
            let reason = got[0].reason.as_deref().unwrap_or_default();
            assert!(reason.contains("processes nothing"), "{reason}");
        }
    }

    #[test]
    fn a_metric_is_the_median_of_the_launches_that_have_it() {
        let launches = [
            launch(vec![said("a", Some(1.0)), said("b", None)]),
            launch(vec![said("a", Some(9.0)), said("b", None)]),
            launch(vec![said("a", None), said("b", Some(f64::NAN))]),
            launch(vec![said("a", Some(2.0))]),
        ];
        let got = fold_metrics(&launches, None, 1);
        assert_eq!((got[1].value, &got[1].reason), (Some(2.0), &None));
        assert_eq!(got[2].value, None);
        assert_eq!(got[2].reason.as_deref(), Some("NaN"));
    }

    #[test]
    fn launches_that_disagree_show() {
        let used = |value| Launch {
            effective: vec![Parameter::new("n", value)],
            ..Launch::default()
        };
        let got = effective(&[used(1), used(1), used(2)]);
        assert_eq!(got, [Parameter::new("n", 1), Parameter::new("n", 2)]);
    }
}
