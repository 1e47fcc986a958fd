//! STREAM: the four kernels of John `McCalpin`'s benchmark on arrays of
//! double precision numbers, counted and verified as the original does.
//!
//! Large arrays are bound by memory bandwidth, small ones by that of the L2
//! cache. Bytes are STREAM's: 16 a number for copy and scale, 24 for add and
//! triad; the lines that a store first reads ("write allocate") are not
//! counted. The copy becomes a `memcpy`, whose stores may pass the caches by.
//! The original asks for arrays of four times the last-level cache; where
//! that is larger than a quarter of the arrays here, the numbers are the
//! cache's. Verification is that of `stream.c` 5.10: the mean error of each
//! array, relative to what the same steps give for one number, is at most
//! 1e-13. With several threads each has arrays of its own.

use crate::judge::{Checked, ensure};
use benchkit::Bencher;
use std::{cell::RefCell, hint::black_box};

/// The scalar of scale and triad.
pub const SCALAR: f64 = 3.0;

/// The largest mean relative error of a valid result.
pub const EPSILON: f64 = 1e-13;

/// Numbers of an array: 64 KiB, and 64 MiB.
pub const LENGTHS: [usize; 2] = [8 << 10, 8 << 20];

/// The three arrays, with what every number of each should be.
#[derive(Clone, Debug)]
pub struct Arrays {
    a: Vec<f64>,
    b: Vec<f64>,
    c: Vec<f64>,
    expected: [f64; 3],
}

impl Arrays {
    /// Arrays of `length` numbers that begin as in the original: 1, 2 and 0,
    /// the first then doubled.
    pub fn new(length: usize) -> Self {
        Self {
            a: vec![2.0; length],
            b: vec![2.0; length],
            c: vec![0.0; length],
            expected: [2.0, 2.0, 0.0],
        }
    }

    /// c = a.
    pub fn copy(&mut self) {
        self.c.copy_from_slice(&self.a);
        self.expected[2] = self.expected[0];
    }

    /// b = s c.
    pub fn scale(&mut self) {
        for (b, c) in self.b.iter_mut().zip(&self.c) {
            *b = SCALAR * c;
        }
        self.expected[1] = SCALAR * self.expected[2];
    }

    /// c = a + b.
    pub fn add(&mut self) {
        for ((c, a), b) in self.c.iter_mut().zip(&self.a).zip(&self.b) {
            *c = a + b;
        }
        self.expected[2] = self.expected[0] + self.expected[1];
    }

    /// a = b + s c.
    pub fn triad(&mut self) {
        for ((a, b), c) in self.a.iter_mut().zip(&self.b).zip(&self.c) {
            *a = b + SCALAR * c;
        }
        self.expected[0] = self.expected[1] + SCALAR * self.expected[2];
    }

    /// Compares each array with what it should be.
    ///
    /// # Errors
    /// Where the mean error of an array, relative to the expected number, is
    /// above [`EPSILON`] or no number.
    pub fn check(&self) -> Checked {
        let arrays = [("a", &self.a), ("b", &self.b), ("c", &self.c)];
        for ((name, array), expected) in arrays.into_iter().zip(self.expected) {
            let error = mean_error(array, expected) / expected.abs();
            ensure(error <= EPSILON || array.is_empty(), || {
                format!("array {name} is off by {error:e} of {expected:e}")
            })?;
        }
        Ok(())
    }
}

/// The mean of |x - expected|, summed in eight parts so that it is about as
/// fast as the memory.
#[expect(clippy::cast_precision_loss, reason = "lengths are below 2^53")]
fn mean_error(array: &[f64], expected: f64) -> f64 {
    let mut sums = [0.0; 8];
    let (eights, rest) = array.as_chunks::<8>();
    for eight in eights {
        for (sum, x) in sums.iter_mut().zip(eight) {
            *sum += (x - expected).abs();
        }
    }
    let rest: f64 = rest.iter().map(|x| (x - expected).abs()).sum();
    (sums.iter().sum::<f64>() + rest) / array.len() as f64
}

/// c = a, over `n` numbers.
#[benchkit::workload(
    args = LENGTHS,
    throughput = bytes(16 * n),
    tags = ["example", "memory", "bandwidth"],
    requires(memory = "512MiB"),
)]
pub fn copy(b: &mut Bencher<'_>, n: usize) {
    measure(b, n, Arrays::copy);
}

/// b = s c, over `n` numbers.
#[benchkit::workload(
    args = LENGTHS,
    throughput = bytes(16 * n),
    tags = ["example", "memory", "bandwidth"],
    requires(memory = "512MiB"),
)]
pub fn scale(b: &mut Bencher<'_>, n: usize) {
    measure(b, n, Arrays::scale);
}

/// c = a + b, over `n` numbers.
#[benchkit::workload(
    args = LENGTHS,
    throughput = bytes(24 * n),
    tags = ["example", "memory", "bandwidth"],
    requires(memory = "512MiB"),
)]
pub fn add(b: &mut Bencher<'_>, n: usize) {
    measure(b, n, Arrays::add);
}

/// a = b + s c, over `n` numbers a thread: one thread, and two together.
#[benchkit::workload(
    args = LENGTHS,
    threads = [1, 2],
    throughput = bytes(24 * n),
    tags = ["example", "memory", "bandwidth", "threads"],
    requires(memory = "1GiB"),
)]
pub fn triad(b: &mut Bencher<'_>, n: usize) {
    measure(b, n, Arrays::triad);
}

/// Each array is written by no kernel but its own, so that any number of
/// iterations has the result of one.
fn measure(b: &mut Bencher<'_>, length: usize, kernel: fn(&mut Arrays)) {
    let mut arrays = Arrays::new(length);
    arrays.copy();
    let arrays = RefCell::new(arrays);
    b.iter_verified(
        || kernel(black_box(&mut arrays.borrow_mut())),
        |()| arrays.borrow().check(),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::trying;

    /// The original's loop, ten times; the final values by exact integers:
    /// a' = s a + s (a + s a) = 15 a, so a = 2 * 15^10, c of the last turn
    /// = 4 a and b = 3 a of the turn before.
    #[test]
    fn ten_turns_give_the_originals_values() {
        let mut arrays = Arrays::new(1_000);
        for _ in 0..10 {
            arrays.copy();
            arrays.scale();
            arrays.add();
            arrays.triad();
        }
        assert_eq!(arrays.check(), Ok(()));
        let before = 2.0 * 15_f64.powi(9);
        let expected = [15.0 * before, 3.0 * before, 4.0 * before];
        let got = [arrays.a[7], arrays.b[7], arrays.c[7]];
        for (got, expected) in got.into_iter().zip(expected) {
            assert!((got / expected - 1.0).abs() < 1e-15, "{got} {expected}");
        }
    }

    #[test]
    fn one_wrong_number_in_a_thousand_is_found() {
        for wrong in [2.000_001, f64::NAN, f64::INFINITY] {
            let mut arrays = Arrays::new(1_003);
            arrays.copy();
            assert_eq!(arrays.check(), Ok(()));
            arrays.c[1_001] = wrong;
            assert!(arrays.check().is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_workloads_hold() {
        for workload in [copy, scale, add, triad] {
            for n in [0, 1, 1_000] {
                assert_eq!(trying::run(|b| workload(b, n)), Ok(()));
            }
        }
    }

    #[test]
    fn a_kernel_that_forgets_the_end_is_found_out() {
        let forgetful = |arrays: &mut Arrays| {
            let end = arrays.c[arrays.c.len() - 1];
            arrays.add();
            *arrays.c.last_mut().expect("not empty") = end;
        };
        assert!(trying::run(|b| measure(b, 1_000, forgetful)).is_err());
    }
}
