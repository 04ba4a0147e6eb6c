//! `#[derive(Request)]` on an enum whose variant is selected by the word in one member.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{DataEnum, DeriveInput, Fields, LitStr, Path, Result, Type, Variant};

use crate::attributes::{doc, read_entries, snake_case};

/// The attributes of the enum itself.
struct Tag {
    member: LitStr,
    words: Words,
}

/// Where the words are that select the variants.
enum Words {
    /// In a set, which has a word of the same name as each variant, and says how another one is answered.
    OfSet(Path),
    /// In the variants themselves. Another word, which one in another case is too, is a fault of this kind.
    Exact(LitStr),
}

/// One variant.
struct Choice<'a> {
    variant: &'a Variant,
    word: String,
    /// Its members beside the tag, where it has any.
    content: Option<&'a Type>,
    doc: String,
}

/// The reader, the serialization and the schema of an enum.
pub fn expand(input: &DeriveInput, data: &DataEnum) -> Result<TokenStream> {
    let tag = tag(input)?;
    let choices = data.variants.iter().map(choice).collect::<Result<Vec<_>>>()?;
    let (name, text, about) = (&input.ident, input.ident.to_string(), doc(&input.attrs));
    let member = &tag.member;
    let read = tag.read(&choices);
    let write = choices.iter().map(|choice| choice.write(member, &tag.word_of(choice)));
    let contents = choices.iter().filter_map(|choice| choice.content);
    let describe = choices.iter().map(|choice| choice.describe(member, &tag.word_of(choice)));
    Ok(quote! {
        impl crate::reading::Members for #name {
            fn read_members(
                object: &::serde_json::Map<String, ::serde_json::Value>,
                at: &crate::reading::Path<'_>,
                faults: &mut crate::reading::Faults,
            ) -> Option<Self> {
                #read
            }

            fn has_member(name: &str) -> bool {
                name == #member #(|| <#contents as crate::reading::Members>::has_member(name))*
            }

            fn write_members<M: ::serde::ser::SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
                match self { #(#write)* }
            }

            #[cfg(feature = "schema")]
            fn describe_members(
                generator: &mut ::schemars::SchemaGenerator,
                members: &mut crate::reading::MemberSchemas,
            ) {
                #(#describe)*
            }
        }

        crate::reading::request_by_members!(#name, #text, #about);
    })
}

impl Tag {
    /// The text of a variant's word.
    fn word_of(&self, choice: &Choice<'_>) -> TokenStream {
        match &self.words {
            Words::OfSet(words) => {
                let variant = &choice.variant.ident;
                quote! { crate::words::Word::text(#words::#variant) }
            }
            Words::Exact(_) => choice.word.to_token_stream(),
        }
    }

    /// Reads the word, then the members of its variant.
    fn read(&self, choices: &[Choice<'_>]) -> TokenStream {
        let member = &self.member;
        let reads = choices.iter().map(Choice::read);
        match &self.words {
            Words::OfSet(words) => {
                let variants = choices.iter().map(|choice| &choice.variant.ident);
                quote! {
                    match <#words as crate::reading::Member>::read_member(object, #member, at, faults)? {
                        #(#words::#variants => #reads,)*
                    }
                }
            }
            Words::Exact(kind) => {
                let words = choices.iter().map(|choice| &choice.word).collect::<Vec<_>>();
                quote! {
                    match crate::reading::read_exact_tag(object, #member, &[#(#words),*], #kind, at, faults)? {
                        #(#words => #reads,)*
                        _ => None,
                    }
                }
            }
        }
    }
}

impl Choice<'_> {
    /// Reads the members beside the tag.
    fn read(&self) -> TokenStream {
        let variant = &self.variant.ident;
        match self.content {
            Some(content) => quote! {
                <#content as crate::reading::Members>::read_members(object, at, faults).map(Self::#variant)
            },
            None => quote! { Some(Self::#variant) },
        }
    }

    fn write(&self, member: &LitStr, word: &TokenStream) -> TokenStream {
        let variant = &self.variant.ident;
        match self.content {
            Some(_) => quote! {
                Self::#variant(content) => {
                    map.serialize_entry(#member, #word)?;
                    crate::reading::Members::write_members(content, map)
                }
            },
            None => quote! { Self::#variant => map.serialize_entry(#member, #word), },
        }
    }

    fn describe(&self, member: &LitStr, word: &TokenStream) -> TokenStream {
        let describe = self.content.map(|content| {
            quote! { <#content as crate::reading::Members>::describe_members(generator, &mut of_this); }
        });
        let (name, doc) = (self.variant.ident.to_string(), &self.doc);
        quote! {{
            let mut of_this = crate::reading::MemberSchemas::default();
            of_this.add_tag(#member, #word);
            #describe
            members.add_choice(#name, of_this, #doc);
        }}
    }
}

fn tag(input: &DeriveInput) -> Result<Tag> {
    let (mut member, mut set, mut exact) = (None, None, None);
    read_entries(&input.attrs, "request", "an enum of requests", |entry, meta| {
        match entry {
            "tag" => member = Some(meta.value()?.parse()?),
            "words" => set = Some(meta.value()?.parse()?),
            "exact" => exact = Some(meta.value()?.parse()?),
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    let member =
        member.ok_or_else(|| syn::Error::new_spanned(&input.ident, "needs #[request(tag = \"...\")]"))?;
    match (set, exact) {
        (Some(set), None) => Ok(Tag { member, words: Words::OfSet(set) }),
        (None, Some(kind)) => Ok(Tag { member, words: Words::Exact(kind) }),
        _ => Err(syn::Error::new_spanned(&input.ident, "needs either `words = Set` or `exact = \"kind\"`")),
    }
}

fn choice(variant: &Variant) -> Result<Choice<'_>> {
    let content = match &variant.fields {
        Fields::Unit => None,
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => fields.unnamed.first().map(|field| &field.ty),
        _ => return Err(syn::Error::new_spanned(variant, "a variant holds one request, or nothing")),
    };
    let mut word = snake_case(&variant.ident.to_string());
    read_entries(&variant.attrs, "request", "a variant", |entry, meta| {
        if entry != "word" {
            return Ok(false);
        }
        word = meta.value()?.parse::<LitStr>()?.value();
        Ok(true)
    })?;
    Ok(Choice { variant, word, content, doc: doc(&variant.attrs) })
}
