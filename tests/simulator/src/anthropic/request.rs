//! Validation of a messages request.

use serde_json::Value;

use super::{
    messages::{self, cache_control},
    model::Model,
};
use crate::{
    answer::{ChatCall, OutputForm, Tool, ToolChoice},
    strict::{Fields, Node, Strict},
    tokens::{PER_IMAGE, count_prompt_tokens, count_tool_tokens},
};

const FIELDS: [&str; 18] = [
    "cache_control",
    "container",
    "inference_geo",
    "max_tokens",
    "messages",
    "metadata",
    "model",
    "output_config",
    "service_tier",
    "stop_sequences",
    "stream",
    "system",
    "temperature",
    "thinking",
    "tool_choice",
    "tools",
    "top_k",
    "top_p",
];

/// The smallest `budget_tokens`.
const LEAST_BUDGET: u64 = 1_024;

/// How a model is to think.
#[derive(Clone, Copy, Default)]
struct Thinking {
    on: bool,
    /// In the older way, with a budget. It forbids what would steer the answer.
    budgeted: bool,
    shown: bool,
}

pub(super) fn model_name(body: &Node<'_>) -> Strict<String> {
    let fields = body.object()?;
    fields.only(&FIELDS)?;
    Ok(fields.required("model")?.string()?.to_owned())
}

pub(super) fn understand(body: &Node<'_>, name: String, model: Model) -> Strict<ChatCall> {
    let fields = body.object()?;
    let budget = fields.required("max_tokens")?.integer(1)?;
    let conversation = messages::read(&fields.required("messages")?)?;
    if conversation.open_ended && !model.continues() {
        return body.rule(
            None,
            "This model does not support assistant message prefill. The conversation must end with a user \
             message.",
        );
    }
    let mut texts = fields.optional("system").map_or(Ok(Vec::new()), |node| messages::system(&node))?;
    texts.extend(conversation.texts.iter().cloned());
    passing(&fields)?;
    let thinking = thinking(body, &fields, model, budget)?;
    if thinking.budgeted && conversation.lacks_thinking {
        return body.rule(
            None,
            "Expected `thinking` or `redacted_thinking`, but found `tool_use`. When `thinking` is enabled, a final \
             `assistant` message must start with a thinking block.",
        );
    }
    sampling(body, &fields, model, thinking)?;
    let (tools, tool_tokens) = tools(&fields)?;
    if conversation.has_tool_use && tools.is_empty() {
        return body
            .rule(None, "Requests which include `tool_use` or `tool_result` blocks must define tools");
    }
    let (tool_choice, one_tool_call_only) = tool_choice(body, &fields, &tools, model, thinking)?;
    let (effort, output) = output_config(body, &fields, &name, model)?;
    let prompt_tokens =
        count_prompt_tokens(texts.iter().map(String::as_str)) + conversation.images * PER_IMAGE + tool_tokens;
    Ok(ChatCall {
        streaming: fields.boolean_or("stream", false)?,
        stream_usage: true,
        prompt_tokens,
        user_text: conversation.user_text,
        tool_results: conversation.tool_results,
        tools,
        tool_choice,
        one_tool_call_only,
        output,
        max_tokens: Some(budget),
        stop: stop_sequences(&fields)?,
        reasoning_tokens: if thinking.on { effort } else { 0 },
        show_thoughts: thinking.shown,
        choices: 1,
        logprobs: None,
        model: name,
        embeddings: None,
    })
}

/// Parameters that change nothing here.
fn passing(fields: &Fields<'_>) -> Strict<()> {
    cache_control(fields)?;
    fields.check_string("inference_geo")?;
    fields.check_one_of("service_tier", &["auto", "standard_only"])?;
    if let Some(metadata) = fields.optional("metadata") {
        let metadata = metadata.object()?;
        metadata.only(&["user_id"])?;
        metadata.check_string("user_id")?;
    }
    match fields.optional("container") {
        Some(node) => node.rule(None, "The simulator does not play 'container'."),
        None => Ok(()),
    }
}

fn thinking(body: &Node<'_>, fields: &Fields<'_>, model: Model, budget: u64) -> Strict<Thinking> {
    let unasked = Thinking { on: model.thinks_unasked(), budgeted: false, shown: model.shows_thoughts() };
    let Some(node) = fields.optional("thinking") else { return Ok(unasked) };
    let config = node.object()?;
    let kind = config.required("type")?.one_of(&["adaptive", "between_tools", "disabled", "enabled"])?;
    let shown = |config: &Fields<'_>| -> Strict<bool> {
        let display = config.optional("display");
        let word = display.map(|node| node.one_of(&["summarized", "omitted"])).transpose()?;
        Ok(word.map_or_else(|| model.shows_thoughts(), |word| word == "summarized"))
    };
    match kind {
        "enabled" => {
            config.only(&["type", "budget_tokens", "display"])?;
            if !model.thinks_on_a_budget() {
                return body.rule(
                    None,
                    "\"thinking.type.enabled\" is not supported for this model. Use \
                     \"thinking.type.adaptive\" and \"output_config.effort\" to control thinking behavior.",
                );
            }
            if config.required("budget_tokens")?.integer(LEAST_BUDGET)? >= budget {
                return body.rule(None, "`max_tokens` must be greater than `thinking.budget_tokens`");
            }
            Ok(Thinking { on: true, budgeted: true, shown: shown(&config)? })
        }
        "adaptive" => {
            config.only(&["type", "display"])?;
            if !model.thinks_adaptively() {
                return body.rule(None, "adaptive thinking is not supported on this model");
            }
            Ok(Thinking { on: true, budgeted: false, shown: shown(&config)? })
        }
        "between_tools" if model.thinks_always() => {
            config.only(&["type", "display"])?;
            shown(&config)?;
            Ok(Thinking::default())
        }
        "disabled" if !model.thinks_always() => config.only(&["type"]).map(|()| Thinking::default()),
        other => body.rule(None, format!("\"thinking.type.{other}\" is not supported for this model.")),
    }
}

fn sampling(body: &Node<'_>, fields: &Fields<'_>, model: Model, thinking: Thinking) -> Strict<()> {
    fields.check_number("temperature", 0.0, 1.0)?;
    fields.check_number("top_p", 0.0, 1.0)?;
    let top_k = fields.optional("top_k");
    top_k.as_ref().map_or(Ok(0), |node| node.integer(0))?;
    let number = |name: &str| fields.optional(name).and_then(|node| node.value.as_f64());
    let (temperature, top_p) = (number("temperature"), number("top_p"));
    if !model.samples() {
        let refused = [
            ("temperature", temperature.is_some_and(|number| number < 1.0)),
            ("top_p", top_p.is_some_and(|number| number < 0.99)),
            ("top_k", top_k.is_some()),
        ];
        return match refused.iter().find(|(_, refused)| *refused) {
            Some((name, _)) => body.rule(None, format!("`{name}` is deprecated for this model.")),
            None => Ok(()),
        };
    }
    if model.samples_one_way() && temperature.is_some() && top_p.is_some() {
        return body.rule(
            None,
            "`temperature` and `top_p` cannot both be specified for this model. Please use only one.",
        );
    }
    if !thinking.on {
        return Ok(());
    }
    if temperature.is_some_and(|number| number < 1.0) {
        return body
            .rule(None, "`temperature` may only be set to 1 when thinking is enabled or in adaptive mode.");
    }
    if top_p.is_some_and(|number| number < 0.95) {
        return body.rule(
            None,
            "`top_p` must be greater than or equal to 0.95 or unset when thinking is enabled or in adaptive \
             mode.",
        );
    }
    if top_k.is_some() {
        return body.rule(None, "`top_k` must be unset when thinking is enabled or in adaptive mode.");
    }
    Ok(())
}

fn tools(fields: &Fields<'_>) -> Strict<(Vec<Tool>, u64)> {
    let Some(node) = fields.optional("tools") else { return Ok((Vec::new(), 0)) };
    let mut tokens = 0;
    let mut tools: Vec<Tool> = Vec::new();
    for item in node.array()? {
        if let Some(kind) = item.object()?.optional("type")
            && kind.string()? != "custom"
        {
            return item.rule(None, format!("The simulator does not play tools of type {}.", kind.value));
        }
        let tool = Node { value: item.value, path: item.path.key("custom") }.object()?;
        tool.only(&["type", "name", "description", "input_schema", "strict", "cache_control"])?;
        cache_control(&tool)?;
        let name = tool_name(&tool.required("name")?)?;
        let description = tool.optional("description").map_or(Ok(""), |node| node.string())?;
        let schema = tool.required("input_schema")?;
        schema.object()?.required("type")?.one_of(&["object"])?;
        if tool.boolean_or("strict", false)? {
            check_closed(&schema, schema.value)?;
            check_references(&schema)?;
        }
        if tools.iter().any(|tool| tool.name == name) {
            return node.rule(None, "Tool names must be unique.");
        }
        tokens += count_tool_tokens(name, description, schema.value);
        tools.push(Tool { name: name.to_owned(), schema: schema.value.clone() });
    }
    Ok((tools, tokens))
}

fn tool_name<'a>(node: &Node<'a>) -> Strict<&'a str> {
    let name = node.string()?;
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if name.is_empty() || name.len() > 128 || !name.chars().all(fits) {
        return node.rule(None, "String should match pattern '^[a-zA-Z0-9_-]{1,128}$'");
    }
    Ok(name)
}

fn tool_choice(
    body: &Node<'_>,
    fields: &Fields<'_>,
    tools: &[Tool],
    model: Model,
    thinking: Thinking,
) -> Strict<(ToolChoice, bool)> {
    let Some(node) = fields.optional("tool_choice") else { return Ok((ToolChoice::Auto, false)) };
    let config = node.object()?;
    let kind = config.required("type")?.one_of(&["auto", "any", "tool", "none"])?;
    config.only(match kind {
        "none" => &["type"],
        "tool" => &["type", "name", "disable_parallel_tool_use"],
        _ => &["type", "disable_parallel_tool_use"],
    })?;
    let one_only = config.boolean_or("disable_parallel_tool_use", false)?;
    if tools.is_empty() && kind != "none" {
        return node.rule(None, "tool_choice may only be specified while providing tools.");
    }
    if matches!(kind, "any" | "tool") {
        if model.thinks_always() {
            return node.rule(None, "Forced tool use is not supported for this model.");
        }
        if thinking.budgeted {
            return body.rule(None, "Thinking may not be enabled when tool_choice forces tool use.");
        }
    }
    let choice = match kind {
        "none" => ToolChoice::Never,
        "any" => ToolChoice::Required,
        "tool" => {
            let name = config.required("name")?.string()?;
            if !tools.iter().any(|tool| tool.name == name) {
                return body.rule(None, format!("Tool '{name}' not found in provided tools"));
            }
            ToolChoice::Named(name.to_owned())
        }
        _ => ToolChoice::Auto,
    };
    Ok((choice, one_only))
}

/// The tokens of thinking at the effort asked for, and the form of the answer.
fn output_config(
    body: &Node<'_>,
    fields: &Fields<'_>,
    name: &str,
    model: Model,
) -> Strict<(u64, OutputForm)> {
    const USUAL: u64 = 64;
    let Some(node) = fields.optional("output_config") else { return Ok((USUAL, OutputForm::Text)) };
    let config = node.object()?;
    config.only(&["effort", "format"])?;
    let effort = match config.optional("effort") {
        None => USUAL,
        Some(_) if !model.has_effort() => {
            return body.rule(None, "This model does not support the effort parameter.");
        }
        Some(effort) if !effort.value.as_str().is_some_and(|word| model.has_this_effort(word)) => {
            return body.rule(None, format!("This model does not support effort level {}.", effort.value));
        }
        Some(effort) => match effort.one_of(&["low", "medium", "high", "xhigh", "max"])? {
            "low" => 16,
            "high" => 256,
            "xhigh" => 512,
            "max" => 1_024,
            _ => USUAL,
        },
    };
    let Some(format) = config.optional("format") else { return Ok((effort, OutputForm::Text)) };
    if !model.has_formats() {
        return body.rule(None, format!("'{name}' does not support output format."));
    }
    let format = format.object()?;
    format.required("type")?.one_of(&["json_schema"])?;
    format.only(&["type", "schema"])?;
    let schema = format.required("schema")?;
    schema.object()?;
    check_closed(&schema, schema.value)?;
    check_references(&schema)?;
    Ok((effort, OutputForm::Schema(schema.value.clone())))
}

/// What no schema may have.
const NOT_IN_SCHEMAS: [&str; 16] = [
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "patternProperties",
    "not",
    "if",
    "then",
    "else",
];

/// No reference may lead to itself, or out of the schema.
fn check_references(at: &Node<'_>) -> Strict<()> {
    fn follow(at: &Node<'_>, schema: &Value, path: &[&str]) -> Strict<()> {
        if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
            if path.contains(&target) || target == "#" {
                return at.rule(None, "Circular reference detected");
            }
            let Some(found) = target.strip_prefix('#').and_then(|pointer| at.value.pointer(pointer)) else {
                return at.rule(None, format!("Reference {target} cannot be resolved"));
            };
            return follow(at, found, &[path, &[target]].concat());
        }
        match schema {
            Value::Object(members) => members.values().try_for_each(|inner| follow(at, inner, path)),
            Value::Array(items) => items.iter().try_for_each(|inner| follow(at, inner, path)),
            _ => Ok(()),
        }
    }
    follow(at, at.value, &[])
}

/// Every object of a schema, at any depth, must be closed, and limits are not taken.
fn check_closed(at: &Node<'_>, schema: &Value) -> Strict<()> {
    let kind = schema.get("type").and_then(Value::as_str).unwrap_or("object");
    let too_many = schema
        .get("minItems")
        .filter(|least| least.as_u64().is_none_or(|least| least > 1))
        .map(|_| "minItems");
    if let Some(name) = NOT_IN_SCHEMAS.into_iter().find(|name| schema.get(name).is_some()).or(too_many) {
        return at.rule(None, format!("For '{kind}' type, property '{name}' is not supported"));
    }
    let is_object = schema.get("type").is_some_and(|kind| kind == "object");
    if is_object && schema.get("additionalProperties") != Some(&Value::Bool(false)) {
        return at.rule(None, "For 'object' type, 'additionalProperties' must be explicitly set to false");
    }
    for name in ["properties", "$defs", "definitions"] {
        let mut named = schema.get(name).and_then(Value::as_object).into_iter().flatten();
        named.try_for_each(|(_, inner)| check_closed(at, inner))?;
    }
    for name in ["anyOf", "allOf"] {
        let mut listed = schema.get(name).and_then(Value::as_array).into_iter().flatten();
        listed.try_for_each(|inner| check_closed(at, inner))?;
    }
    schema.get("items").map_or(Ok(()), |items| check_closed(at, items))
}

fn stop_sequences(fields: &Fields<'_>) -> Strict<Vec<String>> {
    let Some(node) = fields.optional("stop_sequences") else { return Ok(Vec::new()) };
    let list = node.array()?;
    let sequences = list.iter().map(|item| {
        let text = item.string()?;
        if text.trim().is_empty() {
            return node.rule(None, "each stop sequence must contain non-whitespace");
        }
        Ok(text.to_owned())
    });
    sequences.collect()
}
