//! Leaving out what a model does not take, where a request, its alias or its team wants that rather than a refusal.

use std::borrow::Cow;

use api::chat::{ChatRequest, MarkedText, Message, PARAMETERS, ReasoningEffort, ResponseFormat};
use api::json_text;
use serde_json::{Map, Value};

use crate::closed_schema::{SchemaRules, closed, described};
use crate::refused::{FORMAT_SCHEMA, TOOL_SCHEMA, in_order};
use crate::{EncodeError, Refused, Target, codec};

/// The instruction for a model that has no JSON mode.
pub const JSON_INSTRUCTION: &str =
    "Answer with one JSON object and nothing else: no words before or after it, no code fence.";

/// A request, and the names of what was left out of it: see [`Refused::name`].
pub type Remaining<'a> = (Cow<'a, ChatRequest>, Vec<&'static str>);

/// A request without what the model does not take: what its codec knows of it, and the parameters that the alias `refuses`.
///
/// A schema that must be followed exactly is kept as far as possible: keywords that the provider does not take move into
/// descriptions; if that does not help, the answer need not follow it exactly. A form of the answer that the model does not have
/// is asked for in words.
///
/// # Errors
/// [`EncodeError::Unsupported`] for what is never left out.
pub fn leave_out<'a>(
    target: &Target<'_>,
    request: &'a ChatRequest,
    refuses: &[String],
) -> Result<Remaining<'a>, EncodeError> {
    let codec = codec(target.provider);
    let of_alias = PARAMETERS.into_iter().filter(|name| refuses.iter().any(|refused| refused == name));
    let mut refused: Vec<Refused> = of_alias.map(Refused::parameter).collect();
    let mut remaining = Cow::Borrowed(request);
    let mut names: Vec<&'static str> = Vec::new();
    loop {
        refused.extend(codec.refused(target, &remaining));
        refused = in_order(&refused);
        if refused.is_empty() {
            return Ok((remaining, names));
        }
        // An effort may be why others are refused.
        if refused.iter().any(|refused| *refused == "reasoning_effort") {
            refused.retain(|refused| *refused == "reasoning_effort");
        }
        for refused in refused.drain(..) {
            let name = refused.name();
            let was_softened = names.contains(&name);
            let is_out = match name {
                TOOL_SCHEMA => {
                    loosen_tools(remaining.to_mut(), codec.schema_rules().filter(|_| !was_softened))
                }
                FORMAT_SCHEMA => loosen_format(remaining.to_mut(), codec.schema_rules(), was_softened),
                _ if was_softened => false,
                "response_format" => ask_in_words(remaining.to_mut()),
                name => remaining.to_mut().leave_out(name),
            };
            if !is_out {
                return Err(EncodeError::Unsupported(vec![refused]));
            }
            if !was_softened {
                names.push(name);
            }
        }
    }
}

/// A request without those of its hints that the model does not take: what its codec knows of them, and what the alias `refuses`. An
/// effort that the model does not have becomes the next lower one that it has, as far down as `high`. Whatever else the model does not take
/// is left in, to be refused.
#[must_use]
pub fn leave_out_hints<'a>(
    target: &Target<'_>,
    request: &'a ChatRequest,
    refuses: &[String],
) -> Remaining<'a> {
    let mut remaining = Cow::Borrowed(request);
    let mut names: Vec<&'static str> = Vec::new();
    let of_alias = |hint: &&&str| refuses.iter().any(|refused| refused == **hint);
    for &hint in request.hints.iter().filter(of_alias) {
        if remaining.to_mut().leave_out(hint) {
            names.push(hint);
        }
    }
    let mut removed = names.clone();
    while !request.hints.is_empty() {
        let refused = codec(target.provider).refused(target, &remaining);
        let hint = refused.iter().map(Refused::name).find(|name| request.hints.contains(name));
        let Some(hint) = hint.filter(|hint| !removed.contains(hint)) else { break };
        if hint != "reasoning_effort" || !lower_effort(remaining.to_mut()) {
            removed.push(hint);
            if !remaining.to_mut().leave_out(hint) {
                break;
            }
        }
        if !names.contains(&hint) {
            names.push(hint);
        }
    }
    (remaining, names)
}

/// Takes an effort above `high` down to the next one.
fn lower_effort(request: &mut ChatRequest) -> bool {
    let lower = match request.reasoning_effort {
        Some(ReasoningEffort::Max) => ReasoningEffort::Xhigh,
        Some(ReasoningEffort::Xhigh) => ReasoningEffort::High,
        _ => return false,
    };
    request.reasoning_effort = Some(lower);
    true
}

/// Whether a model takes all of a request: then nothing needs to be left out.
#[must_use]
pub fn takes_all(target: &Target<'_>, request: &ChatRequest, refuses: &[String]) -> bool {
    refuses.is_empty() && codec(target.provider).refused(target, request).is_empty()
}

/// The schema as a provider takes it, with keywords in descriptions where that is enough.
fn softened(schema: &Map<String, Value>, rules: Option<SchemaRules>) -> Option<Map<String, Value>> {
    let rules = rules?;
    Some(described(schema, rules)).filter(|schema| closed(schema, rules).is_ok())
}

/// `strict` tools whose arguments follow what is left of their schema, or need not follow it exactly.
fn loosen_tools(request: &mut ChatRequest, rules: Option<SchemaRules>) -> bool {
    let mut is_loosened = false;
    for tool in request.tools.iter_mut().filter(|tool| tool.function.strict == Some(true)) {
        let schema = tool.function.parameters.as_ref();
        match schema.and_then(|schema| softened(schema, rules)) {
            Some(schema) => tool.function.parameters = Some(schema),
            None => tool.function.strict = None,
        }
        is_loosened = true;
    }
    is_loosened
}

/// A format that follows what is left of its schema, need not follow it exactly, or is asked for in words.
fn loosen_format(request: &mut ChatRequest, rules: Option<SchemaRules>, was_softened: bool) -> bool {
    let Some(ResponseFormat::JsonSchema { schema, strict, .. }) = &mut request.response_format else {
        return false;
    };
    if let Some(softened) = softened(schema, rules.filter(|_| !was_softened)) {
        *schema = softened;
    } else if rules.is_some_and(|rules| rules.takes_loose_formats) && *strict == Some(true) {
        *strict = Some(false);
    } else {
        return ask_in_words(request);
    }
    true
}

/// Takes the format away and asks for it after the instructions that the conversation begins with.
fn ask_in_words(request: &mut ChatRequest) -> bool {
    let text = match request.response_format.take() {
        None => return false,
        Some(ResponseFormat::JsonObject) => JSON_INSTRUCTION.to_owned(),
        Some(ResponseFormat::JsonSchema { schema, .. }) => {
            let schema = json_text::write(&Value::Object(schema));
            format!("{JSON_INSTRUCTION} It must fit this JSON schema: {schema}")
        }
    };
    let is_instruction = |message: &Message| matches!(message, Message::System { .. });
    let beginning = request.messages.iter().take_while(|message| is_instruction(message)).count();
    let texts = vec![MarkedText { text, cache_control: None }];
    request.messages.insert(beginning, Message::System { texts, name: None });
    true
}

#[cfg(test)]
#[path = "leaving_out_tests.rs"]
mod tests;
