//! What a request asks for, by the names of its parameters: which models can serve it depends on that.

use super::format::{ReasoningEffort, Verbosity};
use super::message::Message;
use super::request::ChatRequest;
use super::service_tier::RequestedTier;

impl ChatRequest {
    /// The names of the optional parameters that ask for something: of [`PARAMETERS`](super::PARAMETERS), for a request that was made
    /// from another API's. One that is what an answer has without it asks for nothing.
    pub(crate) fn asking(&self) -> Vec<&'static str> {
        let is_changed = |number: Option<f64>, default: f64| {
            number.is_some_and(|number| (number - default).abs() > f64::EPSILON)
        };
        let has_tools = !self.tools.is_empty();
        let is_marked = self.cache_control.is_some()
            || self.messages.iter().any(Message::is_marked)
            || self.tools.iter().any(|tool| tool.cache_control.is_some());
        let asked = [
            ("temperature", is_changed(self.temperature, 1.0)),
            ("top_p", is_changed(self.top_p, 1.0)),
            ("frequency_penalty", is_changed(self.frequency_penalty, 0.0)),
            ("presence_penalty", is_changed(self.presence_penalty, 0.0)),
            ("max_tokens", self.max_output_tokens.is_some()),
            ("stop", !self.stop.is_empty()),
            ("seed", self.seed.is_some()),
            ("tools", has_tools),
            ("tool_choice", has_tools && self.tool_choice.is_some()),
            ("parallel_tool_calls", has_tools && self.parallel_tool_calls == Some(false)),
            ("response_format", self.response_format.is_some()),
            ("reasoning_effort", self.reasoning_effort.is_some_and(|effort| effort != ReasoningEffort::None)),
            ("logit_bias", !self.logit_bias.is_empty()),
            ("logprobs", self.logprobs),
            ("top_logprobs", self.top_logprobs.is_some()),
            ("verbosity", self.verbosity.is_some_and(|verbosity| verbosity != Verbosity::Medium)),
            ("service_tier", self.service_tier.is_some_and(RequestedTier::is_special)),
            ("prompt_cache_key", self.prompt_cache_key.is_some()),
            ("prompt_cache_retention", self.prompt_cache_retention.is_some()),
            ("safety_identifier", self.safety_identifier.is_some()),
            ("user", self.user.is_some()),
            ("images", self.messages.iter().any(Message::has_image)),
            ("cache_control", is_marked),
        ];
        asked.into_iter().filter(|(_, is_asked)| *is_asked).map(|(name, _)| name).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::{Value, json};

    use super::*;
    use crate::chat::PARAMETERS;

    #[test]
    fn a_request_asks_for_the_same_whichever_api_it_came_by() {
        let mark = json!({"type": "ephemeral"});
        let image = json!({"type": "image_url", "image_url": {"url": "https://example.com/a.png"}});
        let tools = json!([{"type": "function", "function": {"name": "f"}}]);
        let mut seen = BTreeSet::new();
        for extra in [
            json!({}),
            json!({"temperature": 0, "top_p": 0.5, "frequency_penalty": 1, "presence_penalty": 1, "max_tokens": 7}),
            json!({"temperature": 1, "top_p": 1, "frequency_penalty": 0, "presence_penalty": 0, "stop": []}),
            json!({"stop": "END", "seed": 1, "tools": tools, "tool_choice": "required", "parallel_tool_calls": false}),
            json!({"tools": [], "tool_choice": "auto", "parallel_tool_calls": false, "reasoning_effort": "none"}),
            json!({"tools": tools, "parallel_tool_calls": true, "response_format": {"type": "json_object"}}),
            json!({"reasoning_effort": "low", "logit_bias": {"1": 1}, "logprobs": true, "top_logprobs": 2}),
            json!({"verbosity": "medium", "service_tier": "auto", "logprobs": false, "top_logprobs": 0}),
            json!({"verbosity": "low", "service_tier": "flex", "prompt_cache_key": "k", "prompt_cache_retention": "24h"}),
            json!({"safety_identifier": "u", "user": "u", "cache_control": mark}),
            json!({"messages": [{"role": "user", "content": [image]}, {"role": "user", "content": "x", "cache_control": mark}]}),
        ] {
            let mut body = json!({"messages": [{"role": "user", "content": "x"}]});
            body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
            let request = ChatRequest::parse(body.as_object().unwrap()).unwrap();
            let as_read: BTreeSet<_> = request.parameters.iter().copied().collect();
            let asked = request.asking();
            assert_eq!(asked.iter().copied().collect::<BTreeSet<_>>(), as_read, "{extra}");
            seen.extend(asked);
        }
        // The limit of an answer has two names.
        let all = PARAMETERS.into_iter().filter(|name| *name != "max_completion_tokens");
        assert_eq!(json!(seen), all.collect::<BTreeSet<_>>().into_iter().map(Value::from).collect::<Value>());
    }
}
