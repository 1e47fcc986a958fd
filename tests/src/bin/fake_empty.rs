//! A bench binary without workloads.

benchkit::main!();
