//! Workloads unfolded: one benchmark for each combination of arguments and
//! threads.

use crate::{
    analysis::Band,
    model::{
        BenchmarkId, Failure, FailureKind, Parameter, RunConfig, Settings,
    },
    workload::{Body, Cases, Options, Workload, workloads},
};
use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
};

/// A workload with one set of parameters: what gets one row in a report.
#[derive(Clone, Debug)]
pub(super) struct Benchmark {
    pub(super) id: BenchmarkId,
    pub(super) workload: Workload,
    pub(super) options: Options,
    pub(super) parameters: Vec<Parameter>,
    /// Which of the workload's cases.
    pub(super) case: Option<usize>,
    pub(super) config: RunConfig,
    /// What earlier runs say about the host's noise.
    pub(super) band: Option<Band>,
    /// Why it cannot run at all.
    pub(super) broken: Option<Failure>,
    /// Why it is left out.
    pub(super) skipped: Option<String>,
}

/// Settings that stand above the attribute's.
#[derive(Clone, Debug, Default)]
pub(super) struct Overrides {
    pub(super) file: Settings,
    pub(super) flags: Settings,
}

/// Which workloads to unfold, by their path, before any of their code runs.
pub(super) type Wanted<'f> = &'f dyn Fn(&str) -> bool;

/// The benchmarks of bench target `target` whose workloads are `wanted`, in
/// the order of their source. Equal ids are numbered.
pub(super) fn unfold(
    target: &str,
    wanted: Wanted<'_>,
    overrides: &Overrides,
) -> Vec<Benchmark> {
    let mut all = Vec::new();
    for workload in workloads(target) {
        if wanted(&workload.path) {
            unfold_one(&workload, overrides, &mut all);
        }
    }
    number_equal_ids(&mut all);
    all
}

fn unfold_one(
    workload: &Workload,
    overrides: &Overrides,
    all: &mut Vec<Benchmark>,
) {
    let options = workload.options();
    let settings =
        options.settings.clone().merge(&overrides.file).merge(&overrides.flags);
    let draft = Benchmark {
        id: BenchmarkId::new(&workload.path, &[]),
        workload: workload.clone(),
        options,
        parameters: Vec::new(),
        case: None,
        config: settings.resolve(1),
        band: None,
        broken: None,
        skipped: None,
    };
    match combinations(workload) {
        Err(failure) => {
            all.push(Benchmark { broken: Some(failure), ..draft });
        }
        Ok(list) if list.is_empty() => {
            let skipped = Some("its list of arguments is empty".to_owned());
            all.push(Benchmark { skipped, ..draft });
        }
        Ok(list) => {
            for (case, parameters) in list {
                with_threads(&draft, case, &parameters, &settings, all);
            }
        }
    }
}

type Combination = (Option<usize>, Vec<Parameter>);

/// Evaluates the workload's arguments; a panic in them is its failure.
fn combinations(workload: &Workload) -> Result<Vec<Combination>, Failure> {
    let Body::Many(list) = workload.descriptor.body else {
        return Ok(vec![(None, Vec::new())]);
    };
    let mut cases = Cases::default();
    catch_unwind(AssertUnwindSafe(|| list(&mut cases))).map_err(|payload| {
        let text = text_of(&*payload);
        Failure::new(
            FailureKind::Panicked,
            format!("its arguments panicked: {text}"),
        )
    })?;
    let list = cases.into_list().into_iter().enumerate();
    Ok(list.map(|(at, case)| (Some(at), case.parameters)).collect())
}

fn text_of(payload: &(dyn Any + Send)) -> &str {
    payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("with a payload that is no text")
}

fn with_threads(
    draft: &Benchmark,
    case: Option<usize>,
    parameters: &[Parameter],
    settings: &Settings,
    all: &mut Vec<Benchmark>,
) {
    let path = &draft.workload.path;
    let Some(counts) = &settings.threads else {
        let id = BenchmarkId::new(path, parameters);
        let parameters = parameters.to_vec();
        all.push(Benchmark { id, parameters, case, ..draft.clone() });
        return;
    };
    for count in counts {
        let mut parameters = parameters.to_vec();
        parameters.push(Parameter::new("threads", count));
        let id = BenchmarkId::new(path, &parameters);
        let config = settings.resolve(*count);
        all.push(Benchmark { id, parameters, case, config, ..draft.clone() });
    }
}

fn number_equal_ids(all: &mut [Benchmark]) {
    let mut seen = std::collections::HashSet::new();
    for benchmark in all {
        // A name may look like a numbered one.
        let mut id = benchmark.id.clone();
        let mut number = 1;
        while !seen.insert(id.clone()) {
            number += 1;
            id = benchmark.id.numbered(number);
        }
        benchmark.id = id;
    }
}

/// The benchmark with this id; unfolds only workloads that can have it.
pub(super) fn find(
    target: &str,
    id: &BenchmarkId,
    overrides: &Overrides,
) -> Option<Benchmark> {
    unfold(target, &|path| can_have(path, id.as_str()), overrides)
        .into_iter()
        .find(|benchmark| benchmark.id == *id)
}

/// Whether a workload at `path` can have a benchmark with id `id`, or one
/// that changes the number behind it.
pub(super) fn can_have(path: &str, id: &str) -> bool {
    let shown = BenchmarkId::from(path);
    let shown = shown.as_str();
    let family = shown.split_once('#').map_or(shown, |(family, _)| family);
    id.strip_prefix(family).is_some_and(|rest| {
        rest.is_empty() || rest.starts_with('[') || rest.starts_with('#')
    })
}
