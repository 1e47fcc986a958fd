//! What other tools read: `JUnit` for continuous integration, every trial as
//! comma-separated values.

mod junit;
mod trials;

pub(crate) use junit::{Case, Outcome, junit};
pub(crate) use trials::{Trials, csv};
