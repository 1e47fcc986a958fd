//! Numbers to text and back with the standard library.
//!
//! Bound by compute and branches: integers by division, floating point by
//! the shortest-digits algorithm. Verified by reading back what was written:
//! the shortest digits give the very same number.

use crate::{data::Random, judge::ensure};
use benchkit::Bencher;
use std::{
    cell::RefCell,
    fmt::{Display, Write as _},
    str::FromStr,
};

/// Numbers of an iteration.
pub const COUNT: usize = 1_000;

/// `n` floating-point numbers of very different size.
pub fn floats(n: usize) -> Vec<f64> {
    let mut random = Random::new(31);
    (0..n)
        .map(|_| (random.unit() - 0.5) * (random.unit() * 80.0 - 40.0).exp())
        .collect()
}

/// `n` integers, as many of each length in bits.
pub fn integers(n: usize) -> Vec<u64> {
    let mut random = Random::new(32);
    (0..n).map(|_| random.draw() >> random.below(64)).collect()
}

/// `numbers` as lines of text.
fn lines<T: Display>(numbers: &[T], text: &mut String) {
    text.clear();
    for number in numbers {
        // Writing to a string cannot fail, and a line that is missing is
        // found by the verification.
        let _ = writeln!(text, "{number}");
    }
}

/// Integers to text, into a buffer that is used again.
#[benchkit::workload(throughput = items(COUNT), tags = ["example", "cpu", "text"])]
pub fn write_integers(b: &mut Bencher<'_>) {
    measure_writing(b, &integers(COUNT));
}

/// Floating-point numbers to their shortest text, into a buffer that is used
/// again.
#[benchkit::workload(throughput = items(COUNT), tags = ["example", "cpu", "text"])]
pub fn write_floats(b: &mut Bencher<'_>) {
    measure_writing(b, &floats(COUNT));
}

fn measure_writing<T>(b: &mut Bencher<'_>, numbers: &[T])
where
    T: Display + FromStr + PartialEq,
{
    let text = RefCell::new(String::new());
    b.iter_verified(
        || lines(numbers, &mut text.borrow_mut()),
        |()| {
            let back = read::<T>(&text.borrow());
            ensure(back.is_some_and(|back| back == numbers), || {
                "the text does not read as the numbers written".into()
            })
        },
    );
}

/// Text to floating-point numbers.
#[benchkit::workload(
    throughput = items(COUNT),
    tags = ["example", "cpu", "text", "parse"],
)]
pub fn read_floats(b: &mut Bencher<'_>) {
    let numbers = floats(COUNT);
    let mut text = String::new();
    lines(&numbers, &mut text);
    b.iter_verified(
        || read::<f64>(&text),
        |back| {
            ensure(back.as_ref() == Some(&numbers), || "other numbers".into())
        },
    );
}

/// The numbers of `text`, one a line; `None` where a line is no number.
fn read<T: FromStr>(text: &str) -> Option<Vec<T>> {
    text.lines().map(|line| line.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::trying;

    #[test]
    fn numbers_of_all_sizes_are_among_them() {
        let integers = integers(COUNT);
        assert!(integers.iter().any(|n| *n < 10));
        assert!(integers.iter().any(|n| *n > u64::MAX / 4));
        let floats = floats(COUNT);
        assert!(floats.iter().all(|x| x.is_finite()));
        assert!(floats.iter().any(|x| x.abs() < 1e-9));
        assert!(floats.iter().any(|x| x.abs() > 1e9));
    }

    #[test]
    fn known_lines_are_written_and_read() {
        let mut text = "old".into();
        lines(&[0.1, -1e21, 3.0], &mut text);
        assert_eq!(text, "0.1\n-1000000000000000000000\n3\n");
        assert_eq!(read(&text), Some(vec![0.1, -1e21, 3.0]));
        assert_eq!(read::<f64>("1\nx\n"), None);
    }

    #[test]
    fn the_workloads_hold() {
        assert_eq!(trying::run(write_integers), Ok(()));
        assert_eq!(trying::run(write_floats), Ok(()));
        assert_eq!(trying::run(read_floats), Ok(()));
    }
}
