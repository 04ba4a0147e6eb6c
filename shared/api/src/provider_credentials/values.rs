//! What credentials consist of: a key, where it leads, and when it is tried.

use serde::Serialize;
use serde_json::Value;

use crate::reading::{Faults, Path, ReadValue, SecretText, Text, Whole};
use crate::secret::Secret;

/// When a credential is tried: the lowest first.
pub type Priority = Whole<0, 1_000>;

/// A provider key: visible ASCII characters, so that it can stand in a header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct ApiKey(SecretText<1, 1_000>);

impl ApiKey {
    /// The key.
    #[must_use]
    pub const fn secret(&self) -> &Secret {
        self.0.secret()
    }
}

impl ReadValue for ApiKey {
    const IS_SECRET: bool = true;

    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let key = SecretText::read_value(value, at, faults)?;
        if can_stand_in_a_header(key.secret()) {
            return Some(Self(key));
        }
        faults.malformed(at, "value_error", "Must be visible ASCII characters without spaces");
        None
    }
}

/// Whether a key can stand in a header.
#[must_use]
pub fn can_stand_in_a_header(key: &Secret) -> bool {
    !key.expose().is_empty() && key.expose().bytes().all(|byte| byte.is_ascii_graphic())
}

/// Where a provider is reached with a key: at an address, or, for an empty text, at the provider's own. Which addresses are
/// allowed depends on the deployment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct ApiBase(Option<Text<0, 500>>);

impl ApiBase {
    /// The address; none: the provider's own.
    #[must_use]
    pub fn address(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

impl ReadValue for ApiBase {
    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let text = Text::read_value(value, at, faults)?;
        Some(Self(Some(text).filter(|text: &Text<0, 500>| !text.is_empty())))
    }
}

#[cfg(feature = "schema")]
mod schema {
    use std::borrow::Cow;

    use schemars::{JsonSchema, Schema, SchemaGenerator};
    use serde_json::json;

    use super::{ApiBase, ApiKey, SecretText, Text};

    impl JsonSchema for ApiKey {
        fn inline_schema() -> bool {
            true
        }

        fn schema_name() -> Cow<'static, str> {
            "ApiKey".into()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            let mut schema = SecretText::<1, 1_000>::json_schema(generator);
            schema.insert("pattern".to_owned(), json!("^[!-~]+$"));
            schema
        }
    }

    impl JsonSchema for ApiBase {
        fn inline_schema() -> bool {
            true
        }

        fn schema_name() -> Cow<'static, str> {
            "ApiBase".into()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            let mut schema = Text::<0, 500>::json_schema(generator);
            schema.insert("pattern".to_owned(), json!("^(https://.+)?$"));
            schema.insert("examples".to_owned(), json!(["https://api.example.com/v1"]));
            schema
        }
    }
}
