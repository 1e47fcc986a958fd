//! The work of `lying_work` done right: nothing may be found in it.

use benchkit::Bencher;
use std::{
    num::ParseIntError,
    time::{Duration, Instant},
};

benchkit::main!();

/// Steps of a xorshift generator: work that is in proportion to `count`.
fn steps(count: u64) -> u64 {
    let mut x = benchkit::black_box(0x2545_f491_4f6c_dd1d_u64);
    for _ in 0..count {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
    }
    x
}

/// The result is handed out.
#[benchkit::workload]
fn handed_out() -> u64 {
    steps(1_000)
}

/// As short as honest work gets.
#[benchkit::workload]
fn short() -> u64 {
    steps(2)
}

/// Its own clock stops after the work.
#[benchkit::workload]
fn own_clock(b: &mut Bencher<'_>) {
    b.iter_custom(|n| {
        let start = Instant::now();
        for _ in 0..n {
            benchkit::black_box(steps(1_000));
        }
        start.elapsed()
    });
}

/// The same work in every process.
#[benchkit::workload]
fn the_same_everywhere(b: &mut Bencher<'_>) {
    b.iter(|| steps(benchkit::black_box(4_000)));
}

/// The same work in every call.
#[benchkit::workload]
fn only_misses(b: &mut Bencher<'_>) {
    b.iter(|| steps(benchkit::black_box(40_000)));
}

/// Errors would make it a failure.
#[benchkit::workload]
fn checked(b: &mut Bencher<'_>) {
    let parse = || -> Result<u32, ParseIntError> {
        benchkit::black_box("1234567").parse()
    };
    b.try_iter(parse);
}

/// The same, by its return type.
#[benchkit::workload]
fn returned() -> Result<u32, ParseIntError> {
    benchkit::black_box("1234567").parse()
}

/// A thousandth of the heavy work.
#[benchkit::workload]
fn light() -> u64 {
    let start = Instant::now();
    let mut sum = 0;
    while start.elapsed() < Duration::from_micros(90) {
        sum ^= steps(100);
    }
    sum
}

/// Many small inputs, as many at a time as fit a cache.
#[benchkit::workload]
fn warm(b: &mut Bencher<'_>) {
    b.with_inputs(|| vec![0_u8; 16 << 10]).iter_refs(|input| {
        input.iter().map(|byte| u64::from(*byte)).sum::<u64>()
    });
}

/// The parameter reaches the work, and shows.
#[benchkit::workload(args = [100, 800, 6_400])]
fn grows(n: u64) -> u64 {
    steps(n)
}

/// The work does what was asked, and says so; its time need not move.
#[benchkit::workload(args = [1, 8, 64])]
fn constant(b: &mut Bencher<'_>, n: u64) {
    b.effective("n", n);
    b.iter(|| steps(benchkit::black_box(n.min(1) * 500)));
}
