//! Fake bench binaries through the real harness and real processes: what
//! they exit with, print and keep.
#![cfg(target_os = "linux")]

mod bad_input;
mod baselines;
mod cargo;
mod config;
mod contract;
mod crashes;
mod interruption;
mod noise;
mod options;
mod outputs;
mod printing;
mod project;
mod refusals;
mod store;
mod support;
mod worker;
