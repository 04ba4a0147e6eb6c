//! The door for clients of Anthropic: `POST /v1/messages` and `POST /v1/messages/count_tokens`.

use std::sync::Arc;

use anyhow::{Context, ensure};
use reqwest::RequestBuilder;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use tollgate_e2e::conversation::{Client, PROVIDERS};
use tollgate_e2e::stream::{Streamed, read};
use tollgate_e2e::{Answer, Tenant, TenantOptions, World, books};

use crate::doors::{header, job_of, tenant};
use crate::trial::Outcome;

crate::trials![
    a_message_is_a_job_of_its_own_that_is_completed_with_it,
    a_streamed_message_comes_in_anthropics_events,
    a_message_can_be_made_in_an_open_job,
    tools_are_called_and_their_results_go_back_to_a_model_of_every_provider,
    thinking_goes_back_with_its_signature,
    thinking_is_left_out_for_a_model_that_does_not_think,
    what_no_model_here_has_is_left_out_and_named,
    a_repeated_message_gets_the_first_answer_with_every_digit,
    the_tokens_of_a_prompt_are_estimated_for_a_model_that_the_key_may_call,
    what_a_message_cannot_do_is_said_in_anthropics_form,
    a_stream_of_a_message_that_fails_ends_with_an_error_event,
    an_agent_finds_that_something_answers,
];

const PATH: &str = "/v1/messages";

/// A tool in Anthropic's form.
fn weather() -> Value {
    let schema = json!({"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]});
    json!({"name": "get_weather", "description": "The weather of a city.", "input_schema": schema})
}

/// A request as Anthropic's clients send it, with these members besides.
fn request(world: &World, tenant: &Tenant, prompt: &str, extra: &Value) -> RequestBuilder {
    let mut body = json!({
        "model": tenant.alias, "max_tokens": 4000,
        "messages": [{"role": "user", "content": prompt}],
    });
    if let (Some(body), Some(extra)) = (body.as_object_mut(), extra.as_object()) {
        body.extend(extra.clone());
    }
    let request = world.http.post(world.url(&format!("{PATH}?beta=true"))).header("x-api-key", &tenant.key);
    let request =
        request.header("anthropic-version", "2023-06-01").header("anthropic-beta", "effort-2025-11-24");
    request.json(&body)
}

/// The blocks of an answer that are of one kind.
fn blocks<'a>(message: &'a Value, kind: &str) -> Vec<&'a Value> {
    message["content"].as_array().into_iter().flatten().filter(|block| block["type"] == kind).collect()
}

/// The message of a stream, put together as Anthropic's SDK does, which finds blocks by their numbers.
fn message_of(stream: &Streamed) -> anyhow::Result<Value> {
    let mut message = Value::Null;
    let mut arguments = String::new();
    for (event, _) in &stream.chunks {
        let index = event["index"].as_u64().and_then(|index| usize::try_from(index).ok()).unwrap_or_default();
        match event["type"].as_str().unwrap_or_default() {
            "message_start" => message = event["message"].clone(),
            "content_block_start" => {
                let content = message["content"].as_array_mut().context("no message")?;
                ensure!(content.len() == index, "{}", stream.raw);
                content.push(event["content_block"].clone());
            }
            "content_block_delta" => {
                let block = &mut message["content"][index];
                for member in ["text", "thinking", "signature"] {
                    if let Some(part) = event["delta"][member].as_str() {
                        block[member] = (block[member].as_str().unwrap_or_default().to_owned() + part).into();
                    }
                }
                arguments += event["delta"]["partial_json"].as_str().unwrap_or_default();
            }
            "content_block_stop" if !arguments.is_empty() => {
                message["content"][index]["input"] = serde_json::from_str(&std::mem::take(&mut arguments))?;
            }
            "message_delta" => {
                message["stop_reason"] = event["delta"]["stop_reason"].clone();
                message["usage"] = event["usage"].clone();
                message["tollgate"] = event["tollgate"].clone();
            }
            _ => {}
        }
    }
    Ok(message)
}

/// What is answered, whole or streamed, as one message with its headers.
async fn answer(request: RequestBuilder) -> anyhow::Result<(Value, HeaderMap)> {
    let answer = match read(request).await? {
        tollgate_e2e::stream::Reply::Stream(stream) => return Ok((message_of(&stream)?, stream.headers)),
        tollgate_e2e::stream::Reply::Other(answer) => answer,
    };
    answer.expect(200)?;
    Ok((answer.body, answer.headers))
}

fn expect_refused(answer: &Answer, status: u16, code: &str, kind: &str) -> anyhow::Result<()> {
    answer.expect(status)?;
    let error = &answer.body["error"];
    ensure!(answer.body["type"] == "error" && answer.body["request_id"].is_string(), "{}", answer.raw);
    ensure!(error["code"] == code && error["type"] == kind, "expected {code}, {kind}: {}", answer.raw);
    ensure!(error["message"].is_string() && answer.body.get("detail").is_none(), "{}", answer.raw);
    ensure!(header(&answer.headers, "request-id")? == answer.body["request_id"], "{answer:?}");
    Ok(())
}

async fn a_message_is_a_job_of_its_own_that_is_completed_with_it(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let extra = json!({
        "system": [{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}}],
        "metadata": {"user_id": "user-17"}, "stream": false,
    });
    let answer = World::send(request(&world, &tenant, "Say hello.", &extra)).await?;
    answer.expect(200)?;
    let body = &answer.body;
    ensure!(body["type"] == "message" && body["role"] == "assistant", "{body}");
    ensure!(body["model"] == tenant.alias.as_str() && body["stop_reason"] == "end_turn", "{body}");
    ensure!(body["content"] == json!([{"type": "text", "text": "Echo: Say hello."}]), "{body}");
    ensure!(body["usage"]["input_tokens"].is_u64() && body["usage"]["output_tokens"].is_u64(), "{body}");
    let call_id = header(&answer.headers, "tollgate-call-id")?;
    ensure!(body["tollgate"]["call_id"] == call_id && body["id"] == call_id, "{body}");
    ensure!(header(&answer.headers, "request-id")? == header(&answer.headers, "x-request-id")?);
    let job = job_of(&world, header(&answer.headers, "tollgate-call-id")?).await?;
    ensure!(job["job_id"] == header(&answer.headers, "tollgate-job-id")?, "{job}");
    ensure!(job["status"] == "completed" && job["job_type"] == "messages", "{job}");
    ensure!(job["user_id"] == "user-17", "{job}");
    books::all_settled(&world.database, &tenant.team_id).await?;
    books::assert_balanced(&world.database, &tenant.team_id).await?;
    Ok(())
}

async fn a_streamed_message_comes_in_anthropics_events(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let stream = read(request(&world, &tenant, "Say hello.", &json!({"stream": true}))).await?.stream()?;
    let named: Vec<&str> = stream.raw.lines().filter_map(|line| line.strip_prefix("event: ")).collect();
    let typed: Vec<&str> = stream.chunks.iter().filter_map(|(event, _)| event["type"].as_str()).collect();
    ensure!(named == typed && !stream.is_done, "{}", stream.raw);
    let mut kinds = typed.clone();
    kinds.dedup();
    let expected = [
        "message_start",
        "content_block_start",
        "content_block_delta",
        "content_block_stop",
        "message_delta",
        "message_stop",
    ];
    ensure!(kinds == expected, "{}", stream.raw);
    let start = &stream.chunks[0].0["message"];
    ensure!(start["usage"]["input_tokens"].as_u64().is_some_and(|tokens| tokens > 0), "{start}");
    let message = message_of(&stream)?;
    ensure!(message["content"] == json!([{"type": "text", "text": "Echo: Say hello."}]), "{message}");
    ensure!(message["stop_reason"] == "end_turn" && message["usage"]["output_tokens"].is_u64(), "{message}");
    ensure!(message["tollgate"]["call_id"] == stream.header("tollgate-call-id")?, "{message}");
    ensure!(stream.header("request-id")? == stream.header("x-request-id")?);
    let job = job_of(&world, header(&stream.headers, "tollgate-call-id")?).await?;
    ensure!(job["status"] == "completed" && job["job_type"] == "messages", "{job}");
    books::all_settled(&world.database, &tenant.team_id).await?;
    books::assert_balanced(&world.database, &tenant.team_id).await?;
    Ok(())
}

async fn a_message_can_be_made_in_an_open_job(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let job_id = world.open_job(&tenant).await?;
    for streamed in [false, true] {
        let request = request(&world, &tenant, "hi", &json!({"stream": streamed}));
        let (_, headers) = answer(request.header("tollgate-job", &job_id)).await?;
        let job = job_of(&world, header(&headers, "tollgate-call-id")?).await?;
        ensure!(job["job_id"] == job_id.as_str() && job["status"] == "in_progress", "{job}");
    }
    let completed = world.complete(&tenant, &job_id, "completed").await?;
    completed.expect(200)?;
    ensure!(completed.body["costs"]["total_calls"] == 2, "{completed:?}");
    let late = request(&world, &tenant, "hi", &json!({})).header("tollgate-job", &job_id);
    expect_refused(&World::send(late).await?, 409, "job_closed", "invalid_request_error")?;
    books::assert_balanced(&world.database, &tenant.team_id).await?;
    Ok(())
}

async fn tools_are_called_and_their_results_go_back_to_a_model_of_every_provider(
    world: Arc<World>,
) -> Outcome {
    for (provider, model) in PROVIDERS {
        let client = Client::of(&world, provider, model).await?;
        let asked = json!({"role": "user", "content": "[[tool_calls=2]] What is the weather?"});
        for streamed in [false, true] {
            let extra = json!({"messages": [asked], "tools": [weather()], "stream": streamed});
            let (message, _) = answer(request(&world, &client.tenant, "", &extra)).await?;
            let calls = blocks(&message, "tool_use");
            ensure!(calls.len() == 2 && message["stop_reason"] == "tool_use", "{provider}: {message}");
            ensure!(calls.iter().all(|call| call["input"]["city"].is_string()), "{provider}: {message}");
            let results: Vec<Value> = calls
                .iter()
                .zip([json!("sunny"), json!([{"type": "text", "text": "rainy"}])])
                .map(|(call, content)| json!({"type": "tool_result", "tool_use_id": call["id"], "content": content}))
                .collect();
            let said = json!({"role": "assistant", "content": message["content"]});
            let results = json!({"role": "user", "content": results});
            let extra = json!({"messages": [asked, said, results], "tools": [weather()], "stream": streamed});
            let (message, _) = answer(request(&world, &client.tenant, "", &extra)).await?;
            let text =
                blocks(&message, "text").first().map(|block| block["text"].to_string()).unwrap_or_default();
            ensure!(text.contains("sunny") && text.contains("rainy"), "{provider}: {message}");
            ensure!(message["stop_reason"] == "end_turn", "{provider}: {message}");
        }
        books::all_settled(&world.database, &client.tenant.team_id).await?;
        books::assert_balanced(&world.database, &client.tenant.team_id).await?;
    }
    Ok(())
}

async fn thinking_goes_back_with_its_signature(world: Arc<World>) -> Outcome {
    let client = Client::of(&world, "anthropic", "claude-sonnet-4-5").await?;
    let thinking = json!({"type": "enabled", "budget_tokens": 2048});
    for (prompt, kind) in [
        ("[[tool_calls=1]] hi", "thinking"),
        ("[[redacted_thinking]] [[tool_calls=1]] hi", "redacted_thinking"),
    ] {
        let asked = json!({"role": "user", "content": prompt});
        for streamed in [false, true] {
            let extra =
                json!({"messages": [asked], "tools": [weather()], "thinking": thinking, "stream": streamed});
            let (message, headers) = answer(request(&world, &client.tenant, "", &extra)).await?;
            ensure!(headers.get("tollgate-dropped").is_none(), "{headers:?}");
            let first = &message["content"][0];
            ensure!(first["type"] == kind, "{message}");
            let member = if kind == "thinking" { "signature" } else { "data" };
            ensure!(first[member].as_str().is_some_and(|text| !text.is_empty()), "{message}");
            let call =
                blocks(&message, "tool_use").first().map(|call| call["id"].clone()).context("no call")?;
            // The simulator refuses thinking that does not come back as it was sent.
            let said = json!({"role": "assistant", "content": message["content"]});
            let result = json!({"role": "user", "content": [{"type": "tool_result", "tool_use_id": call, "content": "sunny"}]});
            let extra = json!({"messages": [asked, said, result], "tools": [weather()], "thinking": thinking, "stream": streamed});
            let (message, headers) = answer(request(&world, &client.tenant, "", &extra)).await?;
            ensure!(headers.get("tollgate-dropped").is_none(), "{headers:?}");
            ensure!(message["stop_reason"] == "end_turn", "{message}");
        }
    }
    Ok(())
}

async fn thinking_is_left_out_for_a_model_that_does_not_think(world: Arc<World>) -> Outcome {
    let client = Client::of(&world, "openai", "gpt-4o-mini").await?;
    let asks = json!({"thinking": {"type": "adaptive"}, "output_config": {"effort": "max"}, "metadata": {"user_id": "u".repeat(200)}});
    for streamed in [false, true] {
        let mut extra = asks.clone();
        extra["stream"] = streamed.into();
        let (message, headers) = answer(request(&world, &client.tenant, "hi", &extra)).await?;
        ensure!(
            header(&headers, "tollgate-dropped")? == "reasoning_effort, safety_identifier",
            "{headers:?}"
        );
        let named = json!(["reasoning_effort", "safety_identifier"]);
        ensure!(message["tollgate"]["dropped"] == named, "{message}");
    }
    // What changes an answer is refused, unless the request, the alias or the team says otherwise.
    let strict = |extra: Value| World::send(request(&world, &client.tenant, "hi", &extra));
    let refused = strict(json!({"thinking": {"type": "adaptive"}, "drop_unsupported": false})).await?;
    expect_refused(&refused, 422, "unsupported_parameter", "invalid_request_error")?;
    ensure!(refused.body["error"]["param"] == "thinking", "{refused:?}");
    let newer = Client::of(&world, "openai", "gpt-5").await?;
    let cold = |extra: Value| World::send(request(&world, &newer.tenant, "hi", &extra));
    let refused = cold(json!({"temperature": 0})).await?;
    expect_refused(&refused, 422, "unsupported_parameter", "invalid_request_error")?;
    let dropped = cold(json!({"temperature": 0, "drop_unsupported": true})).await?;
    dropped.expect(200)?;
    ensure!(header(&dropped.headers, "tollgate-dropped")? == "temperature", "{dropped:?}");
    Ok(())
}

async fn what_no_model_here_has_is_left_out_and_named(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let search = json!({"type": "web_search_20250305", "name": "web_search"});
    let extra = json!({
        "tools": [weather(), search], "top_k": 40,
        "context_management": {"edits": [{"type": "clear_thinking_20251015", "keep": "all"}]},
    });
    let answer = World::send(request(&world, &tenant, "[[tool_calls=2]] hi", &extra)).await?;
    answer.expect(200)?;
    let named = ["tools.1", "top_k", "context_management"];
    ensure!(answer.body["tollgate"]["dropped"] == json!(named), "{answer:?}");
    ensure!(header(&answer.headers, "tollgate-dropped")? == named.join(", "), "{answer:?}");
    let calls = blocks(&answer.body, "tool_use");
    ensure!(calls.len() == 2 && calls.iter().all(|call| call["name"] == "get_weather"), "{answer:?}");
    Ok(())
}

async fn a_repeated_message_gets_the_first_answer_with_every_digit(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let digits = "12345678901234567890123.50";
    let prompt = format!("[[tool_calls=1]] [[call_arguments={{\"n\":{digits}}}]] hi");
    for streamed in [false, true] {
        let extra = json!({"tools": [weather()], "stream": streamed});
        let mut calls = Vec::new();
        for is_again in [false, true] {
            let request = request(&world, &tenant, &prompt, &extra);
            let request = request.header("idempotency-key", format!("again-{streamed}"));
            let response = request.send().await?;
            ensure!(response.status() == 200, "{response:?}");
            ensure!(response.headers().contains_key("idempotent-replayed") == is_again, "{response:?}");
            calls.push(header(response.headers(), "tollgate-call-id")?.to_owned());
            let written = response.text().await?.replace("\\\"", "\"");
            let all: String = if streamed {
                let parts = written.split("\"partial_json\":\"").skip(1);
                parts.filter_map(|part| part.split("\"}}\n").next()).collect()
            } else {
                written
            };
            ensure!(all.contains(&format!("\"n\":{digits}")), "{all}");
            books::all_settled(&world.database, &tenant.team_id).await?;
        }
        ensure!(calls[0] == calls[1], "{calls:?}");
    }
    Ok(())
}

async fn the_tokens_of_a_prompt_are_estimated_for_a_model_that_the_key_may_call(
    world: Arc<World>,
) -> Outcome {
    let tenant = tenant(&world).await?;
    let count = |key: &str, model: &str, text: &str| {
        let body = json!({"model": model, "system": text, "messages": [{"role": "user", "content": "hi"}], "tools": [weather()]});
        let url = world.url(&format!("{PATH}/count_tokens?beta=true"));
        World::send(world.http.post(url).header("x-api-key", key).json(&body))
    };
    let few = count(&tenant.key, &tenant.alias, "x").await?;
    let many = count(&tenant.key, &tenant.alias, &"x".repeat(4_001)).await?;
    few.expect(200)?;
    many.expect(200)?;
    let tokens = |answer: &Answer| answer.body["input_tokens"].as_u64().unwrap_or_default();
    ensure!(tokens(&few) > 0 && tokens(&many) == tokens(&few) + 1_000, "{few:?} {many:?}");
    let unknown = count(&tenant.key, "nothing", "x").await?;
    expect_refused(&unknown, 404, "model_not_found", "not_found_error")?;
    let stranger = count("sk-nobody", &tenant.alias, "x").await?;
    expect_refused(&stranger, 401, "invalid_api_key", "authentication_error")
}

async fn what_a_message_cannot_do_is_said_in_anthropics_form(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let send = |extra: Value| World::send(request(&world, &tenant, "hi", &extra));
    let wrong = send(json!({"temperature": 2})).await?;
    expect_refused(&wrong, 422, "validation_error", "invalid_request_error")?;
    ensure!(wrong.body["error"]["message"] == "temperature: Must be from 0 to 1", "{wrong:?}");
    let document = json!([{"role": "user", "content": [{"type": "document", "source": {"type": "url", "url": "https://x/y.pdf"}}]}]);
    let refused = send(json!({"messages": document, "stream": true})).await?;
    expect_refused(&refused, 422, "validation_error", "invalid_request_error")?;
    ensure!(refused.body["error"]["param"] == "messages.0.content.0.type", "{refused:?}");
    let unknown = send(json!({"model": "nothing"})).await?;
    expect_refused(&unknown, 403, "model_not_allowed", "permission_error")?;
    let anonymous = World::send(world.http.post(world.url(PATH)).json(&json!({}))).await?;
    expect_refused(&anonymous, 401, "missing_credentials", "authentication_error")?;
    let elsewhere = request(&world, &tenant, "hi", &json!({})).header("tollgate-job", "x");
    expect_refused(&World::send(elsewhere).await?, 404, "job_not_found", "not_found_error")?;
    let failed = send(json!({"messages": [{"role": "user", "content": "[[status=400]] hi"}]})).await?;
    expect_refused(&failed, 502, "provider_bad_request", "api_error")?;
    ensure!(failed.headers.get("x-should-retry").is_some_and(|value| value == "false"), "{failed:?}");
    ensure!(failed.body["error"]["call_id"].is_string(), "{failed:?}");
    let poor =
        Tenant::create(&world.database, &TenantOptions { credits: 0, ..TenantOptions::default() }).await?;
    let refused = World::send(request(&world, &poor, "hi", &json!({}))).await?;
    expect_refused(&refused, 402, "insufficient_credits", "billing_error")
}

async fn a_stream_of_a_message_that_fails_ends_with_an_error_event(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let prompt = "[[error_after=4]] one two three four five six seven eight";
    let stream = read(request(&world, &tenant, prompt, &json!({"stream": true}))).await?.stream()?;
    let last = stream.last()?;
    ensure!(last["type"] == "error" && last["error"]["type"] == "api_error", "{}", stream.raw);
    ensure!(
        last["error"]["code"] == "provider_error" && stream.raw.contains("event: error\n"),
        "{}",
        stream.raw
    );
    books::all_settled(&world.database, &tenant.team_id).await?;
    books::assert_balanced(&world.database, &tenant.team_id).await?;
    Ok(())
}

async fn an_agent_finds_that_something_answers(world: Arc<World>) -> Outcome {
    let response = world.http.head(world.url("/")).send().await?;
    ensure!(response.status() == 204, "{response:?}");
    // Whoever asks for more than that is told what there is.
    world.get("/").await?.expect(200)?;
    Ok(())
}
