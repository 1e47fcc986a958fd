//! The types as JSON.

use crate::unit::Nanos;
use serde_json::Number;
use std::fmt::{Display, Write as _};

/// What can be written as JSON.
pub trait ToJson {
    /// Appends the value to `out`, without blanks; a number that is not
    /// finite is null, since JSON has none.
    fn write(&self, out: &mut String);
}

/// The value as JSON on one line.
pub fn to_json(value: &dyn ToJson) -> String {
    let mut out = String::new();
    value.write(&mut out);
    out
}

/// An object that is written: begun with its first member, closed by `end`.
pub(crate) struct Object<'a> {
    out: &'a mut String,
    before: char,
}

impl<'a> Object<'a> {
    pub(crate) fn new(out: &'a mut String) -> Self {
        Self { out, before: '{' }
    }

    pub(crate) fn add(&mut self, name: &str, value: &dyn ToJson) {
        self.out.push(self.before);
        self.before = ',';
        text(self.out, name);
        self.out.push(':');
        value.write(self.out);
    }

    /// Adds the members of `value`, an object, beside the others.
    pub(crate) fn add_flat(&mut self, value: &dyn ToJson) {
        let own = to_json(value);
        let members = own.trim_start_matches('{');
        if members != "}" {
            self.out.push(self.before);
            self.before = ',';
            self.out.push_str(&members[..members.len() - 1]);
        }
    }

    pub(crate) fn end(self) {
        if self.before == '{' {
            self.out.push('{');
        }
        self.out.push('}');
    }
}

/// A variant that holds what `write` writes.
pub(crate) fn variant(
    out: &mut String,
    name: &str,
    write: &mut dyn FnMut(&mut String),
) {
    out.push('{');
    text(out, name);
    out.push(':');
    write(out);
    out.push('}');
}

/// `text` with its quotes.
pub(crate) fn text(out: &mut String, text: &str) {
    // Writing a string as JSON cannot fail.
    out.push_str(&serde_json::to_string(text).unwrap_or_default());
}

fn display(out: &mut String, value: &dyn Display) {
    // Writing to a string cannot fail.
    write!(out, "{value}").ok();
}

impl ToJson for f64 {
    fn write(&self, out: &mut String) {
        match Number::from_f64(*self) {
            Some(number) => display(out, &number),
            None => out.push_str("null"),
        }
    }
}

impl ToJson for bool {
    fn write(&self, out: &mut String) {
        display(out, self);
    }
}

impl ToJson for u64 {
    fn write(&self, out: &mut String) {
        display(out, self);
    }
}

impl ToJson for u32 {
    fn write(&self, out: &mut String) {
        display(out, self);
    }
}

impl ToJson for usize {
    fn write(&self, out: &mut String) {
        display(out, self);
    }
}

impl ToJson for i32 {
    fn write(&self, out: &mut String) {
        display(out, self);
    }
}

impl ToJson for Nanos {
    fn write(&self, out: &mut String) {
        display(out, &self.0);
    }
}

impl ToJson for String {
    fn write(&self, out: &mut String) {
        text(out, self);
    }
}

impl<T: ToJson> ToJson for Option<T> {
    fn write(&self, out: &mut String) {
        match self {
            Some(value) => value.write(out),
            None => out.push_str("null"),
        }
    }
}

impl<T: ToJson> ToJson for Box<T> {
    fn write(&self, out: &mut String) {
        (**self).write(out);
    }
}

impl<T: ToJson> ToJson for Vec<T> {
    fn write(&self, out: &mut String) {
        out.push('[');
        for (at, item) in self.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            item.write(out);
        }
        out.push(']');
    }
}

impl<A: ToJson, B: ToJson> ToJson for (A, B) {
    fn write(&self, out: &mut String) {
        out.push('[');
        self.0.write(out);
        out.push(',');
        self.1.write(out);
        out.push(']');
    }
}
