//! examples of benchkit.
