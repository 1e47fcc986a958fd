//! Runs of tokens: splitting, hashing, printing, moving.

use proc_macro2::{
    Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree,
};

/// The tokens with the invisible groups that `macro_rules!` makes opened.
pub(crate) fn flatten(
    tokens: TokenStream,
) -> Box<dyn Iterator<Item = TokenTree>> {
    Box::new(tokens.into_iter().flat_map(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
            flatten(group.stream())
        }
        other => Box::new(std::iter::once(other)),
    }))
}

/// A place in a run of tokens.
pub(crate) struct Cursor {
    tokens: Vec<TokenTree>,
    at: usize,
}

impl Cursor {
    pub(crate) fn new(tokens: TokenStream) -> Self {
        Self { tokens: tokens.into_iter().collect(), at: 0 }
    }

    pub(crate) fn peek(&self) -> Option<&TokenTree> {
        self.tokens.get(self.at)
    }

    /// The token `ahead` tokens after the next one.
    pub(crate) fn look(&self, ahead: usize) -> Option<&TokenTree> {
        self.tokens.get(self.at + ahead)
    }

    pub(crate) fn at_punct(&self, c: char) -> bool {
        is_punct(self.peek(), c)
    }

    pub(crate) fn at_word(&self, word: &str) -> bool {
        matches!(self.peek(), Some(TokenTree::Ident(next)) if next == word)
    }

    /// Takes the next token if it is the word `word`.
    pub(crate) fn word(&mut self, word: &str) -> bool {
        let found = self.at_word(word);
        self.at += usize::from(found);
        found
    }

    /// Takes the next token if it is `c`.
    pub(crate) fn punct(&mut self, c: char) -> bool {
        let found = self.at_punct(c);
        self.at += usize::from(found);
        found
    }

    /// Takes the next two tokens if they are `first` and `second`, joined.
    pub(crate) fn joined(&mut self, first: char, second: char) -> bool {
        let found = self.at_joined(first, second);
        self.at += if found { 2 } else { 0 };
        found
    }

    pub(crate) fn at_joined(&self, first: char, second: char) -> bool {
        let joint = matches!(
            self.peek(),
            Some(TokenTree::Punct(p))
                if p.as_char() == first && p.spacing() == Spacing::Joint
        );
        joint && is_punct(self.look(1), second)
    }

    /// Takes the next token if it is a group with these delimiters.
    pub(crate) fn group(&mut self, delimiter: Delimiter) -> Option<Group> {
        match self.peek() {
            Some(TokenTree::Group(group)) if group.delimiter() == delimiter => {
                let group = group.clone();
                self.at += 1;
                Some(group)
            }
            _ => None,
        }
    }

    /// Takes the next token if it is an identifier or a keyword.
    pub(crate) fn ident(&mut self) -> Option<Ident> {
        let Some(TokenTree::Ident(ident)) = self.peek() else { return None };
        let ident = ident.clone();
        self.at += 1;
        Some(ident)
    }

    /// The place of the next token.
    pub(crate) fn span(&self) -> Span {
        self.peek().map_or_else(Span::call_site, TokenTree::span)
    }

    /// Takes tokens up to the first one outside angle brackets that `stop`
    /// knows.
    pub(crate) fn until(
        &mut self,
        stop: impl Fn(&Self) -> bool,
    ) -> TokenStream {
        let from = self.at;
        let mut depth = 0_usize;
        while let Some(token) = self.peek() {
            if depth == 0 && stop(self) {
                break;
            }
            if is_punct(Some(token), '<') {
                depth += 1;
            } else if is_punct(Some(token), '>') && !self.after_arrow() {
                depth = depth.saturating_sub(1);
            }
            self.at += if self.at_joined(':', ':') { 2 } else { 1 };
        }
        self.tokens[from..self.at].iter().cloned().collect()
    }

    /// Takes an expression: tokens up to a comma. A `<` opens a bracket
    /// only where a type must stand.
    pub(crate) fn expression(&mut self) -> TokenStream {
        let from = self.at;
        let mut depth = 0_usize;
        while let Some(token) = self.peek() {
            if depth == 0 && is_punct(Some(token), ',') {
                break;
            }
            let opens = self.at == from
                || depth > 0
                || is_punct(self.tokens.get(self.at - 1), ':');
            if is_punct(Some(token), '<') && opens {
                depth += 1;
            } else if is_punct(Some(token), '>') && !self.after_arrow() {
                depth = depth.saturating_sub(1);
            }
            self.at += 1;
        }
        self.tokens[from..self.at].iter().cloned().collect()
    }

    fn after_arrow(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        is_punct(before, '-') || is_punct(before, '=')
    }

    /// Takes all that is left.
    pub(crate) fn rest(&mut self) -> TokenStream {
        let rest = self.tokens[self.at..].iter().cloned().collect();
        self.at = self.tokens.len();
        rest
    }

    pub(crate) fn is_done(&self) -> bool {
        self.at >= self.tokens.len()
    }

    pub(crate) fn skip(&mut self) {
        self.at += 1;
    }
}

fn is_punct(token: Option<&TokenTree>, c: char) -> bool {
    matches!(token, Some(TokenTree::Punct(p)) if p.as_char() == c)
}

/// The expressions between commas; a comma at the end is nothing.
pub(crate) fn list(tokens: TokenStream) -> Vec<TokenStream> {
    let mut cursor = Cursor::new(tokens);
    let mut items = Vec::new();
    while !cursor.is_done() {
        items.push(cursor.expression());
        cursor.skip();
    }
    items
}

/// The types or parameters between commas, where `<` always opens.
pub(crate) fn typed_list(tokens: TokenStream) -> Vec<TokenStream> {
    let mut cursor = Cursor::new(tokens);
    let mut items = Vec::new();
    while !cursor.is_done() {
        items.push(cursor.until(|c| c.at_punct(',')));
        cursor.skip();
    }
    items
}

/// The contents of `tokens` if they are a single group with these
/// delimiters.
pub(crate) fn single_group(
    tokens: &TokenStream,
    delimiter: Delimiter,
) -> Option<TokenStream> {
    let mut all = flatten(tokens.clone());
    match (all.next(), all.next()) {
        (Some(TokenTree::Group(group)), None)
            if group.delimiter() == delimiter =>
        {
            Some(group.stream())
        }
        _ => None,
    }
}

/// Whether `tokens` are a path, perhaps with generic arguments.
pub(crate) fn is_path(tokens: &TokenStream) -> bool {
    let mut named = false;
    let plain = flatten(tokens.clone()).all(|token| match token {
        TokenTree::Ident(_) => {
            named = true;
            true
        }
        TokenTree::Punct(p) => ":<>,&'".contains(p.as_char()),
        _ => false,
    });
    plain && named && literal_word(tokens).is_none()
}

fn literal_word(tokens: &TokenStream) -> Option<()> {
    let text = tokens.to_string();
    (text == "true" || text == "false").then_some(())
}

/// Whether the identifier `word` stands anywhere in `tokens`.
pub(crate) fn mentions(tokens: &TokenStream, word: &Ident) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == *word,
        TokenTree::Group(group) => mentions(&group.stream(), word),
        _ => false,
    })
}

/// The tokens as if the macro had written them, at the same place: lints
/// that look at the user's code do not look at copies of it.
pub(crate) fn respan(tokens: TokenStream) -> TokenStream {
    tokens
        .into_iter()
        .map(|token| match token {
            TokenTree::Group(group) => {
                let mut copy =
                    Group::new(group.delimiter(), respan(group.stream()));
                copy.set_span(macro_span(group.span()));
                copy.into()
            }
            mut other => {
                other.set_span(macro_span(other.span()));
                other
            }
        })
        .collect()
}

/// The tokens, all of them at `span`.
pub(crate) fn moved(tokens: &TokenStream, span: Span) -> TokenStream {
    let tokens = tokens.clone().into_iter();
    tokens
        .map(|mut token| {
            token.set_span(span);
            token
        })
        .collect()
}

/// The same place, as if the macro had written it.
pub(crate) fn macro_span(span: Span) -> Span {
    Span::call_site().located_at(span)
}

/// Replaces the lifetimes `names` by `'_`.
pub(crate) fn erase_lifetimes(
    tokens: TokenStream,
    names: &[String],
) -> TokenStream {
    let mut quoted = false;
    tokens
        .into_iter()
        .map(|token| {
            let after_quote = std::mem::take(&mut quoted);
            match token {
                TokenTree::Punct(p) if p.as_char() == '\'' => {
                    quoted = true;
                    p.into()
                }
                TokenTree::Ident(name)
                    if after_quote && names.contains(&name.to_string()) =>
                {
                    Ident::new("_", name.span()).into()
                }
                TokenTree::Group(group) => {
                    let inner = erase_lifetimes(group.stream(), names);
                    let mut copy = Group::new(group.delimiter(), inner);
                    copy.set_span(group.span());
                    copy.into()
                }
                other => other,
            }
        })
        .collect()
}

/// The tokens as one line, spaced as people space types and paths.
pub(crate) fn text(tokens: &TokenStream) -> String {
    let mut line = String::new();
    let mut last_is_word = false;
    for token in flatten(tokens.clone()) {
        let word = matches!(token, TokenTree::Ident(_) | TokenTree::Literal(_));
        if word && last_is_word {
            line.push(' ');
        }
        match &token {
            TokenTree::Group(group) => {
                let (open, close) = brackets(group.delimiter());
                line.push_str(open);
                line.push_str(&text(&group.stream()));
                line.push_str(close);
            }
            TokenTree::Punct(p) => push_punct(&mut line, p),
            other => line.push_str(&other.to_string()),
        }
        last_is_word = word;
    }
    line.trim_end().to_owned()
}

fn push_punct(line: &mut String, punct: &Punct) {
    match punct.as_char() {
        c @ (',' | ';') => line.extend([c, ' ']),
        c @ ('+' | '=') => line.extend([' ', c, ' ']),
        c => line.push(c),
    }
}

fn brackets(delimiter: Delimiter) -> (&'static str, &'static str) {
    match delimiter {
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::Brace => ("{", "}"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::None => ("", ""),
    }
}

/// Structural hash of `tokens`: FNV-1a, 64 bits, over each token's text and
/// a byte that ends it. Comments and white space are no tokens, doc
/// attributes are left out; so is the spacing of punctuation, which differs
/// from compiler to compiler.
pub(crate) fn hash(tokens: TokenStream) -> u64 {
    let mut state = 0xcbf2_9ce4_8422_2325;
    hash_into(&mut state, tokens);
    state
}

fn hash_into(state: &mut u64, tokens: TokenStream) {
    let mut cursor = Cursor::new(tokens);
    while let Some(token) = cursor.peek().cloned() {
        let bang = usize::from(is_punct(cursor.look(1), '!'));
        if is_punct(Some(&token), '#') && is_doc(cursor.look(1 + bang)) {
            (0..2 + bang).for_each(|_| cursor.skip());
            continue;
        }
        cursor.skip();
        match token {
            TokenTree::Group(group) => {
                let (open, close) = brackets(group.delimiter());
                feed(state, open);
                hash_into(state, group.stream());
                feed(state, close);
            }
            TokenTree::Punct(p) => {
                feed(state, p.as_char().encode_utf8(&mut [0; 4]));
            }
            other => feed(state, &other.to_string()),
        }
    }
}

fn is_doc(token: Option<&TokenTree>) -> bool {
    let Some(TokenTree::Group(group)) = token else { return false };
    let first = group.stream().into_iter().next();
    group.delimiter() == Delimiter::Bracket
        && matches!(first, Some(TokenTree::Ident(word)) if word == "doc")
}

fn feed(state: &mut u64, text: &str) {
    if text.is_empty() {
        return;
    }
    for byte in text.bytes().chain([0]) {
        *state = (*state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> TokenStream {
        text.parse().unwrap()
    }

    #[test]
    fn the_hash_sees_tokens_only() {
        let plain = hash(of("fn f() -> u64 { 1 + 1 }"));
        let dressed = "/// Adds.\nfn  f ( )->u64{ /* why */ 1+1 // sum\n}";
        assert_eq!(plain, hash(of(dressed)));
        assert_eq!(plain, hash(of("#[doc = \"x\"] fn f() -> u64 { 1 + 1 }")));
        assert_ne!(plain, hash(of("fn f() -> u64 { 1 + 2 }")));
        assert_ne!(plain, hash(of("fn f() -> u64 { 11 + }")));
        assert_ne!(hash(of("a(b)c")), hash(of("a(b c)")));
    }

    #[test]
    fn the_hash_is_fnv_1a() {
        // The published value for "a", from the FNV reference code.
        let mut state = 0xcbf2_9ce4_8422_2325;
        for byte in b"a" {
            state = (state ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
        assert_eq!(state, 0xaf63_dc4c_8601_ec8c);
        let ended = state.wrapping_mul(0x0100_0000_01b3);
        assert_eq!(hash(of("a")), ended);
    }

    #[test]
    fn commas_inside_generic_arguments_do_not_split() {
        assert_eq!(list(of("a < b, c > d")).len(), 2);
        assert_eq!(list(of("f::<A, B>(), c")).len(), 2);
        assert_eq!(list(of("<A<B, C>>::d(), e,")).len(), 2);
        assert_eq!(typed_list(of("HashMap<A, B>, Vec<fn() -> C>")).len(), 2);
    }

    #[test]
    fn paths_and_other_expressions() {
        for path in ["f", "a::b", "::a::b::<C, D>", "<A as B>::f"] {
            assert!(is_path(&of(path)), "{path}");
        }
        for other in ["f()", "1", "true", "|x| x", "a + b"] {
            assert!(!is_path(&of(other)), "{other}");
        }
    }

    #[test]
    fn types_read_well() {
        let written = "HashMap < & 'static str , [ u8 ; 4 ] >";
        assert_eq!(text(&of(written)), "HashMap<&'static str, [u8; 4]>");
        assert_eq!(text(&of("Box < dyn A + B >")), "Box<dyn A + B>");
    }
}
