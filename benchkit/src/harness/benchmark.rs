//! Workloads unfolded: one benchmark for each combination of arguments and
//! threads.

use crate::{
    analysis::Band,
    model::{
        BenchmarkId, Failure, FailureKind, Parameter, RunConfig, Settings,
    },
    workload::{Body, Case, Cases, Options, Workload, workloads},
};
use std::{
    any::Any,
    collections::HashSet,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, OnceLock},
};

/// A workload with one set of parameters: what gets one row in a report.
#[derive(Clone, Debug)]
pub(super) struct Benchmark {
    pub(super) id: BenchmarkId,
    pub(super) workload: Workload,
    pub(super) options: Arc<Options>,
    /// Settings that stand above those of the options.
    overrides: Arc<Settings>,
    pub(super) parameters: Vec<Parameter>,
    /// Which of the workload's cases.
    pub(super) case: Option<usize>,
    /// Threads that run it together.
    threads: usize,
    config: OnceLock<Box<RunConfig>>,
    /// What earlier runs say about the host's noise.
    pub(super) band: Option<Band>,
    /// Why it cannot run at all.
    pub(super) broken: Option<Box<Failure>>,
    /// Why it is left out.
    pub(super) skipped: Option<String>,
}

impl Benchmark {
    /// How it is measured, decided when it is first asked for.
    pub(super) fn config(&self) -> &RunConfig {
        self.config.get_or_init(|| {
            let settings = self.options.settings.clone();
            let settings = settings.merge(&self.overrides);
            Box::new(settings.resolve(self.threads))
        })
    }
}

/// Which workloads to unfold, by what their ids begin with, before any of
/// their code runs.
pub(super) type Wanted<'f> = &'f dyn Fn(&BenchmarkId) -> bool;

/// The benchmarks of bench target `target` whose workloads are `wanted`, in
/// the order of their source. `overrides` stand above the attributes'
/// settings. Equal ids are numbered.
pub(super) fn unfold(
    target: &str,
    wanted: Wanted<'_>,
    overrides: Settings,
) -> Vec<Benchmark> {
    let overrides = Arc::new(overrides);
    let workloads = workloads(target);
    let mut all = Vec::with_capacity(workloads.len());
    for workload in workloads {
        let id = BenchmarkId::from(workload.path());
        if wanted(&id) {
            unfold_one(id, workload, Arc::clone(&overrides), &mut all);
        }
    }
    number_equal_ids(&mut all);
    all
}

fn unfold_one(
    id: BenchmarkId,
    workload: Workload,
    overrides: Arc<Settings>,
    all: &mut Vec<Benchmark>,
) {
    let body = workload.descriptor.body;
    let draft = Benchmark {
        id,
        options: workload.options(),
        workload,
        overrides,
        parameters: Vec::new(),
        case: None,
        threads: 1,
        config: OnceLock::new(),
        band: None,
        broken: None,
        skipped: None,
    };
    let Body::Many(list) = body else { return on_threads(draft, all) };
    match cases(list) {
        Err(failure) => {
            all.push(Benchmark { broken: Some(Box::new(failure)), ..draft });
        }
        Ok(cases) if cases.is_empty() => {
            let skipped = Some("its list of arguments is empty".to_owned());
            all.push(Benchmark { skipped, ..draft });
        }
        Ok(cases) => {
            for (at, Case { parameters, .. }) in cases.into_iter().enumerate() {
                let case = Some(at);
                let draft = Benchmark { parameters, case, ..draft.clone() };
                on_threads(draft, all);
            }
        }
    }
}

/// Evaluates the workload's arguments; a panic in them is its failure.
fn cases(list: fn(&mut Cases)) -> Result<Vec<Case>, Failure> {
    let mut cases = Cases::default();
    catch_unwind(AssertUnwindSafe(|| list(&mut cases))).map_err(|payload| {
        let text = text_of(&*payload);
        Failure::new(
            FailureKind::Panicked,
            format!("its arguments panicked: {text}"),
        )
    })?;
    Ok(cases.into_list())
}

fn text_of(payload: &(dyn Any + Send)) -> &str {
    payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("with a payload that is no text")
}

/// Adds `draft` with its parameters in its id, once for each number of
/// threads that is asked for.
fn on_threads(draft: Benchmark, all: &mut Vec<Benchmark>) {
    let counts = draft.overrides.threads.as_ref();
    let Some(counts) = counts.or(draft.options.settings.threads.as_ref())
    else {
        let id = draft.id.with(&draft.parameters);
        return all.push(Benchmark { id, ..draft });
    };
    for &threads in counts {
        let mut parameters = draft.parameters.clone();
        parameters.push(Parameter::new("threads", threads));
        let id = draft.id.clone().with(&parameters);
        all.push(Benchmark { id, parameters, threads, ..draft.clone() });
    }
}

fn number_equal_ids(all: &mut [Benchmark]) {
    if ids_differ(all) {
        return;
    }
    let mut seen = HashSet::new();
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

/// Whether each has an id of its own, as is usual.
fn ids_differ(all: &[Benchmark]) -> bool {
    let mut ids: Vec<&BenchmarkId> = all.iter().map(|b| &b.id).collect();
    ids.sort_unstable();
    ids.is_sorted_by(|a, b| a < b)
}

/// The benchmark with this id; unfolds only workloads that can have it.
pub(super) fn find(
    target: &str,
    id: &BenchmarkId,
    overrides: Settings,
) -> Option<Benchmark> {
    unfold(target, &|workload| can_have(workload, id), overrides)
        .into_iter()
        .find(|benchmark| benchmark.id == *id)
}

/// Whether a workload whose ids begin with `workload` can have a benchmark
/// with id `id`, or one that changes the number behind it.
pub(super) fn can_have(workload: &BenchmarkId, id: &BenchmarkId) -> bool {
    let shown = workload.as_str();
    let family = shown.split_once('#').map_or(shown, |(family, _)| family);
    id.as_str().strip_prefix(family).is_some_and(|rest| {
        rest.is_empty() || rest.starts_with('[') || rest.starts_with('#')
    })
}
