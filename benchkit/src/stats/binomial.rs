//! The binomial distribution, exact to rounding for any n below 2^53.

use crate::stats::float64;

/// P(X <= k) for X ~ Bin(n, p).
///
/// Terms are added from `k` outwards, away from the mean, until they no
/// longer count: about 8 standard deviations of them, so n = 1e9 takes
/// around 1e5 steps at worst. The first term comes from Loader's saddle-point
/// expansion, the others from the ratio of neighbours.
pub fn binomial_cdf(k: u64, n: u64, p: f64) -> f64 {
    if k >= n {
        return 1.0;
    }
    if float64(k) < float64(n) * p {
        return lower_tail(k, n, p).min(1.0);
    }
    (1.0 - upper_tail(k + 1, n, p)).max(0.0)
}

/// The smallest k with P(X <= k) >= `q` for X ~ Bin(n, p): scipy's
/// `binom.ppf`, 0 where `q` is 0.
pub fn binomial_ppf(q: f64, n: u64, p: f64) -> u64 {
    let enough = |k| binomial_cdf(k, n, p) >= q;
    let center = crate::stats::index(float64(n) * p) as u64;
    // `low` is too small, or the answer is 0; `high` is large enough.
    let (mut low, mut high) = (center.min(n), center.min(n));
    let mut step = 1 + crate::stats::index(deviation(n, p)) as u64;
    while low > 0 && enough(low) {
        high = low;
        low = low.saturating_sub(step);
        step *= 2;
    }
    while high < n && !enough(high) {
        low = high;
        high = high.saturating_add(step).min(n);
        step *= 2;
    }
    if enough(low) {
        return low;
    }
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if enough(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}

fn deviation(n: u64, p: f64) -> f64 {
    (float64(n) * p * (1.0 - p)).sqrt()
}

/// Below this part of the sum a term no longer counts.
const NEGLIGIBLE: f64 = 1e-18;

fn lower_tail(k: u64, n: u64, p: f64) -> f64 {
    let odds = (1.0 - p) / p;
    let (mut at, mut term) = (k, pmf(k, n, p));
    let mut sum = term;
    while at > 0 && term > sum * NEGLIGIBLE {
        term *= float64(at) / float64(n - at + 1) * odds;
        at -= 1;
        sum += term;
    }
    sum
}

fn upper_tail(k: u64, n: u64, p: f64) -> f64 {
    let odds = p / (1.0 - p);
    let (mut at, mut term) = (k, pmf(k, n, p));
    let mut sum = term;
    while at < n && term > sum * NEGLIGIBLE {
        term *= float64(n - at) / float64(at + 1) * odds;
        at += 1;
        sum += term;
    }
    sum
}

/// P(X = k), by the saddle-point expansion of Loader, "Fast and accurate
/// computation of binomial probabilities" (2000): no difference of large
/// logarithms, so large n cost no digits.
fn pmf(k: u64, n: u64, p: f64) -> f64 {
    let (hits, size) = (float64(k), float64(n));
    if p <= 0.0 || p >= 1.0 {
        let certain = if p <= 0.0 { 0 } else { n };
        return f64::from(u8::from(k == certain));
    }
    if k == 0 {
        return (size * (-p).ln_1p()).exp();
    }
    if k == n {
        return (size * p.ln()).exp();
    }
    // One gap for both: computed from n (1 - p) it would lose digits.
    let (rest, gap) = (size - hits, hits - size * p);
    let log = stirling_error(size)
        - stirling_error(hits)
        - stirling_error(rest)
        - deviance(hits, size * p, gap)
        - deviance(rest, size * (1.0 - p), -gap);
    log.exp() * (size / (std::f64::consts::TAU * hits * rest)).sqrt()
}

/// ln n! minus Stirling's formula for it.
fn stirling_error(n: f64) -> f64 {
    if n < 16.0 {
        let (mut factorial, mut factor) = (1.0, 2.0);
        while factor <= n {
            factorial *= factor;
            factor += 1.0;
        }
        let stirling = 0.5 * (std::f64::consts::TAU * n).ln() + n * n.ln() - n;
        return f64::ln(factorial) - stirling;
    }
    let square = n * n;
    let tail = 1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / (1188.0 * square)) / square;
    (1.0 / 12.0 - (1.0 / 360.0 - tail / square) / square) / n
}

/// x ln(x / mean) - gap, where the gap is x - mean, without cancellation
/// near the mean (Loader's `bd0`).
fn deviance(x: f64, mean: f64, gap: f64) -> f64 {
    if gap.abs() >= 0.1 * (x + mean) {
        return x * (x / mean).ln() - gap;
    }
    let ratio = gap / (x + mean);
    let mut sum = gap * ratio;
    let mut term = 2.0 * x * ratio;
    let mut odd = 1.0;
    loop {
        term *= ratio * ratio;
        odd += 2.0;
        let next = sum + term / odd;
        // Equal, not close: the series has added its last digit.
        if next.total_cmp(&sum).is_eq() {
            return next;
        }
        sum = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `scipy.stats.binom.cdf(k, n, p)`, scipy 1.17.1; the last one by
    /// Python's `decimal` with 60 digits, since scipy loses half of its own
    /// there.
    #[test]
    fn cdf_equals_scipy() {
        let reference = [
            (1, 0.5, 0, 0.5),
            (10, 0.5, 2, 0.054_687_5),
            (10, 0.1, 3, 0.987_204_801_6),
            (100, 0.5, 40, 0.028_443_966_820_490_444),
            (100, 0.5, 60, 0.982_399_899_891_147_6),
            (1000, 0.5, 469, 0.026_838_924_822_505_023),
            (1000, 0.5, 300, 8.832_839_003_974_784e-38),
            (1000, 0.99, 983, 0.026_391_035_409_608_046),
            (100_000, 0.999, 99_900, 0.513_318_740_379_555_8),
            (1_000_000, 0.5, 499_000, 0.022_804_149_932_694_8),
            (1_000_000, 0.5, 501_000, 0.977_303_832_045_326_7),
            (1_000_000_000, 0.99, 989_999_900, 0.487_365_602_192_310_1),
            (1_000_000_000, 0.5, 499_980_000, 0.102_957_274_050_858_33),
            (1_000_000_000, 0.999, 999_000_000, 0.500_133_180_348_789_2),
            (1_000_000_000, 1e-8, 5, 0.067_085_961_933_199_9),
        ];
        for (n, p, k, expected) in reference {
            let got = binomial_cdf(k, n, p);
            let error = (got - expected).abs() / expected;
            assert!(error < 1e-9, "cdf({k}; {n}, {p}) = {got}, {expected}");
        }
    }

    /// `scipy.stats.binom.ppf(q, n, p)`, scipy 1.17.1.
    #[test]
    fn ppf_equals_scipy() {
        let reference = [
            (0.025, 10, 0.5, 2),
            (0.975, 10, 0.5, 8),
            (0.025, 1000, 0.1, 82),
            (0.975, 1000, 0.1, 119),
            (0.025, 1000, 0.99, 983),
            (0.975, 1000, 0.99, 996),
            (0.025, 5000, 0.999, 4990),
            (0.975, 5000, 0.999, 4999),
            (0.025, 1_000_000, 0.5, 499_020),
            (0.975, 1_000_000, 0.5, 500_980),
            (0.025, 1_000_000_000, 0.99, 989_993_833),
            (0.975, 1_000_000_000, 0.99, 990_006_166),
            (0.025, 1_000_000_000, 0.5, 499_969_010),
            (0.975, 1_000_000_000, 0.999, 999_001_959),
            (1e-6, 1000, 0.5, 425),
            (0.5, 7, 0.3, 2),
            (0.005, 123_456, 0.95, 117_085),
            (0.995, 123_456, 0.95, 117_480),
        ];
        for (q, n, p, expected) in reference {
            assert_eq!(binomial_ppf(q, n, p), expected, "ppf({q}; {n}, {p})");
        }
    }

    fn sizes() -> impl Iterator<Item = (u64, f64)> {
        let shares = [0.01, 0.3, 0.5, 0.97];
        let sizes = [1, 2, 7, 40, 300].into_iter();
        sizes.flat_map(move |n| shares.map(|p| (n, p)))
    }

    #[test]
    fn ppf_is_the_inverse_of_cdf() {
        for (n, p) in sizes() {
            for q in [1e-9, 0.025, 0.4, 0.975, 1.0] {
                let k = binomial_ppf(q, n, p);
                assert!(binomial_cdf(k, n, p) >= q, "{n} {p} {q}");
                let below = k == 0 || binomial_cdf(k - 1, n, p) < q;
                assert!(below, "{n} {p} {q}: {k} is not the smallest");
            }
        }
    }

    #[test]
    fn certain_events() {
        assert!((binomial_cdf(0, 5, 0.0) - 1.0).abs() < f64::EPSILON);
        assert!(binomial_cdf(4, 5, 1.0).abs() < f64::EPSILON);
        assert_eq!(binomial_ppf(0.5, 5, 1.0), 5);
        assert_eq!(binomial_ppf(0.5, 0, 0.5), 0);
    }

    #[test]
    fn probabilities_add_up_and_mirror() {
        for (n, p) in sizes() {
            let all: f64 = (0..=n).map(|k| pmf(k, n, p)).sum();
            assert!((all - 1.0).abs() < 1e-12, "{n} {p}: {all}");
            for k in 0..n {
                let mirrored = 1.0 - binomial_cdf(n - k - 1, n, 1.0 - p);
                let got = binomial_cdf(k, n, p);
                assert!((got - mirrored).abs() < 1e-12, "{n} {p} {k}");
            }
        }
    }
}
