//! `cargo benchkit analyse`: what others recorded, by the analyses that
//! benchkit has for what it records itself.
//!
//! [`trace`], [`series`], [`frames`] and [`latencies`] are pure: slices in,
//! parts of a [`document`] out, made of what `numbers` has. [`table`] reads
//! comma-separated values, [`recordings`] knows what their columns mean, and
//! [`text`] is what a person sees.

mod command;
mod document;
mod frames;
mod latencies;
mod numbers;
mod recordings;
mod series;
mod table;
mod text;
mod trace;

pub(crate) use command::{Options, run};
pub(crate) use document::schema;
