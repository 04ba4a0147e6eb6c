//! The names of service tiers in answers.
//!
//! Sources: OpenAI "API reference: Chat completions, `service_tier`" (`fast` has the prices of `priority`; `scale` is capacity paid
//! in advance); Anthropic "Service tiers"; Google "Gemini API reference: UsageMetadata" (`serviceTier`; Vertex AI has
//! `trafficType`).

use api::chat::ServiceTier;
use serde_json::Value;

/// The tier that a member of an answer names; `None` where there is no name, or one that leaves it open.
pub fn named(value: &Value) -> Option<ServiceTier> {
    let name = value.as_str()?.to_ascii_lowercase();
    let name = name.strip_prefix("service_tier_").unwrap_or(&name);
    Some(match name {
        "" | "auto" | "unspecified" | "traffic_type_unspecified" => return None,
        "default" | "standard" | "on_demand" => ServiceTier::Standard,
        "flex" | "on_demand_flex" => ServiceTier::Flex,
        "priority" | "fast" | "on_demand_priority" => ServiceTier::Priority,
        "batch" => ServiceTier::Batch,
        _ => ServiceTier::Other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::provider::Provider;
    use http::{HeaderMap, StatusCode};
    use serde_json::json;

    /// The tier of a whole answer, and of the same answer as a stream.
    fn read(provider: Provider, whole: &Value, stream: &str) -> [Option<ServiceTier>; 2] {
        let body = whole.to_string();
        let whole = crate::decode(provider, StatusCode::OK, &HeaderMap::new(), body.as_bytes()).unwrap();
        let mut decoder = crate::StreamDecoder::new(provider);
        decoder.feed(stream.as_bytes());
        [whole.service_tier, decoder.finish().service_tier]
    }

    #[test]
    fn openai_names_the_tier_beside_the_answer() {
        for (name, tier) in [
            (json!("default"), Some(ServiceTier::Standard)),
            (json!("flex"), Some(ServiceTier::Flex)),
            (json!("priority"), Some(ServiceTier::Priority)),
            (json!("fast"), Some(ServiceTier::Priority)),
            (json!("scale"), Some(ServiceTier::Other)),
            (json!("a new one"), Some(ServiceTier::Other)),
            (json!("auto"), None),
            (Value::Null, None),
        ] {
            let whole = json!({"choices": [{"message": {"content": "hi"}, "finish_reason": "stop"}],
                "service_tier": name});
            let stream =
                format!("data: {{\"choices\":[],\"service_tier\":{name}}}\n\ndata: {{\"choices\":[]}}\n\n");
            for provider in [Provider::Openai, Provider::Fireworks] {
                assert_eq!(read(provider, &whole, &stream), [tier; 2], "{name}");
            }
        }
    }

    #[test]
    fn anthropic_names_it_in_the_usage() {
        for (name, tier) in [
            ("standard", ServiceTier::Standard),
            ("priority", ServiceTier::Priority),
            ("batch", ServiceTier::Batch),
            ("another", ServiceTier::Other),
        ] {
            let usage = json!({"input_tokens": 1, "output_tokens": 1, "service_tier": name});
            let whole = json!({"content": [{"type": "text", "text": "hi"}], "usage": usage});
            let stream = format!(
                "data: {{\"type\":\"message_start\",\"message\":{{\"usage\":{usage}}}}}\n\n\
                 data: {{\"type\":\"message_delta\",\"delta\":{{}},\"usage\":{{\"output_tokens\":1}}}}\n\n"
            );
            assert_eq!(read(Provider::Anthropic, &whole, &stream), [Some(tier); 2], "{name}");
        }
    }

    #[test]
    fn gemini_names_it_in_the_usage_by_either_of_two_members() {
        for (usage, tier) in [
            (json!({"serviceTier": "flex"}), Some(ServiceTier::Flex)),
            (json!({"serviceTier": "SERVICE_TIER_PRIORITY"}), Some(ServiceTier::Priority)),
            (json!({"serviceTier": "SERVICE_TIER_UNSPECIFIED"}), None),
            (json!({"trafficType": "ON_DEMAND"}), Some(ServiceTier::Standard)),
            (json!({"trafficType": "ON_DEMAND_FLEX"}), Some(ServiceTier::Flex)),
            (json!({"trafficType": "PROVISIONED_THROUGHPUT"}), Some(ServiceTier::Other)),
            (json!({}), None),
        ] {
            let whole = json!({"candidates": [{"content": {"parts": [{"text": "hi"}]}, "finishReason": "STOP"}],
                "usageMetadata": usage});
            let stream = format!("data: {{\"usageMetadata\":{usage}}}\n\ndata: {{\"candidates\":[]}}\n\n");
            assert_eq!(read(Provider::Gemini, &whole, &stream), [tier; 2], "{usage}");
        }
    }
}
