//! What the model may call: functions, and custom tools, which are called with a text.
//!
//! No provider but OpenAI has custom tools. A model is given one as a function with one text, its `input`, and the answer has its
//! calls as `custom_tool_call` again. The grammar that a custom tool's input must follow stands in its description then, but nothing
//! enforces it.

use api_derive::{Request, Word};
use serde::Serialize;
use serde_json::{Value, json};

use crate::chat::{ChatTool, FunctionName, FunctionTool};
use crate::reading::{Faults, List, Path, ReadValue, any_text};

/// The name of the one argument of a function that stands for a custom tool.
pub const CUSTOM_TOOL_INPUT: &str = "input";

/// What a model may call.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub(super) enum ResponsesTool {
    /// A function or a custom tool.
    Offered(ResponsesOfferedTool),
    /// A tool that a provider has itself, such as a search: no model has it here.
    Other(ResponsesOtherTool),
}

/// A tool that the client has.
#[derive(Debug, Clone, PartialEq, Request)]
#[request(tag = "type", exact = "unsupported")]
pub(super) enum ResponsesOfferedTool {
    /// A function.
    Function(FunctionTool),
    /// A tool that is called with a text.
    Custom(ResponsesCustomTool),
}

/// A tool that is called with a text.
#[derive(Debug, Clone, PartialEq, Request)]
pub(super) struct ResponsesCustomTool {
    /// Its name.
    name: FunctionName,
    /// What it is for.
    description: Option<String>,
    /// What its input is like.
    format: Option<ResponsesToolFormat>,
}

/// What the input of a custom tool is like.
#[derive(Debug, Clone, PartialEq, Request)]
#[request(tag = "type", exact = "unsupported")]
enum ResponsesToolFormat {
    /// Any text.
    Text,
    /// A text of a grammar.
    Grammar(ResponsesGrammar),
}

/// A grammar. The model is told it; that it follows it is not enforced.
#[derive(Debug, Clone, PartialEq, Request)]
struct ResponsesGrammar {
    /// How it is written.
    syntax: ResponsesGrammarSyntax,
    /// The grammar.
    definition: String,
}

/// How a grammar is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Word)]
#[word(exact)]
enum ResponsesGrammarSyntax {
    /// As a grammar of Lark.
    Lark,
    /// As a regular expression.
    Regex,
}

/// A tool of another kind, which the model is not given. The answer names it as left out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct ResponsesOtherTool {
    r#type: String,
}

impl ReadValue for ResponsesTool {
    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let Value::Object(object) = value else {
            faults.malformed(at, "dict_type", "Must be an object");
            return None;
        };
        let at_kind = at.member("type");
        let Some(kind) = object.get("type").filter(|kind| !kind.is_null()) else {
            faults.missing(&at_kind);
            return None;
        };
        match any_text(kind, 1, &at_kind, faults)? {
            "function" | "custom" => ResponsesOfferedTool::read_value(value, at, faults).map(Self::Offered),
            kind => Some(Self::Other(ResponsesOtherTool { r#type: kind.to_owned() })),
        }
    }
}

impl ResponsesTool {
    /// Its name, if the model can be given it.
    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Self::Offered(ResponsesOfferedTool::Function(function)) => Some(&*function.name),
            Self::Offered(ResponsesOfferedTool::Custom(custom)) => Some(&*custom.name),
            Self::Other(_) => None,
        }
    }

    /// Its name, if it is called with a text.
    pub(super) fn custom_name(&self) -> Option<&str> {
        match self {
            Self::Offered(ResponsesOfferedTool::Custom(custom)) => Some(&*custom.name),
            _ => None,
        }
    }

    /// What is left out of it, by its place below the tool: all of it, or the grammar, which nothing enforces.
    pub(super) const fn left_out(&self) -> Option<&'static str> {
        match self {
            Self::Other(_) => Some(""),
            Self::Offered(ResponsesOfferedTool::Custom(ResponsesCustomTool {
                format: Some(ResponsesToolFormat::Grammar(_)),
                ..
            })) => Some(".format"),
            Self::Offered(_) => None,
        }
    }

    /// What the model is given.
    pub(super) fn into_chat_tool(self) -> Option<ChatTool> {
        match self {
            Self::Offered(ResponsesOfferedTool::Function(function)) => Some(ChatTool::of(function)),
            Self::Offered(ResponsesOfferedTool::Custom(custom)) => Some(ChatTool::of(custom.into_function())),
            Self::Other(_) => None,
        }
    }
}

impl ResponsesCustomTool {
    fn into_function(self) -> FunctionTool {
        let Self { name, description, format } = self;
        let input = match format {
            Some(ResponsesToolFormat::Grammar(ResponsesGrammar { syntax, definition })) => {
                let written = match syntax {
                    ResponsesGrammarSyntax::Lark => "Lark grammar",
                    ResponsesGrammarSyntax::Regex => "regular expression",
                };
                format!(
                    "The input of the tool as plain text, which must follow this {written}:\n{definition}"
                )
            }
            Some(ResponsesToolFormat::Text) | None => "The input of the tool as plain text.".to_owned(),
        };
        let parameters = json!({
            "type": "object",
            "properties": {CUSTOM_TOOL_INPUT: {"type": "string", "description": input}},
            "required": [CUSTOM_TOOL_INPUT],
            "additionalProperties": false,
        });
        FunctionTool { name, description, parameters: parameters.as_object().cloned(), strict: None }
    }
}

/// The most tools of a request.
pub(super) type Tools = List<ResponsesTool, { crate::chat::MAX_TOOLS }>;

/// The schema of an object of another kind than those that are known.
#[cfg(feature = "schema")]
pub(super) fn other_kinds(about: &str, known: &[&str]) -> schemars::Schema {
    let kind = json!({"description": "Its kind.", "type": "string", "minLength": 1, "not": {"enum": known}});
    schemars::json_schema!({
        "description": about,
        "type": "object",
        "properties": {"type": kind},
        "required": ["type"],
    })
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for ResponsesOtherTool {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ResponsesOtherTool".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let about = "A tool of another kind, which the model is not given. The answer names it as left out.";
        other_kinds(about, &["function", "custom"])
    }
}

#[cfg(feature = "schema")]
crate::reading::inline_schemas! {
    [] ResponsesTool => |generator| {
        let offered = generator.subschema_for::<ResponsesOfferedTool>();
        let other = generator.subschema_for::<ResponsesOtherTool>();
        schemars::json_schema!({"anyOf": [offered, other]})
    };
}
