//! Which benchmark: target, path and parameters.

use benchkit_macros::Json;
use std::{borrow::Cow, fmt};

/// One parameter of a benchmark: `n=1000`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Parameter {
    /// The argument's name in the workload's signature, or `threads`.
    pub name: String,
    /// The value as `Display` prints it.
    pub value: String,
}

impl Parameter {
    /// The parameter `name=value`.
    pub fn new(name: impl Into<String>, value: impl fmt::Display) -> Self {
        Self { name: name.into(), value: value.to_string() }
    }
}

/// The identity of a benchmark, `bench::sort[n=1000,threads=2]`: the bench
/// target, the module path below it, the workload's name and its parameters.
///
/// Written as one string everywhere; control characters in it are escaped,
/// so that an id is always one line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct BenchmarkId(String);

impl BenchmarkId {
    /// The id of `workload` (its full path) with `parameters` behind it.
    pub fn new(workload: &str, parameters: &[Parameter]) -> Self {
        Self::from(workload).with(parameters)
    }

    /// The id with `parameters` behind it.
    #[must_use]
    pub fn with(self, parameters: &[Parameter]) -> Self {
        let Self(mut text) = self;
        for (at, Parameter { name, value }) in parameters.iter().enumerate() {
            text.push(if at == 0 { '[' } else { ',' });
            text.push_str(&one_line(name));
            text.push('=');
            text.push_str(&one_line(value));
        }
        if !parameters.is_empty() {
            text.push(']');
        }
        Self(text)
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id with a number behind it, for the second of two equal names.
    #[must_use]
    pub fn numbered(&self, number: usize) -> Self {
        Self(format!("{}#{number}", self.0))
    }
}

/// One line, whatever the name holds.
fn one_line<'a>(text: impl Into<Cow<'a, str>>) -> Cow<'a, str> {
    let text = text.into();
    if !text.contains(char::is_control) {
        return text;
    }
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() {
            line.extend(c.escape_default());
        } else {
            line.push(c);
        }
    }
    Cow::Owned(line)
}

impl fmt::Display for BenchmarkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for BenchmarkId {
    fn from(text: &str) -> Self {
        Self(one_line(text).into_owned())
    }
}

impl From<String> for BenchmarkId {
    fn from(text: String) -> Self {
        Self(one_line(text).into_owned())
    }
}
