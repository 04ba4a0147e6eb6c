//! The rows of a list, as the database gives them. A row that this version cannot read hides no other: it is left out, and said in the
//! log. A newer version, which runs beside this one while it is rolled out, may have written it.

use std::ops::Deref;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

/// Rows that were read, and why others could not be. Serialized as the list of the former.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows<T> {
    readable: Vec<T>,
    unreadable: Vec<String>,
}

/// An answer with a list.
pub trait Listed {
    /// Why rows of it could not be read, for the log: the place of each in the list, and its fault. Never what it has.
    fn unreadable(&self) -> &[String];
}

impl<T> Rows<T> {
    /// The rows that were read.
    #[must_use]
    pub fn into_vec(self) -> Vec<T> {
        self.readable
    }
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self { readable: Vec::new(), unreadable: Vec::new() }
    }
}

impl<T> Deref for Rows<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.readable
    }
}

impl<T> Listed for Rows<T> {
    fn unreadable(&self) -> &[String] {
        &self.unreadable
    }
}

impl<T: Serialize> Serialize for Rows<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.readable.serialize(serializer)
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Rows<T> {
    /// Reads JSON text, not a value that was read before: a row may be deeper than what readers of whole values take.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut rows = Self::default();
        for (place, row) in Vec::<Box<RawValue>>::deserialize(deserializer)?.into_iter().enumerate() {
            match serde_json::from_str(row.get()) {
                Ok(row) => rows.readable.push(row),
                // The category and the place only: the message can have a part of the row.
                Err(error) => rows.unreadable.push(format!(
                    "row {place} of a list cannot be read: {:?} fault at column {}",
                    error.classify(),
                    error.column()
                )),
            }
        }
        Ok(rows)
    }
}

#[cfg(feature = "schema")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Rows<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        Vec::<T>::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Vec::<T>::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::Provider;

    #[test]
    fn a_row_that_cannot_be_read_hides_no_other() {
        let deep = format!("{}1{}", "[".repeat(400), "]".repeat(400));
        let text = format!(r#"["openai", "a-provider-of-tomorrow", {deep}, "gemini"]"#);
        let rows: Rows<Provider> = serde_json::from_str(&text).unwrap();
        assert_eq!(*rows, [Provider::Openai, Provider::Gemini]);
        assert_eq!(serde_json::to_string(&rows).unwrap(), r#"["openai","gemini"]"#);
        let said = rows.unreadable().join(" ");
        assert_eq!(rows.unreadable().len(), 2, "{said}");
        assert!(said.contains("row 1") && !said.contains("tomorrow"), "{said}");
    }

    #[test]
    fn what_is_no_list_is_an_error() {
        assert!(serde_json::from_str::<Rows<Provider>>(r#"{"openai": 1}"#).is_err());
    }
}
