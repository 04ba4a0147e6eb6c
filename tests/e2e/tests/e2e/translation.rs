//! A conversation in OpenAI's form reaches every provider in its own, and the answer comes back as OpenAI would give it.

use std::collections::HashSet;
use std::sync::Arc;

use anyhow::{Context, ensure};
use serde_json::{Value, json};
use tollgate_e2e::conversation::{Client, PROVIDERS};
use tollgate_e2e::stream::read;
use tollgate_e2e::{World, books};

use crate::trial::Outcome;

crate::trials![
    a_finish_reason_is_kept,
    an_answer_that_ends_in_an_error_is_none,
    two_answers_in_one_stream_are_none,
    an_image_is_taken_in_every_form_that_a_data_url_may_have,
    half_a_character_in_an_answer_does_not_lose_the_answer,
    half_a_character_in_a_request_does_not_lose_the_request,
    a_conversation_with_calls_of_tools_but_without_tools_is_taken,
    names_of_participants_arrive_where_the_provider_has_them,
    probabilities_of_tokens_come_whole_and_streamed,
];

fn user(text: &str) -> Value {
    json!([{"role": "user", "content": text}])
}

/// One tool, of which a call has no arguments.
fn tool() -> Value {
    json!({"tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}]})
}

async fn a_finish_reason_is_kept(world: Arc<World>) -> Outcome {
    for (provider, model) in PROVIDERS {
        let client = Client::of(&world, provider, model).await?;
        let mut cases = vec![
            ("hi", json!({}), "stop"),
            ("[[words=200]] at length", json!({"max_tokens": 100}), "length"),
            ("[[tool_calls=2]] go", tool(), "tool_calls"),
        ];
        match provider {
            "anthropic" => cases.push(("[[refuse]] bad", json!({}), "content_filter")),
            "gemini" => cases.extend(
                ["[[refuse]] bad", "[[blocked]] bad"].map(|prompt| (prompt, json!({}), "content_filter")),
            ),
            // A server in this form may not say that it stopped for the tools that it has called.
            _ => cases.push(("[[tool_calls=2]][[finish=absent]] go", tool(), "tool_calls")),
        }
        if provider == "openai" {
            cases.push(("[[blocked]] bad", json!({}), "content_filter"));
        }
        for (prompt, extra, expected) in cases {
            for streamed in [false, true] {
                let said = client.ask(streamed, &user(prompt), &extra).await;
                let said = said.with_context(|| format!("{provider}, {prompt}, streamed: {streamed}"))?;
                ensure!(said.finish_reason == expected, "{provider}, {prompt}: {}", said.raw);
            }
        }
    }
    Ok(())
}

async fn an_answer_that_ends_in_an_error_is_none(world: Arc<World>) -> Outcome {
    for (provider, model) in [PROVIDERS[0], PROVIDERS[3]] {
        let client = Client::of(&world, provider, model).await?;
        let messages = user("[[finish=error]] hi");
        let answer = client.refusal(false, &messages, &json!({})).await?;
        answer.expect_error(502, "provider_error").context(provider)?;
        // In a stream, what the model has said is with the client by then.
        let request = client.request(true, &messages, &json!({}));
        let stream = read(request).await?.stream().context(provider)?;
        ensure!(stream.content() == "Echo: hi", "{provider}: {}", stream.raw);
        ensure!(stream.last()?["code"] == "provider_error" && stream.is_done, "{provider}: {}", stream.raw);
    }
    Ok(())
}

async fn two_answers_in_one_stream_are_none(world: Arc<World>) -> Outcome {
    for (provider, model) in PROVIDERS {
        let client = Client::of(&world, provider, model).await?;
        let request = client.request(true, &user("[[spliced]] one two three four five six"), &json!({}));
        let stream = read(request).await?.stream().context(provider)?;
        // What came of the first one, and nothing of the second.
        ensure!(stream.content().matches("Echo:").count() == 1, "{provider}: {}", stream.raw);
        ensure!(
            stream.last()?["code"] == "provider_bad_response" && stream.is_done,
            "{provider}: {}",
            stream.raw
        );
        let call = books::settled_call(&world.database, stream.header("x-call-id")?).await?;
        ensure!(call["status"] == "failed", "{provider}: {call}");
    }
    Ok(())
}

async fn an_image_is_taken_in_every_form_that_a_data_url_may_have(world: Arc<World>) -> Outcome {
    let heads =
        ["data:image/png", "DATA:IMAGE/PNG", "data:image/png;charset=utf-8", "data:image/png; name=a.png"];
    for (provider, model) in PROVIDERS {
        let client = Client::of(&world, provider, model).await?;
        for (head, base64) in heads.iter().zip(["base64", "BASE64", "base64", "base64"]) {
            let image =
                json!({"type": "image_url", "image_url": {"url": format!("{head};{base64},iVBORw0KGgo=")}});
            let messages = json!([{"role": "user", "content": [{"type": "text", "text": "Look."}, image]}]);
            for streamed in [false, true] {
                let said = client.ask(streamed, &messages, &json!({})).await;
                let said = said.with_context(|| format!("{provider}, {head}"))?;
                ensure!(said.content() == "Echo: Look.", "{provider}, {head}: {}", said.raw);
            }
        }
    }
    Ok(())
}

async fn half_a_character_in_an_answer_does_not_lose_the_answer(world: Arc<World>) -> Outcome {
    // The two halves are one character, and one that is alone is U+FFFD.
    for (halves, joined) in [("split", "😀"), ("lone", "\u{fffd}")] {
        for (provider, model) in PROVIDERS {
            let client = Client::of(&world, provider, model).await?;
            for streamed in [false, true] {
                let told = || format!("{provider}, {halves}, streamed: {streamed}");
                let prompt = format!("[[halves={halves}]] x a😀b");
                let said = client.ask(streamed, &user(&prompt), &json!({})).await.with_context(told)?;
                ensure!(said.content() == format!("Echo: x a{joined}b"), "{}: {}", told(), said.raw);
                let prompt = format!(
                    "[[tool_calls=1]][[halves={halves}]][[call_arguments={{\"a\":\"some😀text\"}}]] go"
                );
                let said = client.ask(streamed, &user(&prompt), &tool()).await.with_context(told)?;
                let expected = ("f".to_owned(), json!({"a": format!("some{joined}text")}));
                ensure!(said.called()? == [expected], "{}: {}", told(), said.raw);
            }
        }
    }
    Ok(())
}

async fn half_a_character_in_a_request_does_not_lose_the_request(world: Arc<World>) -> Outcome {
    for (provider, model) in PROVIDERS {
        let client = Client::of(&world, provider, model).await?;
        // Arguments are JSON in a text of JSON: the half may be of the one or of the other.
        let call = |id: &str, arguments: &str| json!({"id": id, "type": "function", "function": {"name": "f", "arguments": arguments}});
        let messages = json!([
            {"role": "user", "content": "cut: HALF!"},
            {"role": "assistant", "content": "HALF", "tool_calls": [
                call("c1", "{\"a\":\"HALF\"}"), call("c2", "{\"a\":\"\\ud83d\"}")]},
            {"role": "tool", "tool_call_id": "c1", "content": "one HALF"},
            {"role": "tool", "tool_call_id": "c2", "content": "two"},
        ]);
        for (messages, expected) in
            [(json!([messages[0]]), "Echo: cut: \u{fffd}!"), (messages, "Tool results: one \u{fffd}; two")]
        {
            let body = client.body(&messages, &tool()).to_string().replace("HALF", "\\ud83d");
            ensure!(serde_json::from_str::<Value>(&body).is_err(), "there is no half in {body}");
            for streamed in [false, true] {
                let request = client.request_of(streamed, body.clone());
                let said = client.answer(streamed, request).await.context(provider)?;
                ensure!(said.content() == expected, "{provider}: {}", said.raw);
            }
        }
    }
    Ok(())
}

async fn a_conversation_with_calls_of_tools_but_without_tools_is_taken(world: Arc<World>) -> Outcome {
    let call =
        json!({"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{\"a\":\"1\"}"}});
    let mut messages = vec![
        json!({"role": "user", "content": "hi"}),
        json!({"role": "assistant", "content": null, "tool_calls": [call]}),
        json!({"role": "tool", "tool_call_id": "c1", "content": "42"}),
    ];
    for expected in ["Tool results: 42", "Echo: so?"] {
        for (provider, model) in PROVIDERS {
            let client = Client::of(&world, provider, model).await?;
            for streamed in [false, true] {
                let said = client.ask(streamed, &json!(messages), &json!({})).await.context(provider)?;
                ensure!(said.content() == expected && said.calls().is_empty(), "{provider}: {}", said.raw);
            }
            if provider == "anthropic" {
                let received = client.received().await?.body;
                ensure!(received["tool_choice"] == json!({"type": "none"}), "{received}");
            }
        }
        messages.push(json!({"role": "user", "content": "so?"}));
    }
    Ok(())
}

async fn names_of_participants_arrive_where_the_provider_has_them(world: Arc<World>) -> Outcome {
    let messages = json!([
        {"role": "user", "name": "bob_of_north", "content": "hi"},
        {"role": "assistant", "name": "the_helper", "content": "Hello."},
        {"role": "user", "name": "", "content": "who am I?"},
    ]);
    for (provider, model) in PROVIDERS {
        let client = Client::of(&world, provider, model).await?;
        for streamed in [false, true] {
            let said = client.ask(streamed, &messages, &json!({})).await.context(provider)?;
            ensure!(said.content() == "Echo: who am I?", "{provider}: {}", said.raw);
            let received = client.received().await?;
            if matches!(provider, "openai" | "fireworks") {
                let names: Vec<&Value> = received.body["messages"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .map(|one| &one["name"])
                    .collect();
                let expected = [Value::Null, json!("bob_of_north"), json!("the_helper"), Value::Null];
                ensure!(names == expected.iter().collect::<Vec<_>>(), "{provider}: {}", received.text);
            } else {
                // Put into the text, they would change what is said.
                let has_names =
                    ["bob_of_north", "the_helper"].iter().any(|name| received.text.contains(name));
                ensure!(!has_names, "{provider}: {}", received.text);
            }
        }
    }
    Ok(())
}

async fn probabilities_of_tokens_come_whole_and_streamed(world: Arc<World>) -> Outcome {
    let extra = json!({"logprobs": true, "top_logprobs": 2});
    for (provider, model) in [PROVIDERS[0], PROVIDERS[3]] {
        let client = Client::of(&world, provider, model).await?;
        let mut seen = HashSet::new();
        for streamed in [false, true] {
            let said = client.ask(streamed, &user("some words"), &extra).await.context(provider)?;
            let tokens = said.logprobs["content"].as_array().cloned().unwrap_or_default();
            let text: String = tokens.iter().filter_map(|token| token["token"].as_str()).collect();
            ensure!(tokens.len() > 2 && text == said.content(), "{provider}: {}", said.raw);
            for token in &tokens {
                let (of, others) = (token["token"].as_str().unwrap_or_default(), &token["top_logprobs"]);
                // The simulator's probability of a token, to the last digit.
                let expected = json!(-(of.chars().count() as f64) / 7.0);
                ensure!(token["logprob"] == expected && token["bytes"] == json!(of.as_bytes()), "{token}");
                ensure!(others.as_array().map(Vec::len) == Some(2) && others[0]["token"] == of, "{token}");
            }
            seen.insert(said.logprobs.to_string());
            let without = client.ask(streamed, &user("some words"), &json!({})).await.context(provider)?;
            ensure!(without.logprobs.is_null(), "{provider}: {}", without.raw);
        }
        ensure!(seen.len() == 1, "{provider}: a stream has other probabilities: {seen:?}");
    }
    // A refusal has its own.
    let client = Client::of(&world, PROVIDERS[0].0, PROVIDERS[0].1).await?;
    for streamed in [false, true] {
        let said = client.ask(streamed, &user("[[refuse]] now"), &extra).await?;
        let tokens = said.logprobs["refusal"].as_array().into_iter().flatten();
        let text: String = tokens.filter_map(|token| token["token"].as_str()).collect();
        ensure!(!text.is_empty() && said.message["refusal"] == text, "{}", said.raw);
    }
    Ok(())
}
