//! What the analyses are made of: numbers in, numbers out.
//!
//! `trend` has Theil and Sen's slope, Kendall's test, and how much a value
//! resembles the one before it; `ending` asks whether a trend goes on;
//! `modes` finds the humps of a distribution, `order` its quantiles.

mod ending;
mod modes;
mod order;
#[cfg(test)]
pub(super) mod testing;
mod trend;

pub(super) use ending::{Ending, ending};
pub(super) use modes::{FEWEST as FEWEST_FOR_MODES, Mode, modes};
pub(super) use order::{CONFIDENCE, quantile, ranks};
pub(super) use trend::{
    Group, Kendall, Point, Slope, block_inflation, dependence, groups,
    inflation, middles, residuals, theil_sen,
};
