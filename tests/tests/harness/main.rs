//! Fake bench binaries through the real harness and real processes: what
//! they exit with, print and keep.
#![cfg(target_os = "linux")]

mod crashes;
mod printing;
mod refusals;
mod support;
