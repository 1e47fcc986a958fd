//! Which options there are.

use crate::{
    attr::{
        Field, Given, Options, Place,
        entry::{Entry, entries},
        read::{Kind, Reader},
    },
    mistakes::Mistakes,
    suggest::{did_you_mean, nearest},
    tokens::single_group,
};
use proc_macro2::{Delimiter, Ident, Span, TokenStream};
use quote::quote;

/// The options that are fields: name, path, what they expect.
const FIELDS: &[(&str, &[&str], Kind)] = &[
    ("budget", &["settings", "budget"], Kind::Duration),
    ("launch_time", &["settings", "launch_time"], Kind::Duration),
    ("trial", &["settings", "trial"], Kind::Duration),
    ("timeout", &["settings", "timeout"], Kind::Duration),
    ("warmup", &["settings", "warmup"], Kind::Warmup),
    ("launches", &["settings", "launches"], Kind::Count),
    ("iterations", &["settings", "iterations"], Kind::Count),
    ("threads", &["settings", "threads"], Kind::Threads),
    ("target", &["settings", "target"], Kind::Share),
    ("confidence", &["settings", "confidence"], Kind::Share),
    ("latency", &["settings", "latency"], Kind::Share),
    ("once", &["settings", "once"], Kind::Flag),
    ("ignore", &["ignore"], Kind::Flag),
    ("baseline", &["baseline"], Kind::Flag),
    ("tags", &["tags"], Kind::Tags),
    ("version", &["version"], Kind::Text),
];

/// The options that shape the code.
const SHAPES: &[&str] = &[
    "args",
    "types",
    "consts",
    "throughput",
    "setup",
    "teardown",
    "verify",
    "runtime",
];

/// The others that workloads and groups know.
const COMMON: &[&str] = &["name", "requires", "crate"];

fn known(place: Place) -> Vec<&'static str> {
    let fields = FIELDS.iter().map(|(name, ..)| *name);
    let mut all: Vec<&str> = fields.chain(COMMON.iter().copied()).collect();
    match place {
        Place::Workload => all.extend(SHAPES),
        Place::Group => all.retain(|name| *name != "baseline"),
    }
    all
}

/// Reads the options between the brackets of an attribute.
pub(crate) fn options(
    tokens: TokenStream,
    place: Place,
    mistakes: &mut Mistakes,
) -> Options {
    let mut options = Options {
        krate: quote!(::benchkit),
        name: None,
        args: None,
        types: None,
        consts: None,
        throughput: None,
        setup: None,
        teardown: None,
        verify: None,
        runtime: None,
        fields: Vec::new(),
        lost: Vec::new(),
    };
    let known = known(place);
    let mut seen: Vec<Ident> = Vec::new();
    let written = entries(tokens, mistakes);
    if !mistakes.is_empty() {
        options.lost.extend(known.iter().map(ToString::to_string));
    }
    for entry in written {
        let name = entry.name.to_string();
        let before = mistakes.count();
        if seen.contains(&entry.name) {
            let message = format!("`{name}` is given twice");
            mistakes.at(entry.name.span(), message);
        } else if known.contains(&name.as_str()) {
            seen.push(entry.name.clone());
            options.read(entry, mistakes);
        } else {
            let message = unknown(&name, place, &known);
            mistakes.at(entry.name.span(), message);
        }
        if mistakes.count() > before {
            let meant = nearest(&name, &known).map(String::from);
            options.lost.push(meant.unwrap_or(name));
        }
    }
    options
}

fn unknown(name: &str, place: Place, known: &[&'static str]) -> String {
    let of_workloads = SHAPES.contains(&name) || name == "baseline";
    if place == Place::Group && of_workloads {
        return format!("`{name}` belongs to a workload, not to a group");
    }
    let meant = did_you_mean(name, known);
    format!("unknown option `{name}`{meant}")
}

impl Options {
    fn read(&mut self, entry: Entry, mistakes: &mut Mistakes) {
        let span = entry.name.span();
        let name = entry.name.to_string();
        let value = entry.value;
        let field = FIELDS.iter().find(|(known, ..)| *known == name);
        if let Some(&(_, path, kind)) = field {
            let mut reader = Reader { name: &name, span, mistakes };
            let value = reader.data(kind, value);
            self.fields.extend(value.map(|value| Field { path, value }));
            return;
        }
        let mut reader = Reader { name: &name, span, mistakes };
        match name.as_str() {
            "crate" => {
                if let Some(path) = reader.expression("a path", value) {
                    self.krate = path;
                }
            }
            "name" => self.name = reader.text(value),
            "requires" => self.fields.extend(reader.requires(value)),
            "args" => {
                self.args = given(span, reader.values(value, some_values));
            }
            "types" => self.types = given(span, reader.lists(value)),
            "consts" => self.consts = given(span, reader.lists(value)),
            "throughput" => {
                self.throughput = given(span, reader.throughput(value));
            }
            "setup" => self.setup = given(span, reader.setup(value)),
            _ => {
                let path = reader.expression("a function", value);
                let slot = match name.as_str() {
                    "teardown" => &mut self.teardown,
                    "verify" => &mut self.verify,
                    _ => &mut self.runtime,
                };
                *slot = given(span, path);
            }
        }
    }
}

/// Any expression but an empty list.
fn some_values(tokens: TokenStream) -> Option<TokenStream> {
    let inside = single_group(&tokens, Delimiter::Bracket);
    (!inside.is_some_and(|inside| inside.is_empty())).then_some(tokens)
}

fn given<T>(span: Span, value: Option<T>) -> Option<Given<T>> {
    value.map(|value| Given { span, value })
}
