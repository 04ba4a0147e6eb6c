//! Reading which provider is meant.

use api::provider::Provider;
use serde_json::Value;

use crate::http::fields::Fields;

/// A provider's name, if it is there. Another name is a 400, as the contract has it.
pub fn read(fields: &mut Fields<'_>, name: &str) -> Option<Provider> {
    let Value::String(text) = fields.get(name)? else {
        fields.wrong(name, "string_type", "Must be a string");
        return None;
    };
    text.parse().map_err(|error| fields.impossible(format!("`{name}` {error}."))).ok()
}
