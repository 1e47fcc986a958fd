//! The call that hands the work to the bencher.

use crate::{
    ast::Output,
    attr::Scope,
    expand::body::{argument, bindings, first_span, hidden, passed, shared},
    tokens::{is_path, moved, text},
    valid::Plan,
};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

/// Runs the work that is called as `callee`.
pub(super) fn drive(plan: &Plan<'_>, callee: &TokenStream) -> TokenStream {
    let owned = plan.arguments.iter().any(|argument| argument.owned);
    let scope = plan.options.setup.as_ref().map(|setup| setup.value.scope);
    let per_trial = plan.state.is_some() && scope == Some(Scope::Trial);
    let probes = probes(plan);
    let driven = if plan.bencher {
        with_bencher(plan, callee)
    } else if per_trial {
        on_trial_state(plan, callee)
    } else if owned {
        on_inputs(plan, callee)
    } else {
        plainly(plan, callee)
    };
    quote!(#probes #driven)
}

/// Whether the compiler has to say what the output is.
fn is_unknown(plan: &Plan<'_>) -> bool {
    plan.function.output == Output::Unknown
}

/// The traits that say what an output is.
fn probes(plan: &Plan<'_>) -> TokenStream {
    let k = &plan.options.krate;
    if !is_unknown(plan) && plan.options.verify.is_none() {
        return TokenStream::new();
    }
    quote! {
        use #k::__private::outcome::{
            PickAny as _, PickDebug as _, PickError as _, PickValue as _,
        };
    }
}

/// How the output that `probe` finds is looked at.
fn judge(plan: &Plan<'_>, probe: &TokenStream) -> TokenStream {
    let k = &plan.options.krate;
    if is_unknown(plan) {
        quote!((&&&#k::__private::outcome::Probe::#probe).pick())
    } else {
        quote!(#k::__private::Value)
    }
}

/// What `verify` says about `output`, as a `Result`.
fn verdict(plan: &Plan<'_>, output: &TokenStream) -> Option<TokenStream> {
    let k = &plan.options.krate;
    let check = &plan.options.verify.as_ref()?.value;
    let name = if is_path(check) { text(check) } else { "verify".into() };
    let bindings = bindings(plan, check);
    let place = first_span(check);
    let mut said = hidden("said");
    said.set_span(said.span().located_at(place));
    let judge = quote! {
        (&&&#k::__private::outcome::Probe::of(&#said)).pick()
    };
    let here = moved(k, place);
    let call = quote_spanned! {place=>
        #here::__private::outcome::verdict(#name, &#judge, #said)
    };
    Some(quote! {{
        #bindings
        let #said = (#check)(#output);
        #call
    }})
}

/// `Some(closure)` that verifies an output, or `None`.
fn verify(plan: &Plan<'_>) -> TokenStream {
    let k = &plan.options.krate;
    let output = hidden("output");
    let Some(verdict) = verdict(plan, &quote!(#output)) else {
        return quote!(#k::__private::Option::None);
    };
    quote!(#k::__private::Option::Some(&mut |#output: &_| #verdict))
}

/// The state as the last argument, and how it is hidden from the optimiser.
fn state(plan: &Plan<'_>) -> (TokenStream, TokenStream) {
    let k = &plan.options.krate;
    let (state, seen) = (hidden("state"), hidden("seen"));
    match plan.state {
        None => (TokenStream::new(), TokenStream::new()),
        Some(one) => {
            let again = if one.mutable { quote!(&mut *) } else { quote!() };
            let hide = quote! {
                let #seen = #k::__private::black_box(#again #state);
            };
            (quote!(#seen), hide)
        }
    }
}

/// The function drives its bencher itself.
fn with_bencher(plan: &Plan<'_>, callee: &TokenStream) -> TokenStream {
    let k = &plan.options.krate;
    let (bencher, output) = (hidden("bencher"), hidden("output"));
    let clones = shared(plan);
    let check = verdict(plan, &TokenStream::new()).map(
        |verdict| quote!(#bencher.verify_trial({ #clones move || #verdict });),
    );
    let arguments = (0..plan.arguments.len()).map(|at| argument(plan, at));
    let state = plan.state.map(|_| hidden("state"));
    let call = quote!(#callee(#bencher, #(#arguments,)* #state));
    if plan.function.output == Output::Nothing {
        return quote!(#check #call;);
    }
    let judge = judge(plan, &quote!(of(&#output)));
    quote! {
        #check
        let #output = #call;
        #k::__private::outcome::outcome(#bencher, &#judge, #output);
    }
}

/// Binds the arguments, and names them as they are passed in the loop.
fn copies(plan: &Plan<'_>) -> (TokenStream, Vec<TokenStream>) {
    let k = &plan.options.krate;
    let bindings = (0..plan.arguments.len()).map(|at| {
        let (passed, value) = (passed(at), argument(plan, at));
        quote!(let #passed = #value;)
    });
    let arguments = (0..plan.arguments.len()).map(|at| {
        let passed = passed(at);
        quote!(#k::__private::black_box(#passed))
    });
    (bindings.collect(), arguments.collect())
}

/// Values in registers, or none.
fn plainly(plan: &Plan<'_>, callee: &TokenStream) -> TokenStream {
    let k = &plan.options.krate;
    let (bencher, work) = (hidden("bencher"), hidden("work"));
    let (bindings, arguments) = copies(plan);
    let (state, hide) = state(plan);
    let code = if arguments.is_empty() && plan.state.is_none() {
        callee.clone()
    } else {
        quote!(|| { #hide #callee(#(#arguments,)* #state) })
    };
    let bare = !is_unknown(plan) && plan.options.verify.is_none();
    let is_async = plan.function.is_async;
    if bare && !is_async {
        return quote!(#bindings #bencher.iter(#code););
    }
    if bare {
        return quote!(#bindings #bencher.iter_async(#code););
    }
    let probe = if is_async { quote!(future) } else { quote!(call) };
    let judge = judge(plan, &quote!(#probe(&#work)));
    let run = if is_async {
        let verify = verify(plan);
        quote!(futures(#bencher, #judge, #work, #verify))
    } else if plan.options.verify.is_some() {
        let verify = verify(plan);
        quote!(verified(#bencher, #judge, #work, #verify))
    } else {
        quote!(calls(#bencher, #judge, #work))
    };
    quote! {
        #bindings
        let #work = #code;
        #k::__private::outcome::#run;
    }
}

/// Values that are given away: cloned before each trial.
fn on_inputs(plan: &Plan<'_>, callee: &TokenStream) -> TokenStream {
    let k = &plan.options.krate;
    let (bencher, work) = (hidden("bencher"), hidden("work"));
    let make = hidden("make_inputs");
    let inputs = (0..plan.arguments.len()).map(|at| argument(plan, at));
    let names: Vec<_> = (0..plan.arguments.len()).map(passed).collect();
    let (state, hide) = state(plan);
    let bindings = quote! {
        let #make = || (#(#inputs,)*);
        let #work = |(#(#names,)*)| { #hide #callee(#(#names,)* #state) };
    };
    let is_async = plan.function.is_async;
    if !is_unknown(plan) && plan.options.verify.is_none() {
        let iterate =
            if is_async { quote!(iter_async) } else { quote!(iter_values) };
        return quote! {
            #bindings
            #bencher.with_inputs(#make).#iterate(#work);
        };
    }
    let (probe, run) = if is_async {
        (quote!(future_with), quote!(future_inputs))
    } else {
        (quote!(call_with), quote!(inputs))
    };
    let judge = judge(plan, &quote!(#probe(&#work)));
    let verify = verify(plan);
    quote! {
        #bindings
        #k::__private::outcome::#run(#bencher, #judge, #make, #work, #verify);
    }
}

/// A state that is made anew before each trial.
fn on_trial_state(plan: &Plan<'_>, callee: &TokenStream) -> TokenStream {
    let k = &plan.options.krate;
    let (bencher, work) = (hidden("bencher"), hidden("work"));
    let (make, state) = (hidden("make_state"), hidden("state"));
    let (bindings, arguments) = copies(plan);
    let code = quote!(|#state: &mut _| #callee(#(#arguments,)* #state));
    if !is_unknown(plan) && plan.options.verify.is_none() {
        return quote! {
            #bindings
            #bencher.with_trial_setup(#make).iter(#code);
        };
    }
    let judge = judge(plan, &quote!(call_on(&#make, &#work)));
    let verify = verify(plan);
    quote! {
        #bindings
        let #work = #k::__private::outcome::on_state(&#make, #code);
        #k::__private::outcome::per_trial(
            #bencher, #judge, #make, #work, #verify,
        );
    }
}
