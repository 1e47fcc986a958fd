//! Quantities: parsing what people write, printing what they can read.

mod format;
mod parse;

pub use format::{
    Unit, bytes, duration, percent, place, prefixed, rounded, shared_time_unit,
    time_unit,
};
pub use parse::{Nanos, parse_bytes, parse_duration};
