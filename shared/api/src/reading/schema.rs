//! The JSON schemas of requests, made of the same types that read them.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::reading::{
    Count, JsonObject, List, METADATA_LIMIT_BYTES, Member, Metadata, NonEmpty, Patch, Real, SecretText, Text,
    Whole,
};

/// The schemas of a request's members, in their order.
#[derive(Debug, Default)]
pub struct MemberSchemas {
    properties: Map<String, Value>,
    required: Vec<Value>,
    choices: Vec<Choice>,
}

/// Members that are there together, and none of those of the other choices.
#[derive(Debug)]
struct Choice {
    name: &'static str,
    about: &'static str,
    members: MemberSchemas,
}

impl MemberSchemas {
    /// Adds a member.
    pub fn add<T: Member + JsonSchema>(&mut self, generator: &mut SchemaGenerator, name: &str, about: &str) {
        let mut schema = generator.subschema_for::<T>();
        schema.insert("description".to_owned(), json!(about));
        self.properties.insert(name.to_owned(), schema.to_value());
        if T::REQUIRED {
            self.required.push(json!(name));
        }
    }

    /// Adds a member that means `default` where it is absent.
    pub fn add_with_default<T: Member + JsonSchema>(
        &mut self,
        generator: &mut SchemaGenerator,
        name: &str,
        about: &str,
        default: &impl Serialize,
    ) {
        self.add::<T>(generator, name, about);
        self.properties[name]["default"] = json!(default);
    }

    /// Adds the member whose word selects a choice.
    pub fn add_tag(&mut self, name: &str, word: &str) {
        let description = format!("Always `{word}`.");
        let schema = json!({"description": description, "type": "string", "const": word});
        self.properties.insert(name.to_owned(), schema);
        self.required.push(json!(name));
    }

    /// Adds members of which only those of one choice are there.
    pub fn add_choice(&mut self, name: &'static str, members: Self, about: &'static str) {
        self.choices.push(Choice { name, about, members });
    }

    /// The schema of the object: of one of several, where there are choices. Each of these has all its members, since
    /// generators of clients do not join members beside a `oneOf` with those in it, and is a component that is named for the
    /// object and the choice, since generators number those without a name.
    pub fn into_schema(self, generator: &mut SchemaGenerator, name: &str, about: &str) -> Schema {
        if !self.choices.is_empty() {
            let choices = self.choices.into_iter().map(|choice| {
                let mut properties = self.properties.clone();
                properties.extend(choice.members.properties);
                let required = [self.required.clone(), choice.members.required].concat();
                let name = format!("{name}{}", choice.name);
                let members = Self { properties, required, choices: choice.members.choices };
                let schema = members.into_schema(generator, &name, choice.about);
                let reference = format!("#{}/{name}", generator.settings().definitions_path);
                let schema = schema.to_value();
                let other = generator.definitions_mut().insert(name, schema.clone());
                debug_assert!(
                    other.is_none_or(|other| other == schema),
                    "two schemas have one name: {reference}"
                );
                Schema::new_ref(reference)
            });
            let choices: Vec<Schema> = choices.collect();
            return json_schema!({"description": about, "oneOf": choices});
        }
        let mut schema = json_schema!({"description": about, "type": "object"});
        if !self.properties.is_empty() {
            schema.insert("properties".to_owned(), Value::Object(self.properties));
        }
        if !self.required.is_empty() {
            schema.insert("required".to_owned(), Value::Array(self.required));
        }
        schema
    }
}

/// Describes types by schemas that stand where they are used.
macro_rules! inline_schemas {
    ($([$($generics:tt)*] $type:ty => |$generator:ident| $schema:expr;)*) => {$(
        impl<$($generics)*> ::schemars::JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema($generator: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
                $schema
            }
        }
    )*};
}
pub(crate) use inline_schemas;

inline_schemas! {
    [const MIN: usize, const MAX: usize] Text<MIN, MAX> => |_generator| {
        let mut schema = json_schema!({"type": "string"});
        if MIN > 0 {
            schema.insert("minLength".to_owned(), json!(MIN));
        }
        if MAX < usize::MAX {
            schema.insert("maxLength".to_owned(), json!(MAX));
        }
        schema
    };
    [const MIN: usize, const MAX: usize] SecretText<MIN, MAX> => |generator| {
        let mut schema = Text::<MIN, MAX>::json_schema(generator);
        schema.insert("format".to_owned(), json!("password"));
        schema
    };
    [const MIN: i64, const MAX: i64] Whole<MIN, MAX> => |_generator| whole(MIN, MAX);
    [const MAX: i64, const MIN: i64] Count<MAX, MIN> => |_generator| whole(MIN, MAX);
    [const MIN: i32, const MAX: i32] Real<MIN, MAX> => |_generator| {
        json_schema!({"type": "number", "format": "double", "minimum": MIN, "maximum": MAX})
    };
    [T: JsonSchema, const MAX: usize, const MIN: usize] List<T, MAX, MIN> => |generator| {
        let items = generator.subschema_for::<T>();
        let mut schema = json_schema!({"type": "array", "items": items});
        if MIN > 0 {
            schema.insert("minItems".to_owned(), json!(MIN));
        }
        if MAX < usize::MAX {
            schema.insert("maxItems".to_owned(), json!(MAX));
        }
        schema
    };
    [] NonEmpty => |_generator| json_schema!({"type": "string", "minLength": 1});
    [] JsonObject => |_generator| json_schema!({"type": "object", "additionalProperties": true});
    [T: JsonSchema] Patch<T> => |generator| Option::<T>::json_schema(generator);
    [] Metadata => |_generator| json_schema!({
        "type": "object",
        "additionalProperties": true,
        "description": format!("Any JSON object of at most {METADATA_LIMIT_BYTES} bytes."),
    });
}

fn whole(min: i64, max: i64) -> Schema {
    let mut schema = json_schema!({"type": "integer", "format": "int64"});
    if min > i64::MIN {
        schema.insert("minimum".to_owned(), json!(min));
    }
    if max < i64::MAX {
        schema.insert("maximum".to_owned(), json!(max));
    }
    schema
}
