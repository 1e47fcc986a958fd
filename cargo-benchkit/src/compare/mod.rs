//! `cargo benchkit compare`: two builds against each other, their launches
//! alive at the same time and taking turns.
//!
//! [`rule`] decides from numbers alone; [`pair`] runs one launch group,
//! [`suite`] all of them; [`sources`] finds or builds the sides, [`layout`]
//! with aligned functions too;
//! [`document`], [`text`] and [`markdown`] say what came of it.

mod chance;
mod command;
mod document;
mod gated;
mod layout;
mod markdown;
mod options;
mod pair;
mod rule;
mod sources;
mod suite;
mod text;
mod words;
mod worktree;

pub(crate) use command::run;
pub(crate) use options::Options;
