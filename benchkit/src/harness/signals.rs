//! Ctrl-C, SIGTERM and SIGHUP: noticed, not obeyed on the spot.

use std::sync::atomic::{AtomicI32, Ordering};

static RECEIVED: AtomicI32 = AtomicI32::new(0);

/// The signal that asked the run to end, if one did.
pub(super) fn received() -> Option<i32> {
    match RECEIVED.load(Ordering::SeqCst) {
        0 => None,
        signal => Some(signal),
    }
}

#[cfg(unix)]
extern "C" fn remember(signal: libc::c_int) {
    let before = RECEIVED.swap(signal, Ordering::SeqCst);
    // Ctrl-C behind another signal ends the process at once, as people
    // expect. The others come twice where somebody tells a process group and
    // its leader passes it on.
    if before != 0 && signal == libc::SIGINT {
        #[expect(unsafe_code, reason = "the only exit a handler may take")]
        // SAFETY: _exit is async-signal-safe and takes any code.
        unsafe {
            libc::_exit(128 + signal);
        }
    }
}

/// From now on SIGINT, SIGTERM and SIGHUP are remembered, and interrupt
/// waits. A SIGHUP that is ignored, as `nohup` has it, stays so.
#[cfg(unix)]
#[expect(unsafe_code, reason = "signal handlers have no safe interface")]
pub(super) fn listen() {
    for signal in [libc::SIGINT, libc::SIGTERM, libc::SIGHUP] {
        // SAFETY: an all-zero sigaction is a valid value to start from.
        let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
        // SAFETY: the present action is written to a live value of its type.
        unsafe {
            libc::sigaction(signal, std::ptr::null(), &raw mut action);
        }
        if signal == libc::SIGHUP && action.sa_sigaction == libc::SIG_IGN {
            continue;
        }
        let handler: extern "C" fn(libc::c_int) = remember;
        // SAFETY: as above.
        action = unsafe { std::mem::zeroed() };
        action.sa_sigaction = handler as usize;
        // SAFETY: the handler only touches an atomic and calls _exit; the
        // action is fully initialised and outlives the call.
        unsafe {
            libc::sigaction(signal, &raw const action, std::ptr::null_mut());
        }
    }
}

/// Nothing to listen to on this system.
#[cfg(not(unix))]
pub(super) fn listen() {}
