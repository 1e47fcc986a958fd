//! Runs as people and programs read them: terminal, Markdown, JSON, CSV.
//!
//! Everything here is a pure function of model values.

mod change;
mod columns;
mod csv;
mod json;
mod markdown;
mod markup;
mod notes;
mod progress;
mod provenance;
mod stress;
mod style;
mod table;
mod terminal;
mod text;
mod tree;

pub use csv::csv;
pub use json::json;
pub use markdown::markdown;
pub use progress::progress_line;
pub use provenance::{TakeRow, rows as provenance_rows};
pub use style::Style;
pub use terminal::{summary, table, terminal};
