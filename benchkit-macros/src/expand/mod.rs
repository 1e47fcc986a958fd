//! Writing: the checked plan as code, every path absolute.

mod body;
mod drive;
mod items;
mod options;
mod state;

pub(crate) use items::{group, workload, workloads};
