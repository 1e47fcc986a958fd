//! How often `cargo benchkit compare` is right, with criterion and tango in
//! the same minutes.
//!
//! [`blocks`] says what is compared, in which order and how long that may
//! take; [`run`] does it, resumable; [`records`] reads what it kept,
//! [`tally`] counts it, [`detect`] judges the smallest change that is claimed
//! to be found, and [`report`] prints it all.

mod blocks;
mod detect;
mod records;
mod report;
mod run;
mod tally;

pub(crate) use run::{Options, run};
