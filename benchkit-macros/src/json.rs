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
                value: &::serde_json::Value,
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
    let names = fields.iter().map(|field| &field.name);
    let read = fields.iter().map(|Field { name, words }| {
        get(name, &quote!(&mut self.#name), words)
    });
    let write = fields
        .iter()
        .map(|Field { name, words }| add(name, &quote!(&self.#name), words));
    Code {
        blank: quote!(
            Self { #(#names: crate::model::json::FromJson::blank()),* }
        ),
        read: quote! {
            let mut fields = crate::model::json::Fields::of(value, "")?;
            #(#read)*
            fields.end()
        },
        write: quote! {
            let mut object = crate::model::json::Object::new(out);
            #(#write)*
            object.end();
        },
    }
}

fn get(name: &Ident, slot: &TokenStream, words: &Words) -> TokenStream {
    let key = key(name);
    if words.flatten {
        quote!(fields.get_flat(#slot);)
    } else if words.default {
        quote!(fields.get_or_default(#key, #slot);)
    } else {
        quote!(fields.get(#key, #slot);)
    }
}

fn add(name: &Ident, value: &TokenStream, words: &Words) -> TokenStream {
    let key = key(name);
    if words.flatten {
        return quote!(object.add_flat(#value););
    }
    let add = quote!(object.add(#key, #value););
    let Some(skip) = &words.skip else { return add };
    quote!(if !#skip(#value) { #add })
}

fn of_enum(variants: &[Variant]) -> Code {
    let known: Vec<&str> = variants.iter().map(|v| v.key.as_str()).collect();
    let known = known.join(", ");
    let blank = variants.first().map(blank_variant);
    let read = variants.iter().map(read_variant);
    let write = variants.iter().map(write_variant);
    Code {
        blank: quote!(#blank),
        read: quote! {
            let (name, value) = crate::model::json::tagged(value)?;
            match name {
                #(#read)*
                _ => ::core::result::Result::Err(
                    crate::model::json::Mismatch::variant(#known)
                ),
            }
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

/// The arm that makes `self` this variant, blank, and reads into it.
fn read_variant(variant: &Variant) -> TokenStream {
    let Variant { name, key, shape } = variant;
    let blank = blank_variant(variant);
    let read = match shape {
        Shape::Unit => quote!(),
        Shape::Newtype => quote! {
            if let Self::#name(held) = self {
                return crate::model::json::FromJson::read(held, value)
                    .map_err(|error| error.inside(#key));
            }
        },
        Shape::Fields(fields) => {
            let names = fields.iter().map(|field| &field.name);
            let read = fields
                .iter()
                .map(|Field { name, words }| get(name, &quote!(#name), words));
            quote! {
                if let Self::#name { #(#names),* } = self {
                    let mut fields =
                        crate::model::json::Fields::of(value, #key)?;
                    #(#read)*
                    return fields.end();
                }
            }
        }
    };
    quote! {
        #key => {
            *self = #blank;
            #read
            ::core::result::Result::Ok(())
        }
    }
}

fn write_variant(variant: &Variant) -> TokenStream {
    let Variant { name, key, shape } = variant;
    match shape {
        Shape::Unit => {
            quote!(Self::#name => crate::model::json::text(out, #key),)
        }
        Shape::Newtype => quote! {
            Self::#name(held) => crate::model::json::variant(
                out,
                #key,
                &mut |out| crate::model::json::ToJson::write(held, out),
            ),
        },
        Shape::Fields(fields) => {
            let names = fields.iter().map(|field| &field.name);
            let write = fields
                .iter()
                .map(|Field { name, words }| add(name, &quote!(#name), words));
            quote! {
                Self::#name { #(#names),* } => crate::model::json::variant(
                    out,
                    #key,
                    &mut |out| {
                        let mut object = crate::model::json::Object::new(out);
                        #(#write)*
                        object.end();
                    },
                ),
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
