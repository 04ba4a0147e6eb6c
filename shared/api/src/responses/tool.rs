//! What the model may call: functions, and custom tools, which are called with a text.
//!
//! No provider but OpenAI has custom tools. A model is given one as a function with one text, its `input`, and the answer has its
//! calls as `custom_tool_call` again. The grammar that a custom tool's input must follow stands in its description then, but nothing
//! enforces it.

use api_derive::{Request, Word};
use serde::Serialize;
use serde_json::{Value, json};

use crate::chat::{ChatTool, FunctionName, FunctionTool, ToolChoice};
use crate::reading::{Faults, List, NonEmpty, Path, ReadValue, any_text};

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

/// Whether the model must call a tool, and which ones it may call.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub(super) enum ResponsesToolChoice {
    /// As it decides, not at all, at least one.
    Mode(ResponsesToolMode),
    /// This one, or one of some.
    Chosen(ResponsesChosenTool),
}

/// Whether the model must call a tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Word)]
#[word(exact)]
pub(super) enum ResponsesToolMode {
    /// As it decides.
    Auto,
    /// It must not.
    None,
    /// It must call at least one.
    Required,
}

/// A tool that must be called, or tools that may be.
#[derive(Debug, Clone, PartialEq, Request)]
#[request(tag = "type", exact = "unsupported")]
pub(super) enum ResponsesChosenTool {
    /// A function.
    Function(ResponsesToolName),
    /// A custom tool.
    Custom(ResponsesToolName),
    /// Some of the tools.
    AllowedTools(ResponsesAllowedTools),
}

/// A tool by its name.
#[derive(Debug, Clone, PartialEq, Request)]
pub(super) struct ResponsesToolName {
    /// One of the tools.
    name: NonEmpty,
}

/// The most tools of a list of those that are allowed.
const MAX_ALLOWED: usize = 128;

/// Some of the tools: the model is given no others.
#[derive(Debug, Clone, PartialEq, Request)]
pub(super) struct ResponsesAllowedTools {
    /// Whether it must call one of them.
    mode: ResponsesAllowedMode,
    /// The tools.
    tools: List<ResponsesAllowedTool, MAX_ALLOWED>,
}

/// Whether one of the tools that are allowed must be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Word)]
#[word(exact)]
enum ResponsesAllowedMode {
    /// As the model decides.
    Auto,
    /// It must call at least one.
    Required,
}

/// A tool that is allowed. Those without a name are tools that no model has here.
#[derive(Debug, Clone, PartialEq, Request)]
struct ResponsesAllowedTool {
    /// The name of one of the tools.
    name: Option<String>,
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

impl ReadValue for ResponsesToolChoice {
    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        if value.is_string() {
            return ResponsesToolMode::read_value(value, at, faults).map(Self::Mode);
        }
        ResponsesChosenTool::read_value(value, at, faults).map(Self::Chosen)
    }
}

impl ResponsesTool {
    /// Its name, if the model can be given it.
    fn name(&self) -> Option<&str> {
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

impl ResponsesToolChoice {
    /// Whether a tool is one that the model may call.
    pub(super) fn allows(&self, tool: &ResponsesTool) -> bool {
        match self {
            Self::Chosen(ResponsesChosenTool::AllowedTools(allowed)) => {
                allowed.tools.iter().any(|one| one.name.is_some() && one.name.as_deref() == tool.name())
            }
            Self::Mode(_) | Self::Chosen(_) => true,
        }
    }

    /// The choice among the tools that the model is given.
    pub(super) fn into_tool_choice(self) -> ToolChoice {
        match self {
            Self::Mode(ResponsesToolMode::Auto) => ToolChoice::Auto,
            Self::Mode(ResponsesToolMode::None) => ToolChoice::None,
            Self::Mode(ResponsesToolMode::Required) => ToolChoice::Required,
            Self::Chosen(ResponsesChosenTool::Function(tool) | ResponsesChosenTool::Custom(tool)) => {
                ToolChoice::Function(tool.name.into_string())
            }
            Self::Chosen(ResponsesChosenTool::AllowedTools(allowed)) => match allowed.mode {
                ResponsesAllowedMode::Auto => ToolChoice::Auto,
                ResponsesAllowedMode::Required => ToolChoice::Required,
            },
        }
    }
}

/// The most tools of a request.
pub(super) type Tools = List<ResponsesTool, { crate::chat::MAX_TOOLS }>;

/// A tool that must be called must be there.
pub(super) fn tool_choice_is_possible(
    tools: &Option<Tools>,
    choice: &Option<ResponsesToolChoice>,
    at: &Path<'_>,
    faults: &mut Faults,
) {
    let Some(choice) = choice else { return };
    let at = at.member("tool_choice");
    let tools = tools.as_deref().unwrap_or_default();
    let mut names = tools.iter().filter(|tool| choice.allows(tool)).filter_map(ResponsesTool::name);
    match choice {
        ResponsesToolChoice::Chosen(
            ResponsesChosenTool::Function(chosen) | ResponsesChosenTool::Custom(chosen),
        ) if !names.any(|name| name == chosen.name.as_str()) => {
            faults.malformed(&at.member("name"), "value_error", "Must be one of the tools");
        }
        ResponsesToolChoice::Mode(ResponsesToolMode::Required)
        | ResponsesToolChoice::Chosen(ResponsesChosenTool::AllowedTools(ResponsesAllowedTools {
            mode: ResponsesAllowedMode::Required,
            ..
        })) if names.next().is_none() => {
            faults.malformed(&at, "value_error", "There are no tools");
        }
        _ => {}
    }
}

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
    [] ResponsesToolChoice => |generator| {
        let mode = generator.subschema_for::<ResponsesToolMode>();
        let chosen = generator.subschema_for::<ResponsesChosenTool>();
        schemars::json_schema!({"anyOf": [mode, chosen]})
    };
}
