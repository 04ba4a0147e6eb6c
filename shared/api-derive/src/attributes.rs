//! Reading the attributes and doc comments of the types that derive.

use syn::meta::ParseNestedMeta;
use syn::{Attribute, Expr, ExprLit, Lit, Meta, Result};

/// The doc comment as one text, lines joined.
pub fn doc(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value().trim().to_owned()),
            _ => None,
        },
        _ => None,
    });
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// Reads every entry of the attributes `#[name(entry, entry = value, entry(...))]`. `read` is given an entry's name and reads
/// its value; it returns `false` for a name that it does not know, which is an error: such an entry is no attribute of
/// `owner`.
pub fn read_entries(
    attributes: &[Attribute],
    name: &str,
    owner: &str,
    mut read: impl FnMut(&str, &ParseNestedMeta<'_>) -> Result<bool>,
) -> Result<()> {
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident(name)) {
        attribute.parse_nested_meta(|meta| {
            let entry = meta.path.require_ident()?.to_string();
            if read(&entry, &meta)? {
                Ok(())
            } else {
                Err(meta.error(format!("not an attribute of {owner}")))
            }
        })?;
    }
    Ok(())
}

/// A name in snake case: `JobBased` is `job_based`.
pub fn snake_case(name: &str) -> String {
    let mut text = String::new();
    for (index, character) in name.char_indices() {
        if character.is_ascii_uppercase() && index > 0 {
            text.push('_');
        }
        text.push(character.to_ascii_lowercase());
    }
    text
}
