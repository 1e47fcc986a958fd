//! (being built)

mod target;

pub use target::Target;
