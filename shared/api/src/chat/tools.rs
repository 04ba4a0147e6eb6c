//! Tools: what the model may call, what it called.

use std::ops::Deref;

use api_derive::{Request, Word};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::cache_control::CacheControl;
use crate::json_text;
use crate::reading::{Faults, NonEmpty, Path, ReadValue, any_text};

/// A function that the model may call.
#[derive(Debug, Clone, PartialEq, Request)]
pub struct FunctionTool {
    /// Its name.
    pub name: FunctionName,
    /// What it is for.
    pub description: Option<String>,
    /// The JSON schema of its arguments.
    pub parameters: Option<Map<String, Value>>,
    /// The arguments must follow the schema exactly.
    pub strict: Option<bool>,
}

/// The name of a function that the model may call: 1 to 64 of letters, digits, `_` and `-`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct FunctionName(String);

/// A call of a function by the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolCall {
    /// Its id; the message with the result names it.
    pub id: String,
    /// The function.
    pub name: String,
    /// The arguments, JSON text as the model wrote it.
    pub arguments: String,
}

/// Whether the model must call a tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ToolChoice {
    /// As it decides.
    Auto,
    /// It must not.
    None,
    /// It must call at least one.
    Required,
    /// It must call this one.
    Function(String),
}

/// What a model may call.
#[derive(Debug, Clone, PartialEq, Request)]
#[request(tag = "type", exact = "unsupported")]
pub(crate) enum ChatTool {
    /// A function.
    Function(ChatFunctionTool),
}

/// A function.
#[derive(Debug, Clone, PartialEq, Request)]
pub(crate) struct ChatFunctionTool {
    /// The function.
    function: FunctionTool,
    /// The prompt may be cached up to here. For providers that cache only what is marked.
    cache_control: Option<CacheControl>,
}

/// A function that the model may call, up to which the prompt may be cached.
#[derive(Debug, Clone, PartialEq)]
pub struct Tool {
    /// The function.
    pub function: FunctionTool,
    /// The mark after it.
    pub cache_control: Option<CacheControl>,
}

impl Deref for Tool {
    type Target = FunctionTool;

    fn deref(&self) -> &FunctionTool {
        &self.function
    }
}

/// An earlier tool call, repeated in the conversation.
#[derive(Debug, Clone, PartialEq, Request)]
pub(super) struct ChatEarlierToolCall {
    /// Its id.
    id: NonEmpty,
    /// The kind of tool.
    r#type: Option<ToolKind>,
    /// What was called.
    function: ChatCalledFunction,
}

/// What was called.
#[derive(Debug, Clone, PartialEq, Request)]
pub(super) struct ChatCalledFunction {
    /// Its name.
    name: NonEmpty,
    /// JSON text, as the model wrote it. An object counts as its text, and what is absent or empty as `{}`.
    arguments: Option<Arguments>,
}

/// The arguments of an earlier call: JSON text, or an object as some frameworks send it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct Arguments(String);

impl Arguments {
    /// The text, `{}` where there is none.
    pub(crate) fn text(arguments: Option<Self>) -> String {
        arguments.map_or_else(|| NO_ARGUMENTS.to_owned(), |Self(text)| text)
    }
}

const NO_ARGUMENTS: &str = "{}";

impl ReadValue for Arguments {
    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        match value {
            Value::Object(_) => Some(Self(json_text::write(value))),
            Value::String(text) if text.trim().is_empty() => Some(Self(NO_ARGUMENTS.to_owned())),
            Value::String(text) => Some(Self(text.clone())),
            _ => {
                faults.malformed(at, "string_type", "Must be a string of JSON");
                None
            }
        }
    }
}

/// A tool that must be called.
#[derive(Debug, Clone, PartialEq, Request)]
pub(super) struct ChatChosenTool {
    /// One of the tools.
    function: ChatChosenFunction,
}

/// A function that must be called.
#[derive(Debug, Clone, PartialEq, Request)]
pub(super) struct ChatChosenFunction {
    /// Its name.
    name: NonEmpty,
}

/// Whether the model must call a tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Word)]
#[word(exact)]
enum ToolChoiceMode {
    /// As it decides.
    Auto,
    /// It must not.
    None,
    /// It must call at least one.
    Required,
}

/// The kind of a tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Word)]
#[word(exact, kind = "unsupported")]
pub enum ToolKind {
    /// A function.
    Function,
}

impl ToolCall {
    /// The arguments as an object. A model may have written something else; it sees that again.
    #[must_use]
    pub fn input(&self) -> Map<String, Value> {
        match json_text::parse(&self.arguments) {
            Ok(Value::Object(object)) => object,
            Ok(Value::Null) => Map::new(),
            _ if self.arguments.trim().is_empty() => Map::new(),
            _ => Map::from_iter([("arguments".to_owned(), json!(self.arguments))]),
        }
    }
}

impl ChatTool {
    /// A function, up to which the prompt need not be cached.
    pub(crate) const fn of(function: FunctionTool) -> Self {
        Self::Function(ChatFunctionTool { function, cache_control: None })
    }

    pub(crate) const fn function(&self) -> &FunctionTool {
        match self {
            Self::Function(ChatFunctionTool { function, .. }) => function,
        }
    }

    pub(super) const fn is_marked(&self) -> bool {
        match self {
            Self::Function(ChatFunctionTool { cache_control, .. }) => cache_control.is_some(),
        }
    }

    pub(super) fn into_tool(self) -> Tool {
        match self {
            Self::Function(ChatFunctionTool { function, cache_control }) => Tool { function, cache_control },
        }
    }
}

impl Deref for FunctionName {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl ReadValue for FunctionName {
    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let name = any_text(value, 1, at, faults)?;
        let is_good = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        if name.len() > 64 || !name.bytes().all(is_good) {
            faults.malformed(at, "value_error", "Must be 1 to 64 of letters, digits, _ and -");
            return None;
        }
        Some(Self(name.to_owned()))
    }
}

impl ChatEarlierToolCall {
    pub(super) fn id(&self) -> &str {
        self.id.as_str()
    }
}

impl From<ChatEarlierToolCall> for ToolCall {
    fn from(call: ChatEarlierToolCall) -> Self {
        let ChatEarlierToolCall { id, r#type: _, function: ChatCalledFunction { name, arguments } } = call;
        Self { id: id.into_string(), name: name.into_string(), arguments: Arguments::text(arguments) }
    }
}

impl ReadValue for ToolChoice {
    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        if value.is_string() {
            return ToolChoiceMode::read_value(value, at, faults).map(|mode| match mode {
                ToolChoiceMode::Auto => Self::Auto,
                ToolChoiceMode::None => Self::None,
                ToolChoiceMode::Required => Self::Required,
            });
        }
        let ChatChosenTool { function } = ChatChosenTool::read_value(value, at, faults)?;
        Some(Self::Function(function.name.into_string()))
    }
}

/// In OpenAI's form.
impl Serialize for ToolChoice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Auto => ToolChoiceMode::Auto.serialize(serializer),
            Self::None => ToolChoiceMode::None.serialize(serializer),
            Self::Required => ToolChoiceMode::Required.serialize(serializer),
            Self::Function(name) => {
                json!({"type": ToolKind::Function, "function": {"name": name}}).serialize(serializer)
            }
        }
    }
}

/// A call of a tool.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ChatToolCall<'a> {
    /// Its id.
    id: &'a str,
    /// The kind of tool.
    r#type: ToolKind,
    /// What is called.
    function: CalledFunction<'a>,
}

/// What is called.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ChatToolCallFunction"))]
struct CalledFunction<'a> {
    /// Its name.
    name: &'a str,
    /// JSON text, as the model wrote it.
    arguments: &'a str,
}

/// In OpenAI's form.
impl Serialize for ToolCall {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let function = CalledFunction { name: &self.name, arguments: &self.arguments };
        ChatToolCall { id: &self.id, r#type: ToolKind::Function, function }.serialize(serializer)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for ToolCall {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        ChatToolCall::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        ChatToolCall::json_schema(generator)
    }
}

#[cfg(feature = "schema")]
crate::reading::inline_schemas! {
    [] Arguments => |_generator| schemars::json_schema!({"anyOf": [
        {"type": "string"},
        {"type": "object", "additionalProperties": true},
    ]});
    [] FunctionName => |_generator| schemars::json_schema!({"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"});
    [] ToolChoice => |generator| {
        let mode = generator.subschema_for::<ToolChoiceMode>();
        let chosen = generator.subschema_for::<ChatChosenTool>();
        schemars::json_schema!({"anyOf": [mode, chosen]})
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_that_are_no_object_are_seen_again_in_one() {
        let input = |arguments: &str| {
            let call = ToolCall { id: "c".to_owned(), name: "f".to_owned(), arguments: arguments.to_owned() };
            Value::Object(call.input())
        };
        assert_eq!(input("[1]"), json!({"arguments": "[1]"}));
        assert_eq!(input("{\"a\": "), json!({"arguments": "{\"a\": "}));
        for nothing in ["", " ", "null", "{}"] {
            assert_eq!(input(nothing), json!({}));
        }
    }
}
