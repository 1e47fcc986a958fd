//! Numbers in, numbers out: order statistics, exact intervals, comparison
//! of two sets, the end of a warm-up.
//!
//! Nothing here knows what a benchmark is. Functions that need order say
//! `sorted` and trust it; [`sort`] makes it.

mod binomial;
mod cast;
mod compare;
mod interval;
mod order;
mod steady;
#[cfg(test)]
mod testing;
mod weighted;

pub use binomial::{binomial_cdf, binomial_ppf};
pub use cast::{float, float64, index};
pub use compare::{Shift, shift, smallest_detectable};
pub use interval::{Interval, median_interval, quantile_ranks, smallest_n};
pub use order::{MAD_TO_SD, mad, mean, median, quantile, sort, sorted};
pub use steady::Steady;
#[cfg(test)]
pub(crate) use testing::Random;
pub use weighted::Weighted;
