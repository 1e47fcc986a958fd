//! benches of benchkit.
