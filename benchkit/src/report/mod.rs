//! Runs as people and programs read them: terminal, Markdown, JSON, CSV.
//!
//! Everything here is a pure function of model values.

mod columns;
mod notes;
mod stress;
mod style;
mod table;
mod terminal;
mod text;
mod tree;

pub use style::Style;
pub use terminal::{summary, table, terminal};
