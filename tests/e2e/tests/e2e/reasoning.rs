//! What a model thinks comes to the client, and goes back to the provider as it came, so that a model that thinks can call tools.

use std::sync::Arc;

use anyhow::{Context, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use simulator::RecordedCall;
use tollgate_e2e::World;
use tollgate_e2e::conversation::{Client, Said};

use crate::trial::Outcome;

crate::trials![
    what_a_model_thinks_comes_whole_and_streamed,
    an_answer_that_is_all_thinking_says_so,
    thinking_goes_back_with_the_results_of_tools_as_it_came,
    thinking_that_was_lost_or_changed_is_not_taken,
    calls_of_a_model_that_signs_them_can_lose_their_signatures,
    a_conversation_goes_on_with_a_model_of_another_provider,
];

/// A model that thinks, and what a request needs for that.
struct Thinker {
    provider: &'static str,
    model: &'static str,
    effort: Option<&'static str>,
}

const CLAUDE: Thinker = thinker("anthropic", "claude-sonnet-4-5", Some("low"));
const NEWER_CLAUDE: Thinker = thinker("anthropic", "claude-opus-4-7", Some("high"));
const GEMINI: Thinker = thinker("gemini", "gemini-2.5-flash", Some("low"));
const NEWER_GEMINI: Thinker = thinker("gemini", "gemini-3-flash-preview", Some("low"));
const KIMI: Thinker = thinker("fireworks", "accounts/fireworks/models/kimi-k2-thinking", None);

const fn thinker(provider: &'static str, model: &'static str, effort: Option<&'static str>) -> Thinker {
    Thinker { provider, model, effort }
}

impl Thinker {
    async fn client<'a>(&self, world: &'a World) -> anyhow::Result<Client<'a>> {
        Client::of(world, self.provider, self.model).await
    }

    /// The parameters of a request in which it thinks, with a tool.
    fn parameters(&self) -> Value {
        let mut parameters = tool();
        if let Some(effort) = self.effort {
            parameters["reasoning_effort"] = effort.into();
        }
        parameters
    }
}

fn tool() -> Value {
    json!({"tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}]})
}

fn user(text: &str) -> Value {
    json!([{"role": "user", "content": text}])
}

fn thoughts(said: &Said) -> &str {
    said.message["reasoning_content"].as_str().unwrap_or_default()
}

async fn what_a_model_thinks_comes_whole_and_streamed(world: Arc<World>) -> Outcome {
    for thinker in [CLAUDE, NEWER_CLAUDE, GEMINI, NEWER_GEMINI, KIMI] {
        let client = thinker.client(&world).await?;
        let told = |said: &Said| format!("{}: {}", thinker.model, said.raw);
        let ask = async |streamed| {
            client.ask(streamed, &user("hi"), &thinker.parameters()).await.context(thinker.model)
        };
        let (whole, stream) = (ask(false).await?, ask(true).await?);
        for said in [&whole, &stream] {
            ensure!(thoughts(said).starts_with("alpha naïve beta 日本語"), "{}", told(said));
            ensure!(said.content() == "Echo: hi", "thoughts are in the text: {}", told(said));
            let blocks = &said.message["thinking_blocks"];
            if thinker.provider == "anthropic" {
                ensure!(blocks.as_array().map(Vec::len) == Some(1), "{}", told(said));
                ensure!(blocks[0]["thinking"] == thoughts(said), "{}", told(said));
                ensure!(blocks[0]["signature"].is_string(), "{}", told(said));
            } else {
                ensure!(blocks.is_null(), "{}", told(said));
            }
        }
        ensure!(thoughts(&whole) == thoughts(&stream), "{} and {}", told(&whole), told(&stream));
    }
    Ok(())
}

async fn an_answer_that_is_all_thinking_says_so(world: Arc<World>) -> Outcome {
    for thinker in [GEMINI, KIMI] {
        let client = thinker.client(&world).await?;
        let mut extra = thinker.parameters();
        extra["max_tokens"] = 10.into();
        for streamed in [false, true] {
            let said = client.ask(streamed, &user("hi"), &extra).await.context(thinker.model)?;
            // What is paid for is shown.
            ensure!(thoughts(&said).split(' ').count() == 10, "{}: {}", thinker.model, said.raw);
            ensure!(said.content().is_empty() && said.finish_reason == "length", "{}", said.raw);
        }
    }
    Ok(())
}

async fn thinking_goes_back_with_the_results_of_tools_as_it_came(world: Arc<World>) -> Outcome {
    // A character of the thoughts in two halves: the signature is of the whole one.
    let in_halves = r#"[[halves=split]][[call_arguments={"a":"😀"}]]"#;
    for (thinker, directive) in [
        (CLAUDE, ""),
        (CLAUDE, "[[redacted_thinking]]"),
        (CLAUDE, in_halves),
        (KIMI, in_halves),
        (NEWER_CLAUDE, ""),
        (GEMINI, ""),
        (NEWER_GEMINI, ""),
        (KIMI, ""),
    ] {
        let client = thinker.client(&world).await?;
        let asked = user(&format!("[[tool_calls=2]]{directive} go"));
        for streamed in [false, true] {
            let told = || format!("{}, {directive}, streamed: {streamed}", thinker.model);
            let said = client.ask(streamed, &asked, &thinker.parameters()).await.with_context(told)?;
            ensure!(said.calls().len() == 2, "{}: {}", told(), said.raw);
            let more = said.with_results(&asked, &["one", "two"]);
            // The provider refuses what did not come back as it was.
            let answer = client.ask(streamed, &more, &thinker.parameters()).await.with_context(told)?;
            ensure!(answer.content() == "Tool results: one; two", "{}: {}", told(), answer.raw);
            let received = client.received().await?;
            came_back(&thinker, &said, &received).with_context(told)?;
        }
    }
    Ok(())
}

/// Checks that the provider has received what was thought before the calls.
fn came_back(thinker: &Thinker, said: &Said, received: &RecordedCall) -> anyhow::Result<()> {
    let body = &received.body;
    match thinker.provider {
        "anthropic" => {
            let sent = body["messages"][1]["content"].as_array().context("no content")?;
            let blocks = said.message["thinking_blocks"].as_array().context("the client has no blocks")?;
            ensure!(!blocks.is_empty() && sent.starts_with(blocks), "{body} does not have {blocks:?}");
        }
        "gemini" => {
            let parts = body["contents"][1]["parts"].as_array().context("no parts")?;
            let signature = parts[0]["thoughtSignature"].as_str().context("no signature")?;
            let made = STANDARD.decode(signature)?;
            ensure!(made.starts_with(b"simulated thought "), "{body}");
            ensure!(parts.iter().skip(1).all(|part| part["thoughtSignature"].is_null()), "{body}");
            // Clients have it in the id of the call, from which the provider sees nothing.
            let in_id = signature.trim_end_matches('=').replace('+', "-").replace('/', "_");
            let ids: Vec<&str> = said.calls().iter().filter_map(|call| call["id"].as_str()).collect();
            ensure!(ids[0].ends_with(&in_id) && !ids[1].ends_with(&in_id), "{ids:?}");
            ensure!(!received.text.contains(&format!("_{in_id}")), "{body}");
        }
        // After the system message and the user's.
        _ => ensure!(body["messages"][2]["reasoning_content"] == thoughts(said), "{body}"),
    }
    Ok(())
}

async fn thinking_that_was_lost_or_changed_is_not_taken(world: Arc<World>) -> Outcome {
    for thinker in [CLAUDE, KIMI] {
        let client = thinker.client(&world).await?;
        let asked = user("[[tool_calls=1]] go");
        let said = client.ask(false, &asked, &thinker.parameters()).await.context(thinker.model)?;
        let more = said.with_results(&asked, &["one"]);
        let mut lost = more.clone();
        if let Some(message) = lost[1].as_object_mut() {
            message.remove("thinking_blocks");
            message.remove("reasoning_content");
        }
        for streamed in [false, true] {
            if thinker.provider == "anthropic" {
                // What a budget for thinking needs is known before the provider is asked.
                let extra = thinker.parameters();
                let refused = client.expect_refused(streamed, &lost, &extra, &["reasoning_effort"]).await?;
                ensure!(refused.raw.contains("`thinking_blocks`"), "{}", refused.raw);
                // Without an effort the model does not think, and wants none.
                let answer = client.ask(streamed, &lost, &tool()).await.context(thinker.model)?;
                ensure!(answer.content() == "Tool results: one", "{}", answer.raw);
                let mut changed = more.clone();
                changed[1]["thinking_blocks"][0]["thinking"] = "Something else.".into();
                let refused = client.refusal(streamed, &changed, &thinker.parameters()).await?;
                refused.expect_error(422, "invalid_reasoning").context(thinker.model)?;
            } else {
                let refused = client.refusal(streamed, &lost, &thinker.parameters()).await?;
                refused.expect_error(422, "invalid_reasoning").context(thinker.model)?;
            }
        }
    }
    Ok(())
}

async fn calls_of_a_model_that_signs_them_can_lose_their_signatures(world: Arc<World>) -> Outcome {
    // A client may keep ids of its own. Google documents what is sent for a call without a signature.
    let client = NEWER_GEMINI.client(&world).await?;
    let asked = user("[[tool_calls=2]] go");
    for streamed in [false, true] {
        let said = client.ask(streamed, &asked, &tool()).await?;
        let mut more = said.with_results(&asked, &["one", "two"]);
        for (index, id) in ["mine-1", "mine-2"].into_iter().enumerate() {
            more[1]["tool_calls"][index]["id"] = id.into();
            more[2 + index]["tool_call_id"] = id.into();
        }
        let answer = client.ask(streamed, &more, &tool()).await?;
        ensure!(answer.content() == "Tool results: one; two", "{}", answer.raw);
        let received = client.received().await?.body;
        let signature = &received["contents"][1]["parts"][0]["thoughtSignature"];
        ensure!(*signature == "skip_thought_signature_validator", "{received}");
    }
    Ok(())
}

async fn a_conversation_goes_on_with_a_model_of_another_provider(world: Arc<World>) -> Outcome {
    const GPT: Thinker = thinker("openai", "gpt-5", Some("low"));
    const GPT_OSS: Thinker = thinker("fireworks", "accounts/fireworks/models/gpt-oss-20b", None);
    let asked = user("[[tool_calls=2]] go");
    for first in [GPT, CLAUDE, NEWER_GEMINI, KIMI] {
        let said = {
            let client = first.client(&world).await?;
            client.ask(true, &asked, &first.parameters()).await.context(first.model)?
        };
        let more = said.with_results(&asked, &["one", "two"]);
        for second in [GPT, CLAUDE, NEWER_GEMINI, GPT_OSS] {
            if first.provider == second.provider {
                continue;
            }
            let client = second.client(&world).await?;
            let told = || format!("from {} to {}", first.model, second.model);
            // Neither another provider's thinking nor its signatures are sent where they mean nothing. A model of Anthropic's that
            // has not thought about a call itself cannot begin to after it.
            let extra = if second.provider == "anthropic" { tool() } else { second.parameters() };
            for streamed in [false, true] {
                let answer = client.ask(streamed, &more, &extra).await.with_context(told)?;
                ensure!(answer.content() == "Tool results: one; two", "{}: {}", told(), answer.raw);
            }
        }
    }
    Ok(())
}
