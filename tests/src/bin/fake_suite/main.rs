//! Workloads that behave and misbehave, for tests of the harness.

mod crashing;
mod printing;
mod refusing;
mod steady;

benchkit::main!();
