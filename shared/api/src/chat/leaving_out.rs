//! Leaving parameters out of a request, for a model that does not take them.

use super::{ChatRequest, ContentPart, Message, PARAMETERS};

/// The parameters that are never left out: without them a request would ask for something else, or for more.
pub const ESSENTIAL_PARAMETERS: [&str; 4] = ["images", "tools", "max_tokens", "max_completion_tokens"];

impl ChatRequest {
    /// Leaves one of [`PARAMETERS`] out, as if the client had not sent it. False for one that is never left out, and for a name
    /// that is none of them; the request is then as it was.
    #[must_use]
    pub fn leave_out(&mut self, parameter: &str) -> bool {
        if !PARAMETERS.contains(&parameter) || ESSENTIAL_PARAMETERS.contains(&parameter) {
            return false;
        }
        match parameter {
            "temperature" => self.temperature = None,
            "top_p" => self.top_p = None,
            "frequency_penalty" => self.frequency_penalty = None,
            "presence_penalty" => self.presence_penalty = None,
            "stop" => self.stop.clear(),
            "seed" => self.seed = None,
            "tool_choice" => self.tool_choice = None,
            "parallel_tool_calls" => self.parallel_tool_calls = None,
            "response_format" => self.response_format = None,
            "reasoning_effort" => self.reasoning_effort = None,
            "logit_bias" => self.logit_bias.clear(),
            // Other tokens are shown beside the one that was taken.
            "logprobs" => (self.logprobs, self.top_logprobs) = (false, None),
            "top_logprobs" => self.top_logprobs = None,
            "verbosity" => self.verbosity = None,
            "service_tier" => self.service_tier = None,
            "cache_control" => self.unmark(),
            "prompt_cache_key" => self.prompt_cache_key = None,
            "prompt_cache_retention" => self.prompt_cache_retention = None,
            "safety_identifier" => self.safety_identifier = None,
            "user" => self.user = None,
            _ => return false,
        }
        self.parameters.retain(|name| *name != parameter);
        true
    }

    /// Takes away the marks up to which the prompt may be cached.
    fn unmark(&mut self) {
        self.cache_control = None;
        self.tools.iter_mut().for_each(|tool| tool.cache_control = None);
        for message in &mut self.messages {
            match message {
                Message::System { texts, .. } => {
                    texts.iter_mut().for_each(|text| text.cache_control = None);
                }
                Message::User { content, .. } => {
                    for part in content {
                        match part {
                            ContentPart::Text { cache_control, .. }
                            | ContentPart::Image { cache_control, .. } => *cache_control = None,
                        }
                    }
                }
                Message::Assistant { cache_control, .. } | Message::Tool { cache_control, .. } => {
                    *cache_control = None;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn parse(body: &Value) -> ChatRequest {
        ChatRequest::parse(body.as_object().unwrap()).unwrap()
    }

    #[test]
    fn what_is_left_out_is_as_if_it_had_not_been_sent() {
        let mark = json!({"type": "ephemeral"});
        let plain = json!({
            "messages": [
                {"role": "system", "content": [{"type": "text", "text": "s"}]},
                {"role": "user", "content": [{"type": "text", "text": "x"}]},
                {"role": "assistant", "content": "a"},
            ],
            "tools": [{"type": "function", "function": {"name": "f"}}],
        });
        let mut marked = plain.clone();
        marked["messages"][0]["content"][0]["cache_control"] = mark.clone();
        marked["messages"][1]["content"][0]["cache_control"] = mark.clone();
        marked["messages"][2]["cache_control"] = mark.clone();
        marked["tools"][0]["cache_control"] = mark.clone();
        marked["cache_control"] = mark;
        for (name, value) in [
            ("temperature", json!(0.5)),
            ("top_p", json!(0.5)),
            ("frequency_penalty", json!(0.5)),
            ("presence_penalty", json!(0.5)),
            ("stop", json!("END")),
            ("seed", json!(7)),
            ("tool_choice", json!("required")),
            ("parallel_tool_calls", json!(false)),
            ("response_format", json!({"type": "json_object"})),
            ("reasoning_effort", json!("high")),
            ("logit_bias", json!({"1": 1})),
            ("logprobs", json!(true)),
            ("verbosity", json!("low")),
            ("service_tier", json!("flex")),
            ("prompt_cache_key", json!("k")),
            ("prompt_cache_retention", json!("24h")),
            ("safety_identifier", json!("u")),
            ("user", json!("u")),
        ] {
            let mut body = plain.clone();
            body[name] = value;
            let mut request = parse(&body);
            assert_ne!(request, parse(&plain), "{name} is heard");
            assert!(request.leave_out(name), "{name}");
            assert_eq!(request, parse(&plain), "{name}");
        }
        let mut request = parse(&marked);
        assert!(request.leave_out("cache_control"));
        assert_eq!(request, parse(&plain));
    }

    #[test]
    fn every_parameter_can_be_left_out_but_those_without_which_something_else_is_asked() {
        let hello = parse(&json!({"messages": [{"role": "user", "content": "x"}]}));
        for name in PARAMETERS {
            let is_left_out = hello.clone().leave_out(name);
            assert_eq!(is_left_out, !ESSENTIAL_PARAMETERS.contains(&name), "{name}");
        }
        assert!(!hello.clone().leave_out("messages"));
    }
}
