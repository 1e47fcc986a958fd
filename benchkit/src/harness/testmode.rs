//! Test mode: each workload once, as `cargo test --benches` and nextest ask.

use crate::{
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
    let mut tally = crate::harness::shims::Tally::default();
    let mut failures: Vec<(String, Failure)> = Vec::new();
    drop(write!(
        out,
        "{}",
        crate::harness::shims::test_header(benchmarks.len())
    ));
    for benchmark in benchmarks {
        let verdict = verdict(benchmark, arguments);
        drop(write!(
            out,
            "{}",
            crate::harness::shims::test_line(&benchmark.id, &verdict, quiet)
        ));
        drop(out.flush());
        tally.count(&verdict);
        if let crate::harness::shims::TestVerdict::Failed(failure) = verdict {
            failures.push((benchmark.id.to_string(), failure));
        }
    }
    drop(write!(
        out,
        "{}",
        crate::harness::shims::test_summary(&tally, &failures)
    ));
    if failures.is_empty() { exit::OK } else { exit::TEST_FAILED }
}

fn verdict(
    benchmark: &Benchmark,
    arguments: &Arguments,
) -> crate::harness::shims::TestVerdict {
    if let Some(failure) = &benchmark.broken {
        return crate::harness::shims::TestVerdict::Failed(failure.clone());
    }
    if benchmark.is_ignored(arguments) {
        return crate::harness::shims::TestVerdict::Ignored(None);
    }
    if let Some(reason) = &benchmark.skipped {
        return crate::harness::shims::TestVerdict::Ignored(Some(
            reason.clone(),
        ));
    }
    match run_once(&|bencher| benchmark.run(bencher)) {
        Ok(()) => crate::harness::shims::TestVerdict::Passed,
        Err(failure) => crate::harness::shims::TestVerdict::Failed(failure),
    }
}
