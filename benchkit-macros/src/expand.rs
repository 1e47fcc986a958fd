//! The three macros: each reads, checks, and has its output written.

mod body;
mod options;

use crate::{
    ast::{Function, attributes, function, visibility, without_ignore},
    attr::{Data, Field, Place, options},
    closure::{Row, table},
    fallback,
    mistakes::Mistakes,
    tokens::{Cursor, macro_span},
    valid::{Plan, check},
};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

/// `#[workload(options)] item`.
pub(crate) fn workload(tokens: TokenStream, item: TokenStream) -> TokenStream {
    let mut mistakes = Mistakes::default();
    let mut options = options(tokens, Place::Workload, &mut mistakes);
    let function = function(item.clone(), &mut mistakes);
    let Some(function) = function else {
        return fallback::emit(&mistakes, item);
    };
    if function.ignored {
        let value = Data::Plain(quote!(true));
        options.fields.push(Field { path: &["ignore"], value });
    }
    match check(&function, &options, &mut mistakes) {
        Some(plan) => {
            let name = plan.options.name.clone().unwrap_or_else(|| {
                let name = &function.name;
                quote!(#name)
            });
            let registration = registration(&plan, &name);
            let item =
                if function.ignored { without_ignore(item) } else { item };
            quote!(#item #registration)
        }
        None => fallback::emit(&mistakes, item),
    }
}

/// `workloads! { "name"(options) => closure, … }`.
pub(crate) fn workloads(tokens: TokenStream) -> TokenStream {
    let mut mistakes = Mistakes::default();
    let mut output = TokenStream::new();
    let (krate, rows) = table(tokens, &mut mistakes);
    for Row { name, options: written, function } in rows {
        let mut own = Mistakes::default();
        let mut options = options(written, Place::Workload, &mut own);
        options.krate = krate.clone();
        if let Some(plan) = check(&function, &options, &mut own) {
            let name = plan.options.name.clone().unwrap_or(name);
            output.extend(registration(&plan, &name));
        }
        output.extend(own.to_tokens());
    }
    fallback::emit(&mistakes, output)
}

/// `#[group(options)] mod name { … }`.
pub(crate) fn group(tokens: TokenStream, item: TokenStream) -> TokenStream {
    let mut mistakes = Mistakes::default();
    let options = options(tokens, Place::Group, &mut mistakes);
    let mut cursor = Cursor::new(item.clone());
    let (_, conditions) = attributes(&mut cursor);
    visibility(&mut cursor);
    let is_module = cursor.word("mod");
    let name = cursor.ident().filter(|_| is_module);
    let inline = matches!(
        cursor.peek(),
        Some(TokenTree::Group(g)) if g.delimiter() == Delimiter::Brace
    );
    let Some(name) = name.filter(|_| inline) else {
        let message = "`#[group]` belongs on a module with its body, \
                       `mod name { .. }`";
        mistakes.at(cursor.span(), message);
        return fallback::emit(&mistakes, item);
    };
    if !mistakes.is_empty() {
        return fallback::emit(&mistakes, item);
    }
    let k = &options.krate;
    let below = format!("::{}", name.to_string().trim_start_matches("r#"));
    let shown = match &options.name {
        Some(shown) => quote!(#k::__private::Option::Some(#shown)),
        None => quote!(#k::__private::Option::None),
    };
    let built = options::closure(&options);
    quote! {
        #item
        #conditions
        const _: () = {
            #k::__private::inventory::submit! {
                #k::__private::GroupDescriptor {
                    module: #k::__private::concat!(
                        #k::__private::module_path!(),
                        #below
                    ),
                    name: #shown,
                    options: #built,
                }
            }
        };
    }
}

/// The static data that a workload leaves behind.
fn registration(plan: &Plan<'_>, name: &TokenStream) -> TokenStream {
    let k = &plan.options.krate;
    let Function { hash, conditions, span, .. } = plan.function;
    let span = macro_span(*span);
    let place = quote_spanned! {span=>
        file: #k::__private::file!(),
        line: #k::__private::line!(),
        column: #k::__private::column!(),
    };
    let options = options::closure(plan.options);
    let body = body::body(plan);
    quote! {
        #conditions
        const _: () = {
            #k::__private::inventory::submit! {
                #k::__private::Descriptor {
                    name: #name,
                    module: #k::__private::module_path!(),
                    #place
                    hash: #hash,
                    options: #options,
                    body: #body,
                }
            }
        };
    }
}
