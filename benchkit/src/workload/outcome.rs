//! What macro output calls: functions that return a value, or a `Result`
//! whose `Err` is a failure.
//!
//! The macro sees only tokens, so the decision is the type system's: the
//! `Pick` traits below are tried in the order of the references that a
//! method call strips (`(&&&Probe::of(&output)).pick()`).

use crate::{
    model::{Failure, FailureKind},
    workload::{
        Bencher,
        asynchronous::{AsyncInputs, AsyncJudged},
        routines::{
            ByValue, Fails, Fallible, Judge, Outputs, PerTrial, Value,
            Verified, Verify, describe_error,
        },
    },
};
use std::{any::Any, cell::RefCell, error::Error, fmt, marker, rc::Rc};

/// The type of a throughput's count; in the user's code, `u64` may mean
/// another type.
pub type Count = u64;

/// The type of an output, without an output.
#[derive(Debug)]
pub struct Probe<T>(marker::PhantomData<T>);

impl<T> Probe<T> {
    /// The type of `output`.
    pub fn of(_output: &T) -> Self {
        Self(marker::PhantomData)
    }

    /// The type that `work` returns.
    pub fn call<F: FnMut() -> T>(_work: &F) -> Self {
        Self(marker::PhantomData)
    }

    /// The type that `work` returns for an input.
    pub fn call_with<I, F: FnMut(I) -> T>(_work: &F) -> Self {
        Self(marker::PhantomData)
    }

    /// The type that `work` returns for the state that `make` makes.
    pub fn call_on<S, M, F>(_make: &M, _work: &F) -> Self
    where
        M: FnMut() -> S,
        F: FnMut(&mut S) -> T,
    {
        Self(marker::PhantomData)
    }

    /// The type of the future that `work` returns.
    pub fn future<W: Future<Output = T>, F: FnMut() -> W>(_work: &F) -> Self {
        Self(marker::PhantomData)
    }

    /// The type of the future that `work` returns for an input.
    pub fn future_with<I, W, F>(_work: &F) -> Self
    where
        W: Future<Output = T>,
        F: FnMut(I) -> W,
    {
        Self(marker::PhantomData)
    }
}

/// `Result` with an error that has a text and causes.
pub trait PickError<E> {
    /// How to look at the output.
    fn pick(&self) -> Fails<E>;
}

impl<T, E: Into<Box<dyn Error>>> PickError<E> for &&Probe<Result<T, E>> {
    fn pick(&self) -> Fails<E> {
        Fails(describe_error)
    }
}

/// `Result` with an error that can only be debugged.
pub trait PickDebug<E> {
    /// How to look at the output.
    fn pick(&self) -> Fails<E>;
}

impl<T, E: fmt::Debug> PickDebug<E> for &Probe<Result<T, E>> {
    fn pick(&self) -> Fails<E> {
        Fails(|error| format!("{error:?}"))
    }
}

/// `Result` with an error that cannot be shown.
pub trait PickAny<E> {
    /// How to look at the output.
    fn pick(&self) -> Fails<E>;
}

impl<T, E> PickAny<E> for Probe<Result<T, E>> {
    fn pick(&self) -> Fails<E> {
        Fails(|_| {
            let name = std::any::type_name::<E>();
            format!("an error of type {name}, which has no text")
        })
    }
}

/// Anything else.
pub trait PickValue {
    /// How to look at the output.
    fn pick(self) -> Value;
}

impl<T> PickValue for Probe<T> {
    fn pick(self) -> Value {
        Value
    }
}

impl<T> Clone for Probe<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Probe<T> {}

/// Times `work`; its first bad output is a failure.
pub fn calls<T, F, J>(bencher: &mut Bencher<'_>, judge: J, work: F)
where
    F: FnMut() -> T,
    J: Judge<T>,
{
    bencher.run(&mut Fallible { work, judge, failed: None });
}

/// Times `work` and shows `verify` the last output of each trial.
pub fn verified<T, F, J>(
    bencher: &mut Bencher<'_>,
    judge: J,
    work: F,
    verify: Verify<'_, J::Good>,
) where
    F: FnMut() -> T,
    J: Judge<T>,
{
    let (last, failed) = (None, None);
    bencher.run(&mut Verified { work, judge, verify, last, failed });
}

/// Times `work` on inputs that `make` makes outside the timing.
pub fn inputs<I, T, M, F, J>(
    bencher: &mut Bencher<'_>,
    judge: J,
    make: M,
    work: F,
    verify: Verify<'_, J::Good>,
) where
    M: FnMut() -> I,
    F: FnMut(I) -> T,
    J: Judge<T>,
{
    let outputs = Outputs::new(judge, verify);
    bencher.run(&mut ByValue { make, work, inputs: Vec::new(), outputs });
}

/// Times `work` on a state that `make` makes before each trial.
pub fn per_trial<S, T, M, F, J>(
    bencher: &mut Bencher<'_>,
    judge: J,
    make: M,
    work: F,
    verify: Verify<'_, J::Good>,
) where
    M: FnMut() -> S,
    F: FnMut(&mut S) -> T,
    J: Judge<T>,
{
    let (state, last, failed) = (None, None, None);
    bencher.run(&mut PerTrial {
        make,
        work,
        judge,
        verify,
        state,
        last,
        failed,
    });
}

/// Tells `work` the type of the state that `make` makes.
pub fn on_state<S, T, M, F>(_make: &M, work: F) -> F
where
    M: FnMut() -> S,
    F: FnMut(&mut S) -> T,
{
    work
}

/// Times the futures of `work`.
pub fn futures<W, F, J>(
    bencher: &mut Bencher<'_>,
    judge: J,
    work: F,
    verify: Verify<'_, J::Good>,
) where
    W: Future,
    F: FnMut() -> W,
    J: Judge<W::Output>,
{
    let (last, failed) = (None, None);
    bencher.run_async(|runtime, run| {
        run(&mut AsyncJudged { work, judge, verify, last, failed, runtime });
    });
}

/// Times the futures of `work` on inputs that `make` makes outside the
/// timing.
pub fn future_inputs<I, W, M, F, J>(
    bencher: &mut Bencher<'_>,
    judge: J,
    make: M,
    work: F,
    verify: Verify<'_, J::Good>,
) where
    W: Future,
    M: FnMut() -> I,
    F: FnMut(I) -> W,
    J: Judge<W::Output>,
{
    let outputs = Outputs::new(judge, verify);
    let inputs = Vec::new();
    bencher.run_async(|runtime, run| {
        run(&mut AsyncInputs { make, work, inputs, outputs, runtime });
    });
}

/// Takes what a function returned that drove its bencher itself.
pub fn outcome<T, J: Judge<T>>(
    bencher: &mut Bencher<'_>,
    judge: &J,
    output: T,
) {
    if let Err(text) = judge.judge(output) {
        bencher.fail(text);
    }
}

/// What a `verify` function may return, `Err` aside.
#[diagnostic::on_unimplemented(
    message = "`verify` must return `bool` or a `Result`, not `{Self}`",
    label = "returns `{Self}`"
)]
pub trait Verdict {
    /// Whether the output is right.
    fn holds(&self) -> bool;
}

impl Verdict for bool {
    fn holds(&self) -> bool {
        *self
    }
}

impl Verdict for () {
    fn holds(&self) -> bool {
        true
    }
}

/// What `verify`, written `name`, said.
///
/// # Errors
/// When it said `false` or `Err`.
pub fn verdict<T, J: Judge<T>>(
    name: &str,
    judge: &J,
    said: T,
) -> Result<(), Failure>
where
    J::Good: Verdict,
{
    let text = match judge.judge(said) {
        Ok(good) if good.holds() => return Ok(()),
        Ok(_) => format!("`{name}` returned false"),
        Err(text) => text,
    };
    Err(Failure::new(FailureKind::VerifyFailed, text))
}

/// Calls its function when it goes out of scope.
pub struct Teardown<F: FnMut()>(pub F);

impl<F: FnMut()> fmt::Debug for Teardown<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Teardown")
    }
}

impl<F: FnMut()> Drop for Teardown<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// States by the name of their benchmark.
type States = Vec<(String, Rc<dyn Any>)>;

thread_local! {
    static STATES: RefCell<States> =
        const { RefCell::new(Vec::new()) };
}

/// The state of `workload` with `arguments`, made once a process (on each
/// of its threads).
pub fn per_process<S: 'static>(
    workload: &str,
    arguments: &[&dyn fmt::Display],
    make: impl FnOnce() -> S,
) -> Rc<RefCell<S>> {
    let mut key = workload.to_owned();
    for argument in arguments {
        key.push(',');
        key.push_str(&argument.to_string());
    }
    let known = STATES.with_borrow(|states| {
        let known = states.iter().find(|(name, _)| *name == key)?;
        Rc::clone(&known.1).downcast::<RefCell<S>>().ok()
    });
    known.unwrap_or_else(|| {
        let state = Rc::new(RefCell::new(make()));
        let shared: Rc<dyn Any> = Rc::<RefCell<S>>::clone(&state);
        STATES.with_borrow_mut(|states| states.push((key, shared)));
        state
    })
}
