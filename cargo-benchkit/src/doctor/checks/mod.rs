//! The checks: pure functions from facts to what they mean. Their table has
//! the order in which they matter.

mod cpu;
mod kernel;
mod load;
mod machine;
mod noise;
mod table;
mod topic;

pub(super) use table::examine;
use topic::Topic;
