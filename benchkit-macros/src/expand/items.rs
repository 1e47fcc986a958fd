//! The three macros: each reads, checks, and has its output written.

use crate::{
    ast::{Function, attributes, function, visibility, without_ignore},
    attr::{Data, Field, Place, options},
    closure::{Row, table},
    expand::{body, options as built},
    fallback,
    mistakes::Mistakes,
    tokens::{Cursor, moved},
    valid::{Plan, check},
};
use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
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
    let shown = options.name.as_ref().map_or_else(
        || quote!(#k::__private::Option::None),
        |shown| quote!(#k::__private::Option::Some(#shown)),
    );
    let all = built::closure(&options);
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
                    options: #all,
                }
            }
        };
    }
}

/// The static data that a workload leaves behind.
fn registration(plan: &Plan<'_>, name: &TokenStream) -> TokenStream {
    let k = &plan.options.krate;
    let Function { hash, conditions, span, .. } = plan.function;
    let place = place(k, *span);
    let options = built::closure(plan.options);
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

/// Where the name at `span` stands. The macros that say so look at the span
/// of their call, so each of its tokens has to have this one.
fn place(k: &TokenStream, span: Span) -> TokenStream {
    let here = moved(k, span);
    quote_spanned! {span=>
        file: #here::__private::file!(),
        line: #here::__private::line!(),
        column: #here::__private::column!(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> TokenStream {
        text.parse().unwrap()
    }

    /// A renamed or re-exported library is named by its own path only.
    #[test]
    fn every_path_starts_at_the_crate_that_was_given() {
        let all = "crate = ::bk, name = \"x\", args(n = [1], v = [2]), \
                   types = [u8], consts = [1], throughput = bytes(n), \
                   setup = s, teardown = t, verify = v, tags = [\"a\"], \
                   budget = LONG, warmup = 3, threads = [1]";
        let item = "fn f<T, const N: u8>(n: u8, v: Vec<u8>, s: &S) -> R {}";
        let text = workload(of(all), of(item)).to_string();
        assert!(text.contains(":: bk"), "{text}");
        assert!(!text.contains("benchkit"), "{text}");
        assert!(!text.contains("compile_error"), "{text}");
        let table = "crate = ::bk, \"x\" => |b, n: u8| b.iter(|| n)";
        assert!(!workloads(of(table)).to_string().contains("benchkit"));
        let group = group(of("crate = ::bk, once"), of("mod m {}"));
        assert!(!group.to_string().contains("benchkit"));
    }

    #[test]
    fn with_a_mistake_the_item_is_left_alone() {
        let item = "#[ignore] fn f () { }";
        let text = workload(of("onec"), of(item)).to_string();
        assert!(text.contains("compile_error"), "{text}");
        assert!(text.ends_with(&of(item).to_string()), "{text}");
    }

    #[test]
    fn a_mistake_in_the_table_spares_the_other_rows() {
        let table = "\"a\" => 1, \"b\"(onec) => || 1, 3 => || 1, \
                     \"c\" => |b, n| 1, \"d\" => || 1";
        let text = workloads(of(table)).to_string();
        assert_eq!(text.matches("compile_error").count(), 4, "{text}");
        assert_eq!(text.matches("Descriptor").count(), 1, "{text}");
    }
}
