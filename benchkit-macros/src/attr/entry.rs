//! Options as they are written: `name`, `name = value`, `name(..)`.

use crate::{mistakes::Mistakes, tokens::Cursor};
use proc_macro2::{Delimiter, Ident, TokenStream};

/// An option as it is written.
pub(super) struct Entry {
    pub(super) name: Ident,
    pub(super) value: Written,
}

/// What stands behind an option's name.
pub(super) enum Written {
    /// Nothing.
    Flag,
    /// `= expression`.
    Is(TokenStream),
    /// `(…)`.
    List(TokenStream),
}

/// The options between commas.
pub(super) fn entries(
    tokens: TokenStream,
    mistakes: &mut Mistakes,
) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut cursor = Cursor::new(tokens);
    while !cursor.is_done() {
        let span = cursor.span();
        let entry = entry(&mut cursor);
        let rest = cursor.expression();
        match entry {
            None => {
                mistakes.at(span, "expected an option such as `args = [1, 2]`");
            }
            Some(_) if !rest.is_empty() => {
                mistakes.over(&rest, span, "expected `,` between options");
            }
            Some(entry) => entries.push(entry),
        }
        cursor.skip();
    }
    entries
}

fn entry(cursor: &mut Cursor) -> Option<Entry> {
    let name = cursor.ident()?;
    let value = if let Some(group) = cursor.group(Delimiter::Parenthesis) {
        Written::List(group.stream())
    } else if cursor.punct('=') {
        let value = cursor.expression();
        if value.is_empty() {
            return None;
        }
        Written::Is(value)
    } else {
        Written::Flag
    };
    Some(Entry { name, value })
}
