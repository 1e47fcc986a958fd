//! Reusable, verified workloads on real input.
//!
//! A project that depends on this crate runs them from a bench target of its
//! own, all or those of a tag:
//!
//! ```ignore
//! use benchkit_examples as _;
//! benchkit::main!();
//! ```
//!
//! | module | bound by | tags |
//! |---|---|---|
//! | [`json`] | compute, branches, allocator | `cpu`, `parse`, `alloc` |
//! | [`sorting`] | branches, compute | `cpu`, `branch` |
//! | [`hashing`] | compute | `cpu`, `hash` |
//! | [`compression`] | compute, branches, L1 latency | `cpu`, `compress` |
//! | [`chase`] | memory latency | `memory`, `latency` |
//! | [`stream`] | memory bandwidth | `memory`, `bandwidth` |
//! | [`search`] | compute, L1 and L2 bandwidth | `cpu`, `text` |
//! | [`maps`] | memory latency, hash | `memory`, `map` |
//! | [`allocation`] | allocator | `alloc` |
//! | [`asynchronous`] | executor, scheduler | `async` |
//! | [`formatting`] | compute, branches | `cpu`, `text` |
//! | [`kernels`] | known costs, for experiments | `kernel` |
//!
//! All but the kernels carry the tag `example` too. Every workload checks
//! what it computed, outside the timing: a wrong result is a failed
//! benchmark, not a fast one. All input is made by [`data`] from fixed
//! seeds, so that every machine measures the same work.

pub mod allocation;
pub mod asynchronous;
pub mod chase;
pub mod compression;
pub mod data;
pub mod formatting;
pub mod hashing;
pub mod json;
pub mod judge;
pub mod kernels;
pub mod maps;
pub mod noise;
pub mod private;
pub mod ring;
pub mod search;
pub mod sorting;
pub mod stream;
