//! From a request body to a [`ChatRequest`].

use serde_json::{Map, Value};

use super::fields::{Faults, Object, join};
use super::parse_messages::read_messages;
use super::request::{
    ChatRequest, MAX_STOP_SEQUENCES, MAX_TOOLS, ReasoningEffort, ResponseFormat, Tool, ToolChoice,
};
use crate::error::FieldError;

/// Parameters of OpenAI's API that change the answer and that no alias here can honour. They are refused
/// rather than ignored: a client that relies on one must learn it from us, not from a wrong answer.
const REFUSED: [&str; 10] = [
    "audio",
    "function_call",
    "functions",
    "logit_bias",
    "logprobs",
    "modalities",
    "prediction",
    "top_logprobs",
    "verbosity",
    "web_search_options",
];

/// The longest stop sequence, in bytes.
const MAX_STOP_LENGTH: usize = 1024;

impl ChatRequest {
    /// Reads the request from the body of any call endpoint. Fields that belong to the endpoint (`model`,
    /// `stream`, `purpose`, ...) and unknown ones are left alone.
    ///
    /// # Errors
    /// Every field that is wrong, each with its path.
    pub fn parse(body: &Map<String, Value>) -> Result<Self, Vec<FieldError>> {
        let faults = &mut Faults::default();
        let fields = Object::new(body, "");
        refuse_unsupported(fields, faults);
        let tools = read_tools(fields, faults);
        let request = Self {
            messages: read_messages(fields, faults),
            temperature: fields.number("temperature", 0.0, 2.0, faults),
            top_p: fields.number("top_p", 0.0, 1.0, faults),
            frequency_penalty: fields.number("frequency_penalty", -2.0, 2.0, faults),
            presence_penalty: fields.number("presence_penalty", -2.0, 2.0, faults),
            max_output_tokens: read_output_limit(fields, faults),
            stop: read_stop(fields, faults),
            seed: fields.integer("seed", faults),
            tool_choice: read_tool_choice(fields, &tools, faults),
            tools,
            parallel_tool_calls: fields.boolean("parallel_tool_calls", faults),
            response_format: read_response_format(fields, faults),
            reasoning_effort: read_effort(fields, faults),
        };
        if faults.none() { Ok(request) } else { Err(std::mem::take(faults).into_errors()) }
    }
}

fn refuse_unsupported(fields: Object<'_>, faults: &mut Faults) {
    if let Some(n) = fields.get("n")
        && n.as_u64() != Some(1)
    {
        faults.unsupported("n", "Not supported: there is one answer to each request");
    }
    for field in REFUSED {
        let Some(value) = fields.get(field) else { continue };
        let says_nothing = match value {
            Value::Bool(wanted) => !wanted,
            Value::Object(object) => object.is_empty(),
            Value::Array(list) => list.iter().all(|item| item == "text"),
            Value::Number(number) => number.as_f64() == Some(0.0),
            _ => false,
        };
        if !says_nothing {
            faults.unsupported(field, format!("'{field}' is not supported"));
        }
    }
}

fn read_output_limit(fields: Object<'_>, faults: &mut Faults) -> Option<u32> {
    let old = fields.positive("max_tokens", faults);
    let new = fields.positive("max_completion_tokens", faults);
    if let (Some(old), Some(new)) = (old, new)
        && old != new
    {
        faults.bad_value("max_completion_tokens", "Differs from max_tokens: give one of the two");
    }
    new.or(old)
}

fn read_stop(fields: Object<'_>, faults: &mut Faults) -> Vec<String> {
    let Some(value) = fields.get("stop") else { return Vec::new() };
    let list = match value {
        Value::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    };
    if list.len() > MAX_STOP_SEQUENCES {
        faults.bad_value("stop", format!("There should be at most {MAX_STOP_SEQUENCES} stop sequences"));
        return Vec::new();
    }
    let mut stop = Vec::with_capacity(list.len());
    for (index, item) in list.iter().enumerate() {
        let path = if value.is_array() { format!("stop.{index}") } else { "stop".to_owned() };
        match item.as_str() {
            None => faults.wrong_type(&path, "a string or an array of strings"),
            Some(text) if text.is_empty() || text.len() > MAX_STOP_LENGTH => {
                faults.bad_value(&path, format!("A stop sequence has 1 to {MAX_STOP_LENGTH} bytes"));
            }
            Some(text) => stop.push(text.to_owned()),
        }
    }
    stop
}

fn read_tools(fields: Object<'_>, faults: &mut Faults) -> Vec<Tool> {
    let list = fields.list("tools", faults).unwrap_or_default();
    if list.len() > MAX_TOOLS {
        faults.bad_value("tools", format!("There should be at most {MAX_TOOLS} tools"));
        return Vec::new();
    }
    let mut tools: Vec<Tool> = Vec::with_capacity(list.len());
    for (index, value) in list.iter().enumerate() {
        let path = format!("tools.{index}");
        let Some(tool) = read_tool(value, &path, faults) else { continue };
        if tools.iter().any(|other| other.name == tool.name) {
            faults.bad_value(&format!("{path}.function.name"), "Another tool has this name");
        }
        tools.push(tool);
    }
    tools
}

fn read_tool(value: &Value, path: &str, faults: &mut Faults) -> Option<Tool> {
    let tool = Object::read(value, path, faults)?;
    expect_function(tool, faults)?;
    let function_path = tool.path("function");
    let function = Object::read(tool.required("function", faults)?, &function_path, faults)?;
    let name = function.required_name("name", faults);
    let description = function.text("description", faults).map(str::to_owned);
    let parameters = function.object("parameters", faults).cloned();
    let strict = function.boolean("strict", faults);
    Some(Tool { name: name?, description, parameters, strict })
}

/// Checks that the object's `type` is `function`, the only kind of tool there is here.
pub(super) fn expect_function(object: Object<'_>, faults: &mut Faults) -> Option<()> {
    let kind = object.required_text("type", faults)?;
    if kind != "function" {
        faults.unsupported(&object.path("type"), "Only 'function' is supported");
        return None;
    }
    Some(())
}

fn read_tool_choice(fields: Object<'_>, tools: &[Tool], faults: &mut Faults) -> Option<ToolChoice> {
    let value = fields.get("tool_choice")?;
    let choice = match value {
        Value::String(text) => match text.as_str() {
            "auto" => ToolChoice::Auto,
            "none" => ToolChoice::None,
            "required" => ToolChoice::Required,
            _ => {
                faults.bad_value("tool_choice", "Input should be 'auto', 'none', 'required' or a function");
                return None;
            }
        },
        Value::Object(map) => {
            let choice = Object::new(map, "tool_choice");
            expect_function(choice, faults)?;
            let path = join("tool_choice", "function");
            let function = Object::read(choice.required("function", faults)?, &path, faults)?;
            let name = function.required_text("name", faults)?;
            if !tools.iter().any(|tool| tool.name == name) {
                faults.bad_value("tool_choice.function.name", "No tool of this request has this name");
                return None;
            }
            ToolChoice::Function(name.to_owned())
        }
        _ => {
            faults.wrong_type("tool_choice", "a string or an object");
            return None;
        }
    };
    if choice.is_forced() && fields.get("tools").is_none() {
        faults.bad_value("tool_choice", "There are no tools to choose from");
    }
    Some(choice)
}

fn read_response_format(fields: Object<'_>, faults: &mut Faults) -> Option<ResponseFormat> {
    let format = Object::new(fields.object("response_format", faults)?, "response_format");
    match format.required_text("type", faults)? {
        "text" => Some(ResponseFormat::Text),
        "json_object" => Some(ResponseFormat::JsonObject),
        "json_schema" => {
            format.required("json_schema", faults)?;
            let inner = Object::new(format.object("json_schema", faults)?, "response_format.json_schema");
            let name = inner.required_name("name", faults);
            let description = inner.text("description", faults).map(str::to_owned);
            let schema = inner.required("schema", faults).and_then(|_| inner.object("schema", faults));
            let strict = inner.boolean("strict", faults);
            Some(ResponseFormat::JsonSchema { name: name?, description, schema: schema?.clone(), strict })
        }
        _ => {
            let path = "response_format.type";
            faults.bad_value(path, "Input should be 'text', 'json_object' or 'json_schema'");
            None
        }
    }
}

fn read_effort(fields: Object<'_>, faults: &mut Faults) -> Option<ReasoningEffort> {
    let text = fields.text("reasoning_effort", faults)?;
    let effort = ReasoningEffort::ALL.into_iter().find(|effort| effort.as_str() == text);
    if effort.is_none() {
        let known = ReasoningEffort::ALL.map(ReasoningEffort::as_str).join(", ");
        faults.bad_value("reasoning_effort", format!("Input should be one of: {known}"));
    }
    effort
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
