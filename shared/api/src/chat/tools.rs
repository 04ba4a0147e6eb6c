//! Tools: what the model may call, what it called.

use serde_json::{Map, Value, json};

use super::read::{Errors, boolean, member, object, present, required_text, text};

const ONLY_FUNCTIONS: &str = "Only tools of type `function` are supported";

/// A function that the model may call.
#[derive(Debug, Clone, PartialEq)]
pub struct FunctionTool {
    /// Its name: 1 to 64 of letters, digits, `_` and `-`.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// The JSON schema of its arguments.
    pub parameters: Option<Map<String, Value>>,
    /// The arguments must follow the schema exactly.
    pub strict: Option<bool>,
}

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

impl ToolCall {
    /// OpenAI's form of it.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({"id": self.id, "type": "function", "function": {"name": self.name, "arguments": self.arguments}})
    }

    pub(super) fn parse(value: &Value, path: &str, errors: &mut Errors) -> Option<Self> {
        let call = object(value, path, errors)?;
        let id = required_text(call, path, "id", errors);
        if present(call, "type").is_some_and(|kind| kind != "function") {
            return errors.reject(&member(path, "type"), "unsupported", ONLY_FUNCTIONS);
        }
        let function = function_object(call, path, errors)?;
        let path = member(path, "function");
        let name = required_text(function, &path, "name", errors);
        let arguments = match present(function, "arguments") {
            None => errors.missing(&member(&path, "arguments")),
            Some(_) => text(function, &path, "arguments", errors),
        };
        Some(Self { id: id?, name: name?, arguments: arguments? })
    }
}

impl FunctionTool {
    pub(super) fn parse(value: &Value, path: &str, errors: &mut Errors) -> Option<Self> {
        let tool = object(value, path, errors)?;
        if required_text(tool, path, "type", errors)? != "function" {
            return errors.reject(&member(path, "type"), "unsupported", ONLY_FUNCTIONS);
        }
        let function = function_object(tool, path, errors)?;
        let path = member(path, "function");
        let name = required_text(function, &path, "name", errors)?;
        let good = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        if name.len() > 64 || !name.bytes().all(good) {
            return errors.reject(
                &member(&path, "name"),
                "value_error",
                "Must be 1 to 64 of letters, digits, _ and -",
            );
        }
        let parameters = match present(function, "parameters") {
            None => None,
            Some(schema) => Some(object(schema, &member(&path, "parameters"), errors)?.clone()),
        };
        let description = text(function, &path, "description", errors);
        let strict = boolean(function, &path, "strict", errors);
        Some(Self { name, description, parameters, strict })
    }
}

impl ToolChoice {
    pub(super) fn parse(value: &Value, tools: &[FunctionTool], errors: &mut Errors) -> Option<Self> {
        let choice = match value {
            Value::String(word) => match word.as_str() {
                "auto" => Self::Auto,
                "none" => Self::None,
                "required" => Self::Required,
                _ => {
                    return errors.reject(
                        "tool_choice",
                        "enum",
                        "Must be `auto`, `none`, `required` or a function",
                    );
                }
            },
            _ => {
                let choice = object(value, "tool_choice", errors)?;
                let function = function_object(choice, "tool_choice", errors)?;
                Self::Function(required_text(function, "tool_choice.function", "name", errors)?)
            }
        };
        match &choice {
            Self::Function(name) if !tools.iter().any(|tool| tool.name == *name) => {
                errors.reject("tool_choice.function.name", "value_error", "Must be one of the tools")
            }
            Self::Required if tools.is_empty() => {
                errors.reject("tool_choice", "value_error", "There are no tools")
            }
            _ => Some(choice),
        }
    }
}

fn function_object<'a>(
    parent: &'a Map<String, Value>,
    path: &str,
    errors: &mut Errors,
) -> Option<&'a Map<String, Value>> {
    let path = member(path, "function");
    match present(parent, "function") {
        None => errors.missing(&path),
        Some(function) => object(function, &path, errors),
    }
}
