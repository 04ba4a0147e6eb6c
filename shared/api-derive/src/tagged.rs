//! `#[derive(Request)]` of an enum whose variants are told apart by the word in one member.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{DataEnum, DeriveInput, Fields, LitStr, Path, Result, Type, Variant};

use crate::attributes::{doc, snake_case};

/// What the enum says of itself.
struct Tag {
    member: LitStr,
    /// Another word is answered with 400 `invalid_value`.
    impossible: bool,
    /// The set of words, which has a word of the same name as each variant.
    words: Option<Path>,
}

/// One variant.
struct Choice<'a> {
    variant: &'a Variant,
    word: String,
    content: &'a Type,
    doc: String,
}

/// The reader, the serialization and the schema of an enum.
pub fn expand(input: &DeriveInput, data: &DataEnum) -> Result<TokenStream> {
    let tag = tag(input)?;
    let choices = data.variants.iter().map(choice).collect::<Result<Vec<_>>>()?;
    let (name, text, about) = (&input.ident, input.ident.to_string(), doc(&input.attrs));
    let member = &tag.member;
    let variants = choices.iter().map(|choice| &choice.variant.ident).collect::<Vec<_>>();
    let words = choices.iter().map(|choice| tag.word_of(choice)).collect::<Vec<_>>();
    let read = tag.read(&choices);
    let contents = choices.iter().map(|choice| choice.content).collect::<Vec<_>>();
    let docs = choices.iter().map(|choice| &choice.doc);
    Ok(quote! {
        impl crate::reading::Members for #name {
            fn read_members(
                object: &::serde_json::Map<String, ::serde_json::Value>,
                at: &crate::reading::Path<'_>,
                faults: &mut crate::reading::Faults,
            ) -> Option<Self> {
                #read
            }

            fn write_members<M: ::serde::ser::SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
                match self {
                    #(Self::#variants(content) => {
                        map.serialize_entry(#member, #words)?;
                        crate::reading::Members::write_members(content, map)
                    })*
                }
            }

            #[cfg(feature = "schema")]
            fn describe_members(
                generator: &mut ::schemars::SchemaGenerator,
                members: &mut crate::reading::MemberSchemas,
            ) {
                #({
                    let mut of_this = crate::reading::MemberSchemas::default();
                    of_this.add_tag(#member, #words);
                    <#contents as crate::reading::Members>::describe_members(generator, &mut of_this);
                    members.add_choice(of_this, #docs);
                })*
            }
        }

        crate::reading::request_by_members!(#name, #text, #about);
    })
}

impl Tag {
    /// The text of a variant's word.
    fn word_of(&self, choice: &Choice<'_>) -> TokenStream {
        match &self.words {
            Some(words) => {
                let variant = &choice.variant.ident;
                quote! { crate::words::Word::text(#words::#variant) }
            }
            None => choice.word.to_token_stream(),
        }
    }

    /// Reads the word, then the members of its variant.
    fn read(&self, choices: &[Choice<'_>]) -> TokenStream {
        let (member, impossible) = (&self.member, self.impossible);
        let reads = choices.iter().map(|Choice { variant, content, .. }| {
            let variant = &variant.ident;
            quote! {
                <#content as crate::reading::Members>::read_members(object, at, faults).map(Self::#variant)
            }
        });
        if let Some(words) = &self.words {
            let variants = choices.iter().map(|choice| &choice.variant.ident);
            return quote! {
                match <#words as crate::reading::Member>::read_member(object, #member, at, faults)? {
                    #(#words::#variants => #reads,)*
                }
            };
        }
        let words = choices.iter().map(|choice| &choice.word).collect::<Vec<_>>();
        quote! {
            match crate::reading::read_tag(object, #member, &[#(#words),*], #impossible, at, faults)? {
                #(#words => #reads,)*
                _ => None,
            }
        }
    }
}

fn tag(input: &DeriveInput) -> Result<Tag> {
    let (mut member, mut impossible, mut words) = (None, false, None);
    for attribute in input.attrs.iter().filter(|attribute| attribute.path().is_ident("request")) {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("tag") {
                member = Some(meta.value()?.parse()?);
            } else if meta.path.is_ident("impossible") {
                impossible = true;
            } else if meta.path.is_ident("words") {
                words = Some(meta.value()?.parse()?);
            } else {
                return Err(meta.error("not an attribute of an enum of requests"));
            }
            Ok(())
        })?;
    }
    let member =
        member.ok_or_else(|| syn::Error::new_spanned(&input.ident, "needs #[request(tag = \"...\")]"))?;
    if impossible && words.is_some() {
        return Err(syn::Error::new_spanned(
            &input.ident,
            "the set of words says whether others are impossible",
        ));
    }
    Ok(Tag { member, impossible, words })
}

fn choice(variant: &Variant) -> Result<Choice<'_>> {
    let Fields::Unnamed(fields) = &variant.fields else {
        return Err(syn::Error::new_spanned(variant, "a variant holds one request"));
    };
    let Some(content) = fields.unnamed.first().filter(|_| fields.unnamed.len() == 1) else {
        return Err(syn::Error::new_spanned(variant, "a variant holds one request"));
    };
    let mut word = snake_case(&variant.ident.to_string());
    for attribute in variant.attrs.iter().filter(|attribute| attribute.path().is_ident("request")) {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("word") {
                word = meta.value()?.parse::<LitStr>()?.value();
                Ok(())
            } else {
                Err(meta.error("not an attribute of a variant"))
            }
        })?;
    }
    Ok(Choice { variant, word, content: &content.ty, doc: doc(&variant.attrs) })
}
