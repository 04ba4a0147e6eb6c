//! A chat completion request, parsed and checked.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::message::{self, Message};
use super::read::{Errors, boolean, number, object, present, required_text};
use super::tools::{FunctionTool, ToolChoice};
use crate::error::FieldError;

/// The optional parameters of a request, by their names in the body.
pub const PARAMETERS: [&str; 14] = [
    "temperature",
    "top_p",
    "frequency_penalty",
    "presence_penalty",
    "max_tokens",
    "max_completion_tokens",
    "stop",
    "seed",
    "tools",
    "tool_choice",
    "parallel_tool_calls",
    "response_format",
    "reasoning_effort",
    "images",
];

const MAX_MESSAGES: usize = 2_000;
const MAX_TOOLS: usize = 128;
const MAX_STOPS: usize = 4;

/// Parameters of OpenAI's API that change what is answered and that Tollgate does not have: refused, not ignored.
const REFUSED: [&str; 8] = [
    "functions",
    "function_call",
    "logprobs",
    "top_logprobs",
    "logit_bias",
    "audio",
    "modalities",
    "web_search_options",
];

/// What a client asks a model. Absent parameters are left to the provider.
#[derive(Debug, Clone, PartialEq)]
pub struct ChatRequest {
    /// The conversation; at least one message.
    pub messages: Vec<Message>,
    /// Randomness, 0 to 2.
    pub temperature: Option<f64>,
    /// Nucleus sampling, 0 to 1.
    pub top_p: Option<f64>,
    /// -2 to 2.
    pub frequency_penalty: Option<f64>,
    /// -2 to 2.
    pub presence_penalty: Option<f64>,
    /// The limit of the answer, in tokens (`max_tokens` or `max_completion_tokens`).
    pub max_output_tokens: Option<u32>,
    /// Texts at which the answer ends.
    pub stop: Vec<String>,
    /// For answers that are as repeatable as the provider can make them.
    pub seed: Option<i64>,
    /// What the model may call.
    pub tools: Vec<FunctionTool>,
    /// Whether it must.
    pub tool_choice: Option<ToolChoice>,
    /// Whether it may call several at once.
    pub parallel_tool_calls: Option<bool>,
    /// The form of the answer.
    pub response_format: Option<ResponseFormat>,
    /// How much the model should think.
    pub reasoning_effort: Option<ReasoningEffort>,
}

/// The form of an answer other than plain text.
#[derive(Debug, Clone, PartialEq)]
pub enum ResponseFormat {
    /// Any JSON object.
    JsonObject,
    /// JSON that follows a schema.
    JsonSchema {
        /// The schema's name.
        name: String,
        /// The schema.
        schema: Map<String, Value>,
        /// The answer must follow it exactly.
        strict: Option<bool>,
    },
}

/// How much a reasoning model should think before it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReasoningEffort {
    /// Not at all.
    None,
    /// As little as the model can.
    Minimal,
    /// Little.
    Low,
    /// As usual.
    Medium,
    /// Much.
    High,
}

impl ReasoningEffort {
    /// OpenAI's name for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Minimal => "minimal",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

impl ChatRequest {
    /// Reads the chat completion part of a body; other fields are ignored, null counts as absent.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its place.
    pub fn parse(body: &Map<String, Value>) -> Result<Self, Vec<FieldError>> {
        let mut errors = Errors::default();
        let errors_in = &mut errors;
        let messages = messages(body, errors_in);
        let tools = tools(body, errors_in);
        let tool_choice =
            present(body, "tool_choice").and_then(|choice| ToolChoice::parse(choice, &tools, errors_in));
        let request = Self {
            messages,
            temperature: number(body, "temperature", 0.0..=2.0, errors_in),
            top_p: number(body, "top_p", 0.0..=1.0, errors_in),
            frequency_penalty: number(body, "frequency_penalty", -2.0..=2.0, errors_in),
            presence_penalty: number(body, "presence_penalty", -2.0..=2.0, errors_in),
            max_output_tokens: max_output_tokens(body, errors_in),
            stop: stop(body, errors_in),
            seed: seed(body, errors_in),
            tools,
            tool_choice,
            parallel_tool_calls: boolean(body, "", "parallel_tool_calls", errors_in),
            response_format: response_format(body, errors_in),
            reasoning_effort: reasoning_effort(body, errors_in),
        };
        refuse_unsupported(body, errors_in);
        if errors.0.is_empty() { Ok(request) } else { Err(errors.0) }
    }

    /// Whether a message has an image.
    #[must_use]
    pub fn has_images(&self) -> bool {
        self.messages.iter().any(|message| match message {
            Message::User { content } => {
                content.iter().any(|part| matches!(part, super::ContentPart::Image { .. }))
            }
            _ => false,
        })
    }

    /// The names of the optional parameters that the request has: a subset of [`PARAMETERS`].
    #[must_use]
    pub fn parameters(&self, body: &Map<String, Value>) -> Vec<&'static str> {
        PARAMETERS
            .into_iter()
            .filter(|name| if *name == "images" { self.has_images() } else { present(body, name).is_some() })
            .collect()
    }
}

fn messages(body: &Map<String, Value>, errors: &mut Errors) -> Vec<Message> {
    let list = match present(body, "messages") {
        None => return errors.missing("messages").unwrap_or_default(),
        Some(Value::Array(list)) => list,
        Some(_) => return errors.reject("messages", "list_type", "Must be a list").unwrap_or_default(),
    };
    if list.is_empty() {
        return errors.reject("messages", "too_short", "Must have at least one message").unwrap_or_default();
    }
    if list.len() > MAX_MESSAGES {
        let message = format!("Must have at most {MAX_MESSAGES} messages");
        return errors.reject("messages", "too_long", message).unwrap_or_default();
    }
    let mut called: HashSet<String> = HashSet::new();
    let mut messages = Vec::with_capacity(list.len());
    for (index, value) in (0..).zip(list) {
        let path = format!("messages.{index}");
        let Some(message) = message::parse(value, &path, errors) else { continue };
        match &message {
            Message::Assistant { tool_calls, .. } => {
                called.extend(tool_calls.iter().map(|call| call.id.clone()))
            }
            Message::Tool { tool_call_id, .. } if !called.contains(tool_call_id) => {
                let place = format!("{path}.tool_call_id");
                errors.reject::<()>(&place, "value_error", "No earlier message called a tool with this id");
            }
            _ => {}
        }
        messages.push(message);
    }
    messages
}

fn tools(body: &Map<String, Value>, errors: &mut Errors) -> Vec<FunctionTool> {
    let list = match present(body, "tools") {
        None => return Vec::new(),
        Some(Value::Array(list)) if list.len() <= MAX_TOOLS => list,
        Some(Value::Array(_)) => {
            return errors
                .reject("tools", "too_long", format!("At most {MAX_TOOLS} tools"))
                .unwrap_or_default();
        }
        Some(_) => return errors.reject("tools", "list_type", "Must be a list").unwrap_or_default(),
    };
    (0..)
        .zip(list)
        .filter_map(|(index, tool)| FunctionTool::parse(tool, &format!("tools.{index}"), errors))
        .collect()
}

fn max_output_tokens(body: &Map<String, Value>, errors: &mut Errors) -> Option<u32> {
    let mut limit =
        |name: &str| match present(body, name)?.as_u64().and_then(|limit| u32::try_from(limit).ok()) {
            Some(limit @ 1..) => Some(limit),
            _ => errors.reject(name, "value_error", "Must be a whole number of 1 or more"),
        };
    match (limit("max_tokens"), limit("max_completion_tokens")) {
        (Some(one), Some(other)) if one != other => {
            errors.reject("max_tokens", "value_error", "Differs from max_completion_tokens: send one of them")
        }
        (one, other) => one.or(other),
    }
}

fn stop(body: &Map<String, Value>, errors: &mut Errors) -> Vec<String> {
    let texts = match present(body, "stop") {
        None => return Vec::new(),
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Array(list)) => {
            let texts: Vec<String> = list.iter().filter_map(Value::as_str).map(str::to_owned).collect();
            if texts.len() != list.len() {
                return errors
                    .reject("stop", "string_type", "Must be a string or a list of them")
                    .unwrap_or_default();
            }
            texts
        }
        Some(_) => {
            return errors
                .reject("stop", "string_type", "Must be a string or a list of them")
                .unwrap_or_default();
        }
    };
    if texts.len() > MAX_STOPS || texts.iter().any(String::is_empty) {
        let message = format!("Must be at most {MAX_STOPS} texts, none of them empty");
        return errors.reject("stop", "value_error", message).unwrap_or_default();
    }
    texts
}

fn seed(body: &Map<String, Value>, errors: &mut Errors) -> Option<i64> {
    match present(body, "seed")?.as_i64() {
        Some(seed) => Some(seed),
        None => errors.reject("seed", "int_type", "Must be a whole number"),
    }
}

fn response_format(body: &Map<String, Value>, errors: &mut Errors) -> Option<ResponseFormat> {
    let format = object(present(body, "response_format")?, "response_format", errors)?;
    match required_text(format, "response_format", "type", errors)?.as_str() {
        "text" => None,
        "json_object" => Some(ResponseFormat::JsonObject),
        "json_schema" => {
            let path = "response_format.json_schema";
            let Some(value) = present(format, "json_schema") else { return errors.missing(path) };
            let described = object(value, path, errors)?;
            let name = required_text(described, path, "name", errors)?;
            let schema_path = "response_format.json_schema.schema";
            let Some(schema) = present(described, "schema") else { return errors.missing(schema_path) };
            let schema = object(schema, schema_path, errors)?.clone();
            let strict = boolean(described, path, "strict", errors);
            Some(ResponseFormat::JsonSchema { name, schema, strict })
        }
        _ => errors.reject("response_format.type", "enum", "Must be `text`, `json_object` or `json_schema`"),
    }
}

fn reasoning_effort(body: &Map<String, Value>, errors: &mut Errors) -> Option<ReasoningEffort> {
    match present(body, "reasoning_effort")?.as_str() {
        Some("none") => Some(ReasoningEffort::None),
        Some("minimal") => Some(ReasoningEffort::Minimal),
        Some("low") => Some(ReasoningEffort::Low),
        Some("medium") => Some(ReasoningEffort::Medium),
        Some("high") => Some(ReasoningEffort::High),
        _ => {
            errors.reject("reasoning_effort", "enum", "Must be `none`, `minimal`, `low`, `medium` or `high`")
        }
    }
}

fn refuse_unsupported(body: &Map<String, Value>, errors: &mut Errors) {
    if present(body, "n").is_some_and(|n| n.as_u64() != Some(1)) {
        errors.reject::<()>("n", "unsupported", "Only one answer a call: must be 1");
    }
    for name in REFUSED {
        let off = |value: &Value| *value == Value::Bool(false);
        if present(body, name).is_some_and(|value| !off(value)) {
            errors.reject::<()>(name, "unsupported", format!("`{name}` is not supported"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn parse(body: Value) -> Result<ChatRequest, Vec<String>> {
        ChatRequest::parse(body.as_object().unwrap())
            .map_err(|errors| errors.iter().map(|error| error.location[1..].join(".")).collect())
    }

    #[test]
    fn a_conversation_with_tools_and_images_is_read() {
        let request = parse(json!({
            "messages": [
                {"role": "system", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]},
                {"role": "user", "name": null, "content": [
                    {"type": "text", "text": "look"},
                    {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA", "detail": "low"}},
                    {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}},
                ]},
                {"role": "assistant", "content": null, "tool_calls": [
                    {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}]},
                {"role": "tool", "tool_call_id": "c1", "content": "42"},
            ],
            "tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}],
            "tool_choice": {"type": "function", "function": {"name": "f"}},
            "stop": "END", "max_completion_tokens": 5, "temperature": null,
        }))
        .unwrap();
        assert_eq!(request.messages[0], Message::System { text: "a\nb".into() });
        assert_eq!(request.messages.len(), 4);
        assert_eq!(request.tool_choice, Some(ToolChoice::Function("f".into())));
        assert_eq!((request.stop.len(), request.max_output_tokens, request.temperature), (1, Some(5), None));
        assert!(request.has_images());
    }

    #[test]
    fn every_wrong_field_is_named_with_its_path() {
        let errors = parse(json!({
            "messages": [
                {"role": "wizard", "content": "x"},
                {"role": "user"},
                {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "http://x"}}]},
                {"role": "tool", "tool_call_id": "nobody", "content": "x"},
            ],
            "temperature": 3, "top_p": "x", "max_tokens": 0, "stop": [1], "n": 2, "logprobs": true,
            "tool_choice": "required", "response_format": {"type": "json_schema"},
        }))
        .unwrap_err();
        assert_eq!(
            errors,
            [
                "messages.0.role",
                "messages.1.content",
                "messages.2.content.0.image_url.url",
                "messages.3.tool_call_id",
                "tool_choice",
                "temperature",
                "top_p",
                "max_tokens",
                "stop",
                "response_format.json_schema",
                "n",
                "logprobs",
            ]
        );
    }

    #[test]
    fn max_tokens_has_two_names_and_one_value() {
        let hello = json!([{"role": "user", "content": "x"}]);
        let limits = |one: u32, other: u32| {
            parse(json!({"messages": hello, "max_tokens": one, "max_completion_tokens": other}))
        };
        assert_eq!(limits(7, 7).unwrap().max_output_tokens, Some(7));
        assert_eq!(limits(7, 8).unwrap_err(), ["max_tokens"]);
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "[a-z]{0,6}".prop_map(Value::from),
            prop::sample::select(vec!["user", "assistant", "tool", "text", "image_url", "function"])
                .prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            let key = prop::sample::select(vec![
                "role",
                "content",
                "type",
                "text",
                "image_url",
                "url",
                "tool_calls",
                "function",
                "name",
                "id",
                "arguments",
            ]);
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec((key, inner), 0..5).prop_map(|pairs| pairs
                    .into_iter()
                    .map(|(key, value)| (key.to_owned(), value))
                    .collect()),
            ]
        })
    }

    proptest! {
        #[test]
        fn no_body_makes_parsing_panic(messages in any_json(), tools in any_json(), choice in any_json(), format in any_json()) {
            let body = json!({"messages": messages, "tools": tools, "tool_choice": choice, "response_format": format});
            let _ = ChatRequest::parse(body.as_object().unwrap());
        }
    }
}
