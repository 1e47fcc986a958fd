//! What is left to write down once everything makes sense.

use crate::{
    ast::{Function, Generic},
    attr::Options,
};
use proc_macro2::{Ident, TokenStream};

/// A workload that is known to make sense.
pub(crate) struct Plan<'a> {
    pub(crate) function: &'a Function,
    pub(crate) options: &'a Options,
    /// Whether the function drives a bencher itself.
    pub(crate) bencher: bool,
    pub(crate) arguments: Vec<Argument<'a>>,
    /// The state that the setup makes for the function.
    pub(crate) state: Option<State>,
    pub(crate) generics: Vec<Instances<'a>>,
}

/// A parameter with values.
pub(crate) struct Argument<'a> {
    pub(crate) name: &'a Ident,
    pub(crate) ty: &'a TokenStream,
    pub(crate) values: &'a TokenStream,
    /// Whether it is given away by value.
    pub(crate) owned: bool,
}

/// How the function takes its state.
#[derive(Clone, Copy)]
pub(crate) struct State {
    pub(crate) mutable: bool,
}

/// A type or const parameter with what stands for it.
pub(crate) struct Instances<'a> {
    pub(crate) generic: &'a Generic,
    pub(crate) values: &'a [TokenStream],
}
