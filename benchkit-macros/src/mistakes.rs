//! Everything that is wrong, each at its own place.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

/// The mistakes found so far.
#[derive(Default)]
pub(crate) struct Mistakes(Vec<Mistake>);

struct Mistake {
    start: Span,
    end: Span,
    message: String,
}

impl Mistakes {
    /// `message`, at one token.
    pub(crate) fn at(&mut self, span: Span, message: impl Into<String>) {
        let message = message.into();
        self.0.push(Mistake { start: span, end: span, message });
    }

    /// `message`, at a run of tokens; where there are none, at `otherwise`.
    pub(crate) fn over(
        &mut self,
        tokens: &TokenStream,
        otherwise: Span,
        message: impl Into<String>,
    ) {
        let mut spans = tokens.clone().into_iter().map(|token| token.span());
        let start = spans.next().unwrap_or(otherwise);
        let end = spans.last().unwrap_or(start);
        self.0.push(Mistake { start, end, message: message.into() });
    }

    /// Whether nothing is wrong.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// The messages, for tests.
    #[cfg(test)]
    pub(crate) fn messages(&self) -> Vec<&str> {
        self.0.iter().map(|mistake| mistake.message.as_str()).collect()
    }

    /// A `compile_error!` for each.
    pub(crate) fn to_tokens(&self) -> TokenStream {
        self.0.iter().map(Mistake::to_tokens).collect()
    }
}

impl Mistake {
    fn to_tokens(&self) -> TokenStream {
        let message = &self.message;
        let path = quote_spanned!(self.start=> ::core::compile_error!);
        // The compiler marks from the path's first token to the braces.
        let mut braces = proc_macro2::Group::new(
            proc_macro2::Delimiter::Brace,
            quote!(#message),
        );
        braces.set_span(self.end);
        quote!(#path #braces)
    }
}
