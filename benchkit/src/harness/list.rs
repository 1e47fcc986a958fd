//! `--list`: what there is, as libtest, nextest and people ask for it.

use crate::{
    compat::libtest::{self, Listed},
    harness::{
        arguments::{Arguments, Ignored},
        benchmark::Benchmark,
    },
};

/// The whole list; with `--ignored` only the ignored ones.
pub(super) fn text(benchmarks: &[Benchmark], arguments: &Arguments) -> String {
    let listed = benchmarks
        .iter()
        .map(|benchmark| {
            let descriptor = benchmark.workload.descriptor;
            let ignored = benchmark.options.ignore.unwrap_or(false);
            Listed {
                name: benchmark.id.as_str(),
                ignored: ignored.then_some(""),
                file: descriptor.file,
                line: descriptor.line,
                column: descriptor.column,
            }
        })
        .filter(|item| {
            arguments.ignored != Ignored::Only || item.ignored.is_some()
        });
    libtest::list(listed, arguments.format)
}
