//! Asynchronous workloads: a small executor, and the user's own.

use crate::{
    model::Failure,
    workload::{
        Routine,
        routines::{Judge, Outputs, Verify, conclude, refill},
    },
};
use std::{
    fmt,
    future::ready,
    hint::black_box,
    mem::needs_drop,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
    time::Duration,
};

/// Something that can run a future to its end on the calling thread.
pub trait Runtime {
    /// Returns when `future` is done.
    fn block_on(&self, future: Pin<&mut dyn Future<Output = ()>>);

    /// Why it can run nothing, if it cannot: the benchmark is then a failed
    /// one that says so, and `block_on` is not called.
    fn fault(&self) -> Option<String> {
        None
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Runs `future` to its end on this thread, parked while it waits.
///
/// ```
/// assert_eq!(benchkit::block_on(async { 1 + 1 }), 2);
/// ```
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}

/// Runs a loop of `iterations` empty futures on `runtime`: what an
/// asynchronous workload costs beside its work.
pub fn idle(runtime: &dyn Runtime, iterations: u64) {
    runtime.block_on(pin!(async move {
        for _ in 0..iterations {
            ready(black_box(0_u8)).await;
        }
    }));
}

/// The library's own executor.
#[derive(Debug)]
pub(super) struct OwnRuntime;

impl Runtime for OwnRuntime {
    fn block_on(&self, future: Pin<&mut dyn Future<Output = ()>>) {
        block_on(future);
    }
}

/// `iter_async`: all iterations of a trial within one `block_on`.
pub(super) struct AsyncPlain<'r, F> {
    work: F,
    runtime: &'r dyn Runtime,
}

impl<F> fmt::Debug for AsyncPlain<'_, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AsyncPlain").finish_non_exhaustive()
    }
}

impl<'r, F> AsyncPlain<'r, F> {
    pub(super) fn new(work: F, runtime: &'r dyn Runtime) -> Self {
        Self { work, runtime }
    }
}

impl<O, W: Future<Output = O>, F: FnMut() -> W> Routine for AsyncPlain<'_, F> {
    fn run(&mut self, iterations: u64) -> Option<Duration> {
        let work = &mut self.work;
        self.runtime.block_on(pin!(async move {
            for _ in 0..iterations {
                black_box(work().await);
            }
        }));
        None
    }

    fn executor(&self) -> Option<&dyn Runtime> {
        Some(self.runtime)
    }
}

/// `iter_async` with outputs that are looked at.
pub(super) struct AsyncJudged<'r, 'v, F, J, G> {
    pub(super) work: F,
    pub(super) judge: J,
    pub(super) verify: Verify<'v, G>,
    pub(super) last: Option<G>,
    pub(super) failed: Option<String>,
    pub(super) runtime: &'r dyn Runtime,
}

impl<W, F, J> Routine for AsyncJudged<'_, '_, F, J, J::Good>
where
    W: Future,
    F: FnMut() -> W,
    J: Judge<W::Output>,
{
    fn run(&mut self, iterations: u64) -> Option<Duration> {
        let Self { work, judge, last, failed, .. } = self;
        self.runtime.block_on(pin!(async move {
            for _ in 0..iterations {
                *last = None;
                match judge.judge(work().await) {
                    Ok(good) => *last = Some(black_box(good)),
                    Err(text) => {
                        *failed = Some(text);
                        break;
                    }
                }
            }
        }));
        None
    }

    fn finish(&mut self) -> Result<(), Failure> {
        let last = self.last.as_ref();
        conclude(self.failed.take(), last, &mut self.verify)
    }

    fn executor(&self) -> Option<&dyn Runtime> {
        Some(self.runtime)
    }
}

/// `with_inputs(..).iter_async(..)`: inputs are consumed, outputs looked at
/// and dropped after the timing.
pub(super) struct AsyncInputs<'r, 'v, M, F, J, I, T, G> {
    pub(super) make: M,
    pub(super) work: F,
    pub(super) inputs: Vec<I>,
    pub(super) outputs: Outputs<'v, J, T, G>,
    pub(super) runtime: &'r dyn Runtime,
}

impl<I, W, M, F, J> Routine
    for AsyncInputs<'_, '_, M, F, J, I, W::Output, J::Good>
where
    W: Future,
    M: FnMut() -> I,
    F: FnMut(I) -> W,
    J: Judge<W::Output>,
{
    fn prepare(&mut self, iterations: u64) {
        refill(&mut self.inputs, &mut self.make, iterations);
        self.outputs.list.reserve(self.inputs.len());
    }

    fn run(&mut self, _iterations: u64) -> Option<Duration> {
        let Self { work, inputs, outputs, .. } = self;
        self.runtime.block_on(pin!(async move {
            for input in inputs.drain(..) {
                outputs.list.push(work(black_box(input)).await);
            }
            black_box(&mut outputs.list);
        }));
        None
    }

    fn finish(&mut self) -> Result<(), Failure> {
        self.outputs.finish()
    }

    fn input_size(&self) -> Option<usize> {
        Some(size_of::<I>() + size_of::<W::Output>())
    }

    fn input_may_own(&self) -> bool {
        needs_drop::<I>() || needs_drop::<W::Output>()
    }

    fn executor(&self) -> Option<&dyn Runtime> {
        Some(self.runtime)
    }
}
