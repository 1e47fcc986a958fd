//! When something is wrong: every mistake, and the item as it was.

use crate::mistakes::Mistakes;
use proc_macro2::TokenStream;

/// The mistakes with the untouched `item`, so that nothing else is missing.
pub(crate) fn emit(mistakes: &Mistakes, item: TokenStream) -> TokenStream {
    let mut tokens = mistakes.to_tokens();
    tokens.extend(item);
    tokens
}
