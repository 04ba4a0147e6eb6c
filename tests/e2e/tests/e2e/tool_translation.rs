//! Calls of tools, their arguments and their results: what a server makes of OpenAI's form, and what comes back to it.

use std::collections::HashSet;
use std::sync::Arc;

use anyhow::{Context, ensure};
use serde_json::{Value, json};
use tollgate_e2e::World;
use tollgate_e2e::conversation::{Client, PROVIDERS};

use crate::trial::Outcome;

crate::trials![
    calls_of_tools_arrive_apart_however_the_server_marks_them,
    arguments_are_json_text_in_whatever_form_the_server_writes_them,
    arguments_are_taken_in_whatever_form_a_client_sends_them_back,
    numbers_of_many_digits_pass_in_arguments_and_results,
    numbers_of_many_digits_pass_in_arguments_that_come_back_as_an_object,
];

fn user(text: &str) -> Value {
    json!([{"role": "user", "content": text}])
}

/// Two tools that are called with different arguments, so that a mix-up shows.
fn two_tools() -> Value {
    let tool = |name: &str, member: &str, value: &str| {
        json!({"type": "function", "function": {"name": name, "description": "d", "parameters": {
            "type": "object", "properties": {member: {"type": "string", "enum": [value]}}, "required": [member]}}})
    };
    json!({"tools": [tool("f", "a", "for f"), tool("g", "b", "for g")]})
}

/// One tool that takes anything.
fn tool() -> Value {
    json!({"tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}]})
}

const fn has_openais_form(provider: &str) -> bool {
    matches!(provider.as_bytes(), b"openai" | b"fireworks")
}

async fn calls_of_tools_arrive_apart_however_the_server_marks_them(world: Arc<World>) -> Outcome {
    // The directives, and whether they are for streams only.
    let usual = [("", false)];
    let in_openais_form = [
        ("", false),
        ("[[call_numbers=zero]]", true),
        ("[[call_numbers=absent]]", true),
        ("[[call_ids=repeated]]", true),
        ("[[call_ids=absent]]", false),
        ("[[call_numbers=zero]][[call_ids=repeated]]", true),
        ("[[call_numbers=absent]][[call_ids=repeated]]", true),
        ("[[call_numbers=zero]][[call_ids=absent]]", true),
        ("[[call_numbers=absent]][[call_ids=absent]]", true),
    ];
    let (f, g) = (("f".to_owned(), json!({"a": "for f"})), ("g".to_owned(), json!({"b": "for g"})));
    let expected = [f.clone(), g, f];
    for (provider, model) in PROVIDERS {
        let client = Client::of(&world, provider, model).await?;
        let marks = if has_openais_form(provider) { &in_openais_form[..] } else { &usual[..] };
        for (mark, in_streams_only) in marks {
            for streamed in [false, true].into_iter().filter(|streamed| *streamed || !in_streams_only) {
                let told = || format!("{provider}, {mark}, streamed: {streamed}");
                let asked = user(&format!("[[tool_calls=3]]{mark} go"));
                let said = client.ask(streamed, &asked, &two_tools()).await.with_context(told)?;
                ensure!(said.called().with_context(told)? == expected, "{}: {}", told(), said.raw);
                ensure!(said.finish_reason == "tool_calls", "{}: {}", told(), said.raw);
                let ids: HashSet<&str> = said.calls().iter().filter_map(|call| call["id"].as_str()).collect();
                ensure!(ids.len() == 3 && !ids.contains(""), "{}: {}", told(), said.raw);
                // Made or not, each id finds its call again.
                let more = said.with_results(&asked, &["one", "two", "three"]);
                let answer = client.ask(streamed, &more, &two_tools()).await.with_context(told)?;
                ensure!(answer.content() == "Tool results: one; two; three", "{}: {}", told(), answer.raw);
            }
        }
    }
    Ok(())
}

async fn arguments_are_json_text_in_whatever_form_the_server_writes_them(world: Arc<World>) -> Outcome {
    for (provider, model) in PROVIDERS {
        let client = Client::of(&world, provider, model).await?;
        let forms: &[&str] = match provider {
            "anthropic" => &["empty"],
            "gemini" => &["absent"],
            _ => &["object", "empty", "absent"],
        };
        for form in forms {
            let arguments = if *form == "object" { "{\"a\":[1,{\"b\":null}]}" } else { "{}" };
            let prompt = format!("[[tool_calls=2]][[argument_form={form}]][[call_arguments={arguments}]] go");
            let expected: Value = serde_json::from_str(arguments)?;
            for streamed in [false, true] {
                let told = || format!("{provider}, {form}, streamed: {streamed}");
                let asked = user(&prompt);
                let said = client.ask(streamed, &asked, &tool()).await.with_context(told)?;
                let called = said.called().with_context(told)?;
                ensure!(called.len() == 2, "{}: {}", told(), said.raw);
                ensure!(called.iter().all(|(_, read)| *read == expected), "{}: {}", told(), said.raw);
                let more = said.with_results(&asked, &["one", "two"]);
                let answer = client.ask(streamed, &more, &tool()).await.with_context(told)?;
                ensure!(answer.content() == "Tool results: one; two", "{}: {}", told(), answer.raw);
            }
        }
    }
    Ok(())
}

async fn arguments_are_taken_in_whatever_form_a_client_sends_them_back(world: Arc<World>) -> Outcome {
    let functions = [
        (json!({"name": "f"}), json!({})),
        (json!({"name": "f", "arguments": null}), json!({})),
        (json!({"name": "f", "arguments": ""}), json!({})),
        (json!({"name": "f", "arguments": "{\"a\": 1}"}), json!({"a": 1})),
        (json!({"name": "f", "arguments": {"a": 1}}), json!({"a": 1})),
    ];
    for (provider, model) in PROVIDERS {
        let client = Client::of(&world, provider, model).await?;
        for (function, expected) in &functions {
            let call = json!({"id": "c1", "type": "function", "function": function});
            let messages = json!([
                {"role": "user", "content": "hi"},
                {"role": "assistant", "content": null, "tool_calls": [call]},
                {"role": "tool", "tool_call_id": "c1", "content": "42"},
            ]);
            for streamed in [false, true] {
                let said = client.ask(streamed, &messages, &tool()).await;
                let said = said.with_context(|| format!("{provider}, {function}"))?;
                ensure!(said.content() == "Tool results: 42", "{provider}, {function}: {}", said.raw);
            }
            let received = client.received().await?.body;
            let arguments = match provider {
                "anthropic" => received["messages"][1]["content"][0]["input"].clone(),
                "gemini" => received["contents"][1]["parts"][0]["functionCall"]["args"].clone(),
                // After the system message.
                _ => {
                    let text = &received["messages"][2]["tool_calls"][0]["function"]["arguments"];
                    serde_json::from_str(text.as_str().context("arguments are no text")?)?
                }
            };
            ensure!(arguments == *expected, "{provider}, {function}: {received}");
        }
    }
    Ok(())
}

async fn numbers_of_many_digits_pass_in_arguments_and_results(world: Arc<World>) -> Outcome {
    // More digits than 64 bits, and than a double, can hold.
    let (account, share) = ("12345678901234567890123456789", "0.1234567890123456789012345");
    let balance = "98765432109876543210.123456789012345678";
    let arguments = format!("{{\"account\":{account},\"shares\":[{share}]}}");
    for (provider, model) in PROVIDERS {
        let client = Client::of(&world, provider, model).await?;
        let asked = user(&format!("[[tool_calls=1]][[call_arguments={arguments}]] go"));
        for streamed in [false, true] {
            let told = || format!("{provider}, streamed: {streamed}");
            let said = client.ask(streamed, &asked, &tool()).await.with_context(told)?;
            let text = said.calls().first().and_then(|call| call["function"]["arguments"].as_str());
            let text = text.with_context(|| format!("{}: no call: {}", told(), said.raw))?;
            for number in [account, share] {
                ensure!(text.contains(number), "{}: {number} is not in {text}", told());
            }
            let more = said.with_results(&asked, &[&format!("{{\"balance\":{balance}}}")]);
            let answer = client.ask(streamed, &more, &tool()).await.with_context(told)?;
            ensure!(answer.content().starts_with("Tool results: "), "{}: {}", told(), answer.raw);
            let received = client.received().await?.text;
            // Once in the directive, and once in the call.
            for (number, times) in [(account, 2), (share, 2), (balance, 1)] {
                let found = received.matches(number).count();
                ensure!(found == times, "{}: {number} is there {found} times: {received}", told());
            }
        }
    }
    Ok(())
}

async fn numbers_of_many_digits_pass_in_arguments_that_come_back_as_an_object(world: Arc<World>) -> Outcome {
    // As a number: not as a text of its digits.
    let arguments = "{\"account\":12345678901234567890123456789}";
    for (provider, model) in PROVIDERS {
        let client = Client::of(&world, provider, model).await?;
        let call = json!({"id": "c1", "type": "function", "function": {"name": "f", "arguments": "HERE"}});
        let messages = json!([
            {"role": "system", "content": client.tenant.team_id},
            {"role": "user", "content": "hi"},
            {"role": "assistant", "content": null, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "c1", "content": "42"},
        ]);
        let body = client.body(&messages, &tool()).to_string().replace("\"HERE\"", arguments);
        for streamed in [false, true] {
            let said =
                client.answer(streamed, client.request_of(streamed, body.clone())).await.context(provider)?;
            ensure!(said.content() == "Tool results: 42", "{provider}: {}", said.raw);
            let received = client.received().await?.text;
            let as_sent = if has_openais_form(provider) {
                arguments.replace('"', "\\\"")
            } else {
                arguments.to_owned()
            };
            ensure!(received.contains(&as_sent), "{provider}: {as_sent} is not in {received}");
        }
    }
    Ok(())
}
