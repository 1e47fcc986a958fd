//! Options as a closure that builds them when they are asked for.

use crate::attr::{Data, Field, Options};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

/// `Some(|| options)`, or `None` where nothing is set.
pub(crate) fn closure(options: &Options) -> TokenStream {
    let k = &options.krate;
    if options.fields.is_empty() {
        return quote!(#k::__private::Option::None);
    }
    let made = Ident::new("options", Span::mixed_site());
    let sets = options.fields.iter().map(|Field { path, value }| {
        let path = path.iter().map(|word| Ident::new(word, Span::call_site()));
        let is_tags = matches!(value, Data::Texts(_));
        let value = data(value, k);
        if is_tags {
            quote!(#made #(.#path)* = #value;)
        } else {
            quote!(#made #(.#path)* = #k::__private::Option::Some(#value);)
        }
    });
    quote! {
        #k::__private::Option::Some(|| {
            let mut #made: #k::__private::Options =
                #k::__private::Default::default();
            #(#sets)*
            #made
        })
    }
}

fn data(value: &Data, k: &TokenStream) -> TokenStream {
    match value {
        Data::Nanos(nanos) => quote!(#k::__private::Nanos(#nanos)),
        Data::Duration(time) => quote! {
            <#k::__private::Nanos
                as #k::__private::From<#k::__private::Duration>>::from(#time)
        },
        Data::Trials(count) => quote!(#k::__private::Warmup::Trials(#count)),
        Data::Until(cap) => {
            let cap = data(cap, k);
            quote!(#k::__private::Warmup::Until(#cap))
        }
        Data::Plain(value) => value.clone(),
        Data::Text(text) => quote!(#k::__private::text(#text)),
        Data::Texts(texts) => {
            quote!(#k::__private::list([#(#k::__private::text(#texts)),*]))
        }
        Data::Many(values) => quote!(#k::__private::list(#values)),
    }
}
