//! Test mode: each workload once, as `cargo test --benches` and nextest ask.

use crate::{
    clock::Clock,
    compat::libtest::{self, Format, TestOutcome, Totals},
    harness::{arguments::Arguments, benchmark::Benchmark, exit},
    runner::run_once,
    unit::Nanos,
};
use std::io::Write;

/// How one benchmark went.
enum Went {
    Well,
    Wrong(String),
    NotAtAll(String),
}

/// Runs each benchmark once; returns the exit code.
pub(super) fn run(
    benchmarks: &[Benchmark],
    arguments: &Arguments,
    out: &mut dyn Write,
) -> u8 {
    let clock = Clock::new();
    let format = match arguments.format {
        Format::Pretty if arguments.quiet => Format::Terse,
        format => format,
    };
    let mut totals = Totals::default();
    let mut failures: Vec<(String, String)> = Vec::new();
    print(out, &libtest::started(benchmarks.len(), format));
    for benchmark in benchmarks {
        let went = went(benchmark, arguments);
        let outcome = match &went {
            Went::Well => TestOutcome::Ok,
            Went::Wrong(message) => TestOutcome::Failed(message),
            Went::NotAtAll(reason) => TestOutcome::Ignored(reason),
        };
        match outcome {
            TestOutcome::Ok => totals.passed += 1,
            TestOutcome::Failed(_) => totals.failed += 1,
            TestOutcome::Ignored(_) => totals.ignored += 1,
        }
        let id = benchmark.id.as_str();
        print(out, &libtest::test(id, outcome, format));
        if let Went::Wrong(message) = went {
            failures.push((id.to_owned(), message));
        }
    }
    let seconds = Nanos(clock.now()).as_f64() / 1e9;
    print(out, &libtest::finished(&totals, &failures, seconds, format));
    if failures.is_empty() { exit::OK } else { exit::TEST_FAILED }
}

/// A reader that went away does not stop the tests.
fn print(out: &mut dyn Write, text: &str) {
    drop(out.write_all(text.as_bytes()).and_then(|()| out.flush()));
}

fn went(benchmark: &Benchmark, arguments: &Arguments) -> Went {
    if let Some(failure) = &benchmark.broken {
        return Went::Wrong(failure.message.clone());
    }
    if benchmark.is_ignored(arguments) {
        return Went::NotAtAll(String::new());
    }
    if let Some(reason) = &benchmark.skipped {
        return Went::NotAtAll(reason.clone());
    }
    match run_once(&|bencher| benchmark.run(bencher)) {
        Ok(()) => Went::Well,
        Err(failure) => Went::Wrong(failure.message),
    }
}
