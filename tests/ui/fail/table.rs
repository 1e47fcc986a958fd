//! Mistakes in the table spare the other rows.

benchkit::workloads! {
    "untyped" => |b, n| b.iter(|| n),
    "no closure" => 1,
    sum => || 1,
    "options"(arg = [1]) => |n: usize| n,
    "good" => || 1,
}

fn main() {}
