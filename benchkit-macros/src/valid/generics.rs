//! Type and const parameters, with what stands for them.

use crate::{
    ast::{Function, Generic},
    attr::{Options, Values},
    mistakes::Mistakes,
    valid::{check::is_lost, plan::Instances},
};
use proc_macro2::{Ident, TokenStream};

/// The type parameters with their types, or the const parameters with their
/// values.
pub(super) fn instances<'a>(
    function: &'a Function,
    options: &'a Options,
    constant: bool,
    mistakes: &mut Mistakes,
) -> Vec<Instances<'a>> {
    let (given, option, kind) = if constant {
        (&options.consts, "consts", "const")
    } else {
        (&options.types, "types", "type")
    };
    let generics: Vec<&Generic> = function
        .generics
        .iter()
        .filter(|generic| generic.constant.is_some() == constant)
        .collect();
    let Some(given) = given else {
        if is_lost(options, &[option]) {
            return Vec::new();
        }
        for Generic { name, .. } in &generics {
            let message = format!(
                "`{}` is generic over `{name}`: give it values with \
                 `{option} = [..]`",
                function.name
            );
            mistakes.at(name.span(), message);
        }
        return Vec::new();
    };
    let all: Vec<Instances<'a>> = generics
        .iter()
        .enumerate()
        .filter_map(|(at, generic)| {
            let values = instances_for(at, &generic.name, &given.value)?;
            Some(Instances { generic, values })
        })
        .collect();
    let count = match &given.value {
        Values::One(_) => 1,
        Values::Named(named) => named.len(),
        Values::Listed(listed) => listed.len(),
    };
    if all.len() != generics.len() || count != generics.len() {
        let names: Vec<String> = generics
            .iter()
            .map(|generic| format!("{} = [..]", generic.name))
            .collect();
        let message = match names.as_slice() {
            [] => format!("`{}` has no {kind} parameter", function.name),
            [_] => format!(
                "`{}` has one {kind} parameter: write `{option} = [..]`",
                function.name
            ),
            _ => format!("write `{option}({})`", names.join(", ")),
        };
        mistakes.at(given.span, message);
    }
    all
}

fn instances_for<'a>(
    at: usize,
    name: &Ident,
    values: &'a Values<Vec<TokenStream>>,
) -> Option<&'a [TokenStream]> {
    match values {
        Values::One(one) => (at == 0).then_some(one.as_slice()),
        Values::Listed(listed) => listed.get(at).map(Vec::as_slice),
        Values::Named(named) => {
            named.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_slice())
        }
    }
}
