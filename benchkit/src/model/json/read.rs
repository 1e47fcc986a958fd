//! Values of JSON as the types.

use crate::unit::Nanos;
use serde_json::{Map, Value};
use std::{error, fmt};

/// What can be read from JSON.
pub trait FromJson: Sized {
    /// Reads `value`; members that the type does not know are left alone.
    ///
    /// # Errors
    /// When the value does not have the form of the type.
    fn read(value: &Value) -> Result<Self, Mismatch>;
}

/// Reads `text`.
///
/// # Errors
/// When it is no JSON, or not of the form of a `T`: the error names the
/// place.
pub fn from_json<T: FromJson>(text: &str) -> Result<T, Mismatch> {
    T::read(&parse(text)?)
}

fn parse(text: &str) -> Result<Value, Mismatch> {
    serde_json::from_str(text).map_err(|error| Mismatch {
        place: String::new(),
        what: format!("this is no JSON: {error}"),
    })
}

/// A value of another form than the type's: where, and what was expected.
#[derive(Clone, PartialEq, Eq)]
pub struct Mismatch {
    place: String,
    what: String,
}

impl Mismatch {
    fn expected(what: &str) -> Self {
        Self { place: String::new(), what: format!("expected {what}") }
    }

    /// The same, in the member `name` of an object.
    fn within(mut self, name: &str) -> Self {
        let dot = match self.place.chars().next() {
            None | Some('[') => "",
            Some(_) => ".",
        };
        self.place = format!("{name}{dot}{}", self.place);
        self
    }

    /// The same, in the element `at` of a list.
    fn at(self, at: usize) -> Self {
        self.within(&format!("[{at}]"))
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.place.is_empty() {
            f.write_str(&self.what)
        } else {
            write!(f, "{}: {}", self.place, self.what)
        }
    }
}

impl fmt::Debug for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl error::Error for Mismatch {}

/// The members of an object that is read.
pub(crate) struct Fields<'a> {
    members: &'a Map<String, Value>,
    /// The variant that the object belongs to, or "".
    variant: &'static str,
}

impl<'a> Fields<'a> {
    pub(crate) fn of(
        value: &'a Value,
        variant: &'static str,
    ) -> Result<Self, Mismatch> {
        match value.as_object() {
            Some(members) => Ok(Self { members, variant }),
            None => Err(Mismatch::expected("an object").inside(variant)),
        }
    }

    /// The member `name`, which only an `Option` may lack.
    pub(crate) fn get<T: FromJson>(
        &self,
        name: &'static str,
    ) -> Result<T, Mismatch> {
        match self.members.get(name) {
            Some(value) => T::read(value).map_err(|e| self.place(e, name)),
            None => T::read(&Value::Null).map_err(|_| self.missing(name)),
        }
    }

    /// The member `name`, or the default where it is missing.
    pub(crate) fn get_or_default<T: FromJson + Default>(
        &self,
        name: &'static str,
    ) -> Result<T, Mismatch> {
        match self.members.get(name) {
            Some(value) => T::read(value).map_err(|e| self.place(e, name)),
            None => Ok(T::default()),
        }
    }

    fn place(&self, error: Mismatch, name: &str) -> Mismatch {
        error.within(name).inside(self.variant)
    }

    fn missing(&self, name: &str) -> Mismatch {
        let what = "is missing".to_owned();
        self.place(Mismatch { place: String::new(), what }, name)
    }
}

impl Mismatch {
    /// The same, in a variant; in none where it is "".
    pub(crate) fn inside(self, variant: &str) -> Self {
        if variant.is_empty() { self } else { self.within(variant) }
    }

    /// A variant that is none of `known`.
    pub(crate) fn variant(known: &str) -> Self {
        Self::expected(&format!("one of {known}"))
    }
}

/// The name of a variant and what it holds, null for nothing.
pub(crate) fn tagged(value: &Value) -> Result<(&str, &Value), Mismatch> {
    match value {
        Value::String(name) => Ok((name, &Value::Null)),
        Value::Object(members) if members.len() == 1 => {
            let only = members.iter().next();
            Ok(only.map_or(("", &Value::Null), |(name, held)| (name, held)))
        }
        _ => Err(Mismatch::expected("a variant")),
    }
}

impl FromJson for f64 {
    fn read(value: &Value) -> Result<Self, Mismatch> {
        value.as_f64().ok_or_else(|| Mismatch::expected("a number"))
    }
}

impl FromJson for bool {
    fn read(value: &Value) -> Result<Self, Mismatch> {
        value.as_bool().ok_or_else(|| Mismatch::expected("true or false"))
    }
}

impl FromJson for String {
    fn read(value: &Value) -> Result<Self, Mismatch> {
        let text = value.as_str().ok_or_else(|| Mismatch::expected("text"))?;
        Ok(text.to_owned())
    }
}

impl FromJson for u64 {
    fn read(value: &Value) -> Result<Self, Mismatch> {
        value.as_u64().ok_or_else(|| Mismatch::expected("a whole number"))
    }
}

impl FromJson for u32 {
    fn read(value: &Value) -> Result<Self, Mismatch> {
        let number = u64::read(value)?;
        Self::try_from(number)
            .map_err(|_| Mismatch::expected("a number below 2^32"))
    }
}

impl FromJson for usize {
    fn read(value: &Value) -> Result<Self, Mismatch> {
        let number = u64::read(value)?;
        Self::try_from(number)
            .map_err(|_| Mismatch::expected("a number that fits a word"))
    }
}

impl FromJson for i32 {
    fn read(value: &Value) -> Result<Self, Mismatch> {
        let number = value.as_i64().and_then(|n| Self::try_from(n).ok());
        number.ok_or_else(|| Mismatch::expected("a whole number of 32 bits"))
    }
}

impl FromJson for Nanos {
    fn read(value: &Value) -> Result<Self, Mismatch> {
        u64::read(value).map(Self)
    }
}

impl<T: FromJson> FromJson for Option<T> {
    fn read(value: &Value) -> Result<Self, Mismatch> {
        if value.is_null() { Ok(None) } else { T::read(value).map(Some) }
    }
}

impl<T: FromJson> FromJson for Box<T> {
    fn read(value: &Value) -> Result<Self, Mismatch> {
        T::read(value).map(Self::new)
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn read(value: &Value) -> Result<Self, Mismatch> {
        let items = list(value)?;
        let mut all = Self::with_capacity(items.len());
        for (at, item) in items.iter().enumerate() {
            all.push(T::read(item).map_err(|e| e.at(at))?);
        }
        Ok(all)
    }
}

impl<A: FromJson, B: FromJson> FromJson for (A, B) {
    fn read(value: &Value) -> Result<Self, Mismatch> {
        let [first, second] = list(value)? else {
            return Err(Mismatch::expected("two values"));
        };
        let first = A::read(first).map_err(|e| e.at(0))?;
        Ok((first, B::read(second).map_err(|e| e.at(1))?))
    }
}

fn list(value: &Value) -> Result<&[Value], Mismatch> {
    match value {
        Value::Array(items) => Ok(items),
        _ => Err(Mismatch::expected("a list")),
    }
}
