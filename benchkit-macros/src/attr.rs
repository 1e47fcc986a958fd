//! Options: from tokens to small values that remember their place.

use crate::{
    literal::{Literal, bytes, duration, literal, percent},
    mistakes::Mistakes,
    suggest::did_you_mean,
    tokens::{Cursor, list, single_group},
};
use proc_macro2::{Delimiter, Ident, Span, TokenStream};
use quote::quote;

/// Where options stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// On a function or in the table.
    Workload,
    /// On a module.
    Group,
}

/// An option as it is written.
struct Entry {
    name: Ident,
    value: Written,
}

/// What stands behind an option's name.
enum Written {
    /// Nothing.
    Flag,
    /// `= expression`.
    Is(TokenStream),
    /// `(…)`.
    List(TokenStream),
}

/// All options of a workload or a group.
pub(crate) struct Options {
    pub(crate) krate: TokenStream,
    pub(crate) name: Option<TokenStream>,
    pub(crate) args: Option<Given<Values<TokenStream>>>,
    pub(crate) types: Option<Given<Values<Vec<TokenStream>>>>,
    pub(crate) consts: Option<Given<Values<Vec<TokenStream>>>>,
    pub(crate) throughput: Option<Given<Throughput>>,
    pub(crate) setup: Option<Given<Setup>>,
    pub(crate) teardown: Option<Given<TokenStream>>,
    pub(crate) verify: Option<Given<TokenStream>>,
    pub(crate) runtime: Option<Given<TokenStream>>,
    /// The fields of `benchkit`'s own `Options` that are set.
    pub(crate) fields: Vec<Field>,
}

/// A value, and where its option's name stands.
pub(crate) struct Given<T> {
    pub(crate) span: Span,
    pub(crate) value: T,
}

/// Values for parameters.
pub(crate) enum Values<T> {
    /// For the only parameter.
    One(T),
    /// By name, every combination of them.
    Named(Vec<(Ident, T)>),
    /// In the order of the signature, every combination of them.
    Listed(Vec<T>),
}

/// What one iteration processes.
pub(crate) struct Throughput {
    /// `bytes` or `items`.
    pub(crate) unit: Ident,
    pub(crate) count: TokenStream,
}

/// How often a setup runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Once in each process.
    Process,
    /// Once in each launch.
    Launch,
    /// Before each trial.
    Trial,
}

/// What runs before the work, untimed.
pub(crate) struct Setup {
    pub(crate) scope: Scope,
    pub(crate) code: TokenStream,
}

/// A field of `benchkit`'s `Options`, and its value.
pub(crate) struct Field {
    /// Its path, such as `settings.budget`.
    pub(crate) path: &'static [&'static str],
    pub(crate) value: Data,
}

/// A value that has been looked at.
pub(crate) enum Data {
    /// A duration that was written as text.
    Nanos(u64),
    /// An expression that is a `Duration`.
    Duration(TokenStream),
    /// A number of warm-up trials.
    Trials(TokenStream),
    /// The cap of a warm-up.
    Until(Box<Data>),
    /// A number, a share or a flag, as it stands.
    Plain(TokenStream),
    /// A text.
    Text(TokenStream),
    /// Texts.
    Texts(Vec<TokenStream>),
    /// Anything iterable.
    Many(TokenStream),
}

/// What an option expects.
#[derive(Clone, Copy)]
enum Kind {
    Flag,
    Count,
    Share,
    Duration,
    Warmup,
    Text,
    Tags,
    Threads,
}

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
    };
    let known = known(place);
    let mut seen: Vec<Ident> = Vec::new();
    for entry in entries(tokens, mistakes) {
        let name = entry.name.to_string();
        if seen.iter().any(|other| *other == entry.name) {
            let message = format!("`{name}` is given twice");
            mistakes.at(entry.name.span(), message);
        } else if known.contains(&name.as_str()) {
            seen.push(entry.name.clone());
            options.read(entry, mistakes);
        } else {
            let message = unknown(&name, place, &known);
            mistakes.at(entry.name.span(), message);
        }
    }
    options
}

fn unknown(name: &str, place: Place, known: &[&'static str]) -> String {
    let of_workloads = SHAPES.contains(&name) || name == "baseline";
    if place == Place::Group && of_workloads {
        return format!("`{name}` belongs to a workload, not to a group");
    }
    let meant = did_you_mean(name, known.iter().copied());
    format!("unknown option `{name}`{meant}")
}

fn entries(tokens: TokenStream, mistakes: &mut Mistakes) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut cursor = Cursor::new(tokens);
    while !cursor.is_done() {
        let span = cursor.span();
        let entry = entry(&mut cursor);
        let rest = cursor.expression();
        match entry {
            None => {
                mistakes.at(span, "expected an option such as `args = [1, 2]`")
            }
            Some(_) if !rest.is_empty() => {
                mistakes.over(&rest, span, "expected `,` between options");
            }
            Some(entry) => entries.push(entry),
        }
        cursor.skip();
    }
    entries
}

fn entry(cursor: &mut Cursor) -> Option<Entry> {
    let name = cursor.ident()?;
    let value = if let Some(group) = cursor.group(Delimiter::Parenthesis) {
        Written::List(group.stream())
    } else if cursor.punct('=') {
        let value = cursor.expression();
        if value.is_empty() {
            return None;
        }
        Written::Is(value)
    } else {
        Written::Flag
    };
    Some(Entry { name, value })
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
            "args" => self.args = given(span, reader.values(value, Some)),
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

fn given<T>(span: Span, value: Option<T>) -> Option<Given<T>> {
    value.map(|value| Given { span, value })
}

/// Reads the value of one option.
struct Reader<'a> {
    name: &'a str,
    span: Span,
    mistakes: &'a mut Mistakes,
}

impl Reader<'_> {
    /// Says what was expected, at the value or, without one, at the name.
    fn expected<T>(&mut self, what: &str, at: &TokenStream) -> Option<T> {
        let message = format!("`{}`: expected {what}", self.name);
        self.mistakes.over(at, self.span, message);
        None
    }

    fn expression(
        &mut self,
        what: &str,
        value: Written,
    ) -> Option<TokenStream> {
        match value {
            Written::Is(tokens) => match literal(&tokens) {
                None => Some(tokens),
                Some(_) => self.expected(what, &tokens),
            },
            Written::List(tokens) => self.expected(what, &tokens),
            Written::Flag => self.expected(what, &TokenStream::new()),
        }
    }

    fn data(&mut self, kind: Kind, value: Written) -> Option<Data> {
        match (kind, value) {
            (Kind::Flag, Written::Flag) => Some(Data::Plain(quote!(true))),
            (_, Written::Is(tokens)) => self.is(kind, tokens),
            (_, Written::List(tokens)) => self.expected(expects(kind), &tokens),
            (_, Written::Flag) => {
                self.expected(expects(kind), &TokenStream::new())
            }
        }
    }

    fn is(&mut self, kind: Kind, tokens: TokenStream) -> Option<Data> {
        let what = expects(kind);
        match (kind, literal(&tokens)) {
            (Kind::Tags, _) => self.tags(&tokens),
            (Kind::Threads, None) => self.threads(tokens),
            (Kind::Duration, None) => Some(Data::Duration(tokens)),
            (Kind::Warmup, None) => {
                Some(Data::Until(Box::new(Data::Duration(tokens))))
            }
            (Kind::Text, None | Some(Literal::Text(_))) => {
                Some(Data::Text(tokens))
            }
            (_, None) | (Kind::Flag, Some(Literal::Flag(_))) => {
                Some(Data::Plain(tokens))
            }
            (Kind::Count, Some(Literal::Whole(Some(1..)))) => {
                Some(Data::Plain(tokens))
            }
            (Kind::Warmup, Some(Literal::Whole(Some(_)))) => {
                Some(Data::Trials(tokens))
            }
            (Kind::Duration | Kind::Warmup, Some(Literal::Text(text))) => {
                let Some(nanos) = duration(&text) else {
                    return self.expected(what, &tokens);
                };
                Some(match kind {
                    Kind::Warmup => Data::Until(Box::new(Data::Nanos(nanos))),
                    _ => Data::Nanos(nanos),
                })
            }
            (Kind::Share, Some(number)) => self.share(&number, &tokens),
            _ => self.expected(what, &tokens),
        }
    }

    fn share(&mut self, number: &Literal, at: &TokenStream) -> Option<Data> {
        let share = match number {
            Literal::Fraction(share) => Some(*share),
            Literal::Whole(Some(0)) => Some(0.0),
            Literal::Text(text) => percent(text),
            _ => None,
        };
        match share.filter(|share| (0.0..=1.0).contains(share)) {
            Some(share) => Some(Data::Plain(quote!(#share))),
            None => self.expected(expects(Kind::Share), at),
        }
    }

    fn tags(&mut self, tokens: &TokenStream) -> Option<Data> {
        let what = expects(Kind::Tags);
        let Some(inside) = single_group(tokens, Delimiter::Bracket) else {
            return self.expected(what, tokens);
        };
        let tags = list(inside);
        let mut good = true;
        for tag in &tags {
            if !matches!(literal(tag), None | Some(Literal::Text(_))) {
                good = false;
                self.expected::<()>("a tag such as `\"fast\"`", tag);
            }
        }
        good.then_some(Data::Texts(tags))
    }

    fn threads(&mut self, tokens: TokenStream) -> Option<Data> {
        let inside = single_group(&tokens, Delimiter::Bracket);
        let mut good = true;
        for count in inside.into_iter().flat_map(list) {
            if !matches!(
                literal(&count),
                None | Some(Literal::Whole(Some(1..)))
            ) {
                good = false;
                self.expected::<()>("a number of threads, at least 1", &count);
            }
        }
        good.then_some(Data::Many(tokens))
    }

    fn text(&mut self, value: Written) -> Option<TokenStream> {
        let what = "a text such as `\"sum\"`";
        match value {
            Written::Is(tokens) => match literal(&tokens) {
                Some(Literal::Text(text)) if text.is_empty() => {
                    self.expected("a text that is not empty", &tokens)
                }
                None | Some(Literal::Text(_)) => Some(tokens),
                Some(_) => self.expected(what, &tokens),
            },
            Written::List(tokens) => self.expected(what, &tokens),
            Written::Flag => self.expected(what, &TokenStream::new()),
        }
    }

    fn requires(&mut self, value: Written) -> Vec<Field> {
        let what = "a list such as `(memory = \"2GiB\", cpus = 2)`";
        let Written::List(tokens) = value else {
            let at = match value {
                Written::Is(tokens) => tokens,
                _ => TokenStream::new(),
            };
            self.expected::<()>(what, &at);
            return Vec::new();
        };
        let mut fields = Vec::new();
        for Entry { name, value } in entries(tokens, self.mistakes) {
            fields.extend(self.requirement(&name, value));
        }
        fields
    }

    fn requirement(&mut self, name: &Ident, value: Written) -> Option<Field> {
        let known = ["memory", "cpus"];
        let word = name.to_string();
        let at = quote!(#name);
        let Some(which) = known.iter().position(|one| *one == word) else {
            let meant = did_you_mean(&word, known);
            let message = format!("unknown requirement `{word}`{meant}");
            self.mistakes.at(name.span(), message);
            return None;
        };
        let Written::Is(tokens) = value else {
            return self.expected("`memory = \"2GiB\"` or `cpus = 2`", &at);
        };
        let memory = which == 0;
        let value = match literal(&tokens) {
            None | Some(Literal::Whole(Some(_))) => Some(tokens.clone()),
            Some(Literal::Text(text)) if memory => {
                bytes(&text).map(|bytes| quote!(#bytes))
            }
            Some(_) => None,
        };
        let Some(value) = value else {
            let what = if memory {
                "an amount such as `\"2GiB\"`"
            } else {
                "a number of CPUs"
            };
            return self.expected(what, &tokens);
        };
        let path: &[&str] = if memory {
            &["requires", "memory"]
        } else {
            &["requires", "cpus"]
        };
        Some(Field { path, value: Data::Plain(value) })
    }

    /// Values for parameters; `read` takes what stands for one of them.
    fn values<T>(
        &mut self,
        value: Written,
        read: impl Fn(TokenStream) -> Option<T>,
    ) -> Option<Values<T>> {
        let what =
            format!("`{0} = [..]` or `{0}(a = [..], b = [..])`", self.name);
        match value {
            Written::Flag => self.expected(&what, &TokenStream::new()),
            Written::List(tokens) => {
                let mut named: Vec<(Ident, T)> = Vec::new();
                for Entry { name, value } in entries(tokens, self.mistakes) {
                    let (Written::Is(one), at) = (value, quote!(#name)) else {
                        return self.expected(&what, &quote!(#name));
                    };
                    if named.iter().any(|(other, _)| *other == name) {
                        let message = format!("`{name}` is given twice");
                        self.mistakes.at(name.span(), message);
                        continue;
                    }
                    match read(one.clone()) {
                        Some(values) => named.push((name, values)),
                        None => {
                            self.expected::<()>("a list such as `[..]`", &at);
                        }
                    }
                }
                Some(Values::Named(named))
            }
            Written::Is(tokens) => self.positional(&tokens, &what, read),
        }
    }

    fn positional<T>(
        &mut self,
        tokens: &TokenStream,
        what: &str,
        read: impl Fn(TokenStream) -> Option<T>,
    ) -> Option<Values<T>> {
        if literal(tokens).is_some() {
            return self.expected(what, tokens);
        }
        let tuple = single_group(tokens, Delimiter::Parenthesis).map(list);
        if let Some(items) = tuple.filter(|items| items.len() > 1) {
            let lists: Option<Vec<T>> = items.into_iter().map(read).collect();
            return match lists {
                Some(lists) => Some(Values::Listed(lists)),
                None => self.expected(what, tokens),
            };
        }
        match read(tokens.clone()) {
            Some(values) => Some(Values::One(values)),
            None => self.expected(what, tokens),
        }
    }

    /// Lists that the macro has to see: a function is written for each.
    fn lists(&mut self, value: Written) -> Option<Values<Vec<TokenStream>>> {
        self.values(value, |tokens| {
            single_group(&tokens, Delimiter::Bracket)
                .map(list)
                .filter(|items| !items.is_empty())
        })
    }

    fn throughput(&mut self, value: Written) -> Option<Throughput> {
        let what = "`bytes(n)` or `items(n)`";
        let tokens = self.expression(what, value)?;
        let mut cursor = Cursor::new(tokens.clone());
        let unit = cursor.ident();
        let count = cursor.group(Delimiter::Parenthesis);
        match (unit, count) {
            (Some(unit), Some(count))
                if cursor.is_done()
                    && (unit == "bytes" || unit == "items")
                    && !count.stream().is_empty() =>
            {
                Some(Throughput { unit, count: count.stream() })
            }
            _ => self.expected(what, &tokens),
        }
    }

    fn setup(&mut self, value: Written) -> Option<Setup> {
        let what = "`setup = function` or `setup(trial, function)`";
        let tokens = match value {
            Written::List(tokens) => tokens,
            other => {
                let code = self.expression(what, other)?;
                return Some(Setup { scope: Scope::Launch, code });
            }
        };
        let mut cursor = Cursor::new(tokens.clone());
        let scope = cursor.ident();
        let comma = cursor.punct(',');
        let code = cursor.expression();
        cursor.punct(',');
        let Some(scope) =
            scope.filter(|_| comma && !code.is_empty() && cursor.is_done())
        else {
            return self.expected(what, &tokens);
        };
        Some(Setup { scope: self.scope(&scope)?, code })
    }

    fn scope(&mut self, word: &Ident) -> Option<Scope> {
        let scopes = [
            ("process", Scope::Process),
            ("launch", Scope::Launch),
            ("trial", Scope::Trial),
        ];
        let name = word.to_string();
        let found = scopes.iter().find(|(known, _)| *known == name);
        if found.is_none() {
            let meant = did_you_mean(&name, scopes.iter().map(|(one, _)| *one));
            let message = format!(
                "unknown scope `{name}`{meant}; setup runs once a `process`, \
                 a `launch` or a `trial`"
            );
            self.mistakes.at(word.span(), message);
        }
        found.map(|(_, scope)| *scope)
    }
}

fn expects(kind: Kind) -> &'static str {
    match kind {
        Kind::Flag => "`true` or `false`",
        Kind::Count => "a whole number, at least 1",
        Kind::Share => "a share such as `0.1` or `\"10%\"`",
        Kind::Duration => "a duration such as `\"300ms\"`",
        Kind::Warmup => "a duration such as `\"300ms\"` or a number of trials",
        Kind::Text => "a text such as `\"2\"`",
        Kind::Tags => "a list of tags such as `[\"fast\"]`",
        Kind::Threads => "a list of thread counts such as `[1, 2, 4]`",
    }
}
