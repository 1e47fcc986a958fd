//! Asynchronous work: what a wake costs, within a thread and across two.
//!
//! [`yields`] is bound by the executor (poll, wake, poll again);
//! [`round_trip`] by the scheduler of the system, which wakes one thread and
//! then the other.

use crate::judge::ensure;
use benchkit::Bencher;
use std::{
    cell::Cell,
    pin::Pin,
    rc::Rc,
    sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc},
    task::{Context, Poll, Waker},
    thread,
};

/// Ready at the second poll; the first one wakes its own task.
#[derive(Debug, Default)]
struct Yield {
    yielded: bool,
}

impl Future for Yield {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.yielded {
            return Poll::Ready(());
        }
        self.yielded = true;
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

/// Yields of an iteration.
pub const YIELDS: u64 = 100;

/// A task that gives way 100 times.
#[benchkit::workload(throughput = items(YIELDS), tags = ["example", "async"])]
pub fn yields(b: &mut Bencher<'_>) {
    let done = Rc::new(Cell::new((0, 0)));
    let seen = Rc::clone(&done);
    b.verify_trial(move || {
        let (iterations, yields) = seen.take();
        let expected = iterations * YIELDS;
        ensure(iterations > 0 && yields == expected, || {
            format!("{yields} yields, not {expected}")
        })
    });
    b.iter_async(|| {
        let done = Rc::clone(&done);
        async move {
            let mut yields = 0;
            for _ in 0..YIELDS {
                Yield::default().await;
                yields += 1;
            }
            let (iterations, before) = done.get();
            done.set((iterations + 1, before + yields));
        }
    });
}

/// Where an answer arrives.
#[derive(Debug, Default)]
struct Slot {
    answer: Option<u64>,
    waker: Option<Waker>,
}

/// A question to another thread; ready when the answer is there.
#[derive(Debug)]
struct Answer(Arc<Mutex<Slot>>);

fn lock(slot: &Mutex<Slot>) -> MutexGuard<'_, Slot> {
    slot.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Future for Answer {
    type Output = u64;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<u64> {
        let mut slot = lock(&self.0);
        let Some(answer) = slot.answer.take() else {
            slot.waker = Some(context.waker().clone());
            return Poll::Pending;
        };
        Poll::Ready(answer)
    }
}

/// Answers each question by its successor, until no one can ask any more.
fn answer_all(questions: &mpsc::Receiver<u64>, slot: &Mutex<Slot>) {
    for question in questions {
        let mut slot = lock(slot);
        slot.answer = Some(question + 1);
        let waker = slot.waker.take();
        drop(slot);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

/// A question to another thread and its answer.
#[benchkit::workload(throughput = items(1), tags = ["example", "async", "threads"])]
pub fn round_trip(b: &mut Bencher<'_>) {
    let slot = Arc::new(Mutex::new(Slot::default()));
    let (ask, questions) = mpsc::channel();
    let theirs = Arc::clone(&slot);
    let thread = thread::spawn(move || answer_all(&questions, &theirs));
    let wrong = Rc::new(Cell::new(0_u64));
    let seen = Rc::clone(&wrong);
    b.verify_trial(move || {
        let wrong = seen.take();
        ensure(wrong == 0, || format!("{wrong} wrong answers"))
    });
    let asked = Cell::new(0);
    b.iter_async(|| {
        let question = asked.replace(asked.get() + 1);
        let (sent, slot) = (ask.send(question), Arc::clone(&slot));
        let wrong = Rc::clone(&wrong);
        async move {
            let right = sent.is_ok() && Answer(slot).await == question + 1;
            wrong.set(wrong.get() + u64::from(!right));
        }
    });
    drop(ask);
    if thread.join().is_err() {
        b.fail("the answering thread panicked");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::trying;
    use std::task::Wake;

    #[derive(Default)]
    struct Count(Mutex<u32>);

    impl Wake for Count {
        fn wake(self: Arc<Self>) {
            *self.0.lock().expect("sound") += 1;
        }
    }

    #[test]
    fn a_yield_is_ready_at_its_second_poll_and_wakes_once() {
        let count = Arc::new(Count::default());
        let waker = Waker::from(Arc::clone(&count));
        let mut context = Context::from_waker(&waker);
        let mut once = Pin::new(Box::new(Yield::default()));
        assert_eq!(once.as_mut().poll(&mut context), Poll::Pending);
        assert_eq!(once.as_mut().poll(&mut context), Poll::Ready(()));
        assert_eq!(*count.0.lock().expect("sound"), 1);
    }

    #[test]
    fn the_workloads_hold() {
        assert_eq!(trying::run(yields), Ok(()));
        assert_eq!(trying::run(round_trip), Ok(()));
    }
}
