//! What options say.

use proc_macro2::{Ident, Span, TokenStream};

/// Where options stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// On a function or in the table.
    Workload,
    /// On a module.
    Group,
}

/// All options of a workload or a group.
pub(crate) struct Options {
    pub(crate) krate: TokenStream,
    pub(crate) name: Option<TokenStream>,
    pub(crate) args: Option<Given<Values<TokenStream>>>,
    pub(crate) types: Option<Given<Values<Vec<TokenStream>>>>,
    pub(crate) consts: Option<Given<Values<Vec<TokenStream>>>>,
    pub(crate) throughput: Option<Given<Throughput>>,
    pub(crate) setup: Option<Given<Setup>>,
    pub(crate) teardown: Option<Given<TokenStream>>,
    pub(crate) verify: Option<Given<TokenStream>>,
    pub(crate) runtime: Option<Given<TokenStream>>,
    /// The fields of `benchkit`'s own `Options` that are set.
    pub(crate) fields: Vec<Field>,
    /// The options that are written, but not so that they can be read; what
    /// they would have said is not missing.
    pub(crate) lost: Vec<String>,
}

/// A value, and where its option's name stands.
pub(crate) struct Given<T> {
    pub(crate) span: Span,
    pub(crate) value: T,
}

/// Values for parameters.
pub(crate) enum Values<T> {
    /// For the only parameter.
    One(T),
    /// By name, every combination of them.
    Named(Vec<(Ident, T)>),
    /// In the order of the signature, every combination of them.
    Listed(Vec<T>),
}

/// What one iteration processes.
pub(crate) struct Throughput {
    /// `bytes` or `items`.
    pub(crate) unit: Ident,
    pub(crate) count: TokenStream,
}

/// How often a setup runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Once in each process.
    Process,
    /// Once in each launch.
    Launch,
    /// Before each trial.
    Trial,
}

/// What runs before the work, untimed.
pub(crate) struct Setup {
    pub(crate) scope: Scope,
    pub(crate) code: TokenStream,
}

/// A field of `benchkit`'s `Options`, and its value.
pub(crate) struct Field {
    /// Its path, such as `settings.budget`.
    pub(crate) path: &'static [&'static str],
    pub(crate) value: Data,
}

/// A value that has been looked at.
pub(crate) enum Data {
    /// A duration that was written as text.
    Nanos(u64),
    /// An expression that is a `Duration`.
    Duration(TokenStream),
    /// A number of warm-up trials.
    Trials(TokenStream),
    /// The cap of a warm-up.
    Until(Box<Data>),
    /// A number, a share or a flag, as it stands.
    Plain(TokenStream),
    /// A text.
    Text(TokenStream),
    /// Texts.
    Texts(Vec<TokenStream>),
    /// Anything iterable.
    Many(TokenStream),
}
