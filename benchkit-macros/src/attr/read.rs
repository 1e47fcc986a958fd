//! The values of options, one kind after the other.

use crate::{
    attr::{
        Data, Field, Scope, Setup, Throughput, Values,
        entry::{Entry, Written, entries},
    },
    literal::{Literal, bytes, duration, literal, percent},
    mistakes::Mistakes,
    suggest::did_you_mean,
    tokens::{Cursor, list, single_group},
};
use proc_macro2::{Delimiter, Ident, Span, TokenStream};
use quote::quote;

/// What an option expects.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Flag,
    Count,
    Share,
    Duration,
    Warmup,
    Text,
    Tags,
    Threads,
}

/// Reads the value of one option.
pub(super) struct Reader<'a> {
    pub(super) name: &'a str,
    pub(super) span: Span,
    pub(super) mistakes: &'a mut Mistakes,
}

impl Reader<'_> {
    /// Says what was expected, at the value or, without one, at the name.
    fn expected<T>(&mut self, what: &str, at: &TokenStream) -> Option<T> {
        let message = format!("`{}`: expected {what}", self.name);
        self.mistakes.over(at, self.span, message);
        None
    }

    pub(super) fn expression(
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

    pub(super) fn data(&mut self, kind: Kind, value: Written) -> Option<Data> {
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
            (_, None)
            | (Kind::Flag, Some(Literal::Flag(_)))
            | (Kind::Count, Some(Literal::Whole(Some(1..)))) => {
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

    pub(super) fn text(&mut self, value: Written) -> Option<TokenStream> {
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

    pub(super) fn requires(&mut self, value: Written) -> Vec<Field> {
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
        let known = &["memory", "cpus"];
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
    pub(super) fn values<T>(
        &mut self,
        value: Written,
        read: impl Fn(TokenStream) -> Option<T>,
    ) -> Option<Values<T>> {
        let what = format!(
            "`{0} = [..]` with at least one value, or `{0}(a = [..], ..)`",
            self.name
        );
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
    pub(super) fn lists(
        &mut self,
        value: Written,
    ) -> Option<Values<Vec<TokenStream>>> {
        self.values(value, |tokens| {
            single_group(&tokens, Delimiter::Bracket)
                .map(list)
                .filter(|items| !items.is_empty())
        })
    }

    pub(super) fn throughput(&mut self, value: Written) -> Option<Throughput> {
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

    pub(super) fn setup(&mut self, value: Written) -> Option<Setup> {
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
            let meant = did_you_mean(&name, &scopes.map(|(one, _)| one));
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
