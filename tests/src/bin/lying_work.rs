//! Work whose numbers lie, each in one way: what the detectors must find.
//! `honest_work` does the same right.

use benchkit::Bencher;
use std::{
    env, fs,
    num::ParseIntError,
    thread::sleep,
    time::{Duration, Instant},
};

benchkit::main!();

/// Steps of a xorshift generator: work that is in proportion to `count`.
fn steps(count: u64) -> u64 {
    let mut x = 0x2545_f491_4f6c_dd1d_u64;
    for _ in 0..count {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
    }
    x
}

/// The result is thrown away, and so is the work.
#[benchkit::workload]
fn thrown_away() {
    let _ = steps(1_000);
}

/// Its own clock stops before the loop that the compiler took out.
#[benchkit::workload]
fn flat(b: &mut Bencher<'_>) {
    b.iter_custom(|n| {
        let start = Instant::now();
        for _ in 0..n {
            let _ = steps(1_000);
        }
        start.elapsed()
    });
}

/// Half of the processes do twice the work, by where their stack lies.
#[benchkit::workload]
fn by_the_address(b: &mut Bencher<'_>) {
    let here = 0_u8;
    let address = std::ptr::from_ref(&here).addr();
    let odd = (address >> 12).count_ones() % 2 == 1;
    let count = if odd { 4_000 } else { 2_000 };
    b.iter(|| steps(benchkit::black_box(count)));
}

/// What it worked out once it knows.
#[benchkit::workload]
fn remembered(b: &mut Bencher<'_>) {
    let mut known = None;
    b.iter(|| *known.get_or_insert_with(|| steps(8_000_000)));
}

/// Every third call finds nothing in the cache that it fills.
#[benchkit::workload]
fn hits_and_misses(b: &mut Bencher<'_>) {
    let mut call = 0_u64;
    b.iter(|| {
        call += 1;
        let missed = call.is_multiple_of(3);
        steps(benchkit::black_box(if missed { 40_000 } else { 8_000 }))
    });
}

/// It works in the first three launches only; `LAUNCHES` names the file that
/// counts them.
#[benchkit::workload]
fn fails_in_the_fourth_launch(b: &mut Bencher<'_>) {
    let file = env::var_os("LAUNCHES").expect("LAUNCHES names a file");
    let before = fs::read(&file).unwrap_or_default();
    fs::write(&file, [&*before, b"."].concat()).expect("a writable file");
    assert!(before.len() < 3, "the connection pool is exhausted");
    b.iter(|| steps(benchkit::black_box(1_000)));
}

/// Nobody looks at the error, which is there quickly.
#[benchkit::workload]
fn unchecked(b: &mut Bencher<'_>) {
    let parse = || -> Result<u32, ParseIntError> {
        benchkit::black_box("not a number").parse()
    };
    b.iter(parse);
}

/// So much in one iteration that there is hardly a second one.
#[benchkit::workload(budget = "300ms", latency = 0.0)]
fn heavy(b: &mut Bencher<'_>) {
    b.iter(|| sleep(Duration::from_millis(90)));
}

/// Each input is as large as `INPUT_BYTES` says.
#[benchkit::workload(launches = 2, latency = 0.0)]
fn cold(b: &mut Bencher<'_>) {
    let size = env::var("INPUT_BYTES").expect("INPUT_BYTES is set");
    let size: usize = size.parse().expect("a number of bytes");
    b.with_inputs(|| vec![0_u8; size])
        .iter_refs(|input| input.iter().step_by(size / 8).max().copied());
}

/// The parameter does not reach the work.
#[benchkit::workload(args = [1, 8, 64])]
fn ignores(_n: u64) -> u64 {
    steps(benchkit::black_box(2_000))
}

/// The work caps the parameter, and admits it.
#[benchkit::workload(args = [1, 8, 64])]
fn caps(b: &mut Bencher<'_>, n: u64) {
    let used = n.min(8);
    b.effective("n", used);
    b.iter(|| steps(benchkit::black_box(used)));
}
