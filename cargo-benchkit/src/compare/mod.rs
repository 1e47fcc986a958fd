//! `cargo benchkit compare`: two builds against each other, their launches
//! alive at the same time and taking turns.
//!
//! [`rule`] decides from numbers alone; [`pair`] runs one launch group,
//! [`suite`] all of them, [`contest`] holds what they say, [`split`] how long
//! they are; [`sources`] finds or builds the sides, [`revision`] those
//! of other revisions, [`partners`] which of them belong together, [`named`]
//! the workloads that somebody names, [`layout`] with aligned functions too;
//! [`findings`] doubt what came of it, [`document`], [`text`] and [`markdown`]
//! say it. [`program`] compares whole programs by the same rule.

mod chance;
mod command;
mod contest;
mod document;
mod findings;
mod gated;
mod layout;
mod markdown;
mod named;
mod once;
mod options;
mod pair;
mod partners;
mod program;
mod revision;
mod rule;
mod signed_rank;
mod single;
mod sources;
mod split;
mod suite;
mod text;
mod williams;
mod words;
mod worktree;

pub(crate) use command::{run, seed};
pub(crate) use document::schema;
pub(crate) use options::{Options, share, time};
pub(crate) use program::schema as programs_schema;
pub(crate) use rule::{DIRECTION, Question};
pub(crate) use single::{Answer, Single, single};
