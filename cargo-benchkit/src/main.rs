//! `cargo benchkit`.

fn main() {}
