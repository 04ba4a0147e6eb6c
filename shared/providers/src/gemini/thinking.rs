//! How much a Gemini model thinks, and the parameters that set it.
//!
//! Sources: Google "Gemini thinking" and "OpenAI compatibility: thinking", whose table of efforts is followed.

use api::chat::ReasoningEffort;
use serde_json::{Value, json};

/// How a model thinks, derived from its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Thinking {
    /// It does not think: Gemini 2.0 and before, and the 2.5 models that draw or speak.
    Never,
    /// Gemini 2.5: a number of tokens.
    Budget {
        /// 2.5 Pro always thinks.
        can_be_off: bool,
    },
    /// Gemini 3 and later: a level. It always thinks.
    Level {
        /// Pro models have no `minimal`.
        has_minimal: bool,
        /// The first one, Gemini 3 Pro, has `low` and `high` only.
        has_medium: bool,
    },
}

/// Whether a model answers only if function calls come back with a signature.
pub(super) fn needs_signatures(model: &str) -> bool {
    matches!(thinking(model), Thinking::Level { .. })
}

/// The `thinkingConfig` of an effort, null where none is needed; `None` if the model cannot do it.
pub(super) fn config(model: &str, effort: ReasoningEffort) -> Option<Value> {
    use ReasoningEffort as Effort;
    match (thinking(model), effort) {
        (Thinking::Never, Effort::None) => Some(Value::Null),
        (Thinking::Budget { can_be_off: true }, Effort::None) => Some(json!({"thinkingBudget": 0})),
        (Thinking::Never, _) | (_, Effort::None) => None,
        (Thinking::Budget { .. }, effort) => Some(json!({"thinkingBudget": budget(effort)?})),
        (Thinking::Level { has_minimal, has_medium }, effort) => {
            let level = match effort {
                Effort::Minimal if has_minimal => "minimal",
                Effort::Medium if has_medium => "medium",
                Effort::None | Effort::Minimal | Effort::Low => "low",
                Effort::Medium | Effort::High => "high",
                Effort::Xhigh | Effort::Max => return None,
            };
            Some(json!({"thinkingLevel": level}))
        }
    }
}

/// The table has nothing above `high`.
const fn budget(effort: ReasoningEffort) -> Option<u32> {
    match effort {
        ReasoningEffort::None => Some(0),
        ReasoningEffort::Minimal | ReasoningEffort::Low => Some(1_024),
        ReasoningEffort::Medium => Some(8_192),
        ReasoningEffort::High => Some(24_576),
        ReasoningEffort::Xhigh | ReasoningEffort::Max => None,
    }
}

/// The generation of a model, major and minor; the newest for `gemini-<size>-latest`. `None` for other families.
pub(super) fn generation(model: &str) -> Option<(u32, u32)> {
    let rest = super::encode::model_id(model).strip_prefix("gemini-")?;
    let version = rest.split('-').next().unwrap_or_default();
    let (major, minor) = version.split_once('.').unwrap_or((version, "0"));
    match (major.parse(), minor.parse()) {
        (Ok(major), Ok(minor)) => Some((major, minor)),
        _ => rest.ends_with("-latest").then_some((u32::MAX, 0)),
    }
}

/// Names are `gemini-<version>-<size>...`; `gemini-<size>-latest` is the newest one of its size.
fn thinking(model: &str) -> Thinking {
    let model = super::encode::model_id(model);
    let Some(rest) = model.strip_prefix("gemini-") else { return Thinking::Never };
    let is_pro = rest.contains("pro");
    let version = rest.split('-').next().unwrap_or_default();
    let major: Option<u32> = version.split('.').next().and_then(|major| major.parse().ok());
    match (major, version) {
        (_, "2.5") if rest.contains("-image") || rest.contains("-tts") => Thinking::Never,
        (_, "2.5") => Thinking::Budget { can_be_off: !is_pro },
        (Some(3..), _) => Thinking::Level { has_minimal: !is_pro, has_medium: !(is_pro && version == "3") },
        (None, _) if rest.ends_with("-latest") => Thinking::Level { has_minimal: !is_pro, has_medium: true },
        _ => Thinking::Never,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ReasoningEffort as Effort;

    #[test]
    fn gemini_2_5_has_budgets_and_only_pro_cannot_stop() {
        for model in ["gemini-2.5-flash", "models/gemini-2.5-flash-lite", "gemini-2.5-flash-preview-09-2025"]
        {
            assert_eq!(config(model, Effort::None), Some(json!({"thinkingBudget": 0})), "{model}");
            assert_eq!(config(model, Effort::Medium), Some(json!({"thinkingBudget": 8192})), "{model}");
        }
        assert_eq!(config("gemini-2.5-pro", Effort::None), None);
        assert_eq!(config("gemini-2.5-pro", Effort::High), Some(json!({"thinkingBudget": 24576})));
        assert_eq!(config("gemini-2.5-pro", Effort::Xhigh), None);
        assert_eq!(config("gemini-3-flash", Effort::Max), None);
    }

    #[test]
    fn gemini_3_has_levels_and_cannot_stop() {
        let level = |model, effort| config(model, effort).map(|config| config["thinkingLevel"].clone());
        for model in
            ["gemini-3-flash-preview", "gemini-3.1-flash-lite", "gemini-flash-latest", "gemini-4-flash"]
        {
            assert_eq!(level(model, Effort::None), None, "{model}");
            assert_eq!(level(model, Effort::Minimal), Some(json!("minimal")), "{model}");
            assert_eq!(level(model, Effort::Medium), Some(json!("medium")), "{model}");
            assert!(needs_signatures(model), "{model}");
        }
        assert_eq!(level("gemini-3.1-pro-preview", Effort::Minimal), Some(json!("low")));
        assert_eq!(level("gemini-3.1-pro-preview", Effort::Medium), Some(json!("medium")));
        assert_eq!(level("gemini-3-pro-preview", Effort::Medium), Some(json!("high")));
    }

    #[test]
    fn a_model_that_does_not_think_can_only_be_asked_not_to() {
        for model in ["gemini-2.0-flash", "gemini-1.5-pro", "gemini-2.5-flash-image", "gemma-3-27b-it", ""] {
            assert_eq!(config(model, Effort::None), Some(Value::Null), "{model}");
            assert_eq!(config(model, Effort::Low), None, "{model}");
            assert!(!needs_signatures(model), "{model}");
        }
    }
}
