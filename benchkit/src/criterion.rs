//! Registered workloads under criterion; needs the feature `criterion`.
//!
//! ```no_run
//! #[benchkit::workload]
//! fn sum() -> u64 {
//!     (0..100).sum()
//! }
//!
//! criterion::criterion_group!(benches, benchkit::criterion::run);
//! criterion::criterion_main!(benches);
//! ```
//!
//! Criterion measures in its own way, in one process, and knows less:
//! `threads`, `requires`, budgets and the other settings of how to measure have
//! no effect, and throughput and metrics are not handed on. Workloads with
//! `ignore` are left out. As with every function under criterion, setup is
//! repeated for each of its samples.

use crate::{
    clock::Clock,
    model::{BenchmarkId, Failure},
    workload::{Bencher, Body, Cases, Driver, Note, Routine, workloads},
};
use ::criterion::{Bencher as Theirs, Criterion};
use std::time::Duration;

/// Inputs that are made at a time, where a workload has any.
const BATCH: u64 = 1_024;

/// Runs every registered workload of the program under `criterion`, each
/// combination of arguments by its own id.
///
/// # Panics
///
/// Where a workload fails: criterion has no failed results, and a number
/// would be wrong.
pub fn run(criterion: &mut Criterion) {
    for workload in workloads("") {
        if workload.options().ignore.unwrap_or(false) {
            continue;
        }
        let path = workload.path();
        let path = path.trim_start_matches("::");
        match workload.descriptor.body {
            Body::One(work) => {
                let id = BenchmarkId::new(path, &[]);
                under(criterion, &id, &work);
            }
            Body::Many(list) => {
                let mut cases = Cases::default();
                list(&mut cases);
                for case in cases.into_list() {
                    let id = BenchmarkId::new(path, &case.parameters);
                    under(criterion, &id, &*case.run);
                }
            }
        }
    }
}

fn under(
    criterion: &mut Criterion,
    id: &BenchmarkId,
    work: &dyn Fn(&mut Bencher<'_>),
) {
    criterion.bench_function(id.as_str(), |theirs| {
        let mut driver = Under { theirs, clock: Clock::new(), failed: None };
        work(&mut Bencher::new(&mut driver));
        if let Some(failure) = driver.failed {
            panic!("{id}: {failure}");
        }
    });
}

/// Hands a routine to criterion's own loop.
struct Under<'c, 'm> {
    theirs: &'c mut Theirs<'m>,
    clock: Clock,
    failed: Option<Failure>,
}

impl Driver for Under<'_, '_> {
    fn drive(&mut self, routine: &mut dyn Routine) {
        let Self { theirs, clock, failed } = self;
        theirs.iter_custom(|iterations| {
            match timed(*clock, routine, iterations) {
                Ok(took) => took,
                Err(failure) => {
                    failed.get_or_insert(failure);
                    // Not 0, which criterion does not expect.
                    Duration::from_nanos(1)
                }
            }
        });
    }

    fn note(&mut self, note: Note) {
        if let Note::Failed(failure) = note {
            self.failed.get_or_insert(failure);
        }
    }
}

/// The time of `iterations` iterations, without what surrounds them.
fn timed(
    clock: Clock,
    routine: &mut dyn Routine,
    iterations: u64,
) -> Result<Duration, Failure> {
    let segment = routine.input_size().map_or(iterations, |_| BATCH);
    let mut took = Duration::ZERO;
    let mut left = iterations;
    while left > 0 {
        let count = left.min(segment);
        routine.prepare(count);
        let start = clock.now();
        let own = routine.run(count);
        let passed = clock.now().saturating_sub(start);
        took += own.unwrap_or(Duration::from_nanos(passed));
        routine.finish()?;
        left -= count;
    }
    Ok(took)
}
