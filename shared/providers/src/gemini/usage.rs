//! Gemini's token counts, `usageMetadata`.
//!
//! Source: Google "Gemini API reference: UsageMetadata"; "Gemini thinking: pricing". What is billed as output is the
//! candidates and the thoughts, which are not part of them. Tokens from the cache are part of the prompt's.

use api::chat::ServiceTier;
use serde_json::Value;

use crate::codec::{UsageUpdate, count};
use crate::service_tier::named;

/// The counts as they are sent. In a stream they come with every event, those of the whole answer so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    prompt: Option<u64>,
    tool_use_prompt: Option<u64>,
    cached: Option<u64>,
    candidates: Option<u64>,
    thoughts: Option<u64>,
    other_media: bool,
}

/// The kinds of tokens whose price is that of text, or of input in general (Google "Gemini API pricing"). Sound has prices of its
/// own; pictures as output too, and no model that draws is in the catalogue.
const PRICED: [&str; 3] = ["TEXT", "IMAGE", "DOCUMENT"];

impl Counts {
    pub(super) fn read(metadata: &Value) -> Self {
        let count = |name: &str| count(&metadata[name]);
        Self {
            prompt: count("promptTokenCount"),
            tool_use_prompt: count("toolUsePromptTokenCount"),
            cached: count("cachedContentTokenCount"),
            candidates: count("candidatesTokenCount"),
            thoughts: count("thoughtsTokenCount"),
            other_media: ["promptTokensDetails", "toolUsePromptTokensDetails", "candidatesTokensDetails"]
                .into_iter()
                .any(|name| has_other_media(&metadata[name])),
        }
    }

    /// Counts never fall: the greatest value of each stays.
    pub(super) fn merge(&mut self, later: Self) {
        self.prompt = later.prompt.max(self.prompt);
        self.tool_use_prompt = later.tool_use_prompt.max(self.tool_use_prompt);
        self.cached = later.cached.max(self.cached);
        self.candidates = later.candidates.max(self.candidates);
        self.thoughts = later.thoughts.max(self.thoughts);
        self.other_media |= later.other_media;
    }

    pub(super) fn update(self) -> UsageUpdate {
        UsageUpdate {
            prompt_tokens: sum(self.prompt, self.tool_use_prompt),
            cached_input_tokens: self.cached,
            completion_tokens: sum(self.candidates, self.thoughts),
            reasoning_tokens: self.thoughts,
            unpriced: self.other_media,
            ..UsageUpdate::default()
        }
    }
}

/// The service tier that the usage names.
pub(super) fn service_tier(metadata: &Value) -> Option<ServiceTier> {
    named(&metadata["serviceTier"]).or_else(|| named(&metadata["trafficType"]))
}

fn has_other_media(details: &Value) -> bool {
    details.as_array().into_iter().flatten().any(|detail| {
        let is_priced = detail["modality"].as_str().is_none_or(|modality| PRICED.contains(&modality));
        !is_priced && count(&detail["tokenCount"]).is_some_and(|tokens| tokens > 0)
    })
}

fn sum(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.saturating_add(other)),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn thoughts_are_output_and_tool_results_are_input() {
        let counts = Counts::read(
            &json!({"promptTokenCount": 7, "toolUsePromptTokenCount": 3, "candidatesTokenCount": 2,
            "thoughtsTokenCount": 94, "cachedContentTokenCount": 5, "totalTokenCount": 106}),
        );
        assert_eq!(
            counts.update(),
            UsageUpdate {
                prompt_tokens: Some(10),
                cached_input_tokens: Some(5),
                completion_tokens: Some(96),
                reasoning_tokens: Some(94),
                ..UsageUpdate::default()
            }
        );
    }

    #[test]
    fn a_count_that_is_not_repeated_stays() {
        let mut counts = Counts::read(&json!({"promptTokenCount": 7, "thoughtsTokenCount": 94}));
        counts.merge(Counts::read(&json!({"promptTokenCount": 8, "candidatesTokenCount": 2})));
        let update = counts.update();
        assert_eq!((update.prompt_tokens, update.completion_tokens), (Some(8), Some(96)));
        counts.merge(Counts::read(&json!({"promptTokenCount": 0, "candidatesTokenCount": 0})));
        assert_eq!(counts.update(), update);
    }

    #[test]
    fn sound_and_film_among_the_counts_have_no_price() {
        let has = |modality: &str, tokens: u64| {
            let details =
                json!([{"modality": "TEXT", "tokenCount": 7}, {"modality": modality, "tokenCount": tokens}]);
            Counts::read(&json!({"promptTokenCount": 9, "promptTokensDetails": details})).update().unpriced
        };
        assert!(has("AUDIO", 2) && has("VIDEO", 2));
        assert!(!has("IMAGE", 2) && !has("AUDIO", 0));
    }

    #[test]
    fn no_counts_are_no_usage() {
        for metadata in [json!(null), json!({}), json!({"promptTokenCount": "x"}), json!([1])] {
            assert_eq!(Counts::read(&metadata).update(), UsageUpdate::default());
        }
    }
}
