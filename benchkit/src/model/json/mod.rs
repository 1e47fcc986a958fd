//! From JSON to the types and back.
//!
//! `#[derive(Json)]` writes both ways for a type. It reads the attributes of
//! serde, whose own derives (feature `serde`) read and write the same
//! documents. This one is for the build: serde makes a type readable from any
//! format, which is most of what a user would compile; here there is one
//! format, read through a value, and everything that does not depend on the
//! type is compiled once.

mod read;
#[cfg(test)]
mod tests;
mod write;

pub(crate) use read::{Fields, tagged};
pub use read::{FromJson, Mismatch, from_json};
pub(crate) use write::{Object, text, variant};
pub use write::{ToJson, to_json};
