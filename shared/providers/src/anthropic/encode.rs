//! A request in Anthropic's form.

use std::collections::HashSet;

use api::chat::{
    ChatRequest, FunctionTool, MarkedText, Message, ReasoningEffort, RequestedTier, ResponseFormat,
    ToolChoice,
};
use http::HeaderValue;
use serde_json::{Map, Value, json};

use super::conversation::{Conversation, conversation, marked, marked_text};
use super::models::Model;
use super::thinking::{self, ThinkingParameters};
use crate::closed_schema::{ANTHROPIC, closed};
use crate::codec::json_request;
use crate::leaving_out::JSON_INSTRUCTION;
use crate::refused::{asked_of_others, broken, in_order};
use crate::{EncodeError, Refused, Target};

pub const DEFAULT_BASE: &str = "https://api.anthropic.com";
/// The version of the API that this codec speaks.
const VERSION: &str = "2023-06-01";

/// What no model of Anthropic's can honour.
pub(super) fn unsupported(request: &ChatRequest) -> Vec<Refused> {
    let is_set = |number: Option<f64>| number.is_some_and(|number| number != 0.0);
    let mut refused = broken([
        (
            request.temperature.is_some_and(|temperature| temperature > 1.0),
            "temperature",
            "a `temperature` above 1",
        ),
        (is_set(request.frequency_penalty), "frequency_penalty", ""),
        (is_set(request.presence_penalty), "presence_penalty", ""),
        (request.stop.iter().any(|text| text.trim().is_empty()), "stop", "`stop` texts of white space"),
        (request.seed.is_some(), "seed", ""),
        (!request.logit_bias.is_empty(), "logit_bias", ""),
        (request.logprobs, "logprobs", ""),
        (request.top_logprobs.is_some(), "top_logprobs", ""),
    ]);
    refused.extend(asked_of_others(request));
    let strict = request.tools.iter().filter(|tool| tool.strict == Some(true));
    let tools = strict.map(|tool| input_schema(tool)).find_map(|schema| closed(&schema, ANTHROPIC).err());
    let format = match &request.response_format {
        Some(ResponseFormat::JsonSchema { schema, .. }) => closed(schema, ANTHROPIC).err(),
        _ => None,
    };
    let by_schema = [("tools", tools), ("response_format", format)];
    refused.extend(by_schema.into_iter().filter_map(|(name, what)| Some(Refused::schema(name, what?))));
    in_order(&refused)
}

pub(super) fn encode(
    target: &Target<'_>,
    request: &ChatRequest,
    stream: bool,
) -> Result<http::Request<Vec<u8>>, EncodeError> {
    let model = Model::of(target.model);
    let mut conversation = conversation(&request.messages);
    let thinking_parameters =
        thinking::thinking_parameters(model, request.reasoning_effort, target.max_output_tokens);
    let refused = refused_in(target, request, thinking_parameters.as_ref(), &conversation);
    let Some(thinking_parameters) = thinking_parameters.filter(|_| refused.is_empty()) else {
        return Err(EncodeError::Unsupported(refused));
    };
    if thinking_parameters.kind.is_some() || !model.continues_assistant() {
        conversation.end_with_user();
    }
    let uri = target.url(DEFAULT_BASE, "/v1/messages")?;
    let mut http_request =
        json_request(uri, &body(target, request, conversation, thinking_parameters.members, stream))?;
    let headers = http_request.headers_mut();
    headers.insert("x-api-key", target.key_header("")?);
    headers.insert("anthropic-version", HeaderValue::from_static(VERSION));
    Ok(http_request)
}

/// What the model cannot honour, in order.
pub(super) fn refused(target: &Target<'_>, request: &ChatRequest) -> Vec<Refused> {
    let thinking_parameters = thinking::thinking_parameters(
        Model::of(target.model),
        request.reasoning_effort,
        target.max_output_tokens,
    );
    refused_in(target, request, thinking_parameters.as_ref(), &conversation(&request.messages))
}

/// The same, the thinking and the conversation being translated already.
fn refused_in(
    target: &Target<'_>,
    request: &ChatRequest,
    thinking_parameters: Option<&ThinkingParameters>,
    conversation: &Conversation,
) -> Vec<Refused> {
    let mut refused = unsupported(request);
    refused.extend(refused_by(Model::of(target.model), request));
    match thinking_parameters.map(|parameters| parameters.kind) {
        None => refused.push(effort_refused(request, target.max_output_tokens)),
        Some(Some(kind)) => refused.extend(thinking::conflicts(kind, request, &conversation.turns)),
        Some(None) => {}
    }
    in_order(&refused)
}

/// What this very model cannot honour.
fn refused_by(model: Model, request: &ChatRequest) -> Vec<Refused> {
    let (temperature, top_p) = (is_not_default(request.temperature), is_not_default(request.top_p));
    let schema = matches!(request.response_format, Some(ResponseFormat::JsonSchema { .. }));
    let strict = request.tools.iter().any(|tool| tool.strict == Some(true));
    let forces = forces_tools(request) && !model.takes_forced_tools();
    let both = temperature && top_p && model.takes_sampling() && !model.takes_both_samplings();
    let mut refused = broken([
        (temperature && !model.takes_sampling(), "temperature", ""),
        (top_p && !model.takes_sampling(), "top_p", ""),
        (both, "top_p", "`top_p` beside `temperature`"),
        (forces, "tool_choice", "a `tool_choice` that forces a call"),
    ]);
    if !model.has_structured_outputs() {
        let schemas = [
            (schema, "response_format", "`response_format` with a schema"),
            (strict, "tools", "`strict` tools"),
        ];
        let asked = schemas.into_iter().filter(|(is_asked, ..)| *is_asked);
        refused.extend(asked.map(|(_, name, what)| Refused::schema(name, what)));
    }
    refused
}

/// Whether a temperature or a `top_p` changes anything. Those that do not are left out: newer models refuse even a
/// `top_p` of 1, and the two together.
pub(super) fn is_not_default(sampling: Option<f64>) -> bool {
    sampling.is_some_and(|number| (number - 1.0).abs() > f64::EPSILON)
}

/// Whether the model must call a tool.
pub(super) const fn forces_tools(request: &ChatRequest) -> bool {
    matches!(request.tool_choice, Some(ToolChoice::Required | ToolChoice::Function(_)))
}

fn body(
    target: &Target<'_>,
    request: &ChatRequest,
    conversation: Conversation,
    thinking: Map<String, Value>,
    stream: bool,
) -> Value {
    let Conversation { mut system, turns } = conversation;
    if matches!(request.response_format, Some(ResponseFormat::JsonObject)) {
        // There is no JSON mode without a schema: the model is asked.
        system.push(MarkedText { text: JSON_INSTRUCTION.to_owned(), cache_control: None });
    }
    let mut body = Map::new();
    let mut set = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            body.insert(name.to_owned(), value);
        }
    };
    set("model", Some(json!(target.model)));
    set("max_tokens", Some(json!(target.max_output_tokens)));
    let blocks = system.iter().map(marked_text).collect::<Vec<_>>();
    set("system", (!blocks.is_empty()).then(|| json!(blocks)));
    set("messages", Some(json!(turns)));
    set("temperature", request.temperature.filter(|_| is_not_default(request.temperature)).map(Value::from));
    set("top_p", request.top_p.filter(|_| is_not_default(request.top_p)).map(Value::from));
    set("stop_sequences", (!request.stop.is_empty()).then(|| json!(request.stop)));
    if request.tools.is_empty() {
        let called = called_functions(request);
        if !called.is_empty() {
            set("tools", Some(called.into_iter().map(open_tool).collect()));
            set("tool_choice", Some(json!({"type": "none"})));
        }
    } else {
        let declared = request.tools.iter().map(|declared| marked(tool(declared), declared.cache_control));
        set("tools", Some(declared.collect()));
        set("tool_choice", tool_choice(request));
    }
    set("stream", stream.then_some(Value::Bool(true)));
    set("cache_control", request.cache_control.map(|cache_control| json!(cache_control)));
    let user = request.safety_identifier.as_ref().or(request.user.as_ref());
    set("metadata", user.map(|user| json!({"user_id": user})));
    set("service_tier", request.service_tier.and_then(service_tier).map(|tier| json!(tier)));
    body.extend(thinking);
    if let Some(ResponseFormat::JsonSchema { schema, .. }) = &request.response_format {
        let config = body.entry("output_config").or_insert_with(|| json!({}));
        config["format"] = json!({"type": "json_schema", "schema": closed(schema, ANTHROPIC).ok()});
    }
    Value::Object(body)
}

/// Why a model cannot honour an effort: it does not have it, or the answer's limit leaves no room for thinking.
fn effort_refused(request: &ChatRequest, max_output_tokens: u32) -> Refused {
    let refused = Refused::effort(request);
    let thinks = request.reasoning_effort.is_some_and(|effort| effort != ReasoningEffort::None);
    if thinks && max_output_tokens <= thinking::MIN_BUDGET {
        let what = format!("{} in an answer of at most {max_output_tokens} tokens", refused.what());
        return Refused::because("reasoning_effort", what);
    }
    refused
}

/// A tier by Anthropic's name: capacity that was bought in advance is used, or not (Anthropic "Service tiers").
const fn service_tier(tier: RequestedTier) -> Option<&'static str> {
    match tier {
        RequestedTier::Auto => Some("auto"),
        RequestedTier::Default => Some("standard_only"),
        RequestedTier::Flex | RequestedTier::Priority => None,
    }
}

/// The functions that were called earlier in the conversation, each once.
fn called_functions(request: &ChatRequest) -> Vec<&str> {
    let mut seen = HashSet::new();
    let calls = request.messages.iter().flat_map(|message| match message {
        Message::Assistant { tool_calls, .. } => tool_calls.as_slice(),
        _ => &[],
    });
    calls.map(|call| call.name.as_str()).filter(|name| seen.insert(*name)).collect()
}

/// A function that was called earlier, in a request that has no tools any more: the API has refused tool calls in a conversation
/// without any tool, and what the function took is not known. It cannot be called again.
fn open_tool(name: &str) -> Value {
    json!({"name": name, "input_schema": {"type": "object"}})
}

fn tool(tool: &FunctionTool) -> Value {
    let schema = input_schema(tool);
    let mut declared = json!({"name": tool.name});
    if let Some(description) = &tool.description {
        declared["description"] = json!(description);
    }
    if tool.strict == Some(true) {
        declared["input_schema"] = json!(closed(&schema, ANTHROPIC).ok());
        declared["strict"] = json!(true);
    } else {
        declared["input_schema"] = json!(schema);
    }
    declared
}

/// The schema of a tool's arguments, which the API wants to be an object's. That of a tool without parameters has none.
fn input_schema(tool: &FunctionTool) -> Map<String, Value> {
    let mut schema = tool.parameters.clone().unwrap_or_default();
    if schema.is_empty() && tool.strict == Some(true) {
        schema.insert("properties".to_owned(), json!({}));
    }
    schema.entry("type").or_insert_with(|| json!("object"));
    schema
}

fn tool_choice(request: &ChatRequest) -> Option<Value> {
    let mut choice = match &request.tool_choice {
        Some(ToolChoice::Auto) => json!({"type": "auto"}),
        Some(ToolChoice::None) => return Some(json!({"type": "none"})),
        Some(ToolChoice::Required) => json!({"type": "any"}),
        Some(ToolChoice::Function(name)) => json!({"type": "tool", "name": name}),
        None if request.parallel_tool_calls == Some(false) => json!({"type": "auto"}),
        None => return None,
    };
    if request.parallel_tool_calls == Some(false) {
        choice["disable_parallel_tool_use"] = json!(true);
    }
    Some(choice)
}

#[cfg(test)]
#[path = "encode_tests.rs"]
mod tests;
