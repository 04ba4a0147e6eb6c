//! `#[derive(Word)]`: an enum whose variants each stand for one text.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::ParseStream;
use syn::{Data, DeriveInput, Ident, LitStr, Result, Token, Variant};

use crate::attributes::{doc, read_entries, snake_case};

/// The set of words of an enum.
pub fn expand(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Enum(data) = &input.data else {
        return Err(syn::Error::new_spanned(&input.ident, "words are the variants of an enum"));
    };
    let (mut postgres, mut impossible, mut kind, mut exact) = (None, false, None, false);
    read_entries(&input.attrs, "word", "words", |entry, meta| {
        match entry {
            "postgres" => postgres = Some(meta.value()?.parse::<LitStr>()?),
            "impossible" => impossible = true,
            "kind" => kind = Some(meta.value()?.parse::<LitStr>()?),
            "exact" => exact = true,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    let spellings = data.variants.iter().map(spelling).collect::<Result<Vec<_>>>()?;
    let texts = spellings.iter().map(|spelling| &spelling.text);
    let also = data.variants.iter().zip(&spellings).flat_map(|(variant, spelling)| {
        let ident = &variant.ident;
        spelling.also.iter().map(move |also| quote! { (#also, Self::#ident) })
    });
    let variants = data.variants.iter().map(|variant| &variant.ident).collect::<Vec<_>>();
    let count = variants.len();
    let (name, title, about) = (&input.ident, input.ident.to_string(), doc(&input.attrs));
    let postgres = match postgres {
        Some(name) => quote! { Some(#name) },
        None => quote! { None },
    };
    let kind = kind.map(|kind| quote! { const KIND: &'static str = #kind; });
    Ok(quote! {
        impl #name {
            /// Every word, in the order in which they are listed for people.
            pub const ALL: [Self; #count] = [#(Self::#variants),*];

            /// The text that stands for it, in JSON and in SQL.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { #(Self::#variants => #texts),* }
            }
        }

        impl crate::words::Word for #name {
            const TITLE: &'static str = #title;
            const ABOUT: &'static str = #about;
            const POSTGRES: Option<&'static str> = #postgres;
            const IMPOSSIBLE: bool = #impossible;
            #kind
            const EXACT: bool = #exact;
            const WORDS: &'static [Self] = &Self::ALL;
            const ALSO: &'static [(&'static str, Self)] = &[#(#also),*];

            fn text(self) -> &'static str {
                self.as_str()
            }
        }

        crate::words::word_traits!(#name);
    })
}

/// How a variant is written.
struct Spelling {
    text: String,
    also: Option<LitStr>,
}

/// `#[word("text")]`, `#[word("text", also = "other")]`, or the variant's name in snake case.
fn spelling(variant: &Variant) -> Result<Spelling> {
    let mut spelling = Spelling { text: snake_case(&variant.ident.to_string()), also: None };
    for attribute in variant.attrs.iter().filter(|attribute| attribute.path().is_ident("word")) {
        attribute.parse_args_with(|input: ParseStream<'_>| {
            spelling.text = input.parse::<LitStr>()?.value();
            if input.parse::<Option<Token![,]>>()?.is_some() {
                let name = input.parse::<Ident>()?;
                if name != "also" {
                    return Err(syn::Error::new_spanned(name, "not an attribute of a word"));
                }
                input.parse::<Token![=]>()?;
                spelling.also = Some(input.parse()?);
            }
            Ok(())
        })?;
    }
    Ok(spelling)
}
