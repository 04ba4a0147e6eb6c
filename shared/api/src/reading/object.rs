//! Requests as wholes: objects of members.

use serde::ser::SerializeMap;
use serde_json::{Map, Value};

use crate::error::ApiError;
use crate::reading::any::any_text;
use crate::reading::member::present;
use crate::reading::{Faults, Path};

/// The members of a request. Derived: see `api_derive::Request`.
pub trait Members: Sized {
    /// Reads the members of an object. `None` if something is wrong with one, which `faults` then has.
    fn read_members(object: &Map<String, Value>, at: &Path<'_>, faults: &mut Faults) -> Option<Self>;

    /// Whether the request has a member of this name. The others of a body are not even kept while it is read.
    fn has_member(name: &str) -> bool;

    /// Answers a value that is no object.
    fn read_no_object(at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        faults.malformed(at, "dict_type", "Must be an object");
        None
    }

    /// Writes the members that are there into the JSON that the store sends.
    ///
    /// # Errors
    /// Those of the serializer.
    fn write_members<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error>;

    /// Describes the members for the JSON schema.
    #[cfg(feature = "schema")]
    fn describe_members(generator: &mut schemars::SchemaGenerator, members: &mut super::MemberSchemas);
}

/// The members that a structure of a request has itself, those of flattened ones left out. Derived with [`Members`].
pub trait OwnMembers {
    /// Their names, in order.
    const NAMES: &'static [&'static str];

    /// The names of those that are there.
    fn present(&self) -> Vec<&'static str>;
}

/// A request with one member, a list, which clients may also send as the whole body.
pub trait OneMember: Members {
    /// The member's name.
    const MEMBER: &'static str;
}

/// Reads a request from the members of a body.
///
/// # Errors
/// All that is wrong with it: see [`Faults::finish`].
pub fn read_body<T: Members>(body: &Map<String, Value>) -> Result<T, ApiError> {
    read(body, &Path::BODY, |_| {})
}

/// The same with what `check` notes besides: what breaks a rule that only the deployment knows.
///
/// # Errors
/// All that is wrong with it: see [`Faults::finish`].
pub fn read_body_with<T: Members>(
    body: &Map<String, Value>,
    check: impl FnOnce(&mut Faults),
) -> Result<T, ApiError> {
    read(body, &Path::BODY, check)
}

/// Reads a request from the parameters of a query, which are texts by name.
///
/// # Errors
/// All that is wrong with it: see [`Faults::finish`].
pub fn read_query<T: Members>(query: &Map<String, Value>) -> Result<T, ApiError> {
    read(query, &Path::QUERY, |_| {})
}

fn read<T: Members>(
    object: &Map<String, Value>,
    at: &Path<'_>,
    check: impl FnOnce(&mut Faults),
) -> Result<T, ApiError> {
    let mut faults = Faults::default();
    let read = T::read_members(object, at, &mut faults);
    check(&mut faults);
    faults.finish(read)
}

/// The older name of a member, where a request has that one only.
pub(crate) fn name_in_use(
    object: &Map<String, Value>,
    name: &'static str,
    older: &'static str,
) -> &'static str {
    if present(object, name).is_none() && present(object, older).is_some() { older } else { name }
}

/// The word that selects one of several requests, in its own case only; another word is a fault of the given kind.
pub(crate) fn read_exact_tag(
    object: &Map<String, Value>,
    name: &'static str,
    words: &[&'static str],
    kind: &'static str,
    at: &Path<'_>,
    faults: &mut Faults,
) -> Option<&'static str> {
    let at = at.member(name);
    let Some(value) = present(object, name) else {
        faults.missing(&at);
        return None;
    };
    let text = any_text(value, 1, &at, faults)?;
    let found = words.iter().copied().find(|word| *word == text);
    if found.is_none() {
        faults.malformed(&at, kind, format!("Must be one of: {}", words.join(", ")));
    }
    found
}

/// Implements what a request is by its members: a value to be read, JSON to be sent, and a schema with a name.
macro_rules! request_by_members {
    ($type:ident, $name:literal, $about:literal) => {
        impl crate::reading::ReadValue for $type {
            fn read_value(
                value: &::serde_json::Value,
                at: &crate::reading::Path<'_>,
                faults: &mut crate::reading::Faults,
            ) -> Option<Self> {
                let ::serde_json::Value::Object(object) = value else {
                    return <Self as crate::reading::Members>::read_no_object(at, faults);
                };
                <Self as crate::reading::Members>::read_members(object, at, faults)
            }
        }

        impl ::serde::Serialize for $type {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use ::serde::ser::SerializeMap;
                let mut map = serializer.serialize_map(None)?;
                crate::reading::Members::write_members(self, &mut map)?;
                map.end()
            }
        }

        #[cfg(feature = "schema")]
        impl ::schemars::JsonSchema for $type {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                $name.into()
            }

            fn json_schema(generator: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
                let mut members = crate::reading::MemberSchemas::default();
                <Self as crate::reading::Members>::describe_members(generator, &mut members);
                members.into_schema(generator, $name, $about)
            }
        }
    };
}
pub(crate) use request_by_members;

#[cfg(test)]
mod tests {
    use api_derive::Request;
    use serde_json::json;

    use super::*;
    use crate::reading::{List, Text, Whole};

    /// Who takes part.
    #[derive(Debug, Request)]
    #[request(names_missing)]
    struct Entry {
        /// Who.
        name: Text<1, 3>,
        /// Since when.
        #[request(kind = "int_type")]
        year: Whole<1, 9999>,
    }

    /// Who all take part.
    #[derive(Debug, Request)]
    struct Entries {
        /// They.
        all: List<Entry, 5>,
    }

    #[test]
    fn clients_know_what_is_wrong_by_its_place_and_kind() {
        let body = json!({"all": [{"name": "abcd", "year": 0}, "b", {"name": "c", "year": "x"}]});
        let error = read_body::<Entries>(body.as_object().unwrap()).unwrap_err();
        let faults: Vec<(String, &str)> =
            error.fields.iter().map(|fault| (fault.location[2..].join("."), fault.kind)).collect();
        let faults: Vec<(&str, &str)> = faults.iter().map(|(at, kind)| (at.as_str(), *kind)).collect();
        let expected = [
            ("0.name", "string_too_long"),
            ("0.year", "int_type"),
            ("1.name", "missing"),
            ("1.year", "int_type"),
            ("2.year", "int_type"),
        ];
        assert_eq!(faults, expected);
    }
}
