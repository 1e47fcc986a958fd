//! The attributes of benchkit: `#[workload]`, `#[group]` and `workloads!`.
//!
//! A pipe of five stages: `attr` reads options, `ast` reads functions and
//! closures, `valid` checks them against each other and says all that is
//! wrong at once, `expand` only quotes, and `fallback` emits the mistakes
//! with the untouched item, so that one mistake gives one message.
//!
//! Tokens are read by hand: what is needed of a function is its signature,
//! and options are plain expressions that the compiler reads anyway. So the
//! crate builds in a moment, and its own work for a thousand workloads is
//! small.

mod ast;
mod attr;
mod closure;
mod expand;
mod fallback;
mod json;
mod literal;
mod mistakes;
mod suggest;
mod tokens;
mod valid;

use proc_macro::TokenStream;

/// Registers a function as a workload.
#[proc_macro_attribute]
pub fn workload(options: TokenStream, item: TokenStream) -> TokenStream {
    expand::workload(options.into(), item.into()).into()
}

/// Hands options down to the workloads of a module.
#[proc_macro_attribute]
pub fn group(options: TokenStream, item: TokenStream) -> TokenStream {
    expand::group(options.into(), item.into()).into()
}

/// Declares workloads without the attribute.
#[proc_macro]
pub fn workloads(table: TokenStream) -> TokenStream {
    expand::workloads(table.into()).into()
}

/// Reads and writes one of benchkit's own types as JSON.
#[doc(hidden)]
#[proc_macro_derive(Json, attributes(serde))]
pub fn json(item: TokenStream) -> TokenStream {
    json::derive(item.into()).into()
}
