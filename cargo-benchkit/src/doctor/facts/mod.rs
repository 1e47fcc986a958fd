//! What the checks judge: plain data, each fact known or with the reason why
//! not; and the thin reader that fetches it from files.

mod build;
mod cpu;
mod load;
mod machine;
mod model;
mod tree;

pub(super) use build::build;
pub(super) use load::{Window, others, snapshot};
pub(super) use machine::{Measured, read};
pub(super) use model::{
    Affinity, Build, Clocksource, Fact, Facts, Quota, Randomisation, Running,
    Share, Smt, Supply, Swap, Throttling, Turbo,
};
pub(super) use tree::Tree;
use tree::absent;
