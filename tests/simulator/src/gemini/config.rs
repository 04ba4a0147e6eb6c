//! `generationConfig`: sampling, limits, output form and thinking.

use super::schema;
use crate::{
    answer::OutputForm,
    strict::{Fields, Kind, Node, Strict},
};

const FIELDS: [&str; 21] = [
    "_responseJsonSchema",
    "candidateCount",
    "frequencyPenalty",
    "imageConfig",
    "logprobs",
    "maxOutputTokens",
    "mediaResolution",
    "presencePenalty",
    "responseJsonSchema",
    "responseLogprobs",
    "responseMimeType",
    "responseModalities",
    "responseSchema",
    "seed",
    "speechConfig",
    "stopSequences",
    "temperature",
    "thinkingConfig",
    "topK",
    "topP",
    "enableEnhancedCivicAnswers",
];
/// Real parameters that the simulator does not play; better refused than passed over.
const NOT_PLAYED: [&str; 5] =
    ["imageConfig", "logprobs", "responseLogprobs", "responseModalities", "speechConfig"];

/// What the configuration asks for.
#[derive(Default)]
pub(super) struct Config {
    pub output: OutputForm,
    pub max_tokens: Option<u64>,
    pub stop: Vec<String>,
    pub reasoning_tokens: u64,
    pub show_thoughts: bool,
}

pub(super) fn read(request: &Fields<'_>, model: &str) -> Strict<Config> {
    let thinker = ThinkingControl::of(model);
    let Some(node) = request.optional("generationConfig") else {
        return Ok(Config { reasoning_tokens: thinker.usual_tokens(), ..Config::default() });
    };
    let fields = node.object()?;
    fields.only(&FIELDS)?;
    for name in NOT_PLAYED {
        if let Some(node) = fields.optional(name) {
            return node.rule(None, format!("The simulator does not play {name}."));
        }
    }
    fields.check_number("temperature", 0.0, 2.0)?;
    fields.check_number("topP", 0.0, 1.0)?;
    fields.check_number("topK", 1.0, f64::MAX)?;
    fields.check_number("presencePenalty", -2.0, 2.0)?;
    fields.check_number("frequencyPenalty", -2.0, 2.0)?;
    for name in ["presencePenalty", "frequencyPenalty"] {
        let is_set = |node: &Node<'_>| node.value.as_f64() != Some(0.0);
        if let Some(node) = fields.optional(name).filter(is_set)
            && thinker != ThinkingControl::Never
        {
            return node.rule(None, "Penalty is not enabled for this model");
        }
    }
    fields.check_string("mediaResolution")?;
    if let Some(seed) = fields.optional("seed")
        && seed.value.as_i64().is_none_or(|seed| i32::try_from(seed).is_err())
    {
        return seed.wrong_type(Kind::Integer);
    }
    if let Some(count) = fields.optional("candidateCount")
        && count.integer(1)? > 1
    {
        return count.rule(None, "Multiple candidates is not enabled for this model");
    }
    let (reasoning_tokens, show_thoughts) = thinking(&fields, thinker)?;
    Ok(Config {
        output: output(&fields)?,
        max_tokens: fields.optional("maxOutputTokens").map(|node| node.integer(1)).transpose()?,
        stop: stop(&fields)?,
        reasoning_tokens,
        show_thoughts,
    })
}

fn output(fields: &Fields<'_>) -> Strict<OutputForm> {
    let mime_type = match fields.optional("responseMimeType") {
        Some(node) => node.string()?,
        None => "text/plain",
    };
    let open = fields.optional("responseSchema");
    let json = fields.optional("responseJsonSchema").or_else(|| fields.optional("_responseJsonSchema"));
    if let (Some(_), Some(both)) = (&open, &json) {
        return both.rule(None, "response_json_schema must not be set when response_schema is set.");
    }
    if let Some(schema) = &open {
        schema::check(schema)?;
    }
    if let Some(schema) = open.or(json) {
        schema.object()?;
        if mime_type != "application/json" {
            return schema.rule(
                None,
                format!(
                    "response schema is only supported with mime type 'application/json', got '{mime_type}'"
                ),
            );
        }
        return Ok(OutputForm::Schema(schema.value.clone()));
    }
    match mime_type {
        "application/json" => Ok(OutputForm::Json),
        "text/plain" => Ok(OutputForm::Text),
        other => Node { value: &serde_json::Value::Null, path: fields.path.key("responseMimeType") }.rule(
            None,
            format!(
                "* GenerateContentRequest.generation_config.response_mime_type: allowed mimetypes are `text/plain`, \
                 `application/json`, `application/xml`, `application/yaml` and `text/x.enum`; the simulator does \
                 not play `{other}`.\n"
            ),
        ),
    }
}

fn stop(fields: &Fields<'_>) -> Strict<Vec<String>> {
    let Some(node) = fields.optional("stopSequences") else { return Ok(Vec::new()) };
    let list = node.array()?;
    if list.len() > 5 {
        let message = format!(
            "* GenerateContentRequest.generation_config.stop_sequences: the number of stop sequences must not \
             exceed 5, but it is {}\n",
            list.len()
        );
        return node.rule(None, message);
    }
    list.iter().map(|item| item.string().map(str::to_owned)).collect()
}

/// How a model thinks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ThinkingControl {
    /// Not at all (Gemini 2.0 and before, Gemma).
    Never,
    /// By a budget between bounds (Gemini 2.5); `idle`: it may be off, `lazy`: it is off unless asked.
    Budget { least: i64, most: i64, idle: bool, lazy: bool },
    /// By a level (Gemini 3).
    Level,
}

impl ThinkingControl {
    fn of(model: &str) -> Self {
        if model.starts_with("gemini-2.5-pro") {
            Self::Budget { least: 128, most: 32_768, idle: false, lazy: false }
        } else if model.starts_with("gemini-2.5-flash-lite") {
            Self::Budget { least: 512, most: 24_576, idle: true, lazy: true }
        } else if model.starts_with("gemini-2.5") {
            Self::Budget { least: 1, most: 24_576, idle: true, lazy: false }
        } else if model.starts_with("gemini-1") || model.starts_with("gemini-2") || model.starts_with("gemma")
        {
            Self::Never
        } else {
            Self::Level
        }
    }

    fn usual_tokens(self) -> u64 {
        match self {
            Self::Never | Self::Budget { lazy: true, .. } => 0,
            Self::Budget { .. } | Self::Level => 64,
        }
    }
}

fn thinking(fields: &Fields<'_>, thinker: ThinkingControl) -> Strict<(u64, bool)> {
    let Some(node) = fields.optional("thinkingConfig") else { return Ok((thinker.usual_tokens(), false)) };
    let config = node.object()?;
    config.only(&["includeThoughts", "thinkingBudget", "thinkingLevel"])?;
    let shown = config.boolean_or("includeThoughts", false)?;
    if thinker == ThinkingControl::Never {
        return node.rule(None, "Thinking is not enabled for this model");
    }
    let budget = config.optional("thinkingBudget");
    let level = config.optional("thinkingLevel");
    if let (Some(_), Some(both)) = (&budget, &level) {
        return both.rule(None, "You can only set only one of thinking budget and thinking level.");
    }
    if let Some(level) = level {
        if thinker != ThinkingControl::Level {
            return level.rule(None, "Thinking level is not supported for this model.");
        }
        let tokens = match level.string()?.to_ascii_lowercase().as_str() {
            "minimal" => 0,
            "low" => 16,
            "medium" => 64,
            "high" => 256,
            _ => {
                return level.rule(
                    None,
                    format!(
                        "Invalid value at 'generation_config.thinking_config.thinking_level' (TYPE_ENUM), {}",
                        level.value
                    ),
                );
            }
        };
        return Ok((tokens, shown));
    }
    let Some(budget) = budget else { return Ok((thinker.usual_tokens(), shown)) };
    let Some(tokens) = budget.value.as_i64() else { return budget.wrong_type(Kind::Integer) };
    match (tokens, thinker) {
        // -1: the model decides.
        (-1, _) => Ok((64, shown)),
        (0, ThinkingControl::Budget { idle: false, .. }) => {
            budget.rule(None, "Budget 0 is invalid. This model only works in thinking mode.")
        }
        (0, _) => Ok((0, shown)),
        (_, ThinkingControl::Budget { least, most, .. }) if !(least..=most).contains(&tokens) => budget.rule(
            None,
            format!(
                "The thinking budget {tokens} is invalid. Please choose a value between {least} and {most}."
            ),
        ),
        _ => Ok((u64::try_from(tokens).unwrap_or(0).min(64), shown)),
    }
}
