//! How the workloads check what they computed.

use benchkit::{
    Bencher,
    model::{Failure, FailureKind},
};
use std::{cell::Cell, rc::Rc};

/// A check passed, or a failure that says what is wrong.
pub type Checked = Result<(), Failure>;

/// Passes where `holds`; else a failed verification that says `wrong`.
///
/// # Errors
/// Where it does not hold.
pub fn ensure(holds: bool, wrong: impl FnOnce() -> String) -> Checked {
    if holds {
        Ok(())
    } else {
        Err(Failure::new(FailureKind::VerifyFailed, wrong()))
    }
}

/// Looks at inputs that a workload changed in place, when they are dropped:
/// the library drops them after the timing and before it asks whether the
/// trial is valid.
#[derive(Clone, Debug, Default)]
pub struct Inspector {
    wrong: Rc<Cell<u64>>,
}

/// An input that is looked at when it is dropped.
#[derive(Debug)]
pub struct Inspected<T> {
    /// What the workload changes.
    pub value: T,
    check: fn(&T) -> bool,
    wrong: Rc<Cell<u64>>,
}

impl Inspector {
    /// An inspector on whose word the trials of `bencher` depend.
    pub fn new(bencher: &mut Bencher<'_>) -> Self {
        let inspector = Self::default();
        let wrong = Rc::clone(&inspector.wrong);
        bencher.verify_trial(move || {
            let count = wrong.take();
            ensure(count == 0, || format!("{count} outputs are wrong"))
        });
        inspector
    }

    /// `value`, which must pass `check` when it is dropped.
    pub fn inspect<T>(&self, value: T, check: fn(&T) -> bool) -> Inspected<T> {
        Inspected { value, check, wrong: Rc::clone(&self.wrong) }
    }
}

impl<T> Drop for Inspected<T> {
    fn drop(&mut self) {
        if !(self.check)(&self.value) {
            self.wrong.set(self.wrong.get() + 1);
        }
    }
}

/// A driver for tests: runs a few trials and keeps the first failure.
#[cfg(test)]
pub(crate) mod trying {
    use super::{Bencher, Checked, Failure, FailureKind};
    use benchkit::workload::{Driver, Note, Routine};

    struct Trying {
        trials: usize,
        failure: Option<Failure>,
    }

    impl Driver for Trying {
        fn drive(&mut self, routine: &mut dyn Routine) {
            for iterations in [1, 3] {
                routine.prepare(iterations);
                routine.run(iterations);
                self.trials += 1;
                if let Err(failure) = routine.finish() {
                    self.failure.get_or_insert(failure);
                }
            }
        }

        fn note(&mut self, note: Note) {
            if let Note::Failed(failure) = note {
                self.failure.get_or_insert(failure);
            }
        }
    }

    /// Runs `workload` a few times; fails where its verification does, or
    /// where it drove nothing.
    pub(crate) fn run(workload: impl FnOnce(&mut Bencher<'_>)) -> Checked {
        let mut driver = Trying { trials: 0, failure: None };
        workload(&mut Bencher::new(&mut driver));
        match driver.failure {
            Some(failure) => Err(failure),
            None if driver.trials == 0 => Err(Failure::new(
                FailureKind::NothingMeasured,
                "nothing was driven",
            )),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one_input(work: fn(&mut u8)) -> Checked {
        trying::run(|b| {
            let inspector = Inspector::new(b);
            b.with_inputs(move || inspector.inspect(0, |value| *value == 1))
                .iter_refs(|input| work(&mut input.value));
        })
    }

    #[test]
    fn an_input_left_wrong_voids_the_trial() {
        assert_eq!(one_input(|value| *value = 1), Ok(()));
        let failure = one_input(|_| {}).expect_err("all inputs are wrong");
        assert_eq!(failure.kind, FailureKind::VerifyFailed);
        assert_eq!(failure.message, "1 outputs are wrong");
    }
}
