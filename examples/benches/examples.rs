//! Runs the workloads of this package: `cargo bench -p benchkit-examples`.

use benchkit_examples as _;

benchkit::main!();
