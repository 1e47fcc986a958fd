//! The loops: all that is compiled anew for each workload.

use crate::{
    model::{Failure, FailureKind},
    workload::{Routine, Runtime},
};
use std::{
    error::Error, fmt, hint::black_box, mem::needs_drop, time::Duration,
};

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

/// How outputs are looked at: which of them are failures.
pub trait Judge<T> {
    /// What a good output holds.
    type Good;

    /// The good output.
    ///
    /// # Errors
    /// The text of a bad one.
    fn judge(&self, output: T) -> Result<Self::Good, String>;
}

/// Every output is good.
#[derive(Clone, Copy, Debug)]
pub struct Value;

impl<T> Judge<T> for Value {
    type Good = T;

    fn judge(&self, output: T) -> Result<T, String> {
        Ok(output)
    }
}

/// An `Err` is bad, and this is how to say what it is.
pub struct Fails<E>(pub(super) fn(E) -> String);

impl<E> fmt::Debug for Fails<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fails")
    }
}

impl<T, E> Judge<Result<T, E>> for Fails<E> {
    type Good = T;

    fn judge(&self, output: Result<T, E>) -> Result<T, String> {
        match output {
            Ok(good) => Ok(good),
            Err(error) => Err((self.0)(error)),
        }
    }
}

/// What a workload says about a good output after a trial.
pub type Verify<'v, G> = Option<&'v mut dyn FnMut(&G) -> Result<(), Failure>>;

/// The verdict on a trial: its first failed output, else what `verify` says
/// about the last good one.
pub(super) fn conclude<G>(
    failed: Option<String>,
    last: Option<&G>,
    verify: &mut Verify<'_, G>,
) -> Result<(), Failure> {
    match (failed, last, verify) {
        (Some(text), ..) => Err(Failure::new(FailureKind::Error, text)),
        (None, Some(good), Some(verify)) => verify(good),
        _ => Ok(()),
    }
}

/// `try_iter`: the plain loop, ended by the first bad output.
pub(super) struct Fallible<F, J> {
    pub(super) work: F,
    pub(super) judge: J,
    pub(super) failed: Option<String>,
}

impl<T, F: FnMut() -> T, J: Judge<T>> Routine for Fallible<F, J> {
    fn run(&mut self, iterations: u64) -> Option<Duration> {
        for _ in 0..iterations {
            match self.judge.judge((self.work)()) {
                Ok(good) => drop(black_box(good)),
                Err(text) => {
                    self.failed = Some(text);
                    break;
                }
            }
        }
        None
    }

    fn finish(&mut self) -> Result<(), Failure> {
        conclude::<()>(self.failed.take(), None, &mut None)
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
///
/// It is dropped in the next trial, so that each of them drops as many
/// outputs as it makes.
pub(super) struct Verified<'v, F, J, G> {
    pub(super) work: F,
    pub(super) judge: J,
    pub(super) verify: Verify<'v, G>,
    pub(super) last: Option<G>,
    pub(super) failed: Option<String>,
}

impl<T, F, J> Routine for Verified<'_, F, J, J::Good>
where
    F: FnMut() -> T,
    J: Judge<T>,
{
    fn run(&mut self, iterations: u64) -> Option<Duration> {
        for _ in 0..iterations {
            self.last = None;
            match self.judge.judge((self.work)()) {
                Ok(good) => self.last = Some(black_box(good)),
                Err(text) => {
                    self.failed = Some(text);
                    break;
                }
            }
        }
        None
    }

    fn finish(&mut self) -> Result<(), Failure> {
        let last = self.last.as_ref();
        conclude(self.failed.take(), last, &mut self.verify)
    }
}

/// `iter_custom`: the workload has its own clock.
pub(super) struct Custom<F>(pub(super) F);

impl<F: FnMut(u64) -> Duration> Routine for Custom<F> {
    fn run(&mut self, iterations: u64) -> Option<Duration> {
        Some((self.0)(iterations))
    }

    fn has_own_clock(&self) -> bool {
        true
    }
}

/// `with_inputs(..).iter_values(..)`: inputs are consumed, outputs looked at
/// and dropped after the timing.
pub(super) struct ByValue<'v, M, F, J, I, T, G> {
    pub(super) make: M,
    pub(super) work: F,
    pub(super) inputs: Vec<I>,
    pub(super) outputs: Outputs<'v, J, T, G>,
}

impl<I, T, M, F, J> Routine for ByValue<'_, M, F, J, I, T, J::Good>
where
    M: FnMut() -> I,
    F: FnMut(I) -> T,
    J: Judge<T>,
{
    fn prepare(&mut self, iterations: u64) {
        refill(&mut self.inputs, &mut self.make, iterations);
        self.outputs.list.reserve(self.inputs.len());
    }

    fn run(&mut self, _iterations: u64) -> Option<Duration> {
        for input in self.inputs.drain(..) {
            self.outputs.list.push((self.work)(black_box(input)));
        }
        black_box(&mut self.outputs.list);
        None
    }

    fn finish(&mut self) -> Result<(), Failure> {
        self.outputs.finish()
    }

    fn input_size(&self) -> Option<usize> {
        Some(size_of::<I>() + size_of::<T>())
    }

    fn input_may_own(&self) -> bool {
        needs_drop::<I>() || needs_drop::<T>()
    }
}

/// Makes the inputs of `iterations` iterations.
pub(super) fn refill<I>(
    inputs: &mut Vec<I>,
    make: &mut impl FnMut() -> I,
    iterations: u64,
) {
    let count = usize::try_from(iterations).unwrap_or(usize::MAX);
    inputs.clear();
    inputs.reserve(count);
    inputs.extend((0..count).map(|_| make()));
}

/// The outputs of a trial, kept until its timing is over.
pub(super) struct Outputs<'v, J, T, G> {
    pub(super) list: Vec<T>,
    judge: J,
    verify: Verify<'v, G>,
}

impl<'v, T, J: Judge<T>> Outputs<'v, J, T, J::Good> {
    pub(super) fn new(judge: J, verify: Verify<'v, J::Good>) -> Self {
        Self { list: Vec::new(), judge, verify }
    }

    pub(super) fn finish(&mut self) -> Result<(), Failure> {
        let (mut failed, mut last) = (None, None);
        for output in self.list.drain(..) {
            match self.judge.judge(output) {
                Ok(good) => last = Some(good),
                Err(text) => failed = failed.or(Some(text)),
            }
        }
        conclude(failed, last.as_ref(), &mut self.verify)
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
        refill(&mut self.inputs, &mut self.generate, iterations);
        self.outputs.reserve(self.inputs.len());
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

    fn input_may_own(&self) -> bool {
        needs_drop::<I>() || needs_drop::<O>()
    }
}

/// State made anew before each trial.
pub(super) struct PerTrial<'v, M, F, J, S, G> {
    pub(super) make: M,
    pub(super) work: F,
    pub(super) judge: J,
    pub(super) verify: Verify<'v, G>,
    pub(super) state: Option<S>,
    pub(super) last: Option<G>,
    pub(super) failed: Option<String>,
}

impl<S, T, M, F, J> Routine for PerTrial<'_, M, F, J, S, J::Good>
where
    M: FnMut() -> S,
    F: FnMut(&mut S) -> T,
    J: Judge<T>,
{
    fn prepare(&mut self, _iterations: u64) {
        self.state = Some((self.make)());
    }

    fn run(&mut self, iterations: u64) -> Option<Duration> {
        let state = self.state.as_mut()?;
        for _ in 0..iterations {
            self.last = None;
            match self.judge.judge((self.work)(black_box(&mut *state))) {
                Ok(good) => self.last = Some(black_box(good)),
                Err(text) => {
                    self.failed = Some(text);
                    break;
                }
            }
        }
        None
    }

    fn finish(&mut self) -> Result<(), Failure> {
        let last = self.last.as_ref();
        let said = conclude(self.failed.take(), last, &mut self.verify);
        self.state = None;
        said
    }
}

/// A routine with what a workload wants done around each trial.
pub(super) struct Hooked<'r, 'h> {
    pub(super) routine: &'r mut dyn Routine,
    pub(super) hooks: &'r mut Hooks<'h>,
}

/// A question that is asked after each trial.
type Check<'h> = Box<dyn FnMut() -> Result<(), Failure> + 'h>;

/// What a workload wants done around each trial, untimed.
#[derive(Default)]
pub(super) struct Hooks<'h> {
    pub(super) before: Option<Box<dyn FnMut() + 'h>>,
    pub(super) after: Option<Box<dyn FnMut() + 'h>>,
    pub(super) verify: Option<Check<'h>>,
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

    fn executor(&self) -> Option<&dyn Runtime> {
        self.routine.executor()
    }

    fn input_size(&self) -> Option<usize> {
        self.routine.input_size()
    }

    fn input_may_own(&self) -> bool {
        self.routine.input_may_own()
    }

    fn has_own_clock(&self) -> bool {
        self.routine.has_own_clock()
    }
}
