//! How often `cargo benchkit compare` is right, with criterion and tango in
//! the same minutes.
//!
//! [`blocks`] says what is compared, in which order and how long that may
//! take; [`run`](mod@run) does it, resumable; [`records`] reads what it kept,
//! [`tally`] counts it, [`detect`] judges the smallest change that is claimed
//! to be found, [`targets`] sets that beside what was
//! asked, and [`report`] prints all that was [`kept`].

mod blocks;
mod detect;
mod kept;
mod records;
mod report;
mod run;
mod tally;
mod targets;

pub(crate) use run::{Options, run};
