//! The four providers' wire formats say the same things: a conversation counts and reads alike in each.

use reqwest::RequestBuilder;
use serde_json::{Value, json};
use tollgate_simulator::{
    PER_IMAGE, Provider, Simulator, count_prompt_tokens, count_tokens, count_tool_tokens,
};

use crate::calling::{KEY, answer, simulator};

const SYSTEM: &str = "Be brief.";
const ASKED: &str = "Is it raining in Zürich?";
/// What a model once called: a single property, so that its order cannot matter.
const ARGUMENTS: &str = r#"{"city":"Zürich"}"#;
const RESULT: &str = "☔ since noon";
const PNG: &str = "iVBORw0KGgo=";
const FIREWORKS_MODEL: &str = "accounts/fireworks/models/llama-v3p3-70b-instruct";

/// What an answer says, read out of the provider's own shape.
#[derive(Debug, PartialEq)]
struct Said {
    text: String,
    prompt: u64,
    output: u64,
}

fn schema() -> Value {
    json!({"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]})
}

/// The conversation: a question with an image, a tool call, its result.
fn conversation(provider: Provider) -> Value {
    let arguments: Value = serde_json::from_str(ARGUMENTS).unwrap();
    let description = "The weather of a city";
    match provider {
        Provider::OpenAi | Provider::Fireworks => json!({
            "model": if provider == Provider::OpenAi { "gpt-4o-mini" } else { FIREWORKS_MODEL },
            "messages": [
                {"role": "system", "content": SYSTEM},
                {"role": "user", "content": [
                    {"type": "text", "text": ASKED},
                    {"type": "image_url", "image_url": {"url": format!("data:image/png;base64,{PNG}")}}
                ]},
                {"role": "assistant", "tool_calls": [{
                    "id": "call_1", "type": "function",
                    "function": {"name": "weather", "arguments": ARGUMENTS}
                }]},
                {"role": "tool", "tool_call_id": "call_1", "content": RESULT}
            ],
            "tools": [{"type": "function", "function": {
                "name": "weather", "description": description, "parameters": schema()
            }}]
        }),
        Provider::Anthropic => json!({
            "model": "claude-haiku-4-5", "max_tokens": 1024, "system": SYSTEM,
            "messages": [
                {"role": "user", "content": [
                    {"type": "text", "text": ASKED},
                    {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PNG}}
                ]},
                {"role": "assistant", "content": [
                    {"type": "tool_use", "id": "toolu_1", "name": "weather", "input": arguments}
                ]},
                {"role": "user", "content": [
                    {"type": "tool_result", "tool_use_id": "toolu_1", "content": RESULT}
                ]}
            ],
            "tools": [{"name": "weather", "description": description, "input_schema": schema()}]
        }),
        Provider::Gemini => json!({
            "systemInstruction": {"parts": [{"text": SYSTEM}]},
            "contents": [
                {"role": "user", "parts": [
                    {"text": ASKED}, {"inlineData": {"mimeType": "image/png", "data": PNG}}
                ]},
                {"role": "model", "parts": [{"functionCall": {"name": "weather", "args": arguments}}]},
                {"role": "user", "parts": [
                    {"functionResponse": {"name": "weather", "response": {"result": RESULT}}}
                ]}
            ],
            "tools": [{"functionDeclarations": [
                {"name": "weather", "description": description, "parametersJsonSchema": schema()}
            ]}]
        }),
    }
}

fn call(simulator: &Simulator, provider: Provider) -> RequestBuilder {
    let path = match provider {
        Provider::OpenAi | Provider::Fireworks => "chat/completions",
        Provider::Anthropic => "messages",
        Provider::Gemini => "models/gemini-2.0-flash:generateContent",
    };
    let url = format!("{}/{path}", simulator.api_url(provider));
    let request = reqwest::Client::new().post(url).json(&conversation(provider));
    match provider {
        Provider::OpenAi | Provider::Fireworks => request.bearer_auth(KEY),
        Provider::Anthropic => request.header("x-api-key", KEY).header("anthropic-version", "2023-06-01"),
        Provider::Gemini => request.header("x-goog-api-key", KEY),
    }
}

fn said(provider: Provider, answered: &Value) -> Said {
    let [text, prompt, output] = match provider {
        Provider::OpenAi | Provider::Fireworks => {
            ["/choices/0/message/content", "/usage/prompt_tokens", "/usage/completion_tokens"]
        }
        Provider::Anthropic => ["/content/0/text", "/usage/input_tokens", "/usage/output_tokens"],
        Provider::Gemini => [
            "/candidates/0/content/parts/0/text",
            "/usageMetadata/promptTokenCount",
            "/usageMetadata/candidatesTokenCount",
        ],
    }
    .map(|pointer| answered.pointer(pointer).unwrap_or_else(|| panic!("no {pointer}: {answered}")));
    Said {
        text: text.as_str().unwrap().to_owned(),
        prompt: prompt.as_u64().unwrap(),
        output: output.as_u64().unwrap(),
    }
}

#[tokio::test]
async fn one_conversation_costs_and_says_the_same_at_every_provider() {
    let simulator = simulator().await;
    let text = format!("Tool results: {RESULT}");
    let expected = Said {
        prompt: count_prompt_tokens([SYSTEM, ASKED, "weather", ARGUMENTS, RESULT])
            + PER_IMAGE
            + count_tool_tokens("weather", "The weather of a city", &schema()),
        output: count_tokens(&text),
        text,
    };
    for provider in Provider::ALL {
        let (status, answered) = answer(call(&simulator, provider)).await;
        assert_eq!(status, 200, "{provider:?}: {answered}");
        assert_eq!(said(provider, &answered), expected, "{provider:?}");
    }
}
