//! Function, parameters and arguments.

use crate::{
    ast::{Function, Parameter, Passed, is_impl_trait, names_bencher, passed},
    attr::{Given, Options, Values},
    mistakes::Mistakes,
    suggest::did_you_mean,
    valid::{
        generics::instances,
        plan::{Argument, Plan, State},
        together::combinations,
    },
};
use proc_macro2::{Ident, Span, TokenStream};

/// The plan of `function` with `options`, if nothing is wrong.
pub(crate) fn check<'a>(
    function: &'a Function,
    options: &'a Options,
    mistakes: &mut Mistakes,
) -> Option<Plan<'a>> {
    signature(function, mistakes);
    let bencher = takes_bencher(function, options, mistakes);
    let parameters = &function.parameters[usize::from(bencher)..];
    let (parameters, state) = split_state(parameters, options, mistakes);
    let arguments = arguments(function, parameters, options, mistakes);
    let mut generics = Vec::new();
    generics.extend(instances(function, options, false, mistakes));
    generics.extend(instances(function, options, true, mistakes));
    let plan = Plan { function, options, bencher, arguments, state, generics };
    combinations(&plan, mistakes);
    mistakes.is_empty().then_some(plan)
}

/// What no option can mend.
fn signature(function: &Function, mistakes: &mut Mistakes) {
    if let Some(span) = function.receiver {
        let message = "a workload is a free function: it cannot take `self`";
        mistakes.at(span, message);
    }
    if let Some(span) = function.is_unsafe {
        let message = "a workload cannot be `unsafe`: call the unsafe \
                       function from a safe one";
        mistakes.at(span, message);
    }
    if let Some(span) = function.future {
        let message = "a future that nobody awaits does nothing: make this \
                       an `async fn`";
        mistakes.at(span, message);
    }
    for Parameter { ty, pattern, .. } in &function.parameters {
        match ty {
            Some(ty) if is_impl_trait(ty) => {
                let message = "`impl Trait` cannot be instantiated: use a \
                               type parameter, and `types = [..]`";
                mistakes.over(ty, function.span, message);
            }
            None => {
                let message = "this parameter needs a type, as in `n: usize`";
                mistakes.over(pattern, function.span, message);
            }
            Some(_) => {}
        }
    }
}

/// Whether the first parameter is a bencher: `&mut` of anything, unless it
/// is the state or has values.
fn takes_bencher(
    function: &Function,
    options: &Options,
    mistakes: &mut Mistakes,
) -> bool {
    let Some(first) = function.parameters.first() else { return false };
    let Some(ty) = &first.ty else { return false };
    let mutable = passed(ty) == Passed::Mutable;
    if !mutable && names_bencher(ty) {
        let message = "a workload takes its bencher as `&mut Bencher`";
        mistakes.over(ty, function.span, message);
        return true;
    }
    let others = function.parameters.len() - 1;
    let is_state = options.setup.is_some() && others == 0;
    let is_argument = value_count(options) > others;
    mutable && (names_bencher(ty) || !is_state && !is_argument)
}

/// For how many parameters values are given.
fn value_count(options: &Options) -> usize {
    match options.args.as_ref().map(|given| &given.value) {
        None => 0,
        Some(Values::One(_)) => 1,
        Some(Values::Named(named)) => named.len(),
        Some(Values::Listed(listed)) => listed.len(),
    }
}

/// The parameters that are arguments, and the state behind them.
fn split_state<'a>(
    parameters: &'a [Parameter],
    options: &Options,
    mistakes: &mut Mistakes,
) -> (&'a [Parameter], Option<State>) {
    let values = value_count(options);
    let Some((last, others)) = parameters.split_last() else {
        return (parameters, None);
    };
    if options.setup.is_none() || others.len() != values {
        return (parameters, None);
    }
    let how = last.ty.as_ref().map(passed);
    if let (Some(Passed::Owned), Some(ty)) = (how, &last.ty) {
        let message = "the state that `setup` makes is taken by `&` or `&mut`";
        mistakes.over(ty, Span::call_site(), message);
    }
    (others, Some(State { mutable: how == Some(Passed::Mutable) }))
}

/// Each parameter with its values.
fn arguments<'a>(
    function: &Function,
    parameters: &'a [Parameter],
    options: &'a Options,
    mistakes: &mut Mistakes,
) -> Vec<Argument<'a>> {
    if let (Some(given), []) = (&options.args, parameters) {
        let what = if function.parameters.is_empty() {
            format!("`{}` takes no arguments", function.name)
        } else {
            format!("`{}` takes no arguments behind these", function.name)
        };
        mistakes.at(given.span, what);
        return Vec::new();
    }
    let names = names(parameters, function, mistakes);
    let lost = unknown_names(&names, options, mistakes)
        || is_lost(options, &["args", "setup"]);
    let counted = count_fits(function, parameters, options, mistakes);
    let mut all = Vec::new();
    for (at, parameter) in parameters.iter().enumerate() {
        let (Some(name), Some(ty)) = (&parameter.name, &parameter.ty) else {
            continue;
        };
        let how = passed(ty);
        if how == Passed::Mutable {
            let message = "an argument is taken by value or by `&`; what is \
                           changed is made by `setup`, or by \
                           `Bencher::with_inputs`";
            mistakes.over(ty, name.span(), message);
        }
        match values_for(at, name, options) {
            Some(values) => {
                let owned = how == Passed::Owned;
                all.push(Argument { name, ty, values, owned });
            }
            None if counted && !lost && how != Passed::Mutable => {
                missing_values(name, parameters.len(), mistakes);
            }
            None => {}
        }
    }
    all
}

/// Whether one of these options is written, but could not be read.
pub(super) fn is_lost(options: &Options, names: &[&str]) -> bool {
    options.lost.iter().any(|lost| names.contains(&lost.as_str()))
}

/// Whether values are given for parameters that do not exist.
fn unknown_names(
    names: &[&Ident],
    options: &Options,
    mistakes: &mut Mistakes,
) -> bool {
    let before = mistakes.count();
    let Some(Given { value: Values::Named(named), .. }) = &options.args else {
        return false;
    };
    let shown: Vec<String> = names.iter().map(ToString::to_string).collect();
    let known: Vec<&str> = shown.iter().map(String::as_str).collect();
    for (name, _) in named.iter().filter(|(n, _)| !names.contains(&n)) {
        let word = name.to_string();
        let meant = did_you_mean(&word, &known);
        let message = format!("no parameter is called `{word}`{meant}");
        mistakes.at(name.span(), message);
    }
    mistakes.count() > before
}

fn missing_values(name: &Ident, count: usize, mistakes: &mut Mistakes) {
    let how = if count == 1 {
        "args = [..]".to_owned()
    } else {
        format!("args({name} = [..], ..)")
    };
    let message = format!("no values for `{name}`: give them with `{how}`");
    mistakes.at(name.span(), message);
}

/// The names of the parameters; they stand in the benchmark's id.
fn names<'a>(
    parameters: &'a [Parameter],
    function: &Function,
    mistakes: &mut Mistakes,
) -> Vec<&'a Ident> {
    for Parameter { name, pattern, .. } in parameters {
        if name.is_none() {
            let message = "an argument needs a plain name: it stands in the \
                           benchmark's id";
            mistakes.over(pattern, function.span, message);
        }
    }
    parameters.iter().filter_map(|one| one.name.as_ref()).collect()
}

/// Whether positional values are as many as there are parameters.
fn count_fits(
    function: &Function,
    parameters: &[Parameter],
    options: &Options,
    mistakes: &mut Mistakes,
) -> bool {
    let Some(given) = &options.args else { return true };
    let count = match &given.value {
        Values::Named(_) => return true,
        Values::One(_) => 1,
        Values::Listed(listed) => listed.len(),
    };
    if count == parameters.len() {
        return true;
    }
    let takes = parameters.len();
    let plural = if takes == 1 { "" } else { "s" };
    let names: Vec<String> = parameters
        .iter()
        .filter_map(|one| Some(format!("{} = [..]", one.name.as_ref()?)))
        .collect();
    let message = format!(
        "`{}` takes {takes} argument{plural}, these are values for {count}: \
         write `args({})`",
        function.name,
        names.join(", ")
    );
    mistakes.at(given.span, message);
    false
}

fn values_for<'a>(
    at: usize,
    name: &Ident,
    options: &'a Options,
) -> Option<&'a TokenStream> {
    match &options.args.as_ref()?.value {
        Values::One(values) => (at == 0).then_some(values),
        Values::Listed(listed) => listed.get(at),
        Values::Named(named) => {
            named.iter().find(|(n, _)| n == name).map(|(_, values)| values)
        }
    }
}
