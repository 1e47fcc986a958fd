//! `cargo benchkit doctor`: is this host fit for measuring?
//!
//! [`facts`](self) are read from `/proc`, `/sys` and the project by a thin
//! reader that can be given the root of another tree; `checks` are pure
//! functions from facts to a [`Check`]; `noise` is measured here and now.
//! What is written is a [`Document`]. The limits, each with its reason, stand
//! in [`limits`].

mod checks;
mod command;
mod document;
mod facts;
pub mod limits;
mod noise;
mod quiet;
#[cfg(test)]
mod tests;
mod text;

pub(crate) use command::{Options, run};
pub(crate) use document::schema;
pub use document::{
    Check, Count, DOCTOR_SCHEMA_VERSION, Document, Host, KernelNoise, Noise,
    Status,
};
pub use quiet::is_quiet;
