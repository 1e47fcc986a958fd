//! What runs: a function for one benchmark, or a list of them.

use crate::{
    ast::Callee,
    attr::Throughput,
    expand::{drive::drive, state::setup},
    tokens::{erase_lifetimes, macro_span, mentions, respan, text},
    valid::{Argument, Instances, Plan},
};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

/// A type or const parameter with what stands for it now.
pub(super) type Chosen<'a> = (&'a Instances<'a>, &'a TokenStream);

/// A name that the user's code cannot see.
pub(super) fn hidden(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}

/// Names of what stands for argument number `at`: its stored value.
pub(super) fn stored(at: usize) -> Ident {
    format_ident!("stored_{at}", span = Span::mixed_site())
}

/// The argument itself.
pub(super) fn passed(at: usize) -> Ident {
    format_ident!("passed_{at}", span = Span::mixed_site())
}

/// The descriptor's `body`.
pub(super) fn body(plan: &Plan<'_>) -> TokenStream {
    let k = &plan.options.krate;
    let bencher = hidden("bencher");
    if plan.arguments.is_empty() && plan.generics.is_empty() {
        let run = run(plan, &[]);
        return quote!(#k::__private::Body::One(|#bencher| #run));
    }
    let cases = hidden("cases");
    let listed = each_instance(plan, &plan.generics, &mut Vec::new());
    quote!(#k::__private::Body::Many(|#cases| { #listed }))
}

/// The cases of every combination of types and constants.
fn each_instance<'a>(
    plan: &Plan<'_>,
    left: &'a [Instances<'a>],
    chosen: &mut Vec<Chosen<'a>>,
) -> TokenStream {
    let Some((next, rest)) = left.split_first() else {
        return instance(plan, chosen);
    };
    let mut all = TokenStream::new();
    for value in next.values {
        chosen.push((next, value));
        all.extend(each_instance(plan, rest, chosen));
        chosen.pop();
    }
    all
}

/// The cases of one combination of types and constants. The parameters'
/// names stand for them, so that types and expressions that name them mean
/// the same as in the function. They are bound in two steps, for a type or a
/// constant may have the name of the parameter that it stands for.
fn instance(plan: &Plan<'_>, chosen: &[Chosen<'_>]) -> TokenStream {
    let (mut outer, mut inner) = (TokenStream::new(), TokenStream::new());
    for (at, (instances, value)) in chosen.iter().enumerate() {
        let given = format_ident!("BenchkitGiven{at}");
        let mut name = instances.generic.name.clone();
        name.set_span(macro_span(name.span()));
        if let Some(ty) = &instances.generic.constant {
            let (ty, value) = (respan(ty.clone()), respan((*value).clone()));
            outer.extend(quote!(const #given: #ty = #value;));
            inner.extend(quote!(const #name: #ty = #given;));
        } else {
            outer.extend(quote!(type #given = #value;));
            inner.extend(quote!(type #name = #given;));
        }
    }
    let cases = each_value(plan, chosen);
    if chosen.is_empty() {
        return cases;
    }
    quote! {
        {
            #outer
            {
                #inner
                #cases
            }
        }
    }
}

/// Loops over the values of the arguments, with a case in the middle.
fn each_value(plan: &Plan<'_>, chosen: &[Chosen<'_>]) -> TokenStream {
    let k = &plan.options.krate;
    let list =
        |at: usize| format_ident!("values_{at}", span = Span::mixed_site());
    let evaluated = plan.arguments.iter().enumerate().map(|(at, argument)| {
        let (list, values) = (list(at), argument.values);
        quote!(let #list = #k::__private::values(#values);)
    });
    let mut inner = case(plan, chosen);
    for at in (0..plan.arguments.len()).rev() {
        let (list, stored) = (list(at), stored(at));
        inner = quote!(for #stored in &#list { #inner });
    }
    quote!(#(#evaluated)* #inner)
}

/// Adds the case of the current values.
fn case(plan: &Plan<'_>, chosen: &[Chosen<'_>]) -> TokenStream {
    let k = &plan.options.krate;
    let (cases, bencher) = (hidden("cases"), hidden("bencher"));
    let instances = chosen.iter().map(|(instances, value)| {
        let name = instances.generic.name.to_string();
        if instances.generic.constant.is_some() {
            let mut constant = instances.generic.name.clone();
            constant.set_span(macro_span(constant.span()));
            quote!((#name, &#constant))
        } else {
            let shown = text(value);
            quote!((#name, &#shown))
        }
    });
    let arguments = plan.arguments.iter().enumerate().map(|(at, argument)| {
        let name = shown_name(argument.name);
        let stored = stored(at);
        let place = first_span(argument.values);
        let value = quote_spanned!(place=> &**#stored);
        quote!((#name, #value))
    });
    let clones = shared(plan);
    let run = run(plan, chosen);
    quote! {
        #cases.push(&[#(#instances,)* #(#arguments,)*], {
            #clones
            #k::__private::Box::new(
                move |#bencher: &mut #k::__private::Bencher<'_>| #run
            )
        });
    }
}

/// The name of a parameter as it stands in an id.
fn shown_name(name: &Ident) -> String {
    let name = name.to_string();
    name.trim_start_matches("r#").trim_start_matches('_').to_owned()
}

pub(super) fn first_span(tokens: &TokenStream) -> Span {
    let first = tokens.clone().into_iter().next();
    macro_span(first.map_or_else(Span::call_site, |token| token.span()))
}

/// A share of each stored value, for a closure to keep.
pub(super) fn shared(plan: &Plan<'_>) -> TokenStream {
    let k = &plan.options.krate;
    (0..plan.arguments.len())
        .map(|at| {
            let stored = stored(at);
            quote!(let #stored = #k::__private::Rc::clone(&#stored);)
        })
        .collect()
}

/// The argument made of its stored value; what does not fit is said at the
/// values.
pub(super) fn argument(plan: &Plan<'_>, at: usize) -> TokenStream {
    let k = &plan.options.krate;
    let stored = stored(at);
    let place = plan.arguments.get(at).map(|one| first_span(one.values));
    let place = place.unwrap_or_else(Span::call_site);
    let made = quote_spanned!(place=> argument(&*#stored));
    quote!(#k::__private::Argument::#made)
}

/// `code` with the arguments in scope that it mentions.
pub(super) fn scoped(plan: &Plan<'_>, code: &TokenStream) -> TokenStream {
    let bindings = bindings(plan, code);
    if bindings.is_empty() { code.clone() } else { quote!({ #bindings #code }) }
}

/// Binds the arguments that `code` mentions, each by its own name.
pub(super) fn bindings(plan: &Plan<'_>, code: &TokenStream) -> TokenStream {
    let lifetimes = &plan.function.lifetimes;
    plan.arguments
        .iter()
        .enumerate()
        .filter(|(_, argument)| mentions(code, argument.name))
        .map(|(at, Argument { name, ty, .. })| {
            let mut name = (*name).clone();
            name.set_span(macro_span(name.span()));
            let ty = respan(erase_lifetimes((*ty).clone(), lifetimes));
            let value = argument(plan, at);
            quote!(let #name: #ty = #value;)
        })
        .collect()
}

/// A path is called, any other expression stands as it is.
pub(super) fn called(code: &TokenStream) -> TokenStream {
    if crate::tokens::is_path(code) { quote!(#code()) } else { code.clone() }
}

/// The block that runs one benchmark.
fn run(plan: &Plan<'_>, chosen: &[Chosen<'_>]) -> TokenStream {
    let k = &plan.options.krate;
    let bencher = hidden("bencher");
    let mut steps = TokenStream::new();
    if let Some(throughput) = &plan.options.throughput {
        let Throughput { unit, count } = &throughput.value;
        let count = scoped(plan, count);
        steps.extend(quote! {
            #bencher.throughput(
                #k::__private::Throughput::#unit((#count) as #k::__private::outcome::Count)
            );
        });
    }
    if let Some(runtime) = &plan.options.runtime {
        let made = called(&runtime.value);
        steps.extend(quote!(#bencher.runtime(#made);));
    }
    let (callee, binding) = callee(plan, chosen);
    steps.extend(binding);
    steps.extend(setup(plan, chosen));
    steps.extend(drive(plan, &callee));
    quote!({ #steps })
}

/// How the work is called, and what has to be bound for that.
fn callee(
    plan: &Plan<'_>,
    chosen: &[Chosen<'_>],
) -> (TokenStream, TokenStream) {
    match &plan.function.callee {
        Callee::Closure(code) => {
            let callee = hidden("callee");
            (quote!(#callee), quote!(let #callee = #code;))
        }
        Callee::Name(name) => {
            let mut name = name.clone();
            name.set_span(macro_span(name.span()));
            if chosen.is_empty() {
                return (quote!(#name), TokenStream::new());
            }
            let generics = plan.function.generics.iter().map(|generic| {
                let mut name = generic.name.clone();
                name.set_span(macro_span(name.span()));
                if generic.constant.is_some() {
                    quote!({ #name })
                } else {
                    quote!(#name)
                }
            });
            (quote!(#name::<#(#generics),*>), TokenStream::new())
        }
    }
}
