//! Validation of a generate-content request.

use super::{config, contents, problem::google_path, schema};
use crate::{
    answer::{ChatCall, OutputForm, Tool, ToolChoice},
    strict::{Fields, Node, Strict},
    tokens::{PER_IMAGE, count_prompt_tokens, count_tool_tokens},
};

const FIELDS: [&str; 9] = [
    "cachedContent",
    "contents",
    "generationConfig",
    "model",
    "safetySettings",
    "serviceTier",
    "systemInstruction",
    "toolConfig",
    "tools",
];

pub(super) fn understand(body: &Node<'_>, model: &str, streaming: bool) -> Strict<ChatCall> {
    let fields = body.object()?;
    fields.only(&FIELDS)?;
    if let Some(node) = fields.optional("cachedContent") {
        return node.rule(None, "The simulator does not play cachedContent.");
    }
    fields.check_string("model")?;
    fields.check_string("serviceTier")?;
    safety(&fields)?;
    let mut texts = contents::system(&fields)?;
    let conversation = contents::read(&fields.required("contents")?, model)?;
    texts.extend(conversation.texts);
    let (tools, tool_tokens) = tools(&fields)?;
    let tool_choice = tool_choice(&fields, &tools)?;
    let config = config::read(&fields, model)?;
    if !tools.is_empty() && !matches!(config.output, OutputForm::Text) && !model.starts_with("gemini-3") {
        return body
            .rule(None, "Function calling with a response mime type: 'application/json' is unsupported");
    }
    let prompt_tokens =
        count_prompt_tokens(texts.iter().map(String::as_str)) + conversation.images * PER_IMAGE + tool_tokens;
    Ok(ChatCall {
        model: model.to_owned(),
        streaming,
        stream_usage: true,
        prompt_tokens,
        user_text: conversation.user_text,
        tool_results: conversation.tool_results,
        tools,
        tool_choice,
        one_tool_call_only: false,
        output: config.output,
        max_tokens: config.max_tokens,
        stop: config.stop,
        reasoning_tokens: config.reasoning_tokens,
        show_thoughts: config.show_thoughts,
        choices: 1,
        logprobs: None,
        embeddings: None,
    })
}

fn safety(fields: &Fields<'_>) -> Strict<()> {
    let Some(node) = fields.optional("safetySettings") else { return Ok(()) };
    for setting in node.array()? {
        let setting = setting.object()?;
        setting.only(&["category", "threshold", "method"])?;
        setting.required("category")?.string()?;
        setting.required("threshold")?.string()?;
    }
    Ok(())
}

fn tools(fields: &Fields<'_>) -> Strict<(Vec<Tool>, u64)> {
    let Some(node) = fields.optional("tools") else { return Ok((Vec::new(), 0)) };
    let mut tokens = 0;
    let mut tools = Vec::new();
    for item in node.array()? {
        let tool = item.object()?;
        tool.only(&["functionDeclarations", "googleSearch", "codeExecution", "urlContext"])?;
        for name in ["googleSearch", "codeExecution", "urlContext"] {
            if let Some(node) = tool.optional(name) {
                return node.rule(None, format!("The simulator does not play {name}."));
            }
        }
        for declaration in tool.required("functionDeclarations")?.array()? {
            let function = declaration.object()?;
            function.only(&[
                "name",
                "description",
                "behavior",
                "parameters",
                "parametersJsonSchema",
                "response",
                "responseJsonSchema",
            ])?;
            let name = function_name(&function)?;
            let description = function.optional("description").map_or(Ok(""), |node| node.string())?;
            let parameters = function.optional("parameters");
            let json_schema = function.optional("parametersJsonSchema");
            if let (Some(_), Some(both)) = (&parameters, &json_schema) {
                return both.rule(None, "parameters_json_schema must not be set when parameters is set.");
            }
            if let Some(parameters) = &parameters {
                schema::check(parameters)?;
            }
            let schema = parameters.or(json_schema);
            let schema =
                schema.map_or_else(|| serde_json::json!({"type": "object"}), |node| node.value.clone());
            tokens += count_tool_tokens(name, description, &schema);
            tools.push(Tool { name: name.to_owned(), schema });
        }
    }
    Ok((tools, tokens))
}

fn function_name<'a>(function: &Fields<'a>) -> Strict<&'a str> {
    let node = function.required("name")?;
    let name = node.string()?;
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ':');
    if !starts || name.len() > 64 || !name.chars().all(fits) {
        let message = format!(
            "* GenerateContentRequest.{}: [FIELD_INVALID] Invalid function name. Must start with a letter or an \
             underscore. Must be alphameric (a-z, A-Z, 0-9), underscores (_), dots (.), colons (:), or dashes \
             (-), with a maximum length of 64.\n",
            google_path(&node.path)
        );
        return node.rule(None, message);
    }
    Ok(name)
}

fn tool_choice(fields: &Fields<'_>, tools: &[Tool]) -> Strict<ToolChoice> {
    let Some(node) = fields.optional("toolConfig") else { return Ok(ToolChoice::Auto) };
    let config = node.object()?;
    config.only(&["functionCallingConfig"])?;
    let Some(calling) = config.optional("functionCallingConfig") else { return Ok(ToolChoice::Auto) };
    let calling = calling.object()?;
    calling.only(&["mode", "allowedFunctionNames"])?;
    let mode = match calling.optional("mode") {
        Some(mode) => mode.one_of(&["MODE_UNSPECIFIED", "AUTO", "ANY", "NONE", "VALIDATED"])?,
        None => "AUTO",
    };
    if mode == "ANY" && tools.is_empty() {
        return node
            .rule(None, "Function calling mode is set to ANY but no function declarations are provided.");
    }
    let mut allowed = Vec::new();
    if let Some(names) = calling.optional("allowedFunctionNames") {
        if !matches!(mode, "ANY" | "VALIDATED") {
            return names.rule(
                None,
                "Allowed function names should only be set when function calling mode is ANY or VALIDATED.",
            );
        }
        for name in names.array()? {
            let text = name.string()?;
            if !tools.iter().any(|tool| tool.name == text) {
                return name.rule(None, format!("Allowed function name {text} is not declared."));
            }
            allowed.push(text.to_owned());
        }
    }
    Ok(match (mode, allowed.as_slice()) {
        ("ANY", [only]) => ToolChoice::Named(only.clone()),
        ("ANY", _) => ToolChoice::Required,
        ("NONE", _) => ToolChoice::Never,
        _ => ToolChoice::Auto,
    })
}
