//! The parameters that make a model think, and the parameters that conflict with thinking.
//!
//! Source: Anthropic "Thinking", "Effort". `reasoning_effort` becomes an effort where the model has one, a budget of
//! tokens where it has none.

use api::chat::{ChatRequest, ReasoningEffort};
use serde_json::{Map, Value, json};

use super::encode::{forces_tools, is_not_default};
use super::models::{Model, Thinking};
use crate::Refused;
use crate::refused::broken;

/// The smallest budget for thinking, in tokens.
pub(super) const MIN_BUDGET: u32 = 1024;
/// The lowest `top_p` that goes with thinking.
const MIN_TOP_P: f64 = 0.95;

/// What a request to a model has for thinking.
pub(super) struct ThinkingParameters {
    /// The members of the request.
    pub members: Map<String, Value>,
    /// The kind of thinking that is asked for, if any.
    pub kind: Option<ThinkingKind>,
}

/// How the amount of thinking is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ThinkingKind {
    /// By a budget of tokens.
    Budget,
    /// By the model.
    Adaptive,
}

/// The parameters of an effort for a model; `None` where the model cannot honour it.
pub(super) fn thinking_parameters(
    model: Model,
    effort: Option<ReasoningEffort>,
    max_tokens: u32,
) -> Option<ThinkingParameters> {
    let parameters = |kind, value: Value| {
        let members = value.as_object().cloned().unwrap_or_default();
        Some(ThinkingParameters { members, kind })
    };
    match (model.thinking(), effort) {
        (_, None) | (Thinking::No, Some(ReasoningEffort::None)) => parameters(None, json!({})),
        (Thinking::No, Some(_)) => None,
        (_, Some(ReasoningEffort::None)) => {
            parameters(None, json!({"thinking": {"type": model.thinking_off()?}}))
        }
        (Thinking::Budget, Some(effort)) => {
            let budget = budget(effort, max_tokens)?;
            parameters(
                Some(ThinkingKind::Budget),
                json!({"thinking": {"type": "enabled", "budget_tokens": budget}}),
            )
        }
        (Thinking::Adaptive, Some(effort)) => {
            let (xhigh, max) = model.takes_most_effort();
            let effort = match effort {
                ReasoningEffort::None | ReasoningEffort::Minimal | ReasoningEffort::Low => "low",
                ReasoningEffort::Medium => "medium",
                ReasoningEffort::High => "high",
                ReasoningEffort::Xhigh if xhigh => "xhigh",
                ReasoningEffort::Max if max => "max",
                ReasoningEffort::Xhigh | ReasoningEffort::Max => return None,
            };
            let mut thinking = json!({"type": "adaptive"});
            if model.omits_thoughts() {
                thinking["display"] = json!("summarized");
            }
            parameters(
                Some(ThinkingKind::Adaptive),
                json!({"thinking": thinking, "output_config": {"effort": effort}}),
            )
        }
    }
}

/// The budget is part of the answer's limit: a fifth is left for the answer, unless the smallest budget needs it.
fn budget(effort: ReasoningEffort, max_tokens: u32) -> Option<u32> {
    let wanted = match effort {
        ReasoningEffort::Max => u32::MAX,
        ReasoningEffort::Xhigh => 32_768,
        ReasoningEffort::High => 16_384,
        ReasoningEffort::Medium => 4_096,
        ReasoningEffort::None | ReasoningEffort::Minimal | ReasoningEffort::Low => MIN_BUDGET,
    };
    let budget = wanted.min(max_tokens - max_tokens / 5).max(MIN_BUDGET);
    (budget < max_tokens).then_some(budget)
}

/// What does not go with this kind of thinking, `turns` being the conversation.
pub(super) fn conflicts(kind: ThinkingKind, request: &ChatRequest, turns: &[Value]) -> Vec<Refused> {
    let has_budget = kind == ThinkingKind::Budget;
    let low_top_p = request.top_p.is_some_and(|top_p| top_p < MIN_TOP_P);
    let forces = has_budget && forces_tools(request);
    // Tool uses must be sent back with the thinking before them.
    let lost = has_budget && ends_with_tool_results(turns) && !last_answer_thinks(turns);
    broken([
        (is_not_default(request.temperature), "temperature", "`temperature` beside `reasoning_effort`"),
        (low_top_p, "top_p", "a `top_p` below 0.95 beside `reasoning_effort`"),
        (forces, "tool_choice", "a `tool_choice` that forces a call beside `reasoning_effort`"),
        (
            lost,
            "reasoning_effort",
            "`reasoning_effort` with results of tools whose calls lack their `thinking_blocks`",
        ),
    ])
}

/// Whether the assistant's last turn begins with its thinking.
fn last_answer_thinks(turns: &[Value]) -> bool {
    let answer = turns.iter().rev().find(|turn| turn["role"] == "assistant");
    let first = answer.map(|turn| &turn["content"][0]["type"]);
    first.is_some_and(|kind| kind == "thinking" || kind == "redacted_thinking")
}

fn ends_with_tool_results(turns: &[Value]) -> bool {
    let blocks = turns.last().and_then(|turn| turn["content"].as_array());
    blocks.is_some_and(|blocks| blocks.iter().any(|block| block["type"] == "tool_result"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const EFFORTS: [ReasoningEffort; 6] = [
        ReasoningEffort::Minimal,
        ReasoningEffort::Low,
        ReasoningEffort::Medium,
        ReasoningEffort::High,
        ReasoningEffort::Xhigh,
        ReasoningEffort::Max,
    ];

    proptest! {
        #[test]
        fn a_budget_is_allowed_and_leaves_room_for_the_answer(max_tokens: u32, effort in prop::sample::select(EFFORTS.to_vec())) {
            match budget(effort, max_tokens) {
                None => prop_assert!(max_tokens <= MIN_BUDGET),
                Some(budget) => prop_assert!(budget >= MIN_BUDGET && budget < max_tokens),
            }
        }
    }

    #[test]
    fn a_budget_is_what_the_effort_asks_for_or_most_of_the_limit() {
        assert_eq!(budget(ReasoningEffort::Medium, 32_000), Some(4_096));
        assert_eq!(budget(ReasoningEffort::High, 5_000), Some(4_000));
        assert_eq!(budget(ReasoningEffort::High, 1_100), Some(1_024));
        assert_eq!(budget(ReasoningEffort::Low, 1_024), None);
    }
}
