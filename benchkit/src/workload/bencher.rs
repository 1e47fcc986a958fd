//! What a workload drives.

use crate::{
    model::{
        Direction, Failure, FailureKind, Metric, MetricValue, Parameter,
        Throughput,
    },
    workload::{
        Driver, Note, Routine, Runtime,
        asynchronous::{AsyncInputs, AsyncPlain, OwnRuntime},
        routines::{
            ByRef, ByValue, Custom, Fails, Fallible, Hooked, Hooks, Outputs,
            PerTrial, Plain, Value, Verified, describe_error,
        },
    },
};
use std::{any::type_name, error::Error, fmt, time::Duration};

/// Runs a workload's loop; each workload that takes one calls exactly one of
/// its `iter` methods.
///
/// With `threads = [n]` the workload's function itself runs on each of the n
/// threads, with a bencher and with state of its own; their loops start and
/// stop together.
///
/// ```
/// #[benchkit::workload]
/// fn push(b: &mut benchkit::Bencher) {
///     b.with_inputs(|| Vec::with_capacity(8)).iter_refs(|v| v.push(1));
/// }
/// ```
pub struct Bencher<'a> {
    driver: &'a mut dyn Driver,
    hooks: Hooks<'a>,
    runtime: Option<Box<dyn Runtime>>,
}

impl fmt::Debug for Bencher<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bencher").finish_non_exhaustive()
    }
}

impl<'a> Bencher<'a> {
    /// A bencher that hands its loops to `driver`.
    pub fn new(driver: &'a mut dyn Driver) -> Self {
        Self { driver, hooks: Hooks::default(), runtime: None }
    }

    /// Times `work`; its output passes through
    /// [`black_box`](std::hint::black_box) and is dropped within the timing.
    ///
    /// An `Err` that `work` returns goes unnoticed here: use
    /// [`try_iter`](Self::try_iter).
    #[expect(clippy::iter_not_returning_iterator, reason = "a benchmark's")]
    pub fn iter<O, F: FnMut() -> O>(&mut self, work: F) {
        self.remark_unchecked::<O>();
        self.run(&mut Plain(work));
    }

    /// Times `work`; its first `Err` makes the benchmark a failed one, with
    /// the error's text and causes.
    pub fn try_iter<O, E, F>(&mut self, work: F)
    where
        E: Into<Box<dyn Error>>,
        F: FnMut() -> Result<O, E>,
    {
        let judge = Fails(describe_error);
        self.run(&mut Fallible { work, judge, failed: None });
    }

    /// Times `work` and shows `verify` the last output of each trial.
    pub fn iter_verified<O, F, V>(&mut self, work: F, mut verify: V)
    where
        F: FnMut() -> O,
        V: FnMut(&O) -> Result<(), Failure>,
    {
        self.run(&mut Verified {
            work,
            judge: Value,
            verify: Some(&mut verify),
            last: None,
            failed: None,
        });
    }

    /// Times the future that `work` makes, all iterations of a trial within
    /// one `block_on` of the workload's runtime.
    pub fn iter_async<O, W, F>(&mut self, work: F)
    where
        W: Future<Output = O>,
        F: FnMut() -> W,
    {
        self.remark_unchecked::<O>();
        self.run_async(|runtime, driver| {
            driver(&mut AsyncPlain::new(work, runtime));
        });
    }

    /// Gives the workload inputs made by `generate`, outside the timing.
    pub fn with_inputs<I, G: FnMut() -> I>(
        &mut self,
        generate: G,
    ) -> Inputs<'_, 'a, G> {
        Inputs { bencher: self, generate }
    }

    /// Gives the workload a state that `setup` makes anew before each
    /// trial, outside the timing.
    pub fn with_trial_setup<T, S: FnMut() -> T>(
        &mut self,
        setup: S,
    ) -> TrialSetup<'_, 'a, S> {
        TrialSetup { bencher: self, setup }
    }

    /// Lets the workload measure itself: `work` runs the number of
    /// iterations that it is given and returns the time that they took.
    pub fn iter_custom<F: FnMut(u64) -> Duration>(&mut self, work: F) {
        self.run(&mut Custom(work));
    }

    /// Says what one iteration processes.
    pub fn throughput(&mut self, throughput: Throughput) -> &mut Self {
        self.driver.note(Note::Throughput(throughput));
        self
    }

    /// Reports a metric of the workload's own; a value that is no number is
    /// absent, with that reason.
    pub fn metric(
        &mut self,
        name: &str,
        unit: &str,
        direction: Direction,
        value: f64,
    ) -> &mut Self {
        let metric = Metric { name: name.into(), unit: unit.into(), direction };
        let reason =
            (!value.is_finite()).then(|| format!("the workload said {value}"));
        let value = value.is_finite().then_some(value);
        self.driver.note(Note::Metric(MetricValue { metric, value, reason }));
        self
    }

    /// Says what the workload really used for parameter `name`.
    pub fn effective(
        &mut self,
        name: &str,
        value: impl fmt::Display,
    ) -> &mut Self {
        self.driver.note(Note::Effective(Parameter::new(name, value)));
        self
    }

    /// Brings the runtime that `iter_async` blocks on.
    pub fn runtime(&mut self, runtime: impl Runtime + 'static) -> &mut Self {
        self.runtime = Some(Box::new(runtime));
        self
    }

    /// Calls `hook` before each trial, outside the timing.
    pub fn before_trial(&mut self, hook: impl FnMut() + 'a) -> &mut Self {
        self.hooks.before = Some(Box::new(hook));
        self
    }

    /// Calls `hook` after each trial, outside the timing.
    pub fn after_trial(&mut self, hook: impl FnMut() + 'a) -> &mut Self {
        self.hooks.after = Some(Box::new(hook));
        self
    }

    /// Asks `check` after each trial; an `Err` makes the trial void and the
    /// benchmark a failed one.
    pub fn verify_trial(
        &mut self,
        check: impl FnMut() -> Result<(), Failure> + 'a,
    ) -> &mut Self {
        self.hooks.verify = Some(Box::new(check));
        self
    }

    /// Makes the benchmark a failed one that says `message`.
    pub fn fail(&mut self, message: impl Into<String>) {
        let failure = Failure::new(FailureKind::Error, message);
        self.driver.note(Note::Failed(failure));
    }

    fn remark_unchecked<O>(&mut self) {
        if type_name::<O>().starts_with("core::result::Result<") {
            self.driver.note(Note::Remark("unchecked_result".into()));
        }
    }

    /// Lets `make` build a routine on the workload's runtime and run it.
    pub(super) fn run_async(
        &mut self,
        make: impl FnOnce(&dyn Runtime, &mut dyn FnMut(&mut dyn Routine)),
    ) {
        let runtime = self.runtime.take();
        let chosen: &dyn Runtime = runtime.as_deref().unwrap_or(&OwnRuntime);
        match chosen.fault() {
            Some(fault) => self.fail(fault),
            None => make(chosen, &mut |routine| self.run(routine)),
        }
        self.runtime = runtime;
    }

    pub(super) fn run(&mut self, routine: &mut dyn Routine) {
        if self.hooks.any() {
            let hooks = &mut self.hooks;
            self.driver.drive(&mut Hooked { routine, hooks });
        } else {
            self.driver.drive(routine);
        }
    }
}

/// A bencher with inputs for each iteration; see [`Bencher::with_inputs`].
#[derive(Debug)]
#[must_use = "call iter_values or iter_refs"]
pub struct Inputs<'b, 'a, G> {
    bencher: &'b mut Bencher<'a>,
    generate: G,
}

impl<G> Inputs<'_, '_, G> {
    /// Times `work`, which consumes its input; outputs are dropped after
    /// the timing.
    pub fn iter_values<I, O, F>(self, work: F)
    where
        G: FnMut() -> I,
        F: FnMut(I) -> O,
    {
        self.bencher.remark_unchecked::<O>();
        self.bencher.run(&mut ByValue {
            make: self.generate,
            work,
            inputs: Vec::new(),
            outputs: Outputs::new(Value, None),
        });
    }

    /// Times the future that `work` makes of its input, all iterations of a
    /// trial within one `block_on`; outputs are dropped after the timing.
    pub fn iter_async<I, W, F>(self, work: F)
    where
        W: Future,
        G: FnMut() -> I,
        F: FnMut(I) -> W,
    {
        self.bencher.remark_unchecked::<W::Output>();
        let make = self.generate;
        self.bencher.run_async(|runtime, run| {
            run(&mut AsyncInputs {
                make,
                work,
                inputs: Vec::new(),
                outputs: Outputs::new(Value, None),
                runtime,
            });
        });
    }

    /// Times `work`, which borrows its input; inputs and outputs are
    /// dropped after the timing.
    pub fn iter_refs<I, O, F>(self, work: F)
    where
        G: FnMut() -> I,
        F: FnMut(&mut I) -> O,
    {
        self.bencher.remark_unchecked::<O>();
        let generate = self.generate;
        self.bencher.run(&mut ByRef {
            generate,
            work,
            inputs: Vec::new(),
            outputs: Vec::new(),
        });
    }
}

/// A bencher with a state for each trial; see
/// [`Bencher::with_trial_setup`].
#[derive(Debug)]
#[must_use = "call iter"]
pub struct TrialSetup<'b, 'a, S> {
    bencher: &'b mut Bencher<'a>,
    setup: S,
}

impl<S> TrialSetup<'_, '_, S> {
    /// Times `work` on the state of the trial.
    #[expect(clippy::iter_not_returning_iterator, reason = "a benchmark's")]
    pub fn iter<T, O, F>(self, work: F)
    where
        S: FnMut() -> T,
        F: FnMut(&mut T) -> O,
    {
        self.bencher.remark_unchecked::<O>();
        self.bencher.run(&mut PerTrial {
            make: self.setup,
            work,
            judge: Value,
            verify: None,
            state: None,
            last: None,
            failed: None,
        });
    }
}
