//! The schemas of the types: each that has a name occurs once, among the document's components.

use schemars::SchemaGenerator;
use schemars::generate::{Contract, SchemaSettings};
use serde_json::{Map, Value};

use crate::json_object;
use crate::operation::Describe;

/// The path of named schemas in the document.
pub const COMPONENTS: &str = "#/components/schemas/";

/// Makes schemas of requests and of answers. They are separate, because a member that is optional in requests is always present
/// in answers.
pub struct Schemas {
    requests: SchemaGenerator,
    answers: SchemaGenerator,
}

impl Default for Schemas {
    fn default() -> Self {
        let generator = |contract| {
            let mut settings = SchemaSettings::draft2020_12();
            settings.definitions_path = "/components/schemas".into();
            settings.contract = contract;
            settings.meta_schema = None;
            settings.into_generator()
        };
        Self { requests: generator(Contract::Deserialize), answers: generator(Contract::Serialize) }
    }
}

impl Schemas {
    /// The schema of a type that requests have.
    pub fn of_request(&mut self, describe: Describe) -> Value {
        finished(describe(&mut self.requests).to_value())
    }

    /// The schema of a type that answers have.
    pub fn of_answer(&mut self, describe: Describe) -> Value {
        finished(describe(&mut self.answers).to_value())
    }

    /// Whether the objects of an answer's schema have this member.
    #[must_use]
    pub fn answer_has_member(&self, schema: &Value, member: &str) -> bool {
        let name = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix(COMPONENTS));
        let named = name.and_then(|name| self.answers.definitions().get(name));
        named.unwrap_or(schema)["properties"].get(member).is_some()
    }

    /// All that have names, by name.
    ///
    /// # Errors
    /// The name of a schema that differs between requests and answers.
    pub fn into_components(mut self) -> Result<Map<String, Value>, String> {
        let mut all: Map<String, Value> = self.requests.take_definitions(true);
        for (name, schema) in self.answers.take_definitions(true) {
            if all.get(&name).is_some_and(|other| *other != schema) {
                return Err(name);
            }
            all.insert(name, schema);
        }
        let mut all: Vec<(String, Value)> =
            all.into_iter().map(|(name, schema)| (name, finished(schema))).collect();
        all.sort_by(|(a, _), (b, _)| a.cmp(b));
        Ok(all.into_iter().collect())
    }
}

fn finished(mut schema: Value) -> Value {
    tell_times(&mut schema);
    json_object::refer_to_it(&mut schema);
    schema
}

/// Types that are plain texts say in their description what stands in them: times get their format from it.
fn tell_times(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            let is_time = members
                .get("description")
                .and_then(Value::as_str)
                .is_some_and(|description| description.contains("RFC 3339"));
            let is_text = match members.get("type") {
                Some(Value::String(kind)) => kind == "string",
                Some(Value::Array(kinds)) => kinds.iter().any(|kind| kind == "string"),
                _ => false,
            };
            if is_time && is_text {
                members.insert("format".to_owned(), Value::from("date-time"));
            }
            members.values_mut().for_each(tell_times);
        }
        Value::Array(items) => items.iter_mut().for_each(tell_times),
        _ => {}
    }
}
