//! `#[derive(Request)]` of a structure.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DataStruct, DeriveInput, Expr, Field, Fields, Ident, LitStr, Path, Result, Type};

use crate::attributes::{doc, read_entries};

/// One member of the structure.
struct Member<'a> {
    field: &'a Ident,
    name: String,
    older_name: Option<LitStr>,
    ty: &'a Type,
    doc: String,
    flatten: bool,
    default: Option<Expr>,
    kind: Option<LitStr>,
}

/// The attributes of the structure itself.
#[derive(Default)]
struct Rules {
    checks: Vec<Check>,
    /// `#[request(names_missing)]`.
    names_missing: bool,
}

/// `#[request(check = path)]`, or `#[request(check = path, of(member, member))]`.
struct Check {
    function: Path,
    /// The members that it looks at; none stands for all of them.
    members: Vec<Ident>,
}

/// The reader, the serialization and the schema of a structure.
pub fn expand(input: &DeriveInput, data: &DataStruct) -> Result<TokenStream> {
    let Fields::Named(fields) = &data.fields else {
        return Err(syn::Error::new_spanned(&input.ident, "the members of a request have names"));
    };
    let members = fields.named.iter().filter_map(|field| member(field).transpose());
    let members = members.collect::<Result<Vec<Member<'_>>>>()?;
    let Rules { checks, names_missing } = rules(input)?;
    let (name, text, about) = (&input.ident, input.ident.to_string(), doc(&input.attrs));
    let read = members.iter().map(read);
    let fields = members.iter().map(|member| member.field).collect::<Vec<_>>();
    let write = members.iter().map(write);
    let describe = members.iter().map(describe);
    let (of_all, of_some): (Vec<&Check>, Vec<&Check>) =
        checks.iter().partition(|check| check.members.is_empty());
    let of_all = of_all.into_iter().map(|Check { function, .. }| quote! { #function(&read, at, faults); });
    let of_some = of_some.into_iter().map(|Check { function, members }| {
        quote! {
            if let (#(Some(#members)),*) = (#(&#members),*) {
                #function(#(#members),*, at, faults);
            }
        }
    });
    let own = members.iter().filter(|member| !member.flatten);
    let (own_names, own_fields): (Vec<&String>, Vec<&Ident>) =
        own.map(|member| (&member.name, member.field)).unzip();
    let older_names = members.iter().filter_map(|member| member.older_name.as_ref());
    let flattened = members.iter().filter(|member| member.flatten).map(|member| member.ty);
    let read_no_object = names_missing.then(|| {
        quote! {
            fn read_no_object(at: &crate::reading::Path<'_>, faults: &mut crate::reading::Faults) -> Option<Self> {
                Self::read_members(&::serde_json::Map::new(), at, faults)
            }
        }
    });
    Ok(quote! {
        impl crate::reading::Members for #name {
            fn read_members(
                object: &::serde_json::Map<String, ::serde_json::Value>,
                at: &crate::reading::Path<'_>,
                faults: &mut crate::reading::Faults,
            ) -> Option<Self> {
                #(#read)*
                #(#of_some)*
                let read = Self { #(#fields: #fields?),* };
                #(#of_all)*
                Some(read)
            }

            fn has_member(name: &str) -> bool {
                <Self as crate::reading::OwnMembers>::NAMES.contains(&name)
                    #(|| name == #older_names)*
                    #(|| <#flattened as crate::reading::Members>::has_member(name))*
            }

            #read_no_object

            fn write_members<M: ::serde::ser::SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
                #(#write)*
                Ok(())
            }

            #[cfg(feature = "schema")]
            fn describe_members(
                generator: &mut ::schemars::SchemaGenerator,
                members: &mut crate::reading::MemberSchemas,
            ) {
                #(#describe)*
            }
        }

        impl crate::reading::OwnMembers for #name {
            const NAMES: &'static [&'static str] = &[#(#own_names),*];

            fn present(&self) -> Vec<&'static str> {
                let absent: &[bool] = &[#(crate::reading::Member::is_left_out(&self.#own_fields)),*];
                Self::NAMES.iter().zip(absent).filter(|(_, absent)| !**absent).map(|(name, _)| *name).collect()
            }
        }

        crate::reading::request_by_members!(#name, #text, #about);
    })
}

fn member(field: &Field) -> Result<Option<Member<'_>>> {
    let Some(ident) = &field.ident else { return Ok(None) };
    let (mut flatten, mut default, mut older_name, mut kind) = (false, None, None, None);
    read_entries(&field.attrs, "request", "a request's member", |entry, meta| {
        match entry {
            "flatten" => flatten = true,
            "default" => default = Some(meta.value()?.parse()?),
            "older_name" => older_name = Some(meta.value()?.parse()?),
            "kind" => kind = Some(meta.value()?.parse()?),
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    let name = ident.to_string();
    let name = name.strip_prefix("r#").unwrap_or(&name).to_owned();
    Ok(Some(Member {
        field: ident,
        name,
        older_name,
        ty: &field.ty,
        doc: doc(&field.attrs),
        flatten,
        default,
        kind,
    }))
}

fn rules(input: &DeriveInput) -> Result<Rules> {
    let mut rules = Rules::default();
    read_entries(&input.attrs, "request", "a request", |entry, meta| {
        match entry {
            "check" => rules.checks.push(Check { function: meta.value()?.parse()?, members: Vec::new() }),
            "of" => {
                let check = rules.checks.last_mut().ok_or_else(|| meta.error("follows `check = path`"))?;
                meta.parse_nested_meta(|member| {
                    check.members.push(member.path.require_ident()?.clone());
                    Ok(())
                })?;
            }
            "names_missing" => rules.names_missing = true,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(rules)
}

fn read(member: &Member<'_>) -> TokenStream {
    let Member { field, name, ty, .. } = member;
    if member.flatten {
        return quote! { let #field = <#ty as crate::reading::Members>::read_members(object, at, faults); };
    }
    let name = match &member.older_name {
        Some(older) => quote! { crate::reading::name_in_use(object, #name, #older) },
        None => quote! { #name },
    };
    let read = match &member.default {
        Some(default) => quote! {
            <Option<#ty> as crate::reading::Member>::read_member(object, #name, at, faults)
                .map(|read| read.unwrap_or_else(|| #default))
        },
        None => quote! { <#ty as crate::reading::Member>::read_member(object, #name, at, faults) },
    };
    match &member.kind {
        Some(kind) => quote! { let #field = faults.under_kind(#kind, |faults| #read); },
        None => quote! { let #field = #read; },
    }
}

fn write(member: &Member<'_>) -> TokenStream {
    let Member { field, name, .. } = member;
    if member.flatten {
        return quote! { crate::reading::Members::write_members(&self.#field, map)?; };
    }
    if member.default.is_some() {
        return quote! { map.serialize_entry(#name, &self.#field)?; };
    }
    quote! {
        if !crate::reading::Member::is_left_out(&self.#field) {
            map.serialize_entry(#name, &self.#field)?;
        }
    }
}

fn describe(member: &Member<'_>) -> TokenStream {
    let Member { name, ty, doc, .. } = member;
    if member.flatten {
        return quote! { <#ty as crate::reading::Members>::describe_members(generator, members); };
    }
    match &member.default {
        Some(default) => quote! {
            let default: #ty = #default;
            members.add_with_default::<Option<#ty>>(generator, #name, #doc, &default);
        },
        None => quote! { members.add::<#ty>(generator, #name, #doc); },
    }
}
