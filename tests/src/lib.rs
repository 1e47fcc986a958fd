//! tests of benchkit.
