//! The library under another name, and behind a re-export.

#![forbid(unsafe_code)]
#![deny(warnings, missing_docs)]

/// By another name.
pub extern crate benchkit as bk;

/// A crate that hands the library on.
pub mod facade {
    pub use bk as inside;
}

#[bk::workload(crate = ::bk)]
fn renamed() -> u8 {
    1
}

#[facade::inside::workload(crate = crate::facade::inside, args = [1, 2], once)]
fn handed_on(n: u8) -> Result<u8, String> {
    Ok(n)
}

#[bk::group(crate = bk, once)]
mod group {
    bk::workloads! {
        crate = ::bk,
        "renamed" => |b| b.iter(|| 1),
    }
}

mod target {
    #![allow(dead_code)]

    bk::main!();
}

fn main() {}
