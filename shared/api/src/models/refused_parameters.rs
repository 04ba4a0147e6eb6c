//! The request parameters that a model refuses although its provider knows them.

use serde::Serialize;
use serde_json::Value;

use crate::chat::PARAMETERS;
use crate::reading::{Faults, List, Path, ReadValue, Text};

/// Names of request parameters: of [`PARAMETERS`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct RefusedParameters(Vec<&'static str>);

impl ReadValue for RefusedParameters {
    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let names = List::<Text<0, 50>, { PARAMETERS.len() }>::read_value(value, at, faults)?;
        let known = |name: &Text<0, 50>| PARAMETERS.into_iter().find(|known| **known == **name);
        let parameters = names.iter().map(known).collect::<Option<Vec<&'static str>>>();
        if parameters.is_none() {
            faults.malformed(at, "enum", format!("Must be of: {}", PARAMETERS.join(", ")));
        }
        parameters.map(Self)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for RefusedParameters {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RefusedParameters".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let name = generator.subschema_for::<RefusedParameter>();
        schemars::json_schema!({"type": "array", "maxItems": PARAMETERS.len(), "items": name})
    }
}

/// The name of one parameter, for its schema.
#[cfg(feature = "schema")]
struct RefusedParameter;

#[cfg(feature = "schema")]
impl schemars::JsonSchema for RefusedParameter {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RefusedParameter".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "The name of a parameter of calls.",
            "enum": PARAMETERS,
        })
    }
}
