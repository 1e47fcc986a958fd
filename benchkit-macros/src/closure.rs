//! The table of `workloads!`: names, options and closures.

use crate::{
    ast::{Callee, Function, Output, Parameter, classify, future, parameter},
    literal::{Literal, literal},
    mistakes::Mistakes,
    tokens::{Cursor, hash, typed_list},
};
use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::quote;

/// One line of the table.
pub(crate) struct Row {
    /// The workload's name, a string literal.
    pub(crate) name: TokenStream,
    pub(crate) options: TokenStream,
    pub(crate) function: Function,
}

/// The path behind a leading `crate = path,`, and the rows.
pub(crate) fn table(
    tokens: TokenStream,
    mistakes: &mut Mistakes,
) -> (TokenStream, Vec<Row>) {
    let mut cursor = Cursor::new(tokens);
    let mut krate = quote!(::benchkit);
    if cursor.at_word("crate") {
        cursor.skip();
        cursor.punct('=');
        krate = cursor.until(|c| c.at_punct(',') || c.at_punct(';'));
        cursor.skip();
    }
    let mut rows = Vec::new();
    while !cursor.is_done() {
        let before = mistakes.count();
        rows.extend(row(&mut cursor, &krate, mistakes));
        if mistakes.count() > before {
            cursor.until(|c| c.at_punct(','));
        }
        cursor.punct(',');
    }
    (krate, rows)
}

fn row(
    cursor: &mut Cursor,
    krate: &TokenStream,
    mistakes: &mut Mistakes,
) -> Option<Row> {
    let span = cursor.span();
    let name: TokenStream = cursor.peek().cloned().into_iter().collect();
    cursor.skip();
    let Some(Literal::Text(shown)) = literal(&name) else {
        mistakes.at(span, "expected a name such as `\"sum\"`");
        return None;
    };
    let options = cursor.group(Delimiter::Parenthesis);
    if !cursor.joined('=', '>') {
        mistakes.at(cursor.span(), "expected `=>` and a closure");
        return None;
    }
    let function = closure(cursor, shown, span, krate, mistakes)?;
    let options = options.map(|g| g.stream()).unwrap_or_default();
    Some(Row { name, options, function })
}

/// Reads a closure up to the comma behind it.
fn closure(
    cursor: &mut Cursor,
    name: String,
    span: Span,
    krate: &TokenStream,
    mistakes: &mut Mistakes,
) -> Option<Function> {
    let start = cursor.span();
    let is_async = cursor.word("async");
    cursor.word("move");
    let mut parameters: Vec<Parameter> = Vec::new();
    if !cursor.punct('|') {
        mistakes.at(start, "expected a closure such as `|| work()`");
        return None;
    }
    let inside = cursor.until(|c| c.at_punct('|'));
    cursor.skip();
    for one in typed_list(inside) {
        parameters.push(parameter(&mut Cursor::new(one)));
    }
    if let Some(first) = parameters.first_mut().filter(|p| p.ty.is_none()) {
        first.ty = Some(quote!(&mut #krate::Bencher<'_>));
    }
    let (returned, output) = returned(cursor);
    let future = future(returned.clone());
    let body = cursor.expression();
    if body.is_empty() {
        mistakes.at(start, "this closure has no body");
        return None;
    }
    let braces = body.clone().into_iter().take(2).collect::<Vec<_>>();
    if let [TokenTree::Group(_), TokenTree::Literal(next)] = braces.as_slice() {
        mistakes.at(next.span(), "expected `,` before the next workload");
        return None;
    }
    let typed = parameters.iter().map(|Parameter { pattern, ty, .. }| {
        ty.as_ref().map_or_else(|| quote!(#pattern), |ty| quote!(#pattern: #ty))
    });
    let keyword = is_async.then(|| quote!(async));
    let code = quote!(#keyword |#(#typed),*| #returned #body);
    Some(Function {
        name,
        span,
        hash: hash(code.clone()),
        callee: Callee::Closure(code),
        is_async,
        is_unsafe: None,
        receiver: None,
        generics: Vec::new(),
        lifetimes: Vec::new(),
        parameters,
        output,
        future,
        ignored: false,
        conditions: TokenStream::new(),
    })
}

/// `-> Type` of a closure, and what it says.
fn returned(cursor: &mut Cursor) -> (TokenStream, Output) {
    if !cursor.joined('-', '>') {
        return (TokenStream::new(), Output::Unknown);
    }
    let ty = cursor.until(|c| {
        matches!(
            c.peek(),
            Some(TokenTree::Group(g)) if g.delimiter() == Delimiter::Brace
        )
    });
    let output = classify(&ty);
    (quote!(-> #ty), output)
}
