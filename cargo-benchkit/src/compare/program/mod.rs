//! `compare --command`: whole programs against each other, one launch of
//! each at a time, in a balanced random order.
//!
//! [`line`](mod@line) says what is executed, [`order`] in which order;
//! [`series`] makes the launch pairs and has them judged as those of two
//! builds are; [`launch`] is the only place that starts processes, with
//! [`reap`] below it. [`document`], [`hyperfine`] and [`table`] say what
//! came of it.

mod cast;
mod document;
mod hooks;
mod hyperfine;
mod launch;
mod line;
mod options;
mod order;
mod reap;
mod run;
mod series;
mod shell;
mod table;

pub(crate) use document::schema;
pub(crate) use options::Options;
pub(crate) use run::{BUDGET, Common, run};
