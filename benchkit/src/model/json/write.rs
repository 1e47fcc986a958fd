//! The types as JSON.

use super::{Member, Members};
use crate::unit::Nanos;
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

/// Writes the object with the members `values`, without those that are `None`.
pub(crate) fn write_members(
    out: &mut String,
    members: &Members,
    values: &[Option<&dyn ToJson>],
) {
    out.push('{');
    let begin = out.len();
    for ((name, member), value) in members.iter().zip(values) {
        let Some(value) = value else { continue };
        let before = out.len();
        if before > begin {
            out.push(',');
        }
        if *member != Member::Flat {
            write_member(out, name, *value);
            continue;
        }
        // The members of an object of its own, without its braces.
        match to_json(*value).as_str() {
            "{}" => out.truncate(before),
            own => out.push_str(&own[1..own.len() - 1]),
        }
    }
    out.push('}');
}

fn write_member(out: &mut String, name: &str, value: &dyn ToJson) {
    text(out, name);
    out.push(':');
    value.write(out);
}

/// `value`, unless it is to be left out.
pub(crate) fn unless(
    left_out: bool,
    value: &dyn ToJson,
) -> Option<&dyn ToJson> {
    if left_out { None } else { Some(value) }
}

/// Writes a variant that holds one value.
pub(crate) fn write_held(out: &mut String, key: &str, held: &dyn ToJson) {
    out.push('{');
    write_member(out, key, held);
    out.push('}');
}

/// Writes a variant that has fields.
pub(crate) fn write_variant(
    out: &mut String,
    key: &str,
    members: &Members,
    values: &[Option<&dyn ToJson>],
) {
    out.push('{');
    text(out, key);
    out.push(':');
    write_members(out, members, values);
    out.push('}');
}

/// `text` with its quotes.
pub(crate) fn text(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\0'..' ' => {
                display(out, &format_args!("\\u{:04x}", u32::from(c)));
            }
            _ => out.push(c),
        }
    }
    out.push('"');
}

fn display(out: &mut String, value: &dyn Display) {
    // Writing to a string cannot fail.
    write!(out, "{value}").ok();
}

impl ToJson for f64 {
    fn write(&self, out: &mut String) {
        // The fewest digits that read back the same.
        if self.is_finite() {
            display(out, &format_args!("{self:?}"));
        } else {
            out.push_str("null");
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
        write_list(out, self.len(), &|at| &self[at]);
    }
}

fn write_list<'a>(
    out: &mut String,
    len: usize,
    item: &dyn Fn(usize) -> &'a dyn ToJson,
) {
    out.push('[');
    for at in 0..len {
        if at > 0 {
            out.push(',');
        }
        item(at).write(out);
    }
    out.push(']');
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
