//! Values of JSON as the types.

use super::{Member, Members, Value};
use crate::unit::Nanos;
use std::{error, fmt};

/// What can be read from JSON.
///
/// A value is read into one that is there already, not returned: so a member
/// of an object costs the build one line of a table, and no code of its own.
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
    fn read(&mut self, value: &Value<'_>) -> Result<(), Mismatch>;
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
    let value = Value::parse(text)
        .map_err(|error| Mismatch::new(format!("this is no JSON: {error}")))?;
    slot.read(&value)
}

/// A value of another form than the type's: where, and what was expected.
#[derive(Clone, PartialEq, Eq)]
pub struct Mismatch(Box<Expected>);

#[derive(Clone, PartialEq, Eq)]
struct Expected {
    place: String,
    what: String,
}

impl Mismatch {
    fn new(what: String) -> Self {
        Self(Box::new(Expected { place: String::new(), what }))
    }

    fn expected(what: &str) -> Self {
        Self::new(format!("expected {what}"))
    }

    /// The same, in the member or the variant `name`; in none where it is "".
    fn within(mut self, name: &str) -> Self {
        let place = &mut self.0.place;
        if !place.is_empty() && !place.starts_with('[') && !name.is_empty() {
            place.insert(0, '.');
        }
        place.insert_str(0, name);
        self
    }

    /// The same, in the element `at` of a list.
    fn at(self, at: usize) -> Self {
        self.within(&format!("[{at}]"))
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Expected { place, what } = &*self.0;
        if place.is_empty() {
            f.write_str(what)
        } else {
            write!(f, "{place}: {what}")
        }
    }
}

impl fmt::Debug for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl error::Error for Mismatch {}

/// Reads the members of an object, which belongs to `variant` or to "", into
/// `slots`, up to the first mismatch.
pub(crate) fn read_members(
    value: &Value<'_>,
    variant: &str,
    members: &Members,
    slots: &mut [&mut dyn FromJson],
) -> Result<(), Mismatch> {
    if !matches!(value, Value::Object(_)) {
        return Err(Mismatch::expected("an object").within(variant));
    }
    for ((name, member), slot) in members.iter().zip(slots) {
        let read = match (member, value.get(name)) {
            (Member::Flat, _) => slot.read(value),
            (_, Some(held)) => slot.read(held),
            (Member::MayLack, None) => Ok(()),
            (Member::Needed, None) => slot
                .read(&Value::Null)
                .map_err(|_| Mismatch::new("is missing".to_owned())),
        };
        read.map_err(|error| error.within(name).within(variant))?;
    }
    Ok(())
}

/// Reads what `variant` holds.
pub(crate) fn read_held(
    value: &Value<'_>,
    variant: &str,
    held: &mut dyn FromJson,
) -> Result<(), Mismatch> {
    held.read(value).map_err(|error| error.within(variant))
}

/// Which of the variants `known` a value is, and what it holds, null for
/// nothing.
pub(crate) fn tagged<'a>(
    value: &'a Value<'a>,
    known: &[&str],
) -> Result<(usize, &'a Value<'a>), Mismatch> {
    let (name, held) = match value {
        Value::Text(name) => (name, &Value::Null),
        Value::Object(members) => match members.as_slice() {
            [(name, held)] => (name, held),
            _ => return Err(Mismatch::expected("a variant")),
        },
        _ => return Err(Mismatch::expected("a variant")),
    };
    match known.iter().position(|known| known == name) {
        Some(at) => Ok((at, held)),
        None => {
            Err(Mismatch::expected(&format!("one of {}", known.join(", "))))
        }
    }
}

/// A type that is read at once from what one function of `Value` gives.
macro_rules! plain {
    ($type:ty, $blank:expr, $what:literal, $read:expr) => {
        impl FromJson for $type {
            fn blank() -> Self {
                $blank
            }

            fn read(&mut self, value: &Value<'_>) -> Result<(), Mismatch> {
                let read: fn(&Value<'_>) -> Option<Self> = $read;
                *self = read(value).ok_or_else(|| Mismatch::expected($what))?;
                Ok(())
            }
        }
    };
}

plain!(f64, 0.0, "a number", |value| value.as_f64());
plain!(bool, false, "true or false", |value| match value {
    Value::Bool(value) => Some(*value),
    _ => None,
});
plain!(u64, 0, "a whole number", |value| value.as_u64());
plain!(u32, 0, "a whole number below 2^32", |value| {
    value.as_u64()?.try_into().ok()
});
plain!(usize, 0, "a whole number of the size of a word", |value| {
    value.as_u64()?.try_into().ok()
});
plain!(i32, 0, "a whole number of 32 bits", |value| {
    value.number()?.parse().ok()
});
plain!(Nanos, Nanos(0), "whole nanoseconds", |value| {
    value.as_u64().map(Nanos)
});
plain!(String, String::new(), "text", |value| {
    match value {
        Value::Text(text) => Some(text.clone()),
        _ => None,
    }
});

impl<T: FromJson> FromJson for Option<T> {
    fn blank() -> Self {
        None
    }

    fn read(&mut self, value: &Value<'_>) -> Result<(), Mismatch> {
        if matches!(value, Value::Null) {
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

    fn read(&mut self, value: &Value<'_>) -> Result<(), Mismatch> {
        (**self).read(value)
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn blank() -> Self {
        Self::new()
    }

    fn read(&mut self, value: &Value<'_>) -> Result<(), Mismatch> {
        self.clear();
        read_list(value, &mut |value| {
            let mut item = T::blank();
            let read = item.read(value);
            self.push(item);
            read
        })
    }
}

/// Reads one element of a list.
type ReadItem<'r> = dyn FnMut(&Value<'_>) -> Result<(), Mismatch> + 'r;

fn read_list(
    value: &Value<'_>,
    read: &mut ReadItem<'_>,
) -> Result<(), Mismatch> {
    for (at, value) in list(value)?.iter().enumerate() {
        read(value).map_err(|error| error.at(at))?;
    }
    Ok(())
}

impl<A: FromJson, B: FromJson> FromJson for (A, B) {
    fn blank() -> Self {
        (A::blank(), B::blank())
    }

    fn read(&mut self, value: &Value<'_>) -> Result<(), Mismatch> {
        let [first, second] = list(value)? else {
            return Err(Mismatch::expected("two values"));
        };
        self.0.read(first).map_err(|error| error.at(0))?;
        self.1.read(second).map_err(|error| error.at(1))
    }
}

fn list<'a>(value: &'a Value<'a>) -> Result<&'a [Value<'a>], Mismatch> {
    match value {
        Value::List(items) => Ok(items),
        _ => Err(Mismatch::expected("a list")),
    }
}
