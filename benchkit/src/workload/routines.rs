//! The loops: all that is compiled anew for each workload.

use crate::{
    model::{Failure, FailureKind},
    workload::Routine,
};
use std::{error::Error, hint::black_box, time::Duration};

/// `iter`: the plain loop.
pub(super) struct Plain<F>(pub(super) F);

impl<O, F: FnMut() -> O> Routine for Plain<F> {
    fn run(&mut self, iterations: u64) -> Option<Duration> {
        for _ in 0..iterations {
            black_box((self.0)());
        }
        None
    }
}

/// `try_iter`: the plain loop, ended by the first `Err`.
pub(super) struct Fallible<F, E> {
    pub(super) work: F,
    pub(super) describe: fn(E) -> String,
    pub(super) failed: Option<E>,
}

impl<O, E, F: FnMut() -> Result<O, E>> Routine for Fallible<F, E> {
    fn run(&mut self, iterations: u64) -> Option<Duration> {
        for _ in 0..iterations {
            match (self.work)() {
                Ok(output) => drop(black_box(output)),
                Err(error) => {
                    self.failed = Some(error);
                    break;
                }
            }
        }
        None
    }

    fn finish(&mut self) -> Result<(), Failure> {
        match self.failed.take() {
            None => Ok(()),
            Some(error) => {
                Err(Failure::new(FailureKind::Error, (self.describe)(error)))
            }
        }
    }
}

/// The error's text and its causes, in one line.
pub(super) fn describe_error<E: Into<Box<dyn Error>>>(error: E) -> String {
    let error: Box<dyn Error> = error.into();
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        text.push_str(": ");
        text.push_str(&next.to_string());
        cause = next.source();
    }
    text
}

/// `iter` with `verify`: the last output of a trial is kept and looked at.
pub(super) struct Verified<F, V, O> {
    pub(super) work: F,
    pub(super) verify: V,
    pub(super) last: Option<O>,
}

impl<O, F, V> Routine for Verified<F, V, O>
where
    F: FnMut() -> O,
    V: FnMut(&O) -> Result<(), Failure>,
{
    fn run(&mut self, iterations: u64) -> Option<Duration> {
        for _ in 1..iterations {
            black_box((self.work)());
        }
        self.last = Some(black_box((self.work)()));
        None
    }

    fn finish(&mut self) -> Result<(), Failure> {
        self.last.take().map_or(Ok(()), |output| (self.verify)(&output))
    }
}

/// `iter_custom`: the workload has its own clock.
pub(super) struct Custom<F>(pub(super) F);

impl<F: FnMut(u64) -> Duration> Routine for Custom<F> {
    fn run(&mut self, iterations: u64) -> Option<Duration> {
        Some((self.0)(iterations))
    }
}

/// `with_inputs(..).iter_values(..)`: inputs are consumed, outputs dropped
/// after the timing.
pub(super) struct ByValue<G, F, I, O> {
    pub(super) generate: G,
    pub(super) work: F,
    pub(super) inputs: Vec<I>,
    pub(super) outputs: Vec<O>,
}

impl<I, O, G, F> Routine for ByValue<G, F, I, O>
where
    G: FnMut() -> I,
    F: FnMut(I) -> O,
{
    fn prepare(&mut self, iterations: u64) {
        let count = usize::try_from(iterations).unwrap_or(usize::MAX);
        self.outputs.reserve(count);
        self.inputs.reserve(count);
        self.inputs.extend((0..count).map(|_| (self.generate)()));
    }

    fn run(&mut self, _iterations: u64) -> Option<Duration> {
        for input in self.inputs.drain(..) {
            self.outputs.push((self.work)(black_box(input)));
        }
        black_box(&mut self.outputs);
        None
    }

    fn finish(&mut self) -> Result<(), Failure> {
        self.outputs.clear();
        Ok(())
    }

    fn input_size(&self) -> Option<usize> {
        Some(size_of::<I>() + size_of::<O>())
    }
}

/// `with_inputs(..).iter_refs(..)`: inputs and outputs are dropped after the
/// timing.
pub(super) struct ByRef<G, F, I, O> {
    pub(super) generate: G,
    pub(super) work: F,
    pub(super) inputs: Vec<I>,
    pub(super) outputs: Vec<O>,
}

impl<I, O, G, F> Routine for ByRef<G, F, I, O>
where
    G: FnMut() -> I,
    F: FnMut(&mut I) -> O,
{
    fn prepare(&mut self, iterations: u64) {
        let count = usize::try_from(iterations).unwrap_or(usize::MAX);
        self.outputs.reserve(count);
        self.inputs.reserve(count);
        self.inputs.extend((0..count).map(|_| (self.generate)()));
    }

    fn run(&mut self, _iterations: u64) -> Option<Duration> {
        for input in &mut self.inputs {
            self.outputs.push((self.work)(black_box(input)));
        }
        black_box(&mut self.outputs);
        None
    }

    fn finish(&mut self) -> Result<(), Failure> {
        self.outputs.clear();
        self.inputs.clear();
        Ok(())
    }

    fn input_size(&self) -> Option<usize> {
        Some(size_of::<I>() + size_of::<O>())
    }
}

/// State made anew before each trial.
pub(super) struct PerTrial<S, F, T> {
    pub(super) setup: S,
    pub(super) work: F,
    pub(super) state: Option<T>,
}

impl<T, O, S, F> Routine for PerTrial<S, F, T>
where
    S: FnMut() -> T,
    F: FnMut(&mut T) -> O,
{
    fn prepare(&mut self, _iterations: u64) {
        self.state = Some((self.setup)());
    }

    fn run(&mut self, iterations: u64) -> Option<Duration> {
        if let Some(state) = &mut self.state {
            for _ in 0..iterations {
                black_box((self.work)(black_box(&mut *state)));
            }
        }
        None
    }

    fn finish(&mut self) -> Result<(), Failure> {
        self.state = None;
        Ok(())
    }
}

/// A routine with what a workload wants done around each trial.
pub(super) struct Hooked<'r, 'h> {
    pub(super) routine: &'r mut dyn Routine,
    pub(super) hooks: &'r mut Hooks<'h>,
}

/// What a workload wants done around each trial, untimed.
#[derive(Default)]
pub(super) struct Hooks<'h> {
    pub(super) before: Option<Box<dyn FnMut() + 'h>>,
    pub(super) after: Option<Box<dyn FnMut() + 'h>>,
    pub(super) verify: Option<Box<dyn FnMut() -> Result<(), Failure> + 'h>>,
}

impl Hooks<'_> {
    pub(super) fn any(&self) -> bool {
        self.before.is_some() || self.after.is_some() || self.verify.is_some()
    }
}

impl Routine for Hooked<'_, '_> {
    fn prepare(&mut self, iterations: u64) {
        if let Some(before) = &mut self.hooks.before {
            before();
        }
        self.routine.prepare(iterations);
    }

    fn run(&mut self, iterations: u64) -> Option<Duration> {
        self.routine.run(iterations)
    }

    fn finish(&mut self) -> Result<(), Failure> {
        let mut verdict = self.routine.finish();
        if let (Ok(()), Some(verify)) = (&verdict, &mut self.hooks.verify) {
            verdict = verify();
        }
        if let Some(after) = &mut self.hooks.after {
            after();
        }
        verdict
    }

    fn input_size(&self) -> Option<usize> {
        self.routine.input_size()
    }
}
