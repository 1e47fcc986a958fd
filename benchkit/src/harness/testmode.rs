//! Test mode: each workload once, as `cargo test --benches` and nextest ask.

use crate::{
    compat,
    harness::{
        arguments::{Arguments, Format},
        benchmark::Benchmark,
        exit,
    },
    model::Failure,
    runner::run_once,
};
use std::io::Write;

/// Runs each benchmark once; returns the exit code.
pub(super) fn run(
    benchmarks: &[Benchmark],
    arguments: &Arguments,
    out: &mut dyn Write,
) -> u8 {
    let quiet = arguments.quiet || arguments.format == Format::Terse;
    let mut tally = compat::Tally::default();
    let mut failures: Vec<(String, Failure)> = Vec::new();
    let _ = write!(out, "{}", compat::test_header(benchmarks.len()));
    for benchmark in benchmarks {
        let verdict = verdict(benchmark, arguments);
        let _ = write!(
            out,
            "{}",
            compat::test_line(&benchmark.id, &verdict, quiet)
        );
        let _ = out.flush();
        tally.count(&verdict);
        if let compat::TestVerdict::Failed(failure) = verdict {
            failures.push((benchmark.id.to_string(), failure));
        }
    }
    let _ = write!(out, "{}", compat::test_summary(&tally, &failures));
    if failures.is_empty() { exit::OK } else { exit::TEST_FAILED }
}

fn verdict(
    benchmark: &Benchmark,
    arguments: &Arguments,
) -> compat::TestVerdict {
    if let Some(failure) = &benchmark.broken {
        return compat::TestVerdict::Failed(failure.clone());
    }
    if benchmark.is_ignored(arguments) {
        return compat::TestVerdict::Ignored(None);
    }
    if let Some(reason) = &benchmark.skipped {
        return compat::TestVerdict::Ignored(Some(reason.clone()));
    }
    match run_once(&|bencher| benchmark.run(bencher)) {
        Ok(()) => compat::TestVerdict::Passed,
        Err(failure) => compat::TestVerdict::Failed(failure),
    }
}
