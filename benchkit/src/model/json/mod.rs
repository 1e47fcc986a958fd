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
mod value;
mod write;

pub use read::{FromJson, Mismatch, from_json};
pub(crate) use read::{read_held, read_members, tagged};
pub use value::Value;
pub use write::{ToJson, to_json};
pub(crate) use write::{
    text, unless, write_held, write_members, write_variant,
};

/// How a member of an object is read; written are all alike, but `Flat`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Member {
    /// Only an `Option` may lack it.
    Needed,
    /// Where it is missing, what is read into stays blank.
    MayLack,
    /// Not one member: those of an object, beside the others.
    Flat,
}

/// The members of an object in the order of the type's fields.
pub(crate) type Members = [(&'static str, Member)];
