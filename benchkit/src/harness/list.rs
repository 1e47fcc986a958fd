//! `--list`: what there is, as libtest, nextest and people ask for it.

use crate::{
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
        Format::Terse => crate::harness::shims::list_terse(&ids),
        Format::Pretty => crate::harness::shims::list_pretty(&ids),
        Format::Json => crate::harness::shims::list_json(&ids),
    }
}
