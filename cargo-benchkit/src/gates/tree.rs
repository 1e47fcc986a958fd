//! TOML and JSON as one tree that knows its lines.

use jsonc_parser::{
    CollectOptions, ParseOptions, ast,
    common::{Range, Ranged as _},
    parse_to_ast,
};
use toml::de::{DeTable, DeValue};

/// A value, and the line that it begins in, from 1.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node {
    pub(super) line: usize,
    pub(super) value: Value,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Text(String),
    Number(f64),
    Truth(bool),
    List(Vec<Node>),
    Table(Vec<Entry>),
    /// What no gate has, as it is called.
    Other(&'static str),
}

/// `key = value`, and the key's line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub(super) line: usize,
    pub(super) key: String,
    pub(super) node: Node,
}

/// What is wrong, and in which line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mistake {
    pub(super) line: usize,
    pub(super) what: String,
}

/// The entries of a TOML document.
///
/// # Errors
/// When `text` is no TOML.
pub(super) fn toml(text: &str) -> Result<Vec<Entry>, Mistake> {
    let lines = Lines::new(text);
    match DeTable::parse(text) {
        Ok(table) => Ok(of_toml_table(table.get_ref(), &lines)),
        Err(error) => Err(Mistake {
            line: error.span().map_or(1, |span| lines.line(span.start)),
            what: error.message().to_owned(),
        }),
    }
}

fn of_toml_table(table: &DeTable<'_>, lines: &Lines) -> Vec<Entry> {
    let mut all: Vec<(usize, Entry)> = table
        .iter()
        .map(|(key, value)| {
            let at = key.span().start;
            let node = Node {
                line: lines.line(value.span().start),
                value: of_toml(value.get_ref(), lines),
            };
            let key = key.get_ref().to_string();
            (at, Entry { line: lines.line(at), key, node })
        })
        .collect();
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, entry)| entry).collect()
}

fn of_toml(value: &DeValue<'_>, lines: &Lines) -> Value {
    match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix())
                .map_or(Value::Other("number that is too large"), whole)
        }
        DeValue::Float(number) => number
            .as_str()
            .parse()
            .map_or(Value::Other("number"), Value::Number),
        DeValue::Boolean(truth) => Value::Truth(*truth),
        DeValue::Datetime(_) => Value::Other("date"),
        DeValue::Array(items) => {
            let node = |item: &toml::Spanned<DeValue<'_>>| Node {
                line: lines.line(item.span().start),
                value: of_toml(item.get_ref(), lines),
            };
            Value::List(items.iter().map(node).collect())
        }
        DeValue::Table(table) => Value::Table(of_toml_table(table, lines)),
    }
}

#[expect(clippy::cast_precision_loss, reason = "limits stay below 2^53")]
fn whole(number: i64) -> Value {
    Value::Number(number as f64)
}

/// The entries of a JSON document, which must be an object.
///
/// # Errors
/// When `text` is no JSON (RFC 8259), or no object.
pub(super) fn json(text: &str) -> Result<Vec<Entry>, Mistake> {
    let lines = Lines::new(text);
    let strict = ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    let parsed = parse_to_ast(text, &CollectOptions::default(), &strict)
        .map_err(|error| Mistake {
            line: error.line_display(),
            what: error.kind().to_string(),
        })?;
    match parsed.value {
        Some(ast::Value::Object(object)) => Ok(of_object(&object, &lines)),
        other => Err(Mistake {
            line: other.map_or(1, |value| lines.of(value.range())),
            what: "expected an object: {\"gate\": [{…}, …]}".to_owned(),
        }),
    }
}

fn of_object(object: &ast::Object<'_>, lines: &Lines) -> Vec<Entry> {
    let entry = |property: &ast::ObjectProp<'_>| Entry {
        line: lines.of(property.range),
        key: property.name.as_str().to_owned(),
        node: of_json(&property.value, lines),
    };
    object.properties.iter().map(entry).collect()
}

fn of_json(value: &ast::Value<'_>, lines: &Lines) -> Node {
    let line = lines.of(value.range());
    let value = match value {
        ast::Value::StringLit(text) => Value::Text(text.value.to_string()),
        ast::Value::NumberLit(number) => {
            number.value.parse().map_or(Value::Other("number"), Value::Number)
        }
        ast::Value::BooleanLit(truth) => Value::Truth(truth.value),
        ast::Value::Object(object) => Value::Table(of_object(object, lines)),
        ast::Value::Array(items) => {
            let items = items.elements.iter();
            Value::List(items.map(|item| of_json(item, lines)).collect())
        }
        ast::Value::NullKeyword(_) => Value::Other("null"),
    };
    Node { line, value }
}

/// Where lines begin.
struct Lines(Vec<usize>);

impl Lines {
    fn new(text: &str) -> Self {
        Self(text.match_indices('\n').map(|(at, _)| at).collect())
    }

    /// The line of a byte, from 1.
    fn line(&self, at: usize) -> usize {
        self.0.partition_point(|end| *end < at) + 1
    }

    fn of(&self, range: Range) -> usize {
        self.line(range.start)
    }
}
