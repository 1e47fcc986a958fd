//! What a person or the system says to end: Ctrl-C, SIGTERM and SIGHUP.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU32, Ordering},
};

/// Whether somebody wants this to end, and how.
#[derive(Debug, Default)]
pub(crate) struct Stop {
    pub(crate) asked: Arc<AtomicBool>,
    terminated: Arc<AtomicBool>,
}

impl Stop {
    /// From now on no signal ends this process at once. Where no handler can
    /// be set, it does.
    pub(crate) fn watch() -> Self {
        let stop = Self::default();
        stop.register();
        stop
    }

    #[cfg(unix)]
    fn register(&self) {
        use signal_hook::{
            consts::{SIGHUP, SIGINT, SIGTERM},
            flag,
        };
        for signal in [SIGHUP, SIGTERM] {
            drop(flag::register(signal, Arc::clone(&self.terminated)));
        }
        for signal in [SIGINT, SIGHUP, SIGTERM] {
            drop(flag::register(signal, Arc::clone(&self.asked)));
        }
    }

    #[cfg(not(unix))]
    fn register(&self) {
        let seen = Arc::clone(&self.asked);
        drop(ctrlc::set_handler(move || seen.store(true, Ordering::SeqCst)));
    }

    /// The exit code: 143 where it was not Ctrl-C; `None` where nobody wants
    /// it to end.
    pub(crate) fn code(&self) -> Option<u8> {
        use benchkit::harness::exit;
        let is = |flag: &AtomicBool| flag.load(Ordering::SeqCst);
        is(&self.asked).then(|| {
            let terminated = is(&self.terminated);
            if terminated { exit::TERMINATED } else { exit::INTERRUPTED }
        })
    }
}

/// Tells the process whose id is in `child` to end when this one is told so
/// by SIGTERM or SIGHUP, which reach only this one; 0 is no process.
#[cfg(unix)]
pub(crate) fn pass_on(child: Arc<AtomicU32>) {
    use signal_hook::{
        consts::{SIGHUP, SIGTERM},
        iterator::Signals,
    };
    let Ok(mut signals) = Signals::new([SIGHUP, SIGTERM]) else { return };
    std::thread::spawn(move || {
        for _ in signals.forever() {
            terminate(child.load(Ordering::SeqCst));
        }
    });
}

#[cfg(not(unix))]
pub(crate) fn pass_on(_child: Arc<AtomicU32>) {}

#[cfg(unix)]
#[expect(unsafe_code, reason = "kill has no safe form in std")]
fn terminate(child: u32) {
    let Ok(id @ 1..) = i32::try_from(child) else { return };
    // SAFETY: kill takes two numbers; the process is a child not yet reaped.
    unsafe {
        libc::kill(id, libc::SIGTERM);
    }
}
