//! Reading requests: one definition of each gives the structure, the reader, its bounds, and the JSON schema.
//!
//! A request is a structure whose members have types that bound themselves, such as [`Text<1, 200>`](Text) or
//! [`Whole<0, 100>`](Whole), with `#[derive(Request)]`. It is read from the body or the query of an HTTP request; the reader
//! looks at every member, so that one answer names all that is wrong. The store sends the same structure to the database, and
//! the OpenAPI document shows its schema.
//!
//! `null` counts as absent, except where a [`Patch`] takes a value away. Members that no request has are ignored.

mod amounts;
mod any;
mod faults;
mod json;
mod list;
mod member;
mod metadata;
mod names;
mod numbers;
mod object;
mod patch;
mod path;
#[cfg(feature = "schema")]
mod schema;
mod secret_text;
mod text;

use serde_json::Value;

pub use any::NonEmpty;
pub(crate) use any::any_text;
pub use faults::{Faults, MAX_FAULTS, UNSUPPORTED};
pub use json::{MAX_DEPTH, MAX_VALUES, body_fault, read_json};
pub use list::List;
pub(crate) use list::{items_of, read_items};
pub use member::Member;
pub use metadata::{JsonObject, METADATA_LIMIT_BYTES, Metadata, metadata_too_large, postgres_text_bytes};
pub use numbers::{Count, Real, Whole};
pub use object::{Members, OneMember, OwnMembers, read_body, read_body_with, read_query};
pub(crate) use object::{name_in_use, read_exact_tag, request_by_members};
pub use patch::Patch;
pub use path::Path;
#[cfg(feature = "schema")]
pub use schema::MemberSchemas;
#[cfg(feature = "schema")]
pub(crate) use schema::inline_schemas;
pub use secret_text::SecretText;
pub use text::Text;

/// What can be read from one value of a request.
pub trait ReadValue: Sized {
    /// Whether it is a secret, which is left out of the JSON that the store sends.
    const IS_SECRET: bool = false;

    /// Reads the value at a place. `None` if something is wrong with it, which `faults` then has.
    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self>;
}

/// What has a JSON schema, where schemas are made: no function makes any.
#[cfg(feature = "schema")]
pub trait Described: schemars::JsonSchema {}
#[cfg(feature = "schema")]
impl<T: schemars::JsonSchema> Described for T {}

/// What has a JSON schema, where schemas are made: no function makes any.
#[cfg(not(feature = "schema"))]
pub trait Described {}
#[cfg(not(feature = "schema"))]
impl<T> Described for T {}
