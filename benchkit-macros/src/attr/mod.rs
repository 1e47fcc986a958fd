//! Options: from tokens to small values that remember their place.

mod entry;
mod options;
mod read;
mod table;

pub(crate) use options::{
    Data, Field, Given, Options, Place, Scope, Setup, Throughput, Values,
};
pub(crate) use table::options;
