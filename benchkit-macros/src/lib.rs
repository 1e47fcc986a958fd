//! The attributes of benchkit.

use proc_macro::TokenStream;

/// Registers a function as a workload.
#[proc_macro_attribute]
pub fn workload(_options: TokenStream, item: TokenStream) -> TokenStream {
    item
}

/// Hands options down to the workloads of a module.
#[proc_macro_attribute]
pub fn group(_options: TokenStream, item: TokenStream) -> TokenStream {
    item
}

/// Declares workloads without the attribute.
#[proc_macro]
pub fn workloads(_table: TokenStream) -> TokenStream {
    TokenStream::new()
}
