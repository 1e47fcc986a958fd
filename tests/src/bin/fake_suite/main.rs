//! Workloads that behave and misbehave, for tests of the harness.

mod crashing;
mod printing;
mod refusing;
mod steady;

use std::{hint::black_box, thread};

/// Never returns, and uses no processor.
pub(crate) fn hang() {
    while black_box(true) {
        thread::park();
    }
}

benchkit::main!();
