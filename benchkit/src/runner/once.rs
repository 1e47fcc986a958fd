//! Runs a workload once, to see that it works: test mode.

use crate::{
    model::{Failure, FailureKind},
    runner::launch::catch,
    workload::{Bencher, Driver, Note, Routine},
};

#[derive(Default)]
struct Once {
    driven: bool,
    failed: Option<Failure>,
}

impl Driver for Once {
    fn drive(&mut self, routine: &mut dyn Routine) {
        self.driven = true;
        routine.prepare(1);
        let _own_time = routine.run(1);
        if let Err(failure) = routine.finish() {
            self.failed.get_or_insert(failure);
        }
    }

    fn note(&mut self, note: Note) {
        if let Note::Failed(failure) = note {
            self.failed.get_or_insert(failure);
        }
    }
}

/// Runs one iteration of `body`, untimed.
///
/// # Errors
/// When it panics, returns an `Err`, fails its `verify` or never calls a
/// method of `Bencher` that measures.
pub fn run_once(body: &dyn Fn(&mut Bencher<'_>)) -> Result<(), Failure> {
    let mut driver = Once::default();
    catch(|| body(&mut Bencher::new(&mut driver)))?;
    match driver.failed {
        Some(failure) => Err(failure),
        None if !driver.driven => Err(nothing_measured()),
        None => Ok(()),
    }
}

/// The workload took a bencher and did not use it.
pub(super) fn nothing_measured() -> Failure {
    Failure::new(
        FailureKind::NothingMeasured,
        "the workload never called a method of Bencher that measures, such \
         as iter",
    )
}
