//! Gates: declared limits, judged on what was measured.
//!
//! A gate fails closed: it passes only where the whole interval keeps the
//! limit, and what cannot be evaluated fails and says why.
//!
//! [`model`] is what a gate is and [`unit`] what a limit is counted in;
//! [`tree`] reads TOML and JSON with their lines, [`fields`] and [`read`]
//! make gates of them or name every mistake; [`measured`] is what a run has to say,
//! [`judge`] decides, [`result`] is what came of it, and [`text`] and
//! [`markdown`] show it. [`files`] is the edge to the disk.

mod fields;
mod files;
mod judge;
mod markdown;
mod measured;
mod model;
mod read;
mod result;
mod text;
mod tree;
mod unit;

pub(crate) use files::{Sets, columns, of_folder};
pub(crate) use judge::{Reading, Subject, judge};
pub(crate) use markdown::{escape, section};
pub(crate) use measured::{Measured, missing};
pub(crate) use model::{Command, Gate, Metric};
pub(crate) use result::{
    GateResult, GateStatus, Report, Tally, report_schema, schema,
};
pub(crate) use text::table;
pub(crate) use unit::Unit;
