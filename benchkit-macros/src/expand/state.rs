//! What runs before and after the work.

use crate::{
    attr::Scope,
    expand::body::{Chosen, called, hidden, scoped, shared, stored},
    tokens::text,
    valid::Plan,
};
use proc_macro2::TokenStream;
use quote::quote;

/// Setup and teardown, of every scope.
pub(super) fn setup(plan: &Plan<'_>, chosen: &[Chosen<'_>]) -> TokenStream {
    let k = &plan.options.krate;
    let (bencher, guard) = (hidden("bencher"), hidden("guard"));
    let scope = plan.options.setup.as_ref().map(|setup| setup.value.scope);
    let teardown = plan.options.teardown.as_ref().map(|teardown| {
        let code = scoped(plan, &called(&teardown.value));
        quote!({ let _ = #code; })
    });
    let clones = shared(plan);
    let around = match (scope, &teardown) {
        (Some(Scope::Trial), Some(code)) => quote! {
            #bencher.after_trial({ #clones move || #code });
        },
        _ => TokenStream::new(),
    };
    let made = make_state(plan, chosen, scope);
    match teardown {
        Some(code) if scope != Some(Scope::Trial) => quote! {
            let #guard;
            #made
            #guard = #k::__private::outcome::Teardown(|| #code);
        },
        _ => quote!(#around #made),
    }
}

/// Runs the setup, or has it run.
fn make_state(
    plan: &Plan<'_>,
    chosen: &[Chosen<'_>],
    scope: Option<Scope>,
) -> TokenStream {
    let k = &plan.options.krate;
    let (bencher, state) = (hidden("bencher"), hidden("state"));
    let Some(setup) = &plan.options.setup else { return TokenStream::new() };
    let code = scoped(plan, &called(&setup.value.code));
    let mutable = plan.state.map(|state| {
        if state.mutable { quote!(mut) } else { TokenStream::new() }
    });
    match (scope, mutable) {
        (Some(Scope::Process), mutable) => {
            let key = process_key(plan, chosen);
            let arguments = (0..plan.arguments.len()).map(stored);
            let shared = hidden("shared");
            let borrowed = mutable.map(|mutable| {
                quote! {
                    let mut #state = #shared.borrow_mut();
                    let #state = &#mutable *#state;
                }
            });
            quote! {
                let #shared = #k::__private::outcome::per_process(
                    #key,
                    &[#(&*#arguments),*],
                    || #code,
                );
                #borrowed
            }
        }
        (Some(Scope::Trial), None) => {
            let clones = shared(plan);
            quote! {
                #bencher.before_trial({ #clones move || { let _ = #code; } });
            }
        }
        (Some(Scope::Trial), Some(_)) => {
            let make = hidden("make_state");
            quote!(let #make = || #code;)
        }
        (_, Some(mutable)) => quote! {
            let #mutable #state = #code;
            let #state = &#mutable #state;
        },
        (_, None) => quote!(let _ = #code;),
    }
}

/// The name under which a process keeps the state.
fn process_key(plan: &Plan<'_>, chosen: &[Chosen<'_>]) -> TokenStream {
    let k = &plan.options.krate;
    let name = &plan.function.name;
    let instance: Vec<String> =
        chosen.iter().map(|(_, value)| text(value)).collect();
    let instance = instance.join(",");
    quote! {
        #k::__private::concat!(
            #k::__private::module_path!(),
            "::", #name, "@", #k::__private::line!(), ":",
            #k::__private::column!(), "<", #instance, ">"
        )
    }
}
