//! A request in Gemini's form.

use api::chat::{
    ChatRequest, ContentPart, FunctionTool, Message, ReasoningEffort, ResponseFormat, ToolChoice,
};
use serde_json::{Map, Value, json};

use super::contents::{Contents, contents, is_gif};
use super::thinking;
use crate::codec::json_request;
use crate::refused::{asks_for_words, broken, in_order};
use crate::{EncodeError, Refused, Target};

pub const DEFAULT_BASE: &str = "https://generativelanguage.googleapis.com";
pub(super) const KEY_HEADER: http::HeaderName = http::HeaderName::from_static("x-goog-api-key");

pub(super) fn encode(
    target: &Target<'_>,
    request: &ChatRequest,
    stream: bool,
) -> Result<http::Request<Vec<u8>>, EncodeError> {
    let refused = refused(target, request);
    let Some(mut thinking) = thinking_config(target, request).filter(|_| refused.is_empty()) else {
        return Err(EncodeError::Unsupported(refused));
    };
    // A client that asks a model to think sees what it thinks.
    if thinking.is_object() && request.reasoning_effort != Some(ReasoningEffort::None) {
        thinking["includeThoughts"] = json!(true);
    }
    // Without `alt=sse` a stream is one long JSON array.
    let method = if stream { "streamGenerateContent?alt=sse" } else { "generateContent" };
    let model = path_segment(model_id(target.model));
    let uri = target.url(DEFAULT_BASE, &format!("/v1beta/models/{model}:{method}"))?;
    let mut http_request = json_request(uri, &body(target, request, thinking))?;
    http_request.headers_mut().insert(KEY_HEADER, target.key_header("")?);
    Ok(http_request)
}

/// How much the model thinks: null where nothing is asked, none where it has no such effort.
fn thinking_config(target: &Target<'_>, request: &ChatRequest) -> Option<Value> {
    match request.reasoning_effort {
        None => Some(Value::Null),
        Some(effort) => thinking::config(target.model, effort),
    }
}

/// What the model cannot honour, in order.
pub(super) fn refused(target: &Target<'_>, request: &ChatRequest) -> Vec<Refused> {
    let mut refused = [unsupported(request), refused_by(target.model, request)].concat();
    if thinking_config(target, request).is_none() {
        refused.push(Refused::effort(request));
    }
    in_order(&refused)
}

/// What no model of Gemini's can do: one call at a time; a seed that is no `int32`; a GIF (Google, "Image
/// understanding: supported formats").
pub(super) fn unsupported(request: &ChatRequest) -> Vec<Refused> {
    let one_call = request.parallel_tool_calls == Some(false) && !request.tools.is_empty();
    let mut refused = broken([
        (one_call, "parallel_tool_calls", ""),
        (
            request.seed.is_some_and(|seed| i32::try_from(seed).is_err()),
            "seed",
            "a `seed` of more than 32 bits",
        ),
        (!request.logit_bias.is_empty(), "logit_bias", ""),
        (request.logprobs, "logprobs", ""),
        (request.top_logprobs.is_some(), "top_logprobs", ""),
        (request.messages.iter().any(has_gif), "images", "GIF images"),
    ]);
    refused.extend(asks_for_words(request));
    refused
}

/// What this very model cannot honour: penalties, which "are not enabled" for Gemini 2.5 and later; JSON beside functions,
/// which Gemini 3 is the first to take.
fn refused_by(model: &str, request: &ChatRequest) -> Vec<Refused> {
    let generation = thinking::generation(model);
    let no_penalties = generation.is_some_and(|generation| generation >= (2, 5));
    let is_set = |penalty: Option<f64>| penalty.is_some_and(|penalty| penalty != 0.0);
    let json = request.response_format.is_some() && !request.tools.is_empty();
    broken([
        (no_penalties && is_set(request.frequency_penalty), "frequency_penalty", ""),
        (no_penalties && is_set(request.presence_penalty), "presence_penalty", ""),
        (
            json && generation.is_some_and(|generation| generation < (3, 0)),
            "response_format",
            "`response_format` beside `tools`",
        ),
    ])
}

fn has_gif(message: &Message) -> bool {
    let Message::User { content, .. } = message else { return false };
    content.iter().any(|part| matches!(part, ContentPart::Image { source, .. } if is_gif(source)))
}

/// The id of a model, which Google's lists write as `models/<id>`.
pub(super) fn model_id(model: &str) -> &str {
    model.strip_prefix("models/").unwrap_or(model)
}

/// A name as one segment of a path: all but the unreserved characters of RFC 3986 are escaped.
pub(super) fn path_segment(name: &str) -> String {
    name.bytes().fold(String::with_capacity(name.len()), |mut path, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            path.push(char::from(byte));
        } else {
            path.push_str(&format!("%{byte:02X}"));
        }
        path
    })
}

fn body(target: &Target<'_>, request: &ChatRequest, thinking: Value) -> Value {
    let Contents { system_instruction, contents } =
        contents(&request.messages, thinking::needs_signatures(target.model));
    let mut body = json!({
        "contents": contents,
        "generationConfig": generation_config(target.max_output_tokens, request, thinking),
    });
    if let Some(tier) = request.service_tier.filter(|tier| tier.is_special()) {
        body["serviceTier"] = json!(tier.as_str());
    }
    if let Some(instruction) = system_instruction {
        body["systemInstruction"] = instruction;
    }
    if !request.tools.is_empty() {
        let declarations: Vec<Value> = request.tools.iter().map(|tool| declaration(tool)).collect();
        body["tools"] = json!([{"functionDeclarations": declarations}]);
        // It would be refused without tools, where it has no meaning.
        if let Some(choice) = &request.tool_choice {
            body["toolConfig"] = json!({"functionCallingConfig": calling_config(choice)});
        }
    }
    body
}

fn generation_config(max_output_tokens: u32, request: &ChatRequest, thinking: Value) -> Value {
    let mut config = Map::new();
    let mut set = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            config.insert(name.to_owned(), value);
        }
    };
    set("maxOutputTokens", Some(json!(max_output_tokens)));
    set("temperature", request.temperature.map(Value::from));
    set("topP", request.top_p.map(Value::from));
    let penalty = |penalty: Option<f64>| penalty.filter(|penalty| *penalty != 0.0).map(Value::from);
    set("frequencyPenalty", penalty(request.frequency_penalty));
    set("presencePenalty", penalty(request.presence_penalty));
    set("stopSequences", (!request.stop.is_empty()).then(|| json!(request.stop)));
    set("seed", request.seed.map(Value::from));
    set("responseMimeType", request.response_format.as_ref().map(|_| json!("application/json")));
    if let Some(ResponseFormat::JsonSchema { schema, .. }) = &request.response_format {
        set("responseJsonSchema", Some(json!(schema)));
    }
    set("thinkingConfig", (!thinking.is_null()).then_some(thinking));
    Value::Object(config)
}

/// A function. Gemini has no `strict`: its calls follow their schema as far as the model keeps to it.
fn declaration(tool: &FunctionTool) -> Value {
    let mut declaration = json!({"name": tool.name});
    if let Some(description) = &tool.description {
        declaration["description"] = json!(description);
    }
    if let Some(parameters) = &tool.parameters {
        declaration["parametersJsonSchema"] = json!(parameters);
    }
    declaration
}

fn calling_config(choice: &ToolChoice) -> Value {
    match choice {
        ToolChoice::Auto => json!({"mode": "AUTO"}),
        ToolChoice::None => json!({"mode": "NONE"}),
        ToolChoice::Required => json!({"mode": "ANY"}),
        ToolChoice::Function(name) => json!({"mode": "ANY", "allowedFunctionNames": [name]}),
    }
}

#[cfg(test)]
#[path = "encode_tests.rs"]
mod tests;
