//! What makes a provider's cache of prompts match: the marks arrive, and the same beginning of a conversation has the same bytes.

use api::chat::ChatRequest;
use api::provider::Provider;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{Target, encode};

fn model(provider: Provider) -> &'static str {
    crate::cheap_model(provider)
}

fn sent(provider: Provider, model: &str, body: &Value) -> Value {
    let request = ChatRequest::parse(body.as_object().unwrap()).unwrap();
    let target = Target { provider, model, base_url: None, api_key: "sk-key", max_output_tokens: 100 };
    serde_json::from_slice(&encode(&target, &request, false).unwrap().into_body()).unwrap()
}

#[test]
fn marks_pass_to_anthropic_as_they_came_and_in_order() {
    let (short, hour) = (json!({"type": "ephemeral"}), json!({"type": "ephemeral", "ttl": "1h"}));
    let image = "data:image/png;base64,iVBORw0KGgo=";
    let body = json!({
        "cache_control": short,
        "tools": [
            {"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}},
            {"type": "function", "function": {"name": "g", "parameters": {"type": "object"}}, "cache_control": hour},
        ],
        "messages": [
            {"role": "system", "content": [
                {"type": "text", "text": "a"},
                {"type": "text", "text": "b", "cache_control": hour},
                {"type": "text", "text": "c"},
            ]},
            {"role": "user", "content": [
                {"type": "image_url", "image_url": {"url": image}, "cache_control": short},
                {"type": "text", "text": "look"},
            ]},
            {"role": "assistant", "content": null, "tool_calls": [
                {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}]},
            {"role": "tool", "tool_call_id": "c1", "content": [{"type": "text", "text": "42", "cache_control": short}]},
            {"role": "user", "content": "so?", "cache_control": {"type": "ephemeral", "ttl": "5m"}},
        ],
    });
    let sent = sent(Provider::Anthropic, model(Provider::Anthropic), &body);
    assert_eq!(sent["cache_control"], short);
    assert_eq!(
        (&sent["tools"][0]["cache_control"], &sent["tools"][1]["cache_control"]),
        (&Value::Null, &hour)
    );
    assert_eq!(
        sent["system"],
        json!([{"type": "text", "text": "a\nb", "cache_control": hour}, {"type": "text", "text": "c"}])
    );
    assert_eq!(sent["messages"][0]["content"][0]["cache_control"], short);
    assert_eq!(sent["messages"][0]["content"][1].get("cache_control"), None);
    assert_eq!(sent["messages"][2]["content"][0]["cache_control"], short, "{}", sent["messages"]);
    assert_eq!(
        sent["messages"][2]["content"][1]["cache_control"],
        json!({"type": "ephemeral", "ttl": "5m"}),
        "{}",
        sent["messages"]
    );
}

#[test]
fn other_providers_get_no_marks() {
    let body = json!({
        "cache_control": {"type": "ephemeral"},
        "tools": [{"type": "function", "function": {"name": "f"}, "cache_control": {"type": "ephemeral"}}],
        "messages": [{"role": "user", "content": [
            {"type": "text", "text": "x", "cache_control": {"type": "ephemeral"}}]}],
    });
    for provider in [Provider::Openai, Provider::Gemini, Provider::Fireworks] {
        let sent = sent(provider, model(provider), &body);
        assert!(!sent.to_string().contains("cache"), "{provider}: {sent}");
    }
}

#[test]
fn hints_pass_to_the_providers_that_have_them() {
    let body = json!({
        "messages": [{"role": "user", "content": "x"}],
        "prompt_cache_key": "k", "prompt_cache_retention": "24h", "service_tier": "auto", "safety_identifier": "s",
        "user": "u", "verbosity": "medium", "store": false,
    });
    let openai = sent(Provider::Openai, "gpt-5.1", &body);
    for (name, value) in [
        ("prompt_cache_key", "k"),
        ("prompt_cache_retention", "24h"),
        ("service_tier", "auto"),
        ("safety_identifier", "s"),
        ("user", "u"),
        ("verbosity", "medium"),
    ] {
        assert_eq!(openai[name], value, "{name}");
    }
    let fireworks = sent(Provider::Fireworks, model(Provider::Fireworks), &body);
    assert_eq!((&fireworks["prompt_cache_key"], &fireworks["user"]), (&json!("k"), &json!("u")));
    assert_eq!(fireworks.get("verbosity").or_else(|| fireworks.get("safety_identifier")), None);
    let anthropic = sent(Provider::Anthropic, model(Provider::Anthropic), &body);
    assert_eq!(anthropic["metadata"], json!({"user_id": "s"}));
    assert_eq!(anthropic["service_tier"], "auto");
    let gemini = sent(Provider::Gemini, model(Provider::Gemini), &body);
    assert_eq!(gemini.get("serviceTier"), None);
}

#[test]
fn what_would_change_the_answer_or_its_price_is_refused_by_name() {
    let refused = |provider, model: &str, body: Value| {
        let request = ChatRequest::parse(body.as_object().unwrap()).unwrap();
        let target = Target { provider, model, base_url: None, api_key: "sk-key", max_output_tokens: 100 };
        match encode(&target, &request, false) {
            Ok(_) => Vec::new(),
            Err(crate::EncodeError::Unsupported(refused)) => {
                refused.into_iter().map(|refused| refused.parameter).collect()
            }
            Err(error) => panic!("{error}"),
        }
    };
    let asks = |name: &str, value: &str| json!({"messages": [{"role": "user", "content": "x"}], name: value});
    for provider in [Provider::Anthropic, Provider::Gemini, Provider::Fireworks] {
        assert_eq!(refused(provider, model(provider), asks("verbosity", "low")), ["verbosity"], "{provider}");
    }
    assert_eq!(refused(Provider::Openai, "gpt-4o", asks("verbosity", "high")), ["verbosity"]);
    assert!(refused(Provider::Openai, "gpt-5", asks("verbosity", "high")).is_empty());
    for (provider, expected) in [(Provider::Anthropic, 1), (Provider::Fireworks, 1), (Provider::Gemini, 0)] {
        let names = refused(provider, model(provider), asks("service_tier", "flex"));
        assert_eq!(names.len(), expected, "{provider}: {names:?}");
    }
}

/// A turn of a user and one of the model.
fn exchange(said: &str, answered: &str, calls_tool: bool, number: usize) -> Vec<Value> {
    let user = json!({"role": "user", "content": said});
    if !calls_tool {
        return vec![user, json!({"role": "assistant", "content": answered})];
    }
    let id = format!("call_{number}");
    let call =
        json!({"id": id, "type": "function", "function": {"name": "f", "arguments": "{\"z\":1,\"a\":[2]}"}});
    vec![
        user,
        json!({"role": "assistant", "content": answered, "tool_calls": [call]}),
        json!({"role": "tool", "tool_call_id": id, "content": answered}),
        json!({"role": "assistant", "content": said}),
    ]
}

proptest! {
    #[test]
    fn the_same_beginning_of_a_conversation_has_the_same_bytes(
        exchanges in prop::collection::vec(("[a-zé\n ]{0,20}x", "[a-z ]{0,20}y", any::<bool>()), 1..6),
        cut in any::<prop::sample::Index>(),
        system in "[a-z ]{0,30}s",
    ) {
        let cut = cut.index(exchanges.len());
        let conversation = |count: usize| {
            let mut messages = vec![json!({"role": "system", "content": system})];
            for (number, (said, answered, calls)) in exchanges[..count].iter().enumerate() {
                messages.extend(exchange(said, answered, *calls, number));
            }
            messages.push(json!({"role": "user", "content": "and now?"}));
            json!({"messages": messages, "tools": [{"type": "function", "function": {"name": "f",
                "parameters": {"type": "object", "properties": {"z": {"type": "integer"}, "a": {"type": "array"}}}}}]})
        };
        for provider in Provider::ALL {
            let list = if provider == Provider::Gemini { "contents" } else { "messages" };
            let (shorter, longer) = (
                sent(provider, model(provider), &conversation(cut)),
                sent(provider, model(provider), &conversation(exchanges.len())),
            );
            // All but the last turn, which is a new question.
            let turns = |body: &Value| body[list].as_array().unwrap().iter().map(Value::to_string).collect::<Vec<_>>();
            let (shorter_turns, longer_turns) = (turns(&shorter), turns(&longer));
            let beginning = &shorter_turns[..shorter_turns.len() - 1];
            prop_assert_eq!(beginning, &longer_turns[..beginning.len()], "{}", provider);
            for (name, value) in shorter.as_object().unwrap().iter().filter(|(name, _)| *name != list) {
                prop_assert_eq!(value.to_string(), longer[name].to_string(), "{}: {}", provider, name);
            }
        }
    }
}
