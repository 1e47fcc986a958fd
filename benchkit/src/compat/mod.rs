//! Other tools' formats.

pub mod libtest;
