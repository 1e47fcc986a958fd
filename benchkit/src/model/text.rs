//! The one way from JSON to the types: through a value, so that each type's
//! reader is compiled once.

use serde::de::DeserializeOwned;
use serde_json::{Error, Value};

/// Reads `text` as a `T`.
///
/// # Errors
/// When it is no JSON, or not of the form of a `T`.
pub fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    let value: Value = serde_json::from_str(text)?;
    T::deserialize(value)
}
