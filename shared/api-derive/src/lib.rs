//! The derives by which `shared/api` defines things once.
//!
//! `#[derive(Request)]` on a structure, or on an enum of structures with a tag, generates the reader that collects every
//! fault, the JSON that is sent to the database, and the JSON schema. `#[derive(Word)]` makes an enum a closed set of words.
//! Both expand to implementations of traits of `shared/api`, and are useful only there.

mod attributes;
mod request;
mod tagged;
mod word;

use proc_macro::TokenStream;
use syn::{Data, DeriveInput, parse_macro_input};

/// Derives the reader, the serialization and the schema of a request.
///
/// A structure's members are read by their types: see `api::reading::Member`. On a member, `#[request(flatten)]` reads another
/// request's members from the same object, `#[request(default = expression)]` is what an absent member means, and
/// `#[request(older_name = "name")]` is a name that older clients use, and `#[request(kind = "kind")]` is the one kind by which
/// clients know all that can be wrong with it. On the structure, `#[request(names_missing)]` answers a value that is no object
/// by the members that it lacks, of which one at least must be required, and `#[request(check = path)]` names a
/// function `fn(&Self, &Path, &mut Faults)` for rules between members, which is asked where all of them can be read.
/// `#[request(check = path, of(one, other))]` names a function `fn(&One, &Other, &Path, &mut Faults)` that is asked wherever
/// these members can be read, whatever is wrong with others.
///
/// On an enum whose variants each hold one request, or nothing, `#[request(tag = "member")]` names the member that selects the
/// variant. With `#[request(tag = "member", words = Words)]` the words are those of a set, which has a word of the same name for each
/// variant. With `#[request(tag = "member", exact = "kind")]` each variant's word is its name in snake case, or
/// `#[request(word = "text")]`, and is accepted in its own case only; another word is a fault of the kind.
#[proc_macro_derive(Request, attributes(request))]
pub fn request(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    let expanded = match &input.data {
        Data::Struct(data) => request::expand(&input, data),
        Data::Enum(data) => tagged::expand(&input, data),
        Data::Union(_) => Err(syn::Error::new_spanned(&input.ident, "a request is a struct or an enum")),
    };
    expanded.unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Derives a closed set of words: see `api::words::Word`.
///
/// A variant's text is its name in snake case, or `#[word("text")]`; with `#[word("text", also = "other")]`, requests may have
/// the other one as well. On the enum, `#[word(postgres = "type")]` names the
/// PostgreSQL enum that has the same words, and `#[word(impossible)]` says that another word is answered with 400
/// `invalid_value` rather than with 422; `#[word(kind = "kind")]` is the kind of the 422, where it is not `enum`.
/// With `#[word(exact)]`, words of requests count in their own case only.
#[proc_macro_derive(Word, attributes(word))]
pub fn word(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    word::expand(&input).unwrap_or_else(syn::Error::into_compile_error).into()
}
