//! Doors for clients that are made for other APIs: `POST /v1/chat/completions`.

use std::sync::Arc;

use anyhow::{Context, ensure};
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use tollgate_e2e::conversation::Client;
use tollgate_e2e::stream::{Streamed, read};
use tollgate_e2e::{Answer, Tenant, TenantOptions, World, books};

use crate::trial::Outcome;

crate::trials![
    a_chat_completion_is_a_job_of_its_own_that_is_completed_with_it,
    a_streamed_chat_completion_has_its_counts_where_the_client_asks_for_them,
    a_chat_completion_can_be_made_in_an_open_job,
    what_a_chat_completion_cannot_do_is_said_in_openais_form,
    a_repeated_chat_completion_gets_the_first_answer,
    a_stream_that_fails_ends_with_an_error_in_openais_form,
    a_client_of_openais_goes_on_with_results_of_tools_after_thinking,
    what_a_key_may_call_is_listed_with_its_limits,
];

const PATH: &str = "/v1/chat/completions";

/// A team that has enough for any trial, and pays for what is used.
pub(crate) async fn tenant(world: &World) -> anyhow::Result<Tenant> {
    let options = TenantOptions {
        budget_mode: "consumption_usd",
        credits_per_dollar: "1000000",
        credits: 100_000_000,
        ..TenantOptions::default()
    };
    Tenant::create(&world.database, &options).await
}

/// A chat completion as OpenAI's clients ask for it, with these members besides.
fn request(world: &World, tenant: &Tenant, prompt: &str, extra: &Value) -> RequestBuilder {
    let mut body = world.call_body(tenant, prompt);
    if let (Some(body), Some(extra)) = (body.as_object_mut(), extra.as_object()) {
        body.extend(extra.clone());
    }
    world.http.post(world.url(PATH)).bearer_auth(&tenant.key).json(&body)
}

/// A header of an answer.
pub(crate) fn header<'a>(headers: &'a reqwest::header::HeaderMap, name: &str) -> anyhow::Result<&'a str> {
    Ok(headers.get(name).with_context(|| format!("no {name}: {headers:?}"))?.to_str()?)
}

/// The job of a settled call.
pub(crate) async fn job_of(world: &World, call_id: &str) -> anyhow::Result<Value> {
    let call = books::settled_call(&world.database, call_id).await?;
    books::row(&world.database, "jobs", "job_id", call["job_id"].as_str().unwrap_or_default()).await
}

/// Expects an error in OpenAI's form.
pub(crate) fn expect_refused(answer: &Answer, status: u16, code: &str, kind: &str) -> anyhow::Result<()> {
    answer.expect(status)?;
    let error = &answer.body["error"];
    ensure!(error["code"] == code && error["type"] == kind, "expected {code}, {kind}: {}", answer.raw);
    ensure!(error["message"].is_string() && answer.body.get("detail").is_none(), "{}", answer.raw);
    Ok(())
}

async fn a_chat_completion_is_a_job_of_its_own_that_is_completed_with_it(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let extra = json!({"user": "user-17", "metadata": {"invoice": "4711", "lines": 3}, "stream": false});
    let answer = World::send(request(&world, &tenant, "Say hello.", &extra)).await?;
    answer.expect(200)?;
    let body = &answer.body;
    ensure!(body["object"] == "chat.completion" && body["model"] == tenant.alias.as_str(), "{body}");
    ensure!(body["choices"][0]["message"]["content"] == "Echo: Say hello.", "{body}");
    ensure!(
        body["choices"][0]["finish_reason"] == "stop" && body["usage"]["total_tokens"].is_u64(),
        "{body}"
    );
    ensure!(
        body.get("costs").is_none() && body.get("response").is_none(),
        "what is ours has one place: {body}"
    );
    let call_id = header(&answer.headers, "tollgate-call-id")?;
    ensure!(body["tollgate"]["call_id"] == call_id, "{body}");
    let job = job_of(&world, call_id).await?;
    ensure!(job["job_id"] == header(&answer.headers, "tollgate-job-id")?, "{job}");
    ensure!(job["status"] == "completed" && job["job_type"] == "chat.completions", "{job}");
    ensure!(job["user_id"] == "user-17" && job["job_metadata"] == json!({"invoice": "4711"}), "{job}");
    let remaining: i64 = header(&answer.headers, "tollgate-credits-remaining")?.parse()?;
    let team = books::row(&world.database, "team_credits", "team_id", &tenant.team_id).await?;
    ensure!(team["credits_remaining"] == books::exactly(remaining), "{remaining}: {team}");
    ensure!(header(&answer.headers, "x-request-id").is_ok());

    // Anthropic's clients send the key in another header.
    let typed = world.http.post(world.url(PATH)).header("x-api-key", &tenant.key);
    let typed = typed.header("tollgate-job-type", "greeting").json(&world.call_body(&tenant, "hi"));
    let answer = World::send(typed).await?;
    answer.expect(200)?;
    let job = job_of(&world, header(&answer.headers, "tollgate-call-id")?).await?;
    ensure!(job["job_type"] == "greeting", "{job}");
    books::all_settled(&world.database, &tenant.team_id).await?;
    books::assert_balanced(&world.database, &tenant.team_id).await?;
    Ok(())
}

/// How often the stream has counts, and whether they come alone, after everything else.
fn counts(stream: &Streamed) -> (usize, bool) {
    let counted: Vec<&Value> =
        stream.chunks.iter().map(|(chunk, _)| chunk).filter(|chunk| chunk["usage"].is_object()).collect();
    (counted.len(), counted.last().is_some_and(|chunk| chunk["choices"] == json!([])))
}

async fn a_streamed_chat_completion_has_its_counts_where_the_client_asks_for_them(
    world: Arc<World>,
) -> Outcome {
    let tenant = tenant(&world).await?;
    for (options, expected) in [(Value::Null, (0, false)), (json!({"include_usage": true}), (1, true))] {
        let extra = json!({"stream": true, "stream_options": options});
        let stream = read(request(&world, &tenant, "Say hello.", &extra)).await?.stream()?;
        ensure!(stream.content() == "Echo: Say hello." && stream.is_done, "{}", stream.raw);
        ensure!(counts(&stream) == expected, "{}", stream.raw);
        let reasons =
            stream.chunks.iter().filter(|(chunk, _)| !chunk["choices"][0]["finish_reason"].is_null());
        ensure!(reasons.count() == 1, "{}", stream.raw);
        let job = job_of(&world, stream.header("tollgate-call-id")?).await?;
        ensure!(job["status"] == "completed" && job["job_type"] == "chat.completions", "{job}");
        ensure!(job["job_id"] == stream.header("tollgate-job-id")?, "{job}");
    }
    books::all_settled(&world.database, &tenant.team_id).await?;
    books::assert_balanced(&world.database, &tenant.team_id).await?;
    Ok(())
}

async fn a_chat_completion_can_be_made_in_an_open_job(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let job_id = world.open_job(&tenant).await?;
    for streamed in [false, true] {
        let step = if streamed { "second" } else { "first" };
        let extra = json!({"stream": streamed, "metadata": {"step": step}});
        let request = request(&world, &tenant, "hi", &extra).header("tollgate-job", &job_id);
        let call_id = if streamed {
            read(request).await?.stream()?.header("tollgate-call-id")?.to_owned()
        } else {
            let answer = World::send(request).await?;
            answer.expect(200)?;
            header(&answer.headers, "tollgate-call-id")?.to_owned()
        };
        let job = job_of(&world, &call_id).await?;
        ensure!(job["job_id"] == job_id.as_str() && job["status"] == "in_progress", "{job}");
        ensure!(job["job_metadata"]["step"] == step, "{job}");
    }
    let completed = world.complete(&tenant, &job_id, "completed").await?;
    completed.expect(200)?;
    ensure!(completed.body["costs"]["total_calls"] == 2, "{completed:?}");
    let late = request(&world, &tenant, "hi", &json!({})).header("tollgate-job", &job_id);
    expect_refused(&World::send(late).await?, 409, "job_closed", "invalid_request_error")?;
    books::assert_balanced(&world.database, &tenant.team_id).await?;
    Ok(())
}

async fn what_a_chat_completion_cannot_do_is_said_in_openais_form(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let send = |extra: Value| World::send(request(&world, &tenant, "hi", &extra));
    let wrong = send(json!({"temperature": 3})).await?;
    expect_refused(&wrong, 422, "validation_error", "invalid_request_error")?;
    ensure!(wrong.body["error"]["param"] == "temperature", "{wrong:?}");
    let audio = send(json!({"modalities": ["audio"], "stream": true})).await?;
    expect_refused(&audio, 422, "unsupported_parameter", "invalid_request_error")?;
    let unknown = send(json!({"model": "nothing"})).await?;
    expect_refused(&unknown, 403, "model_not_allowed", "permission_error")?;
    let anonymous = World::send(world.http.post(world.url(PATH)).json(&json!({}))).await?;
    expect_refused(&anonymous, 401, "missing_credentials", "authentication_error")?;
    for job in ["x", "00000000-0000-7000-8000-000000000000"] {
        let elsewhere = request(&world, &tenant, "hi", &json!({})).header("tollgate-job", job);
        expect_refused(&World::send(elsewhere).await?, 404, "job_not_found", "invalid_request_error")?;
    }
    let long = request(&world, &tenant, "hi", &json!({})).header("tollgate-job-type", "x".repeat(101));
    expect_refused(&World::send(long).await?, 422, "validation_error", "invalid_request_error")?;
    let failed = send(json!({"messages": [{"role": "user", "content": "[[status=400]] hi"}]})).await?;
    expect_refused(&failed, 502, "provider_bad_request", "server_error")?;
    ensure!(failed.headers.get("x-should-retry").is_some_and(|value| value == "false"), "{failed:?}");
    ensure!(failed.body["error"]["call_id"].is_string(), "{failed:?}");
    let poor =
        Tenant::create(&world.database, &TenantOptions { credits: 0, ..TenantOptions::default() }).await?;
    let refused = World::send(request(&world, &poor, "hi", &json!({}))).await?;
    expect_refused(&refused, 402, "insufficient_credits", "insufficient_quota")
}

async fn a_repeated_chat_completion_gets_the_first_answer(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    for streamed in [false, true] {
        let extra = json!({"stream": streamed, "stream_options": {"include_usage": true}});
        let mut answers = Vec::new();
        for _ in 0..2 {
            let key = format!("again-{streamed}");
            let request = request(&world, &tenant, "once", &extra).header("idempotency-key", key);
            let (headers, content) = if streamed {
                let stream = read(request).await?.stream()?;
                ensure!(counts(&stream) == (1, true), "{}", stream.raw);
                (stream.headers.clone(), stream.content())
            } else {
                let answer = World::send(request).await?;
                answer.expect(200)?;
                (answer.headers.clone(), answer.body["choices"][0]["message"]["content"].to_string())
            };
            let is_replayed = headers.contains_key("idempotent-replayed");
            answers.push((header(&headers, "tollgate-call-id")?.to_owned(), content, is_replayed));
            books::all_settled(&world.database, &tenant.team_id).await?;
        }
        ensure!(answers[0].0 == answers[1].0 && answers[0].1 == answers[1].1, "{answers:?}");
        ensure!(!answers[0].2 && answers[1].2, "{answers:?}");
        // In another job it is another request.
        let elsewhere = request(&world, &tenant, "once", &extra).header("tollgate-job-type", "other");
        let elsewhere = elsewhere.header("idempotency-key", format!("again-{streamed}"));
        let refused = World::send(elsewhere).await?;
        expect_refused(&refused, 422, "idempotency_key_reused", "invalid_request_error")?;
    }
    Ok(())
}

async fn a_stream_that_fails_ends_with_an_error_in_openais_form(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let prompt = "[[error_after=4]] one two three four five six seven eight";
    let stream = read(request(&world, &tenant, prompt, &json!({"stream": true}))).await?.stream()?;
    let error = &stream.last()?["error"];
    ensure!(error["message"].is_string() && error["type"] == "server_error", "{}", stream.raw);
    ensure!(stream.is_done && error["code"] == "provider_error", "{}", stream.raw);
    books::all_settled(&world.database, &tenant.team_id).await?;
    books::assert_balanced(&world.database, &tenant.team_id).await?;
    Ok(())
}

async fn a_client_of_openais_goes_on_with_results_of_tools_after_thinking(world: Arc<World>) -> Outcome {
    let client = Client::of(&world, "anthropic", "claude-sonnet-4-5").await?;
    let function = json!({"name": "f", "parameters": {"type": "object"}});
    let mut body = world.call_body(&client.tenant, "[[tool_calls=1]] What is the weather?");
    body["tools"] = json!([{"type": "function", "function": function}]);
    body["reasoning_effort"] = json!("low");
    let ask = async |body: &Value| {
        World::send(world.http.post(world.url(PATH)).bearer_auth(&client.tenant.key).json(body)).await
    };
    let asked = ask(&body).await?;
    asked.expect(200)?;
    // What OpenAI's SDKs have no member for does not come back.
    let mut message = asked.body["choices"][0]["message"].clone();
    let shown = message.as_object_mut().and_then(|message| message.remove("thinking_blocks"));
    ensure!(shown.is_some() && asked.headers.get("tollgate-dropped").is_none(), "{}", asked.raw);
    let call = message["tool_calls"][0]["id"].clone();
    let messages = body["messages"].as_array_mut().context("no messages")?;
    messages.extend([message, json!({"role": "tool", "tool_call_id": call, "content": "21"})]);
    let answer = ask(&body).await?;
    answer.expect(200)?;
    ensure!(header(&answer.headers, "tollgate-dropped")? == "reasoning_effort", "{answer:?}");
    // Who says that nothing may be left out is told why the request cannot be served.
    body["drop_unsupported"] = json!(false);
    expect_refused(&ask(&body).await?, 422, "unsupported_parameter", "invalid_request_error")
}

async fn what_a_key_may_call_is_listed_with_its_limits(world: Arc<World>) -> Outcome {
    let options =
        TenantOptions { actual_model: "gpt-4o", max_output_tokens: 900, ..TenantOptions::default() };
    let tenant = Tenant::create(&world.database, &options).await?;
    let alias = tenant.alias.clone();
    let next = TenantOptions { actual_model: "gpt-5", max_output_tokens: 700, ..TenantOptions::default() };
    let (tenant, _) = tenant.with_next_model(&world.database, &next).await?;
    let list = world.get_with(&tenant.key, "/v1/models").await?;
    list.expect(200)?;
    let models = list.body["data"].as_array().cloned().unwrap_or_default();
    ensure!(list.body["object"] == "list" && models.len() == 2, "{list:?}");
    // The other member of the group is an alias that the team may not call by its own name.
    for (name, limit) in [(&alias, 900), (&tenant.alias, 700)] {
        let one = world.get_with(&tenant.key, &format!("/v1/models/{name}")).await?;
        one.expect(200)?;
        ensure!(models.contains(&one.body) && one.body["id"] == name.as_str(), "{one:?} {list:?}");
        ensure!(one.body["object"] == "model" && one.body["max_output_tokens"] == limit, "{one:?}");
        ensure!(one.body["context_window"] == 128_000 && one.body["created"].is_u64(), "{one:?}");
        ensure!(
            !one.raw.contains("gpt") && !one.raw.contains("openai"),
            "a provider's name is shown: {one:?}"
        );
    }
    let stranger = self::tenant(&world).await?;
    let hidden = world.get_with(&stranger.key, &format!("/v1/models/{alias}")).await?;
    expect_refused(&hidden, 404, "model_not_found", "invalid_request_error")?;
    let anonymous = world.get("/v1/models").await?;
    expect_refused(&anonymous, 401, "missing_credentials", "authentication_error")
}
