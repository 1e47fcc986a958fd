//! `cargo benchkit selfcheck`: how often `compare` is right on this machine.
//!
//! Kernels of known cost, which are in the tool's own binary, are compared
//! with themselves and with versions of a few per cent more steps. `plan`
//! says which comparisons in which order, [`record`] what one of them was
//! right about, `tally` and `claims` what they come to, with [`rate`]'s
//! intervals; `document` and `text` report it. `machine` makes the
//! comparisons of `builds`, `journal` keeps them.

mod builds;
mod claims;
mod command;
mod document;
mod journal;
mod machine;
mod plan;
mod pressure;
pub mod rate;
pub mod record;
mod tally;
mod text;

pub(crate) use command::{Options, run};
pub(crate) use document::schema;
