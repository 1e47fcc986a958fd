//! Asynchronous workloads: a small executor, and the user's own.

use crate::workload::Routine;
use std::{
    fmt,
    hint::black_box,
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
}
