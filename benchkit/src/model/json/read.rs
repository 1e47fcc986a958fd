//! Values of JSON as the types.

use crate::unit::Nanos;
use serde_json::{Map, Value};
use std::{error, fmt};

/// What can be read from JSON.
///
/// A value is read into one that is there already, not returned: so each
/// member of an object costs the build one call, and no copy of the code
/// that handles its failure.
pub trait FromJson {
    /// A value to read into: nothing, zero, or the first variant.
    fn blank() -> Self
    where
        Self: Sized;

    /// Reads `value`; members that the type does not know are left alone.
    ///
    /// # Errors
    /// When the value does not have the form of the type; what is read
    /// into is then of no use.
    fn read(&mut self, value: &Value) -> Result<(), Mismatch>;
}

/// Reads `text`.
///
/// # Errors
/// When it is no JSON, or not of the form of a `T`: the error names the
/// place.
pub fn from_json<T: FromJson>(text: &str) -> Result<T, Mismatch> {
    let mut read = T::blank();
    read_into(&mut read, text)?;
    Ok(read)
}

fn read_into(slot: &mut dyn FromJson, text: &str) -> Result<(), Mismatch> {
    let value: Value = serde_json::from_str(text)
        .map_err(|error| Mismatch::new(format!("this is no JSON: {error}")))?;
    slot.read(&value)
}

/// A value of another form than the type's: where, and what was expected.
#[derive(Clone, PartialEq, Eq)]
pub struct Mismatch {
    place: String,
    what: String,
}

impl Mismatch {
    fn new(what: String) -> Self {
        Self { place: String::new(), what }
    }

    fn expected(what: &str) -> Self {
        Self::new(format!("expected {what}"))
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

/// The members of an object that is read, up to the first mismatch.
pub(crate) struct Fields<'a> {
    whole: &'a Value,
    members: &'a Map<String, Value>,
    /// The variant that the object belongs to, or "".
    variant: &'static str,
    done: Result<(), Mismatch>,
}

impl<'a> Fields<'a> {
    pub(crate) fn of(
        value: &'a Value,
        variant: &'static str,
    ) -> Result<Self, Mismatch> {
        match value.as_object() {
            Some(members) => {
                Ok(Self { whole: value, members, variant, done: Ok(()) })
            }
            None => Err(Mismatch::expected("an object").inside(variant)),
        }
    }

    /// Reads the member `name`, which only an `Option` may lack.
    pub(crate) fn get(&mut self, name: &str, slot: &mut dyn FromJson) {
        if self.members.contains_key(name) {
            self.get_or_default(name, slot);
        } else if self.done.is_ok() && slot.read(&Value::Null).is_err() {
            self.fail(name, Mismatch::new("is missing".to_owned()));
        }
    }

    /// Reads the member `name`; where it is missing, `slot` stays blank.
    pub(crate) fn get_or_default(
        &mut self,
        name: &str,
        slot: &mut dyn FromJson,
    ) {
        if self.done.is_ok()
            && let Some(value) = self.members.get(name)
            && let Err(error) = slot.read(value)
        {
            self.fail(name, error);
        }
    }

    /// Reads members that stand beside the others as an object of their own.
    pub(crate) fn get_flat(&mut self, slot: &mut dyn FromJson) {
        if self.done.is_ok()
            && let Err(error) = slot.read(self.whole)
        {
            self.done = Err(error.inside(self.variant));
        }
    }

    fn fail(&mut self, name: &str, error: Mismatch) {
        self.done = Err(error.within(name).inside(self.variant));
    }

    /// The first mismatch.
    pub(crate) fn end(self) -> Result<(), Mismatch> {
        self.done
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

/// A type that is read at once from what one function of `Value` gives.
macro_rules! plain {
    ($type:ty, $blank:expr, $what:literal, $read:expr) => {
        impl FromJson for $type {
            fn blank() -> Self {
                $blank
            }

            fn read(&mut self, value: &Value) -> Result<(), Mismatch> {
                let read: fn(&Value) -> Option<Self> = $read;
                *self = read(value).ok_or_else(|| Mismatch::expected($what))?;
                Ok(())
            }
        }
    };
}

plain!(f64, 0.0, "a number", Value::as_f64);
plain!(bool, false, "true or false", Value::as_bool);
plain!(u64, 0, "a whole number", Value::as_u64);
plain!(u32, 0, "a whole number below 2^32", |value| {
    value.as_u64()?.try_into().ok()
});
plain!(usize, 0, "a whole number of the size of a word", |value| {
    value.as_u64()?.try_into().ok()
});
plain!(i32, 0, "a whole number of 32 bits", |value| {
    value.as_i64()?.try_into().ok()
});
plain!(Nanos, Nanos(0), "whole nanoseconds", |value| {
    value.as_u64().map(Nanos)
});
plain!(String, String::new(), "text", |value| {
    value.as_str().map(str::to_owned)
});

impl<T: FromJson> FromJson for Option<T> {
    fn blank() -> Self {
        None
    }

    fn read(&mut self, value: &Value) -> Result<(), Mismatch> {
        if value.is_null() {
            *self = None;
            return Ok(());
        }
        self.insert(T::blank()).read(value)
    }
}

impl<T: FromJson> FromJson for Box<T> {
    fn blank() -> Self {
        Self::new(T::blank())
    }

    fn read(&mut self, value: &Value) -> Result<(), Mismatch> {
        (**self).read(value)
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn blank() -> Self {
        Self::new()
    }

    fn read(&mut self, value: &Value) -> Result<(), Mismatch> {
        self.clear();
        for (at, value) in list(value)?.iter().enumerate() {
            let mut item = T::blank();
            item.read(value).map_err(|error| error.at(at))?;
            self.push(item);
        }
        Ok(())
    }
}

impl<A: FromJson, B: FromJson> FromJson for (A, B) {
    fn blank() -> Self {
        (A::blank(), B::blank())
    }

    fn read(&mut self, value: &Value) -> Result<(), Mismatch> {
        let [first, second] = list(value)? else {
            return Err(Mismatch::expected("two values"));
        };
        self.0.read(first).map_err(|error| error.at(0))?;
        self.1.read(second).map_err(|error| error.at(1))
    }
}

fn list(value: &Value) -> Result<&[Value], Mismatch> {
    match value {
        Value::Array(items) => Ok(items),
        _ => Err(Mismatch::expected("a list")),
    }
}
