//! Checks options and function against each other. One message a mistake,
//! all of them at once; the outcome is a plan that can be written down
//! without further questions.

mod check;
mod generics;
mod plan;
#[cfg(test)]
mod tests;
mod together;

pub(crate) use check::check;
pub(crate) use plan::{Argument, Instances, Plan};
