//! Which benchmarks run.

use crate::{
    error::{Error, Result},
    harness::{
        arguments::{Arguments, Ignored},
        benchmark::{Benchmark, can_have, unfold},
    },
    model::{BenchmarkId, HostFacts, Settings},
    unit::bytes,
    workload::Requires,
};
use std::ops::Deref;

/// The benchmarks that were asked for, in the order of their source.
///
/// # Errors
/// When an id that was asked for with `--exact` does not exist.
pub(super) fn select(
    target: &str,
    arguments: &Arguments,
    overrides: Settings,
) -> Result<Vec<Benchmark>> {
    let wanted = |workload: &BenchmarkId| may_match(arguments, workload);
    let mut selected = unfold(target, &wanted, overrides);
    if arguments.exact {
        known(&selected, &arguments.filters)?;
    }
    selected.retain(|benchmark| matches(arguments, benchmark));
    Ok(selected)
}

/// Whether there is a benchmark for each exact filter.
fn known(selected: &[Benchmark], filters: &[String]) -> Result<()> {
    let missing = filters.iter().find(|filter| {
        let id = BenchmarkId::from(filter.as_str());
        !selected.iter().any(|benchmark| benchmark.id == id)
    });
    missing.map_or(Ok(()), |filter| {
        Err(Error::usage(format!(
            "there is no benchmark `{filter}`; --list shows all"
        )))
    })
}

/// Leaves out, with the reason, ignored ones that nobody asked for.
pub(super) fn mark_ignored(
    benchmarks: &mut [Benchmark],
    arguments: &Arguments,
) {
    for benchmark in benchmarks {
        if benchmark.is_ignored(arguments) {
            let reason = "ignored; --include-ignored runs it".to_owned();
            benchmark.skipped = Some(reason);
        }
    }
}

/// Leaves out, with the reason, what the machine is too small for. It is
/// asked only where a benchmark requires something.
pub(super) fn mark_lacking(
    benchmarks: &mut [Benchmark],
    host: impl Deref<Target = HostFacts>,
) {
    for benchmark in benchmarks {
        let requires = &benchmark.options.requires;
        if benchmark.skipped.is_none() && *requires != Requires::default() {
            benchmark.skipped = lack(requires, &host);
        }
    }
}

/// Whether a workload whose ids begin with `workload` can have a benchmark
/// that was asked for; its arguments are evaluated only then. A filter
/// reaches into parameters only where it holds one of `[`, `=` and `,`.
fn may_match(arguments: &Arguments, workload: &BenchmarkId) -> bool {
    let may = |filter: &String| {
        if arguments.exact {
            can_have(workload, &BenchmarkId::from(filter.as_str()))
        } else {
            let beyond = filter.contains(['[', '=', ',', '#']);
            names(workload.as_str(), filter) || beyond
        }
    };
    arguments.filters.is_empty() || arguments.filters.iter().any(may)
}

/// Whether `filter` is a part of `id`, and not only of its bench target:
/// that is chosen with `--bench`.
fn names(id: &str, filter: &str) -> bool {
    let below = id.split_once("::").map_or(id, |(_, below)| below);
    below.contains(filter) || (filter.contains("::") && id.contains(filter))
}

fn matches(arguments: &Arguments, benchmark: &Benchmark) -> bool {
    let ignored = benchmark.options.ignore.unwrap_or(false);
    asked_for(arguments, &benchmark.id, &benchmark.options.tags)
        && match arguments.ignored {
            Ignored::Only => ignored,
            Ignored::Skip | Ignored::Include => true,
        }
}

/// Whether filters, skips and tags let a benchmark or a stored result pass.
pub(super) fn asked_for(
    arguments: &Arguments,
    id: &BenchmarkId,
    tags: &[String],
) -> bool {
    let id = id.as_str();
    let hit = |filter: &String| {
        if arguments.exact {
            id == BenchmarkId::from(filter.as_str()).as_str()
        } else {
            names(id, filter)
        }
    };
    (arguments.filters.is_empty() || arguments.filters.iter().any(hit))
        && !arguments.skips.iter().any(hit)
        && (arguments.tags.is_empty()
            || arguments.tags.iter().any(|tag| tags.contains(tag)))
}

impl Benchmark {
    /// Whether it is left out because nobody asked for ignored ones.
    pub(super) fn is_ignored(&self, arguments: &Arguments) -> bool {
        arguments.ignored == Ignored::Skip
            && self.options.ignore.unwrap_or(false)
    }
}

/// What the machine lacks.
pub(super) fn lack(requires: &Requires, host: &HostFacts) -> Option<String> {
    let cpus = host.usable_cpus.or(host.logical_cpus);
    if let (Some(needed), Some(there)) = (requires.cpus, cpus)
        && there < needed
    {
        return Some(format!("requires {needed} CPUs, there are {there}"));
    }
    let memory = host.cgroup.memory.into_iter().chain(host.memory).min();
    if let (Some(needed), Some(there)) = (requires.memory, memory)
        && there < needed
    {
        return Some(format!(
            "requires {} of memory, there are {}",
            bytes(needed),
            bytes(there)
        ));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(line: &[&str], id: &str) -> bool {
        let line: Vec<String> = line.iter().map(|&a| a.to_owned()).collect();
        let arguments = Arguments::parse(&line, &|_| None).expect("known");
        asked_for(&arguments, &BenchmarkId::from(id), &["fast".to_owned()])
    }

    #[test]
    fn stored_results_are_chosen_as_benchmarks_are() {
        assert!(passes(&[], "s::sort::small"));
        assert!(passes(&["small"], "s::sort::small"));
        assert!(!passes(&["small"], "s::sort::large"));
        assert!(!passes(&["--skip", "small"], "s::sort::small"));
        assert!(passes(&["--exact", "s::sort::small"], "s::sort::small"));
        assert!(!passes(&["--exact", "small"], "s::sort::small"));
        assert!(passes(&["--tag", "fast"], "s::sort::small"));
        assert!(!passes(&["--tag", "slow"], "s::sort::small"));
    }
}
