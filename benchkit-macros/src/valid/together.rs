//! Options that do not go together.

use crate::{
    ast::Output,
    attr::Scope,
    mistakes::Mistakes,
    valid::plan::{Plan, State},
};

/// What does not go together.
pub(super) fn combinations(plan: &Plan<'_>, mistakes: &mut Mistakes) {
    let Plan { function, options, bencher, state, .. } = plan;
    if function.is_async && *bencher {
        let message = "an `async fn` cannot take a bencher: call \
                       `iter_async` in a plain function";
        mistakes.at(function.span, message);
    }
    if let Some(runtime) = &options.runtime
        && !function.is_async
        && !bencher
    {
        let message = "`runtime` is for an `async fn`, or a function that \
                       calls `Bencher::iter_async`";
        mistakes.at(runtime.span, message);
    }
    if let Some(verify) = &options.verify
        && !bencher
        && function.output == Output::Nothing
    {
        let message = format!(
            "`verify` looks at what `{}` returns, which is nothing",
            function.name
        );
        mistakes.at(verify.span, message);
    }
    let scope = options.setup.as_ref().map(|setup| setup.value.scope);
    if let (Some(teardown), Some(Scope::Process)) = (&options.teardown, scope) {
        let message = "`teardown` cannot follow a setup that lasts as long \
                       as the process";
        mistakes.at(teardown.span, message);
    }
    if let Some(state) = state {
        with_state(plan, *state, scope, mistakes);
    }
}

fn with_state(
    plan: &Plan<'_>,
    state: State,
    scope: Option<Scope>,
    mistakes: &mut Mistakes,
) {
    let Some(setup) = &plan.options.setup else { return };
    let trial = scope == Some(Scope::Trial);
    if plan.bencher && trial {
        let message = "the state of a trial is given by \
                       `Bencher::with_trial_setup` where the function takes \
                       a bencher";
        mistakes.at(setup.span, message);
    }
    if plan.function.is_async && (trial || state.mutable) {
        let message = "an `async fn` takes its state by `&`, made once a \
                       launch or a process";
        mistakes.at(setup.span, message);
    }
    if let Some(owned) = plan.arguments.iter().find(|one| one.owned && trial) {
        let message = "with the state of a trial, arguments are taken by `&`";
        mistakes.over(owned.ty, owned.name.span(), message);
    }
}
