//! Validation of a chat completion request.

use serde_json::Value;

use super::{Vendor, messages};
use crate::{
    answer::{ChatCall, OutputForm, Tool, ToolChoice},
    strict::{Fields, Kind, Node, Strict},
    tokens::{PER_IMAGE, count_prompt_tokens, count_tool_tokens},
};

const SHARED: [&str; 24] = [
    "frequency_penalty",
    "logit_bias",
    "logprobs",
    "max_completion_tokens",
    "max_tokens",
    "messages",
    "metadata",
    "model",
    "n",
    "parallel_tool_calls",
    "presence_penalty",
    "prompt_cache_key",
    "reasoning_effort",
    "response_format",
    "seed",
    "service_tier",
    "stop",
    "stream",
    "stream_options",
    "temperature",
    "tool_choice",
    "tools",
    "top_logprobs",
    "top_p",
];
const OPENAI_ONLY: [&str; 6] =
    ["prediction", "prompt_cache_retention", "safety_identifier", "store", "verbosity", "web_search_options"];
const FIREWORKS_ONLY: [&str; 16] = [
    "context_length_exceeded_behavior",
    "echo",
    "ignore_eos",
    "mean_temperature",
    "min_p",
    "mirostat_lr",
    "mirostat_target",
    "perf_metrics_in_response",
    "prompt_truncate_len",
    "raw_output",
    "reasoning_history",
    "repetition_penalty",
    "return_token_ids",
    "speculation",
    "top_k",
    "typical_p",
];
const USER: [&str; 1] = ["user"];
/// Real parameters that the simulator does not play; better refused than passed over.
const NOT_PLAYED: [&str; 5] =
    ["prediction", "web_search_options", "echo", "raw_output", "perf_metrics_in_response"];

const EFFORTS: [&str; 7] = ["none", "minimal", "low", "medium", "high", "xhigh", "max"];
/// What reasoning models refuse, apart from `max_tokens` and a temperature other than 1.
const NOT_FOR_REASONING: [&str; 6] =
    ["top_p", "presence_penalty", "frequency_penalty", "logit_bias", "logprobs", "top_logprobs"];

/// The efforts that a reasoning model of OpenAI's takes.
fn efforts(model: &str) -> &'static [&'static str] {
    let version: f64 =
        model.strip_prefix("gpt-").and_then(|rest| rest.split('-').next()?.parse().ok()).unwrap_or(0.0);
    match version {
        v if v >= 5.2 => &["none", "low", "medium", "high", "xhigh"],
        v if v >= 5.1 => &["none", "low", "medium", "high"],
        v if v >= 5.0 => &["minimal", "low", "medium", "high"],
        _ => &["low", "medium", "high"],
    }
}

/// Whether a model that can be asked not to reason is not reasoning about this request.
fn is_idle(fields: &Fields<'_>, model: &str) -> bool {
    let asked = fields.optional("reasoning_effort").and_then(|node| node.value.as_str().map(str::to_owned));
    let usual = ["gpt-5.1", "gpt-5.2", "gpt-5.4"].iter().any(|name| model.starts_with(name));
    efforts(model).contains(&"none") && asked.map_or(usual, |effort| effort == "none")
}

/// Whether the vendor serves a model of this name.
pub(super) fn model_exists(vendor: Vendor, model: &str) -> bool {
    match vendor {
        Vendor::OpenAi => {
            ["gpt-", "chatgpt-", "o1", "o3", "o4", "ft:"].iter().any(|prefix| model.starts_with(prefix))
        }
        Vendor::Fireworks => match model.split('/').collect::<Vec<_>>()[..] {
            ["accounts", account, "models" | "deployments", id] => !account.is_empty() && !id.is_empty(),
            _ => false,
        },
    }
}

fn reasons(vendor: Vendor, model: &str) -> bool {
    match vendor {
        Vendor::OpenAi => {
            ["o1", "o3", "o4", "gpt-5", "gpt-6"].iter().any(|prefix| model.starts_with(prefix))
                && !model.contains("-chat")
        }
        Vendor::Fireworks => ["gpt-oss", "deepseek-r1", "thinking"].iter().any(|part| model.contains(part)),
    }
}

/// Whether a model of Fireworks' goes on after a tool call only with what it thought before (DeepSeek, Moonshot AI).
fn keeps_reasoning(model: &str) -> bool {
    model.contains("thinking")
}

pub(super) fn understand(body: &Node<'_>, vendor: Vendor) -> Strict<ChatCall> {
    let fields = body.object()?;
    let own: &[&str] = match vendor {
        Vendor::OpenAi => &OPENAI_ONLY,
        Vendor::Fireworks => &FIREWORKS_ONLY,
    };
    fields.only(&[&SHARED, own, &USER].concat())?;
    let model = fields.required("model")?.string()?.to_owned();
    let reasoning = reasons(vendor, &model);
    let conversation = messages::read(&fields.required("messages")?, vendor)?;
    if let Some(flaw) =
        conversation.lacks_reasoning.filter(|_| vendor == Vendor::Fireworks && keeps_reasoning(&model))
    {
        return Err(flaw);
    }
    // The first models that reason take stop texts, the later ones do not.
    let takes_stop = ["o1", "o3-mini"].iter().any(|name| model.starts_with(name));
    sampling(&fields, vendor, reasoning && !is_idle(&fields, &model), takes_stop)?;
    for name in NOT_PLAYED {
        if let Some(node) = fields.optional(name).filter(|node| *node.value != Value::Bool(false)) {
            return node.rule(Some("not_simulated"), format!("The simulator does not play '{name}'."));
        }
    }
    let streaming = fields.boolean_or("stream", false)?;
    let (tools, tool_tokens) = tools(&fields)?;
    let tool_choice = tool_choice(&fields, &tools)?;
    if let Some(node) = fields.optional("parallel_tool_calls").filter(|_| tools.is_empty()) {
        let message = "Invalid value for 'parallel_tool_calls': 'parallel_tool_calls' is only allowed when 'tools' are \
                       specified.";
        return node.rule(None, message);
    }
    if let Some(node) = fields.optional("parallel_tool_calls").filter(|_| model.starts_with('o')) {
        let message = "Unsupported parameter: 'parallel_tool_calls' is not supported with this model.";
        return node.rule(Some("unsupported_parameter"), message);
    }
    let output = output(&fields, &conversation.texts)?;
    let prompt_tokens = count_prompt_tokens(conversation.texts.iter().map(String::as_str))
        + conversation.images * PER_IMAGE
        + tool_tokens;
    Ok(ChatCall {
        streaming,
        stream_usage: stream_usage(&fields, streaming)?,
        prompt_tokens,
        user_text: conversation.user_text,
        tool_results: conversation.tool_results,
        tools,
        tool_choice,
        one_tool_call_only: !fields.boolean_or("parallel_tool_calls", true)?,
        output,
        max_tokens: max_tokens(&fields, vendor, reasoning)?,
        stop: stop(&fields)?,
        reasoning_tokens: effort(&fields, vendor, reasoning, &model)?,
        show_thoughts: vendor == Vendor::Fireworks && reasoning,
        choices: choices(&fields)?,
        logprobs: logprobs(&fields, vendor)?,
        model,
        embeddings: None,
    })
}

fn sampling(fields: &Fields<'_>, vendor: Vendor, reasoning: bool, takes_stop: bool) -> Strict<()> {
    fields.check_number("temperature", 0.0, 2.0)?;
    fields.check_number("top_p", 0.0, 1.0)?;
    fields.check_number("presence_penalty", -2.0, 2.0)?;
    fields.check_number("frequency_penalty", -2.0, 2.0)?;
    for name in ["logit_bias", "metadata"] {
        fields.optional(name).map_or(Ok(()), |node| node.object().map(drop))?;
    }
    if let Some(seed) = fields.optional("seed").filter(|seed| seed.value.as_i64().is_none()) {
        return seed.wrong_type(Kind::Integer);
    }
    for name in ["user", "prompt_cache_key", "safety_identifier"] {
        fields.check_string(name)?;
    }
    fields.boolean_or("store", false)?;
    fields.check_one_of("verbosity", &["low", "medium", "high"])?;
    fields.check_one_of("service_tier", &["auto", "default", "flex", "scale", "priority"])?;
    if vendor == Vendor::Fireworks || !reasoning {
        return Ok(());
    }
    if let Some(node) = fields.optional("temperature")
        && node.value.as_f64() != Some(1.0)
    {
        let message = format!(
            "Unsupported value: 'temperature' does not support {} with this model. Only the default (1) value \
             is supported.",
            node.value
        );
        return node.rule(Some("unsupported_value"), message);
    }
    for name in NOT_FOR_REASONING.into_iter().chain((!takes_stop).then_some("stop")) {
        if let Some(node) = fields.optional(name) {
            let message = format!("Unsupported parameter: '{name}' is not supported with this model.");
            return node.rule(Some("unsupported_parameter"), message);
        }
    }
    Ok(())
}

fn max_tokens(fields: &Fields<'_>, vendor: Vendor, reasoning: bool) -> Strict<Option<u64>> {
    let old = fields.optional("max_tokens");
    let new = fields.optional("max_completion_tokens");
    if let Some(old) = &old
        && vendor == Vendor::OpenAi
        && reasoning
    {
        return old.rule(
            Some("unsupported_parameter"),
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use \
             'max_completion_tokens' instead.",
        );
    }
    if let (Some(old), Some(_)) = (&old, &new) {
        return old.rule(
            Some("invalid_parameter_combination"),
            "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
        );
    }
    new.or(old).map(|node| node.integer(1)).transpose()
}

fn effort(fields: &Fields<'_>, vendor: Vendor, reasoning: bool, model: &str) -> Strict<u64> {
    let Some(node) = fields.optional("reasoning_effort") else {
        return Ok(if reasoning { 64 } else { 0 });
    };
    if !reasoning && vendor == Vendor::OpenAi {
        return body_rule(&node, "Unrecognized request argument supplied: reasoning_effort");
    }
    if vendor == Vendor::OpenAi && !efforts(model).contains(&node.one_of(&EFFORTS)?) {
        let message = format!(
            "Unsupported value: 'reasoning_effort' does not support {} with this model. Supported values are: {}.",
            node.value,
            efforts(model).iter().map(|effort| format!("'{effort}'")).collect::<Vec<_>>().join(", ")
        );
        return node.rule(Some("unsupported_value"), message);
    }
    Ok(match node.one_of(&EFFORTS)? {
        _ if !reasoning => 0,
        "low" => 16,
        "medium" => 64,
        "high" => 256,
        "xhigh" | "max" => 512,
        _ => 0,
    })
}

/// One of the older errors, which name neither parameter nor code.
fn body_rule<T>(node: &Node<'_>, message: &str) -> Strict<T> {
    Node::root(node.value).rule(None, message)
}

fn stream_usage(fields: &Fields<'_>, streaming: bool) -> Strict<bool> {
    let Some(node) = fields.optional("stream_options") else { return Ok(false) };
    if !streaming {
        return node.rule(None, "The 'stream_options' parameter is only allowed when 'stream' is enabled.");
    }
    let options = node.object()?;
    options.only(&["include_usage", "include_obfuscation"])?;
    options.boolean_or("include_obfuscation", true)?;
    options.boolean_or("include_usage", false)
}

fn choices(fields: &Fields<'_>) -> Strict<u64> {
    let Some(node) = fields.optional("n") else { return Ok(1) };
    node.number(1.0, 128.0)?;
    node.integer(1)
}

/// Whether probabilities are asked for, and of how many tokens at each place.
fn logprobs(fields: &Fields<'_>, vendor: Vendor) -> Strict<Option<u64>> {
    let most = match vendor {
        Vendor::OpenAi => 20.0,
        Vendor::Fireworks => 5.0,
    };
    let asked = fields.boolean_or("logprobs", false)?;
    let Some(node) = fields.optional("top_logprobs") else { return Ok(asked.then_some(0)) };
    node.number(0.0, most)?;
    let others = node.integer(0)?;
    if !asked {
        return node.rule(None, "The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled.");
    }
    Ok(Some(others))
}

fn stop(fields: &Fields<'_>) -> Strict<Vec<String>> {
    let Some(node) = fields.optional("stop") else { return Ok(Vec::new()) };
    if let Ok(one) = node.string() {
        return Ok(vec![one.to_owned()]);
    }
    let list = node.array()?;
    if list.len() > 4 {
        let message = format!(
            "Invalid 'stop': array too long. Expected an array with maximum length 4, but got an array with \
             length {} instead.",
            list.len()
        );
        return node.rule(Some("array_above_max_length"), message);
    }
    list.iter().map(|item| item.string().map(str::to_owned)).collect()
}

fn tools(fields: &Fields<'_>) -> Strict<(Vec<Tool>, u64)> {
    let Some(node) = fields.optional("tools") else { return Ok((Vec::new(), 0)) };
    let list = node.array()?;
    if list.is_empty() {
        return node.rule(
            Some("empty_array"),
            "Invalid 'tools': empty array. Expected an array with minimum length 1, but got an empty array \
             instead.",
        );
    }
    let mut tokens = 0;
    let mut tools = Vec::new();
    for item in list {
        let tool = item.object()?;
        tool.only(&["type", "function"])?;
        tool.required("type")?.one_of(&["function"])?;
        let function = tool.required("function")?.object()?;
        function.only(&["name", "description", "parameters", "strict"])?;
        let name = function_name(&function.required("name")?)?;
        let description = function.optional("description").map_or(Ok(""), |node| node.string())?;
        let schema = function.optional("parameters");
        if let Some(schema) = &schema {
            check_parameters(name, schema)?;
        }
        if function.boolean_or("strict", false)?
            && let Some(schema) = &schema
        {
            check_strict(schema, &format!("function '{name}'"), schema.value, "()")?;
        }
        let schema = schema.map_or_else(|| serde_json::json!({"type": "object"}), |node| node.value.clone());
        tokens += count_tool_tokens(name, description, &schema);
        tools.push(Tool { name: name.to_owned(), schema });
    }
    Ok((tools, tokens))
}

fn function_name<'a>(node: &Node<'a>) -> Strict<&'a str> {
    let name = node.string()?;
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if name.is_empty() || name.len() > 64 || !name.chars().all(fits) {
        let message = format!(
            "Invalid '{}': string does not match pattern. Expected a string that matches the pattern \
             '^[a-zA-Z0-9_-]+$'.",
            node.path
        );
        return node.rule(Some("invalid_value"), message);
    }
    Ok(name)
}

fn check_parameters(name: &str, schema: &Node<'_>) -> Strict<()> {
    schema.object()?;
    match schema.value.get("type").and_then(Value::as_str) {
        None | Some("object") => Ok(()),
        Some(other) => schema.rule(
            Some("invalid_function_parameters"),
            format!(
                "Invalid schema for function '{name}': schema must be a JSON Schema of 'type: \"object\"', got \
                 'type: \"{other}\"'."
            ),
        ),
    }
}

fn tool_choice(fields: &Fields<'_>, tools: &[Tool]) -> Strict<ToolChoice> {
    let Some(node) = fields.optional("tool_choice") else { return Ok(ToolChoice::Auto) };
    if tools.is_empty() {
        return node.rule(
            None,
            "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified.",
        );
    }
    if node.value.is_string() {
        return Ok(match node.one_of(&["none", "auto", "required"])? {
            "none" => ToolChoice::Never,
            "required" => ToolChoice::Required,
            _ => ToolChoice::Auto,
        });
    }
    let choice = node.object()?;
    choice.only(&["type", "function"])?;
    choice.required("type")?.one_of(&["function"])?;
    let function = choice.required("function")?.object()?;
    function.only(&["name"])?;
    let name = function.required("name")?.string()?;
    if !tools.iter().any(|tool| tool.name == name) {
        return node
            .rule(None, format!("Invalid value for 'tool_choice': function '{name}' not found in 'tools'."));
    }
    Ok(ToolChoice::Named(name.to_owned()))
}

fn output(fields: &Fields<'_>, texts: &[String]) -> Strict<OutputForm> {
    let Some(node) = fields.optional("response_format") else { return Ok(OutputForm::Text) };
    let format = node.object()?;
    match format.required("type")?.one_of(&["json_object", "json_schema", "text"])? {
        "json_object" => {
            format.only(&["type"])?;
            if !texts.iter().any(|text| text.to_lowercase().contains("json")) {
                let messages = Node { value: node.value, path: fields.path.key("messages") };
                return messages.rule(
                    None,
                    "'messages' must contain the word 'json' in some form, to use 'response_format' of type \
                     'json_object'.",
                );
            }
            Ok(OutputForm::Json)
        }
        "json_schema" => {
            format.only(&["type", "json_schema"])?;
            let wrapper = format.required("json_schema")?.object()?;
            wrapper.only(&["name", "description", "schema", "strict"])?;
            let name = function_name(&wrapper.required("name")?)?;
            let schema = wrapper.required("schema")?;
            schema.object()?;
            if wrapper.boolean_or("strict", false)? {
                check_strict(&schema, &format!("response_format '{name}'"), schema.value, "()")?;
            }
            Ok(OutputForm::Schema(schema.value.clone()))
        }
        _ => {
            format.only(&["type"])?;
            Ok(OutputForm::Text)
        }
    }
}

/// The rules of strict schemas: every object closed, every property required.
fn check_strict(at: &Node<'_>, owner: &str, schema: &Value, context: &str) -> Strict<()> {
    let refused = |what: &str| {
        at.rule(
            Some("invalid_json_schema"),
            format!("Invalid schema for {owner}: In context={context}, {what}"),
        )
    };
    for name in
        ["allOf", "not", "if", "then", "else", "dependentRequired", "dependentSchemas", "patternProperties"]
    {
        if schema.get(name).is_some() {
            return refused(&format!("'{name}' is not permitted."));
        }
    }
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        if schema.get("additionalProperties") != Some(&Value::Bool(false)) {
            return refused("'additionalProperties' is required to be supplied and to be false.");
        }
        let required = schema.get("required").and_then(Value::as_array);
        let is_required = |name: &str| required.is_some_and(|list| list.iter().any(|item| item == name));
        if let Some(name) = properties.keys().find(|name| !is_required(name)) {
            return refused(&format!(
                "'required' is required to be supplied and to be an array including every key in properties. \
                 Missing '{name}'."
            ));
        }
        for (name, property) in properties {
            check_strict(at, owner, property, &format!("('properties', '{name}')"))?;
        }
    }
    schema.get("items").map_or(Ok(()), |items| check_strict(at, owner, items, &format!("{context}[items]")))
}
