//! What a model may call.
//!
//! Anthropic has functions, and tools of its own: those that it runs (`web_search_20250305`), and those for which it has trained its
//! models (`bash_20250124`). The second kind has another `type` each. A model behind an alias has the functions only.

use api_derive::{Request, Word};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use crate::chat::{CacheControl, FunctionName, FunctionTool, MAX_TOOLS, Tool, ToolChoice};
use crate::reading::{Faults, List, NonEmpty, Path, ReadValue};

/// What a model may call.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum MessagesTool {
    /// A function.
    Function(MessagesFunction),
    /// A tool of Anthropic's own, which is left out.
    OfAnthropic,
}

/// A function that the model may call.
#[derive(Debug, Clone, PartialEq, Request)]
pub(super) struct MessagesFunction {
    /// The kind of tool.
    r#type: Option<MessagesToolKind>,
    /// Its name.
    name: FunctionName,
    /// What it is for.
    description: Option<String>,
    /// The JSON schema of its arguments.
    input_schema: Map<String, Value>,
    /// The arguments must follow the schema exactly.
    strict: Option<bool>,
    /// The prompt may be cached up to here. For providers that cache only what is marked.
    cache_control: Option<CacheControl>,
}

/// The kind of a tool that the client runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Word)]
#[word(exact)]
pub enum MessagesToolKind {
    /// A function.
    Custom,
}

impl ReadValue for MessagesTool {
    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        match value["type"].as_str() {
            Some(kind) if kind != MessagesToolKind::Custom.as_str() => Some(Self::OfAnthropic),
            _ => MessagesFunction::read_value(value, at, faults).map(Self::Function),
        }
    }
}

impl Serialize for MessagesTool {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Function(function) => function.serialize(serializer),
            Self::OfAnthropic => json!({}).serialize(serializer),
        }
    }
}

#[cfg(feature = "schema")]
crate::reading::inline_schemas! {
    [] MessagesTool => |generator| {
        let function = generator.subschema_for::<MessagesFunction>();
        let other = generator.subschema_for::<OtherTool>();
        schemars::json_schema!({"anyOf": [function, other]})
    };
}

/// A tool of Anthropic's own, for its schema.
#[cfg(feature = "schema")]
struct OtherTool;

#[cfg(feature = "schema")]
impl schemars::JsonSchema for OtherTool {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "MessagesOtherTool".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "object",
            "description": "A tool of Anthropic's own, which is left out.",
            "properties": {"type": {
                "type": "string",
                "pattern": "^(?!custom$)",
                "description": "Another kind than `custom`.",
            }},
            "required": ["type"],
        })
    }
}

/// The functions among the tools, and the places of those that are left out, as `tools.3`.
pub(super) fn functions(tools: Vec<MessagesTool>) -> (Vec<Tool>, Vec<String>) {
    let (mut functions, mut left_out) = (Vec::new(), Vec::new());
    for (index, tool) in tools.into_iter().enumerate() {
        match tool {
            MessagesTool::Function(function) => functions.push(function.into_tool()),
            MessagesTool::OfAnthropic => left_out.push(format!("tools.{index}")),
        }
    }
    (functions, left_out)
}

impl MessagesFunction {
    fn into_tool(self) -> Tool {
        let Self { r#type: _, name, description, input_schema, strict, cache_control } = self;
        let function = FunctionTool { name, description, parameters: Some(input_schema), strict };
        Tool { function, cache_control }
    }
}

/// Whether the model must call a tool.
#[derive(Debug, Clone, PartialEq, Request)]
#[request(tag = "type", exact = "enum")]
pub(super) enum MessagesToolChoice {
    /// As it decides.
    Auto(ToolUses),
    /// It must call at least one.
    Any(ToolUses),
    /// It must call this one.
    Tool(ChosenTool),
    /// It must not.
    None,
}

/// How many tools the model calls.
#[derive(Debug, Clone, PartialEq, Request)]
pub(super) struct ToolUses {
    /// One at most.
    disable_parallel_tool_use: Option<bool>,
}

/// The tool that the model must call.
#[derive(Debug, Clone, PartialEq, Request)]
pub(super) struct ChosenTool {
    /// One of the tools.
    name: NonEmpty,
    /// No other one.
    disable_parallel_tool_use: Option<bool>,
}

impl MessagesToolChoice {
    /// The choice in the middle, and whether the model may call several tools at once.
    pub(super) fn into_choice(self) -> (Option<ToolChoice>, Option<bool>) {
        let (choice, disables_parallel) = match self {
            Self::Auto(ToolUses { disable_parallel_tool_use }) => {
                (ToolChoice::Auto, disable_parallel_tool_use)
            }
            Self::Any(ToolUses { disable_parallel_tool_use }) => {
                (ToolChoice::Required, disable_parallel_tool_use)
            }
            Self::Tool(ChosenTool { name, disable_parallel_tool_use }) => {
                (ToolChoice::Function(name.into_string()), disable_parallel_tool_use)
            }
            Self::None => (ToolChoice::None, None),
        };
        (Some(choice), disables_parallel.map(|disables| !disables))
    }
}

/// A choice is among the functions: a tool that is left out cannot be called.
pub(super) fn choice_is_possible(
    tools: &Option<List<MessagesTool, MAX_TOOLS>>,
    choice: &Option<MessagesToolChoice>,
    at: &Path<'_>,
    faults: &mut Faults,
) {
    let at = at.member("tool_choice");
    let tools = tools.as_deref().unwrap_or_default().iter();
    let mut functions = tools.filter_map(|tool| match tool {
        MessagesTool::Function(function) => Some(&function.name),
        MessagesTool::OfAnthropic => None,
    });
    match choice {
        Some(MessagesToolChoice::Tool(ChosenTool { name, .. }))
            if !functions.any(|function| **function == *name.as_str()) =>
        {
            faults.malformed(&at.member("name"), "value_error", "Must be one of the tools");
        }
        Some(MessagesToolChoice::Any(_)) if functions.next().is_none() => {
            faults.malformed(&at, "value_error", "There are no tools");
        }
        _ => {}
    }
}
