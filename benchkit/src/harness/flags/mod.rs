//! Every flag, in tables: what it takes, what it does, what it is for.

mod criterion;
mod kinds;
mod libtest;
mod own;
mod values;

pub(super) use kinds::{Flag, Origin, Takes};

/// All flags: our own, criterion's words, libtest's words.
pub(super) fn flags() -> impl Iterator<Item = &'static Flag> {
    let tables = [own::FLAGS, criterion::FLAGS, libtest::FLAGS];
    tables.into_iter().flatten()
}
