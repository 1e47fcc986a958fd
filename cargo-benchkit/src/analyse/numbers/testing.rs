//! Made series for tests.

use super::Point;
use benchkit::{harness::Random, stats::float};

/// Random numbers of known distributions.
pub(in crate::analyse) struct Noise(Random);

impl Noise {
    pub(in crate::analyse) fn new(seed: u64) -> Self {
        Self(Random::new(seed))
    }

    /// Uniform in the open interval (0, 1).
    #[expect(clippy::cast_precision_loss, reason = "53 bits are kept")]
    pub(in crate::analyse) fn uniform(&mut self) -> f64 {
        ((self.0.next_number() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    /// Standard normal, by Box and Muller (1958).
    pub(in crate::analyse) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * self.uniform().ln()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform()).cos()
    }

    /// `n` values of standard deviation 1, each of which resembles the one
    /// before it with the correlation `rho`.
    pub(in crate::analyse) fn resembling(
        &mut self,
        n: usize,
        rho: f64,
    ) -> Vec<f64> {
        let mut last = self.normal();
        (0..n)
            .map(|_| {
                let this = last;
                last = rho * last + (1.0 - rho * rho).sqrt() * self.normal();
                this
            })
            .collect()
    }
}

/// One value a second.
pub(in crate::analyse) fn each_second(
    values: impl IntoIterator<Item = f64>,
) -> Vec<Point> {
    let all = values.into_iter().enumerate();
    all.map(|(at, y)| Point { x: float(at), y }).collect()
}
