//! Functions and closures, as much of them as a workload needs.

use crate::{
    mistakes::Mistakes,
    tokens::{Cursor, flatten, hash, single_group, text, typed_list},
};
use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::quote;

/// A function, or a closure of the table.
pub(crate) struct Function {
    /// What messages call it.
    pub(crate) name: String,
    /// Where its name stands.
    pub(crate) span: Span,
    /// How it is called.
    pub(crate) callee: Callee,
    pub(crate) is_async: bool,
    /// Where `unsafe` stands.
    pub(crate) is_unsafe: Option<Span>,
    /// Where `self` stands.
    pub(crate) receiver: Option<Span>,
    pub(crate) generics: Vec<Generic>,
    /// The lifetimes that it declares.
    pub(crate) lifetimes: Vec<String>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) output: Output,
    /// Where the returned type names `Future`.
    pub(crate) future: Option<Span>,
    /// Structural hash of its tokens.
    pub(crate) hash: u64,
    /// Whether `#[ignore]` stands on it.
    pub(crate) ignored: bool,
    /// The attributes that its registration needs: its `#[cfg(…)]`, and that
    /// it may be called though it is deprecated.
    pub(crate) conditions: TokenStream,
}

/// How a workload's code is called.
pub(crate) enum Callee {
    /// By the function's name.
    Name(Ident),
    /// As a closure that has to be written out.
    Closure(TokenStream),
}

/// A type or const parameter.
pub(crate) struct Generic {
    pub(crate) name: Ident,
    /// The type of a const parameter.
    pub(crate) constant: Option<TokenStream>,
}

/// A parameter of the function.
pub(crate) struct Parameter {
    /// Its name, where its pattern is one.
    pub(crate) name: Option<Ident>,
    pub(crate) pattern: TokenStream,
    /// Its type; closures may leave it out.
    pub(crate) ty: Option<TokenStream>,
}

/// What is known about the returned value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Output {
    /// There is none.
    Nothing,
    /// It is no `Result`.
    Plain,
    /// Only the compiler knows.
    Unknown,
}

/// Reads a function; the tokens may hold anything that the compiler takes
/// for an item.
pub(crate) fn function(
    item: TokenStream,
    mistakes: &mut Mistakes,
) -> Option<Function> {
    let mut cursor = Cursor::new(flatten_front(item.clone()));
    let (ignored, conditions) = attributes(&mut cursor);
    visibility(&mut cursor);
    let (is_async, is_unsafe) = qualifiers(&mut cursor);
    if !cursor.word("fn") {
        let message = "`#[workload]` belongs on a function";
        mistakes.at(cursor.span(), message);
        return None;
    }
    let name = cursor.ident()?;
    let (generics, lifetimes) = generic_parameters(&mut cursor);
    let inputs = cursor.group(Delimiter::Parenthesis)?.stream();
    let (receiver, parameters) = parameters(inputs);
    let returned = returned(&mut cursor);
    let output = classify(&returned);
    Some(Function {
        name: name.to_string().trim_start_matches("r#").to_owned(),
        span: name.span(),
        callee: Callee::Name(name),
        is_async,
        is_unsafe,
        receiver,
        generics,
        lifetimes,
        parameters,
        output,
        future: future(returned),
        hash: hash(item),
        ignored,
        conditions,
    })
}

/// A whole item may come in one invisible group.
fn flatten_front(item: TokenStream) -> TokenStream {
    single_group(&item, Delimiter::None).unwrap_or(item)
}

/// Skips attributes; says whether `#[ignore]` is among them, and which ones
/// the registration needs.
pub(crate) fn attributes(cursor: &mut Cursor) -> (bool, TokenStream) {
    let (mut ignored, mut conditions) = (false, TokenStream::new());
    while cursor.at_punct('#') {
        let Some(TokenTree::Group(group)) = cursor.look(1) else { break };
        match group.stream().into_iter().next() {
            Some(TokenTree::Ident(word)) if word == "ignore" => ignored = true,
            Some(TokenTree::Ident(word)) if word == "deprecated" => {
                conditions.extend(quote!(#[allow(deprecated)]));
            }
            Some(TokenTree::Ident(word)) if word == "cfg" => {
                conditions.extend(cursor.peek().cloned());
                conditions.extend(cursor.look(1).cloned());
            }
            _ => {}
        }
        cursor.skip();
        cursor.skip();
    }
    (ignored, conditions)
}

/// The item without `#[ignore]`, which the compiler knows on tests only.
pub(crate) fn without_ignore(item: TokenStream) -> TokenStream {
    let mut cursor = Cursor::new(flatten_front(item));
    let mut kept = TokenStream::new();
    while cursor.at_punct('#') {
        let (mark, body) = (cursor.peek().cloned(), cursor.look(1).cloned());
        (0..2).for_each(|_| cursor.skip());
        let ignore = matches!(
            &body,
            Some(TokenTree::Group(group)) if matches!(
                group.stream().into_iter().next(),
                Some(TokenTree::Ident(word)) if word == "ignore"
            )
        );
        if !ignore {
            kept.extend(mark);
            kept.extend(body);
        }
    }
    kept.extend(cursor.rest());
    kept
}

pub(crate) fn visibility(cursor: &mut Cursor) {
    if cursor.word("pub") {
        let inside = cursor.group(Delimiter::Parenthesis);
        drop(inside);
    }
}

fn qualifiers(cursor: &mut Cursor) -> (bool, Option<Span>) {
    let (mut is_async, mut is_unsafe) = (false, None);
    loop {
        let span = cursor.span();
        if cursor.word("async") {
            is_async = true;
        } else if cursor.word("unsafe") {
            is_unsafe = Some(span);
        } else if cursor.word("extern") {
            if matches!(cursor.peek(), Some(TokenTree::Literal(_))) {
                cursor.skip();
            }
        } else if !cursor.word("const") && !cursor.word("safe") {
            return (is_async, is_unsafe);
        }
    }
}

fn generic_parameters(cursor: &mut Cursor) -> (Vec<Generic>, Vec<String>) {
    let (mut generics, mut lifetimes) = (Vec::new(), Vec::new());
    if !cursor.punct('<') {
        return (generics, lifetimes);
    }
    let inside = cursor.until(|c| c.at_punct('>'));
    cursor.skip();
    for one in typed_list(inside) {
        let mut cursor = Cursor::new(one);
        attributes(&mut cursor);
        if cursor.punct('\'') {
            lifetimes.extend(cursor.ident().map(|name| name.to_string()));
        } else {
            generics.extend(generic(&mut cursor));
        }
    }
    (generics, lifetimes)
}

fn generic(cursor: &mut Cursor) -> Option<Generic> {
    let is_const = cursor.word("const");
    let name = cursor.ident()?;
    let constant = is_const.then(|| {
        cursor.punct(':');
        cursor.until(|c| c.at_punct('='))
    });
    Some(Generic { name, constant })
}

fn parameters(inputs: TokenStream) -> (Option<Span>, Vec<Parameter>) {
    let (mut receiver, mut all) = (None, Vec::new());
    for one in typed_list(inputs) {
        let mut cursor = Cursor::new(one);
        attributes(&mut cursor);
        let parameter = parameter(&mut cursor);
        let own = flatten(parameter.pattern.clone()).find(
            |token| matches!(token, TokenTree::Ident(word) if word == "self"),
        );
        match own {
            Some(word) => receiver = Some(word.span()),
            None => all.push(parameter),
        }
    }
    (receiver, all)
}

/// Reads `pattern: Type` or, in a closure, `pattern`.
pub(crate) fn parameter(cursor: &mut Cursor) -> Parameter {
    let pattern = cursor.until(|c| c.at_punct(':') && !c.at_joined(':', ':'));
    let typed = cursor.punct(':');
    let ty = cursor.rest();
    let words: Vec<TokenTree> = flatten(pattern.clone())
        .filter(
            |token| !matches!(token, TokenTree::Ident(word) if word == "mut"),
        )
        .collect();
    let name = match words.as_slice() {
        [TokenTree::Ident(name)] if name != "_" => Some(name.clone()),
        _ => None,
    };
    Parameter { name, pattern, ty: typed.then_some(ty) }
}

/// Where a returned type names `Future`.
pub(crate) fn future(returned: TokenStream) -> Option<Span> {
    flatten(returned)
        .find(|t| matches!(t, TokenTree::Ident(word) if word == "Future"))
        .map(|token| token.span())
}

fn returned(cursor: &mut Cursor) -> TokenStream {
    if !cursor.joined('-', '>') {
        return TokenStream::new();
    }
    cursor.until(|c| {
        c.at_word("where")
            || matches!(
                c.peek(),
                Some(TokenTree::Group(g)) if g.delimiter() == Delimiter::Brace
            )
    })
}

/// Types that are no `Result`, by the last word of their path.
const PLAIN: &[&str] = &[
    "u8",
    "u16",
    "u32",
    "u64",
    "u128",
    "usize",
    "i8",
    "i16",
    "i32",
    "i64",
    "i128",
    "isize",
    "f32",
    "f64",
    "bool",
    "char",
    "str",
    "String",
    "Vec",
    "Option",
    "Box",
    "Rc",
    "Arc",
    "Cow",
    "HashMap",
    "HashSet",
    "BTreeMap",
    "BTreeSet",
    "VecDeque",
    "BinaryHeap",
    "Duration",
    "PathBuf",
    "OsString",
    "Ordering",
    "Range",
    "NonZero",
    "Wrapping",
];

/// What the tokens of a return type say about it.
pub(crate) fn classify(ty: &TokenStream) -> Output {
    let all: Vec<TokenTree> = flatten(ty.clone()).collect();
    match all.first() {
        None => Output::Nothing,
        Some(TokenTree::Group(group)) => match group.delimiter() {
            Delimiter::Parenthesis if all.len() == 1 => {
                let inner = group.stream();
                let items = typed_list(inner.clone());
                let comma = inner.into_iter().any(
                    |t| matches!(t, TokenTree::Punct(p) if p.as_char() == ','),
                );
                match items.as_slice() {
                    [] => Output::Nothing,
                    [one] if !comma => classify(one),
                    _ => Output::Plain,
                }
            }
            _ => Output::Plain,
        },
        Some(TokenTree::Punct(p)) if "&*!".contains(p.as_char()) => {
            Output::Plain
        }
        Some(TokenTree::Ident(word)) if word == "impl" || word == "dyn" => {
            Output::Plain
        }
        _ => match path_end(&all) {
            Some(word) if PLAIN.contains(&word.as_str()) => Output::Plain,
            _ => Output::Unknown,
        },
    }
}

/// The last word of a path, its generic arguments left aside.
pub(crate) fn path_end(tokens: &[TokenTree]) -> Option<String> {
    let mut last = None;
    for token in tokens {
        match token {
            TokenTree::Ident(word) => last = Some(word.to_string()),
            TokenTree::Punct(p) if p.as_char() == ':' => {}
            TokenTree::Punct(p) if p.as_char() == '<' => break,
            _ => return None,
        }
    }
    last
}

/// What a parameter's type is, as far as passing goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Passed {
    /// Primitive values and shared references: copied.
    Copied,
    /// `&mut T`.
    Mutable,
    /// Anything else: cloned and given away.
    Owned,
}

/// Types whose values are passed in a register.
const PRIMITIVE: &[&str] = &[
    "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64",
    "i128", "isize", "f32", "f64", "bool", "char",
];

/// How a parameter of type `ty` is passed.
pub(crate) fn passed(ty: &TokenStream) -> Passed {
    let all: Vec<TokenTree> = flatten(ty.clone()).collect();
    let is_reference = matches!(
        all.first(), Some(TokenTree::Punct(p)) if p.as_char() == '&'
    );
    if is_reference {
        let after = match all.get(1) {
            Some(TokenTree::Punct(p)) if p.as_char() == '\'' => 3,
            _ => 1,
        };
        return match all.get(after) {
            Some(TokenTree::Ident(word)) if word == "mut" => Passed::Mutable,
            _ => Passed::Copied,
        };
    }
    match path_end(&all) {
        Some(word) if all.len() == 1 && PRIMITIVE.contains(&word.as_str()) => {
            Passed::Copied
        }
        _ => Passed::Owned,
    }
}

/// Whether the last word of the type, a `&mut` before it aside, is
/// `Bencher`.
pub(crate) fn names_bencher(ty: &TokenStream) -> bool {
    let line = text(ty);
    let bare = line.split('<').next().unwrap_or(&line);
    let last = bare.rsplit(|c: char| !(c.is_alphanumeric() || c == '_'));
    last.into_iter().next() == Some("Bencher")
}

/// Whether the type is `impl Trait`, or holds one.
pub(crate) fn is_impl_trait(ty: &TokenStream) -> bool {
    flatten(ty.clone())
        .any(|token| matches!(token, TokenTree::Ident(word) if word == "impl"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> TokenStream {
        text.parse().unwrap()
    }

    fn read(text: &str) -> Function {
        let mut mistakes = Mistakes::default();
        let function = function(of(text), &mut mistakes).unwrap();
        assert!(mistakes.is_empty());
        function
    }

    #[test]
    fn a_signature_with_everything() {
        let f = read(
            "#[inline] pub(crate) const async unsafe extern \"C\" fn \
             r#try<'a, T: Into<Vec<u8>> + 'a, const N: usize>\
             (b: &mut Bencher, mut n: usize, (x, y): (u8, u8)) \
             -> Vec<T> where T: Fn() -> u8 { body() }",
        );
        assert_eq!(f.name, "try");
        assert!(f.is_async && f.is_unsafe.is_some() && !f.ignored);
        assert_eq!(f.lifetimes, ["a"]);
        let names: Vec<String> =
            f.generics.iter().map(|g| g.name.to_string()).collect();
        assert_eq!(names, ["T", "N"]);
        assert_eq!(text(f.generics[1].constant.as_ref().unwrap()), "usize");
        assert_eq!(f.parameters.len(), 3);
        assert_eq!(f.parameters[1].name.as_ref().unwrap(), "n");
        assert!(f.parameters[2].name.is_none());
        assert_eq!(f.output, Output::Plain);
    }

    #[test]
    fn paths_in_patterns_do_not_end_them() {
        let f = read("fn f(a::B { c, .. }: a::B, ::d::E(e): ::d::E) {}");
        assert_eq!(f.parameters.len(), 2);
        assert_eq!(text(f.parameters[1].ty.as_ref().unwrap()), "::d::E");
    }

    #[test]
    fn self_is_found_in_every_form() {
        for form in ["self", "&self", "&'a mut self", "self: Box<Self>"] {
            let f = read(&format!("fn f({form}, n: u8) {{}}"));
            assert!(f.receiver.is_some(), "{form}");
            assert_eq!(f.parameters.len(), 1, "{form}");
        }
    }

    #[test]
    fn obvious_types_are_plain_and_others_unknown() {
        for (ty, expected) in [
            ("()", Output::Nothing),
            ("(u8)", Output::Plain),
            ("(u8, Result<u8>)", Output::Plain),
            ("(Answer)", Output::Unknown),
            ("[u8; 4]", Output::Plain),
            ("&'static str", Output::Plain),
            ("::std::vec::Vec<u8>", Output::Plain),
            ("impl Iterator<Item = u8>", Output::Plain),
            ("io::Result<()>", Output::Unknown),
            ("Answer", Output::Unknown),
            ("<A as B>::C", Output::Unknown),
        ] {
            assert_eq!(classify(&of(ty)), expected, "{ty}");
        }
    }

    #[test]
    fn primitives_and_references_are_copied() {
        for (ty, expected) in [
            ("usize", Passed::Copied),
            ("&str", Passed::Copied),
            ("&'a [u8]", Passed::Copied),
            ("&'a mut [u8]", Passed::Mutable),
            ("&mut Vec<u8>", Passed::Mutable),
            ("String", Passed::Owned),
            ("my::usize", Passed::Owned),
        ] {
            assert_eq!(passed(&of(ty)), expected, "{ty}");
        }
    }

    #[test]
    fn ignore_is_seen_and_removed() {
        let item = of("#[inline] #[ignore = \"slow\"] #[cfg(unix)] fn f() {}");
        let f = read(&item.to_string());
        assert!(f.ignored);
        assert_eq!(text(&f.conditions), "#[cfg(unix)]");
        let kept = text(&without_ignore(item));
        assert_eq!(kept, "#[inline]#[cfg(unix)]fn f(){}");
    }
}
