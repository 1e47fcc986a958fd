//! Workloads that say themselves that something is wrong.

use benchkit::{Bencher, black_box};
use std::{fmt, io, process};

#[derive(Debug)]
struct Unread(io::Error);

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the corpus cannot be read")
    }
}

impl std::error::Error for Unread {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

#[benchkit::workload]
fn err() -> Result<u8, Unread> {
    Err(Unread(io::Error::other("the disk is gone")))
}

#[benchkit::workload(verify = |sum: &u64| *sum == 5)]
fn unverified() -> u64 {
    black_box(2) + 2
}

#[benchkit::workload(args = Vec::<u32>::new())]
fn no_arguments(n: u32) -> u32 {
    n
}

fn exploding() -> Vec<u32> {
    panic!("no such corpus");
}

#[benchkit::workload(args = exploding())]
fn exploding_arguments(n: u32) -> u32 {
    n
}

/// Other arguments in each process.
#[benchkit::workload(args = [process::id()])]
fn changing_arguments(n: u32) -> u32 {
    n
}

#[benchkit::workload]
fn forgetful(_: &mut Bencher<'_>) {}

#[benchkit::workload]
fn repeating(b: &mut Bencher<'_>) {
    b.iter(|| 1);
    b.iter(|| 2);
}
