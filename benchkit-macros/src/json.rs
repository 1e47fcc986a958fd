//! `#[derive(Json)]` for the types of benchkit's documents.
//!
//! It knows what these types have of serde's attributes, `transparent`,
//! `flatten`, `rename_all = "snake_case"`, `default` and `skip_serializing_if`, and
//! refuses any other word, so that both read and write the same JSON.

use crate::{ast::visibility, mistakes::Mistakes, tokens::Cursor};
use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::quote;

/// `#[serde(…)]` on a type, a variant or a field.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a word of serde's")]
struct Words {
    transparent: bool,
    snake_case: bool,
    default: bool,
    flatten: bool,
    /// The function that says whether to leave the field out.
    skip: Option<TokenStream>,
}

struct Field {
    name: Ident,
    words: Words,
}

enum Shape {
    Unit,
    /// One value without a name.
    Newtype,
    Fields(Vec<Field>),
}

struct Variant {
    name: Ident,
    /// Its name in JSON.
    key: String,
    shape: Shape,
}

/// The two impls for `item`.
pub(crate) fn derive(item: TokenStream) -> TokenStream {
    let mut mistakes = Mistakes::default();
    let mut cursor = Cursor::new(item);
    let words = words(&mut cursor, &mut mistakes);
    visibility(&mut cursor);
    let is_enum = cursor.word("enum");
    cursor.word("struct");
    let Some(name) = cursor.ident() else { return TokenStream::new() };
    let code = if is_enum {
        of_enum(&variants(&mut cursor, &words, &mut mistakes))
    } else {
        match shape(&mut cursor, &mut mistakes) {
            Shape::Fields(fields) => of_struct(&fields),
            Shape::Newtype if words.transparent => of_newtype(),
            _ => {
                let message = "`Json` needs named fields or `transparent`";
                mistakes.at(name.span(), message);
                of_newtype()
            }
        }
    };
    if !mistakes.is_empty() {
        return mistakes.to_tokens();
    }
    let Code { blank, read, write } = code;
    quote! {
        #[automatically_derived]
        impl crate::model::json::FromJson for #name {
            fn blank() -> Self {
                #blank
            }

            fn read(
                &mut self,
                value: &crate::model::json::Value<'_>,
            ) -> ::core::result::Result<(), crate::model::json::Mismatch> {
                #read
            }
        }
        #[automatically_derived]
        impl crate::model::json::ToJson for #name {
            fn write(&self, out: &mut ::std::string::String) {
                #write
            }
        }
    }
}

/// The bodies of the three functions.
struct Code {
    blank: TokenStream,
    read: TokenStream,
    write: TokenStream,
}

fn of_newtype() -> Code {
    Code {
        blank: quote!(Self(crate::model::json::FromJson::blank())),
        read: quote!(crate::model::json::FromJson::read(&mut self.0, value)),
        write: quote!(crate::model::json::ToJson::write(&self.0, out)),
    }
}

fn of_struct(fields: &[Field]) -> Code {
    let names: Vec<&Ident> = fields.iter().map(|field| &field.name).collect();
    let members = members(fields);
    let values = fields
        .iter()
        .map(|Field { name, words }| value_of(&quote!(&self.#name), words));
    Code {
        blank: quote!(
            Self { #(#names: crate::model::json::FromJson::blank()),* }
        ),
        read: quote!(crate::model::json::read_members(
            value, "", #members, &mut [#(&mut self.#names),*],
        )),
        write: quote!(crate::model::json::write_members(
            out, #members, &[#(#values),*],
        )),
    }
}

/// The table of `fields`: their names, and how each is read.
fn members(fields: &[Field]) -> TokenStream {
    let members = fields.iter().map(|Field { name, words }| {
        let key = key(name);
        if words.flatten {
            quote!(("", crate::model::json::Member::Flat))
        } else if words.default {
            quote!((#key, crate::model::json::Member::MayLack))
        } else {
            quote!((#key, crate::model::json::Member::Needed))
        }
    });
    quote!(&[#(#members),*])
}

/// The value that is written, if it is not left out.
fn value_of(value: &TokenStream, words: &Words) -> TokenStream {
    if let Some(skip) = &words.skip {
        quote!(crate::model::json::unless(#skip(#value), #value))
    } else {
        quote!(::core::option::Option::Some(#value))
    }
}

fn of_enum(variants: &[Variant]) -> Code {
    let keys = variants.iter().map(|variant| &variant.key);
    let blank = variants.first().map(blank_variant);
    let blanks = variants.iter().enumerate().map(|(at, variant)| {
        let blank = blank_variant(variant);
        let is_last = at + 1 == variants.len();
        if is_last { quote!(_ => #blank,) } else { quote!(#at => #blank,) }
    });
    let read = variants.iter().map(read_variant);
    let write = variants.iter().map(write_variant);
    Code {
        blank: quote!(#blank),
        read: quote! {
            let (at, value) = crate::model::json::tagged(value, &[#(#keys),*])?;
            *self = match at { #(#blanks)* };
            match self { #(#read)* }
        },
        write: quote!(match self { #(#write)* }),
    }
}

fn blank_variant(Variant { name, shape, .. }: &Variant) -> TokenStream {
    match shape {
        Shape::Unit => quote!(Self::#name),
        Shape::Newtype => {
            quote!(Self::#name(crate::model::json::FromJson::blank()))
        }
        Shape::Fields(fields) => {
            let names = fields.iter().map(|field| &field.name);
            quote! {
                Self::#name {
                    #(#names: crate::model::json::FromJson::blank()),*
                }
            }
        }
    }
}

/// The arm that reads into this variant, which is blank.
fn read_variant(Variant { name, key, shape }: &Variant) -> TokenStream {
    match shape {
        Shape::Unit => quote!(Self::#name => ::core::result::Result::Ok(()),),
        Shape::Newtype => quote! {
            Self::#name(held) => {
                crate::model::json::read_held(value, #key, held)
            }
        },
        Shape::Fields(fields) => {
            let names: Vec<_> =
                fields.iter().map(|field| &field.name).collect();
            let members = members(fields);
            quote! {
                Self::#name { #(#names),* } => {
                    crate::model::json::read_members(
                        value, #key, #members, &mut [#(#names),*],
                    )
                }
            }
        }
    }
}

fn write_variant(Variant { name, key, shape }: &Variant) -> TokenStream {
    match shape {
        Shape::Unit => {
            quote!(Self::#name => crate::model::json::text(out, #key),)
        }
        Shape::Newtype => quote! {
            Self::#name(held) => {
                crate::model::json::write_held(out, #key, held);
            }
        },
        Shape::Fields(fields) => {
            let names = fields.iter().map(|field| &field.name);
            let members = members(fields);
            let values = fields
                .iter()
                .map(|Field { name, words }| value_of(&quote!(#name), words));
            quote! {
                Self::#name { #(#names),* } => {
                    crate::model::json::write_variant(
                        out, #key, #members, &[#(#values),*],
                    );
                }
            }
        }
    }
}

fn variants(
    cursor: &mut Cursor,
    outer: &Words,
    mistakes: &mut Mistakes,
) -> Vec<Variant> {
    let mut all = Vec::new();
    let Some(body) = cursor.group(Delimiter::Brace) else { return all };
    let mut cursor = Cursor::new(body.stream());
    while !cursor.is_done() {
        words(&mut cursor, mistakes);
        let Some(name) = cursor.ident() else { break };
        let shape = shape(&mut cursor, mistakes);
        let key = match name.to_string() {
            text if outer.snake_case => snake_case(&text),
            text => text,
        };
        all.push(Variant { name, key, shape });
        cursor.punct(',');
    }
    all
}

fn shape(cursor: &mut Cursor, mistakes: &mut Mistakes) -> Shape {
    if cursor.group(Delimiter::Parenthesis).is_some() {
        return Shape::Newtype;
    }
    match cursor.group(Delimiter::Brace) {
        Some(body) => Shape::Fields(fields(body.stream(), mistakes)),
        None => Shape::Unit,
    }
}

fn fields(body: TokenStream, mistakes: &mut Mistakes) -> Vec<Field> {
    let mut cursor = Cursor::new(body);
    let mut all = Vec::new();
    while !cursor.is_done() {
        let words = words(&mut cursor, mistakes);
        visibility(&mut cursor);
        let Some(name) = cursor.ident() else { break };
        cursor.until(|c| c.at_punct(','));
        cursor.skip();
        all.push(Field { name, words });
    }
    all
}

/// Skips attributes and reads serde's among them.
fn words(cursor: &mut Cursor, mistakes: &mut Mistakes) -> Words {
    let mut all = Words::default();
    while cursor.punct('#') {
        let Some(group) = cursor.group(Delimiter::Bracket) else { break };
        let mut inner = Cursor::new(group.stream());
        if inner.word("serde")
            && let Some(group) = inner.group(Delimiter::Parenthesis)
        {
            read_words(&mut Cursor::new(group.stream()), &mut all, mistakes);
        }
    }
    all
}

fn read_words(cursor: &mut Cursor, all: &mut Words, mistakes: &mut Mistakes) {
    while !cursor.is_done() {
        let span = cursor.span();
        let word = cursor.ident().map(|word| word.to_string());
        let value = cursor.punct('=').then(|| value(cursor));
        match (word.as_deref().unwrap_or_default(), value) {
            ("transparent", None) => all.transparent = true,
            ("default", None) => all.default = true,
            ("flatten", None) => all.flatten = true,
            ("rename_all", Some(case)) if case == "snake_case" => {
                all.snake_case = true;
            }
            ("skip_serializing_if", Some(path)) => {
                all.skip = path.parse().ok();
            }
            _ => mistakes.at(span, "`Json` does not know this attribute"),
        }
        cursor.punct(',');
    }
}

/// A literal string without its quotes.
fn value(cursor: &mut Cursor) -> String {
    let text = cursor.peek().map(TokenTree::to_string).unwrap_or_default();
    cursor.skip();
    text.trim_matches('"').to_owned()
}

fn key(name: &Ident) -> String {
    name.to_string().trim_start_matches("r#").to_owned()
}

fn snake_case(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}
