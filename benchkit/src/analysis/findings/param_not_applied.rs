//! `ParamNotApplied`: a parameter did not reach the work.

use super::{Context, text::finding};
use crate::{
    analysis::effective,
    model::{
        BenchmarkResult, Finding, FindingKind, MetricValue, Parameter,
        Severity,
        thresholds::{SWEEP_MOVES, SWEEP_RANGE, SWEEP_WIDTH},
    },
};

/// Parameters over which an honest workload need not move: perfect scaling,
/// and another draw of the same size.
const NEED_NOT_MOVE: [&str; 2] = ["threads", "seed"];

pub(super) fn detect(context: &Context<'_>) -> Option<Finding> {
    let parameters = &context.result.parameters;
    let ask = |detect: fn(&Context<'_>, &Parameter) -> Option<Finding>| {
        parameters.iter().find_map(|asked| detect(context, asked))
    };
    ask(differs).or_else(|| ask(all_equal)).or_else(|| ask(nothing_moves))
}

/// What the workload says it used for `asked`.
fn used(result: &BenchmarkResult, asked: &Parameter) -> Vec<Parameter> {
    let mut used = effective(&result.launches);
    used.retain(|parameter| parameter.name == asked.name);
    used
}

fn number(parameter: &Parameter) -> Option<f64> {
    let text = parameter.value.replace('_', "");
    text.parse().ok().filter(|value: &f64| value.is_finite())
}

fn same(one: &Parameter, other: &Parameter) -> bool {
    match (number(one), number(other)) {
        (Some(one), Some(other)) => one.total_cmp(&other).is_eq(),
        _ => one.value.trim() == other.value.trim(),
    }
}

/// The workload used something else than was asked.
fn differs(context: &Context<'_>, asked: &Parameter) -> Option<Finding> {
    let used = used(context.result, asked);
    let other = used.iter().find(|used| !same(used, asked))?;
    let (name, wanted, got) = (&asked.name, &asked.value, &other.value);
    Some(finding(
        FindingKind::ParamNotApplied,
        Severity::Error,
        format!("asked for {name}={wanted}, the workload used {got}"),
        "hand the parameter on to the work, or ask for what it can do",
    ))
}

/// The workload used the same for all values that were asked.
fn all_equal(context: &Context<'_>, asked: &Parameter) -> Option<Finding> {
    let own = used(context.result, asked);
    let value = own.first()?;
    let mut sweep = sweep(context, asked).into_iter().skip(1).peekable();
    sweep.peek()?;
    let unmoved = sweep.all(|other| {
        let used = used(other, asked);
        used.first().is_some_and(|used| same(used, value))
    });
    if !unmoved {
        return None;
    }
    let (name, got) = (&asked.name, &value.value);
    Some(finding(
        FindingKind::ParamNotApplied,
        Severity::Error,
        format!("the workload used {got} for every {name} of the sweep"),
        "hand the parameter on to the work",
    ))
}

/// This result and those siblings that differ from it in nothing but the
/// value of `asked`.
fn sweep<'a>(
    context: &Context<'a>,
    asked: &Parameter,
) -> Vec<&'a BenchmarkResult> {
    let own = context.result;
    let rest = |result: &BenchmarkResult| -> Vec<Parameter> {
        let others = result.parameters.iter().filter(|p| p.name != asked.name);
        others.cloned().collect()
    };
    let others = context.siblings.iter().copied().filter(|other| {
        other.workload == own.workload
            && other.backend == own.backend
            && other.id != own.id
            && rest(other) == rest(own)
    });
    std::iter::once(own).chain(others).collect()
}

/// Neither time nor any metric moves over a wide range of the parameter.
fn nothing_moves(context: &Context<'_>, asked: &Parameter) -> Option<Finding> {
    let is_excused = NEED_NOT_MOVE.contains(&asked.name.as_str());
    // Read back as asked is proof that it arrived.
    if is_excused || !used(context.result, asked).is_empty() {
        return None;
    }
    let sweep = sweep(context, asked);
    let values: Option<Vec<f64>> =
        sweep.iter().map(|result| value_of(result, asked)).collect();
    let (least, most) = extremes(values?.into_iter())?;
    let wide = least > 0.0 && most / least >= SWEEP_RANGE;
    if !(wide && times_agree(&sweep) && metrics_agree(&sweep)) {
        return None;
    }
    let name = &asked.name;
    Some(finding(
        FindingKind::ParamNotApplied,
        Severity::Warning,
        format!("{name} from {least} to {most} takes the same time"),
        "hand it on to the work, or report it with `Bencher::effective`",
    ))
}

fn value_of(result: &BenchmarkResult, asked: &Parameter) -> Option<f64> {
    let mut own = result.parameters.iter();
    number(own.find(|parameter| parameter.name == asked.name)?)
}

fn extremes(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values.fold(None, |ends, value| {
        let (least, most) = ends.unwrap_or((value, value));
        Some((least.min(value), most.max(value)))
    })
}

/// Whether all estimates are known well, and equal.
fn times_agree(sweep: &[&BenchmarkResult]) -> bool {
    let known = |result: &&BenchmarkResult| {
        let estimate = result.estimate.as_ref()?;
        let width = estimate.relative_half_width()?;
        (width <= SWEEP_WIDTH && estimate.point > 0.0).then_some(estimate.point)
    };
    let points: Option<Vec<f64>> = sweep.iter().map(known).collect();
    let ends = points.and_then(|points| extremes(points.into_iter()));
    ends.is_some_and(|(least, most)| most / least - 1.0 <= SWEEP_MOVES)
}

/// Whether the workload's own metrics are equal too; throughput follows from
/// the time and says nothing.
fn metrics_agree(sweep: &[&BenchmarkResult]) -> bool {
    let own = |result: &BenchmarkResult| -> Vec<MetricValue> {
        let launches = &result.launches;
        crate::analysis::fold_metrics(launches, None, 1)
            .into_iter()
            .filter(|metric| metric.metric.name != "throughput")
            .collect()
    };
    let agree =
        |one: &MetricValue, other: &MetricValue| match (one.value, other.value)
        {
            (Some(one), Some(other)) => {
                (one - other).abs() <= SWEEP_MOVES * one.abs().max(other.abs())
            }
            (one, other) => one.is_none() && other.is_none(),
        };
    sweep.windows(2).all(|pair| {
        let (one, other) = (own(pair[0]), own(pair[1]));
        one.len() == other.len()
            && one.iter().zip(&other).all(|(one, other)| agree(one, other))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::findings::fixture::{context, honest, with_parameters},
        model::{Direction, Metric},
    };

    fn at(n: u32, ns: f64, used: Option<u32>) -> BenchmarkResult {
        let mut result = with_parameters(honest(ns), &[Parameter::new("n", n)]);
        for launch in &mut result.launches {
            launch.effective =
                used.iter().map(|used| Parameter::new("n", used)).collect();
        }
        result
    }

    fn severity(family: &[BenchmarkResult]) -> Vec<Option<Severity>> {
        let all: Vec<&BenchmarkResult> = family.iter().collect();
        let detect = |result: &BenchmarkResult| {
            let context = Context { siblings: &all, ..context(result) };
            detect(&context).map(|found| found.severity)
        };
        family.iter().map(detect).collect()
    }

    #[test]
    fn what_was_used_must_be_what_was_asked() {
        let lying = [at(1, 10.0, Some(4)), at(4, 20.0, Some(4))];
        let error = Some(Severity::Error);
        assert_eq!(severity(&lying), [error, error]);
        let honest = [at(1, 10.0, Some(1)), at(4, 20.0, Some(4))];
        assert_eq!(severity(&honest), [None, None]);
    }

    #[test]
    fn numbers_are_compared_as_numbers() {
        let mut result = at(1000, 10.0, Some(1000));
        result.parameters[0].value = "1_000".into();
        assert_eq!(severity(&[result.clone()]), [None]);
        result.launches[0].effective[0].value = "1000.0".into();
        assert_eq!(severity(&[result]), [None]);
    }

    #[test]
    fn nothing_that_moves_over_a_wide_range_is_doubtful() {
        let warning = Some(Severity::Warning);
        let lying = [at(10, 100.0, None), at(1000, 100.5, None)];
        assert_eq!(severity(&lying), [warning, warning]);
        let moving = [at(10, 100.0, None), at(1000, 130.0, None)];
        assert_eq!(severity(&moving), [None, None]);
        let narrow = [at(10, 100.0, None), at(70, 100.0, None)];
        assert_eq!(severity(&narrow), [None, None]);
        // Constant time in n, and the workload can prove that n arrived.
        let proven = [at(10, 100.0, Some(10)), at(1000, 100.0, Some(1000))];
        assert_eq!(severity(&proven), [None, None]);
    }

    #[test]
    fn threads_seeds_and_words_need_not_move() {
        for name in ["threads", "seed"] {
            let mut family = [at(1, 100.0, None), at(42, 100.0, None)];
            for result in &mut family {
                result.parameters[0].name = name.into();
            }
            assert_eq!(severity(&family), [None, None]);
        }
        let mut family = [at(1, 100.0, None), at(42, 100.0, None)];
        family[1].parameters[0].value = "large".into();
        assert_eq!(severity(&family), [None, None]);
    }

    #[test]
    fn a_metric_that_moves_is_enough() {
        let mut family = [at(10, 100.0, None), at(1000, 100.0, None)];
        for (result, value) in family.iter_mut().zip([1.0, 90.0]) {
            let metric = Metric {
                name: "allocations".into(),
                unit: "count".into(),
                direction: Direction::Lower,
            };
            let value = Some(value);
            result.launches[0].metrics =
                vec![MetricValue { metric, value, reason: None }];
        }
        assert_eq!(severity(&family), [None, None]);
    }

    #[test]
    fn wide_intervals_prove_nothing() {
        let mut family = [at(10, 100.0, None), at(1000, 100.0, None)];
        for result in &mut family {
            result.estimate.as_mut().unwrap().upper = Some(120.0);
        }
        assert_eq!(severity(&family), [None, None]);
    }

    #[test]
    fn only_one_parameter_may_differ() {
        let both = |n: u32, m: u32| {
            let (n, m) = (Parameter::new("n", n), Parameter::new("m", m));
            with_parameters(honest(100.0), &[n, m])
        };
        let family = [both(1, 1), both(10, 2)];
        assert_eq!(severity(&family), [None, None]);
    }
}
