//! `--list`: what there is, as libtest, nextest and people ask for it.

use crate::{
    compat,
    harness::{
        arguments::{Arguments, Format},
        benchmark::Benchmark,
    },
    model::BenchmarkId,
};

/// The whole list.
pub(super) fn text(benchmarks: &[Benchmark], arguments: &Arguments) -> String {
    let ids: Vec<&BenchmarkId> =
        benchmarks.iter().map(|benchmark| &benchmark.id).collect();
    match arguments.format {
        Format::Terse => compat::list_terse(&ids),
        Format::Pretty => compat::list_pretty(&ids),
        Format::Json => compat::list_json(&ids),
    }
}
