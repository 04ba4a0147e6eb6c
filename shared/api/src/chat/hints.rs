//! Parameters that a client of another API cannot know to be too much for a model.

use super::ChatRequest;

/// The parameters that say how a model should work and how it is paid for, rather than what it is asked. Programs that are made for
/// one provider send them with every request, and have no way to ask that they be left out.
pub const HINTS: [&str; 9] = [
    "reasoning_effort",
    "verbosity",
    "parallel_tool_calls",
    "service_tier",
    "cache_control",
    "prompt_cache_key",
    "prompt_cache_retention",
    "safety_identifier",
    "user",
];

impl ChatRequest {
    /// The parameters that are left out for a model that does not take them, even where the others are not: those of [`HINTS`],
    /// if the client's API has no word for it and the client has not said `drop_unsupported` all the same.
    #[must_use]
    pub const fn hints(&self) -> &'static [&'static str] {
        if self.leaves_out_hints && self.drop_unsupported.is_none() { &HINTS } else { &[] }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::chat::{ESSENTIAL_PARAMETERS, PARAMETERS};

    #[test]
    fn every_hint_is_a_parameter_that_can_be_left_out() {
        for hint in HINTS {
            assert!(PARAMETERS.contains(&hint) && !ESSENTIAL_PARAMETERS.contains(&hint), "{hint}");
        }
    }

    #[test]
    fn what_the_client_says_itself_counts() {
        let body = json!({"messages": [{"role": "user", "content": "x"}]});
        let request = ChatRequest::parse(body.as_object().unwrap()).unwrap();
        assert!(request.hints().is_empty());
        let of_another_api = ChatRequest { leaves_out_hints: true, ..request };
        assert_eq!(of_another_api.hints(), HINTS);
        for said in [true, false] {
            let said = ChatRequest { drop_unsupported: Some(said), ..of_another_api.clone() };
            assert!(said.hints().is_empty());
        }
    }
}
