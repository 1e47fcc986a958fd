//! The library's binomial distribution against that of statrs, which computes
//! it in another way (the regularised incomplete beta function).

use benchkit::stats::{binomial_cdf, binomial_ppf, quantile_ranks, smallest_n};
use statrs::distribution::{Binomial, DiscreteCDF as _};

/// How far apart they may be: at n = 20000, p = .1, k = 1987 the sum of the
/// terms in 60 digits is .385237236958462065, ours is 6e-16 off, statrs 1.2e-11.
const NEAR: f64 = 1e-10;

const SHARES: [f64; 7] = [0.001, 0.1, 0.25, 0.5, 0.9, 0.99, 0.999];
const SIZES: [u64; 6] = [1, 2, 10, 48, 368, 20_000];

fn reference(n: u64, p: f64) -> Binomial {
    Binomial::new(p, n).expect("a distribution")
}

/// Values of k over the whole range, closer around the median.
fn some(n: u64, p: f64) -> Vec<u64> {
    let median = binomial_ppf(0.5, n, p);
    let near = median.saturating_sub(20)..=(median + 20).min(n);
    let mut all: Vec<u64> = (0..=20).map(|part| n * part / 20).collect();
    all.extend(near);
    all
}

#[test]
fn cumulative_probabilities_agree() {
    for n in SIZES {
        for p in SHARES {
            let theirs = reference(n, p);
            for k in some(n, p) {
                let (ours, theirs) = (binomial_cdf(k, n, p), theirs.cdf(k));
                let far = (ours - theirs).abs();
                assert!(far < NEAR, "n={n} p={p} k={k}: {ours} {theirs}");
            }
        }
    }
}

#[test]
fn the_quantile_is_the_first_that_reaches() {
    for n in SIZES {
        for p in SHARES {
            for q in [0.001, 0.025, 0.3, 0.5, 0.975, 0.999] {
                let theirs = reference(n, p);
                let k = binomial_ppf(q, n, p);
                assert!(theirs.cdf(k) >= q - NEAR, "n={n} p={p} q={q}: {k}");
                let before = k.checked_sub(1).map(|k| theirs.cdf(k));
                let small = before.is_none_or(|before| before < q + NEAR);
                assert!(small, "n={n} p={p} q={q}: {k} is not the first");
            }
        }
    }
}

/// The interval from rank l to rank u (from 1) holds the quantile where at
/// least l and at most u - 1 values lie below it.
#[test]
fn ranks_cover_as_they_say() {
    for q in [0.5, 0.9, 0.99] {
        for n in [smallest_n(q, 0.95), 1_000, 5_000] {
            let (low, high) = quantile_ranks(n, q, 0.95).expect("ranks");
            let theirs = reference(n, q);
            let covered = theirs.cdf(high - 1) - theirs.cdf(low - 1);
            assert!(covered >= 0.95 - NEAR, "n={n} q={q}: {covered}");
        }
    }
}
