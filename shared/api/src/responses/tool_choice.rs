//! Whether the model must call a tool, and which ones it may call.

use api_derive::{Request, Word};
use serde::Serialize;
use serde_json::Value;

use super::tool::{ResponsesTool, Tools};
use crate::chat::ToolChoice;
use crate::reading::{Faults, List, NonEmpty, Path, ReadValue};

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

impl ReadValue for ResponsesToolChoice {
    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        if value.is_string() {
            return ResponsesToolMode::read_value(value, at, faults).map(Self::Mode);
        }
        ResponsesChosenTool::read_value(value, at, faults).map(Self::Chosen)
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

#[cfg(feature = "schema")]
crate::reading::inline_schemas! {
    [] ResponsesToolChoice => |generator| {
        let mode = generator.subschema_for::<ResponsesToolMode>();
        let chosen = generator.subschema_for::<ResponsesChosenTool>();
        schemars::json_schema!({"anyOf": [mode, chosen]})
    };
}
