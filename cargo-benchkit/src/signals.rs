//! What a person or the system says to end: Ctrl-C, SIGTERM and SIGHUP.

use std::{
    io,
    process::{Child, ExitStatus},
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

/// Whether somebody wants this to end, and how; all of a process are one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stop {
    pub(crate) asked: Arc<AtomicBool>,
    terminated: Arc<AtomicBool>,
    /// Process ids of children that run and are not reaped.
    children: Arc<Mutex<Vec<u32>>>,
}

impl Stop {
    /// From now on no signal ends this process at once. Where no handler can
    /// be set, it does; a SIGHUP that is ignored, as `nohup` has it, stays
    /// so.
    pub(crate) fn watch() -> Self {
        static STOP: OnceLock<Stop> = OnceLock::new();
        let stop = STOP.get_or_init(|| {
            let stop = Self::default();
            stop.register();
            stop
        });
        stop.clone()
    }

    #[cfg(unix)]
    fn register(&self) {
        use signal_hook::{
            consts::{SIGHUP, SIGINT, SIGTERM},
            flag,
            iterator::Signals,
        };
        let mut ends = vec![SIGTERM];
        if !is_ignored(SIGHUP) {
            ends.push(SIGHUP);
        }
        // The flags are set before the thread wakes, which is what `tell`
        // relies on.
        for signal in &ends {
            drop(flag::register(*signal, Arc::clone(&self.terminated)));
        }
        for signal in [SIGINT].iter().chain(&ends) {
            drop(flag::register(*signal, Arc::clone(&self.asked)));
        }
        let Ok(mut signals) = Signals::new(&ends) else { return };
        let stop = self.clone();
        std::thread::spawn(move || {
            for _ in signals.forever() {
                stop.pass_on();
            }
        });
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

    /// From now on `child` is told to end when this process is told so by
    /// SIGTERM or SIGHUP, which may reach only this one. Where this process
    /// has been told already, by whichever signal, so is the child.
    pub(crate) fn tell(&self, child: Child) -> Told {
        self.children().push(child.id());
        if self.asked.load(Ordering::SeqCst) {
            self.pass_on();
        }
        Told { stop: self.clone(), child }
    }

    fn children(&self) -> MutexGuard<'_, Vec<u32>> {
        self.children.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells all children to end. Nobody reaps one meanwhile.
    fn pass_on(&self) {
        for child in self.children().iter() {
            terminate(*child);
        }
    }
}

/// A child that is told to end when this process is, as long as this lives.
#[derive(Debug)]
pub(crate) struct Told {
    stop: Stop,
    child: Child,
}

impl Told {
    /// Waits for its end. Nobody is told anything once it is reaped, for its
    /// number may then be another's.
    ///
    /// # Errors
    /// As [`Child::wait`].
    pub(crate) fn wait(mut self) -> io::Result<ExitStatus> {
        ended(&self.child);
        self.forget();
        self.child.wait()
    }

    fn forget(&self) {
        self.stop.children().retain(|id| *id != self.child.id());
    }
}

impl Drop for Told {
    fn drop(&mut self) {
        self.forget();
    }
}

/// Whether `signal` does nothing to this process.
#[cfg(unix)]
#[expect(unsafe_code, reason = "sigaction has no safe form in std")]
fn is_ignored(signal: libc::c_int) -> bool {
    let mut action = std::mem::MaybeUninit::<libc::sigaction>::zeroed();
    // SAFETY: the pointer is valid for writes of one `sigaction`.
    unsafe {
        libc::sigaction(signal, std::ptr::null(), action.as_mut_ptr());
    }
    // SAFETY: all zeros is a valid sigaction, written to or not.
    let action = unsafe { action.assume_init() };
    action.sa_sigaction == libc::SIG_IGN
}

/// Waits until `child` has ended, and does not reap it. Where that cannot be,
/// whoever reaps it waits.
#[cfg(unix)]
fn ended(child: &Child) {
    use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
    let id = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    let Some(id) = id else { return };
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
    let _ = rustix::io::retry_on_intr(|| waitid(WaitId::Pid(id), options));
}

#[cfg(not(unix))]
fn ended(_child: &Child) {}

/// That it may have ended is no error.
#[cfg(unix)]
fn terminate(child: u32) {
    use rustix::process::{Pid, Signal, kill_process};
    let id = i32::try_from(child).ok().and_then(Pid::from_raw);
    if let Some(id) = id {
        let _ = kill_process(id, Signal::TERM);
    }
}

#[cfg(not(unix))]
fn terminate(_child: u32) {}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        os::unix::process::ExitStatusExt as _,
        process::{Command, Stdio},
    };

    /// It ends when its input does, which nobody closes.
    fn child() -> Child {
        let mut command = Command::new("cat");
        command.stdin(Stdio::piped()).stdout(Stdio::null());
        command.spawn().expect("starts")
    }

    fn is_there(child: u32) -> bool {
        let id = child.to_string();
        let mut kill = Command::new("kill");
        let kill = kill.args(["-0", &id]).stderr(Stdio::null());
        kill.status().expect("starts").success()
    }

    #[test]
    fn a_child_that_came_after_the_signal_is_told_too() {
        let stop = Stop::default();
        stop.asked.store(true, Ordering::SeqCst);
        let mut child = child();
        let input = child.stdin.take();
        let status = stop.tell(child).wait().expect("ends");
        assert_eq!(status.signal(), Some(libc::SIGTERM));
        drop(input);
    }

    #[test]
    fn a_running_child_is_told_and_one_that_is_reaped_is_forgotten() {
        let stop = Stop::default();
        let mut child = child();
        let input = child.stdin.take();
        let told = stop.tell(child);
        assert_eq!(stop.children().len(), 1);
        stop.pass_on();
        let status = told.wait().expect("ends");
        assert_eq!(status.signal(), Some(libc::SIGTERM));
        assert!(stop.children().is_empty());
        drop(input);
    }

    #[test]
    fn a_child_that_has_ended_is_there_until_nobody_can_tell_it() {
        let stop = Stop::default();
        let mut child = child();
        drop(child.stdin.take());
        ended(&child);
        let id = child.id();
        assert!(is_there(id));
        let told = stop.tell(child);
        stop.pass_on();
        let status = told.wait().expect("ended");
        assert_eq!(status.code(), Some(0));
        assert!(!is_there(id) && stop.children().is_empty());
    }
}
