//! `cargo benchkit baseline`: the runs that are kept under a name.

mod bundle;
mod command;
mod exchange;
mod list;
mod missing;
mod place;
mod remove;
mod show;
mod swap;

pub(crate) use command::{Options, run};
