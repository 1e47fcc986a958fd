//! Options that belong elsewhere.

#[benchkit::group(args = [1], baseline, launches = "many", tag = ["a"])]
mod group {}

#[benchkit::group]
fn function() {}

fn main() {}
