//! The same request on every provider, by changing only the alias.

use std::sync::Arc;

use anyhow::{Context, ensure};
use serde_json::{Value, json};
use tollgate_e2e::conversation::{Client, PROVIDERS};
use tollgate_e2e::stream::{hang_up_after, read};
use tollgate_e2e::{World, books, books::exactly};

use crate::trial::Outcome;

crate::trials![
    the_same_conversation_works_on_every_provider_whole_and_streamed,
    tools_work_on_every_provider_whole_and_streamed,
    images_and_json_answers_work_on_every_provider,
    the_limit_of_an_answer_reaches_every_provider,
    refusals_and_blocked_prompts_are_answers_in_openais_form,
    a_client_that_hangs_up_on_any_provider_is_charged_once,
    cached_written_and_reasoned_tokens_are_priced_apart,
    a_parameter_that_a_provider_cannot_honour_is_named_before_anything_is_held,
    every_providers_fault_has_the_same_code,
    a_broken_stream_of_any_provider_ends_in_an_error_chunk,
];

async fn the_same_conversation_works_on_every_provider_whole_and_streamed(world: Arc<World>) -> Outcome {
    let messages = json!([
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Größe?"},
        {"role": "assistant", "content": "Klein."},
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": [{"type": "text", "text": "And 漢字, in the end?"}]},
    ]);
    let extra = json!({"temperature": 0.4, "stop": ["NEVER"], "max_tokens": 300});
    for (provider, model) in PROVIDERS {
        let client = Client::of(&world, provider, model).await?;
        let tenant = &client.tenant;
        let whole = World::send(client.request(false, &messages, &extra)).await?;
        whole.expect(200).context(provider)?;
        let content = whole.body["response"]["content"].clone();
        ensure!(content == "Echo: And 漢字, in the end?", "{provider}: {content}");
        ensure!(whole.body["response"]["finish_reason"] == "stop", "{provider}: {whole:?}");
        let stream = read(client.request(true, &messages, &extra)).await?.stream().context(provider)?;
        stream.check_shape(&tenant.alias).context(provider)?;
        ensure!(stream.content() == content, "{provider}: {}", stream.raw);
        ensure!(stream.last()?["usage"] == whole.body["usage"], "{provider}: {} {whole:?}", stream.raw);
        for text in [&whole.raw, &stream.raw] {
            ensure!(!text.contains(model) && !text.contains(provider), "{provider} leaks: {text}");
        }
        let call = books::settled_call(&world.database, stream.header("x-call-id")?).await?;
        ensure!(call["provider"] == provider && call["resolved_model"] == model, "{call}");
        ensure!(call["estimated"] == false && call["provider_request_id"].is_string(), "{call}");
        ensure!(call["prompt_tokens"] == exactly(&whole.body["usage"]["prompt_tokens"]), "{call}");
        books::all_settled(&world.database, &tenant.team_id).await?;
        books::assert_balanced(&world.database, &tenant.team_id).await?;
    }
    Ok(())
}

async fn tools_work_on_every_provider_whole_and_streamed(world: Arc<World>) -> Outcome {
    let tools = json!({"tools": [{"type": "function", "function": {"name": "get_weather", "description": "d",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}],
        "tool_choice": "auto"});
    let ask = json!([{"role": "user", "content": "[[tool_calls=2]] What is the weather?"}]);
    for (provider, model) in PROVIDERS {
        let client = Client::of(&world, provider, model).await?;
        let tenant = &client.tenant;
        let whole = World::send(client.request(false, &ask, &tools)).await?;
        whole.expect(200).context(provider)?;
        let message = whole.body["choices"][0]["message"].clone();
        let calls = message["tool_calls"].as_array().cloned().unwrap_or_default();
        ensure!(
            calls.len() == 2 && whole.body["choices"][0]["finish_reason"] == "tool_calls",
            "{provider}: {whole:?}"
        );
        ensure!(whole.body["response"]["tool_calls"] == message["tool_calls"], "{provider}: {whole:?}");
        let stream = read(client.request(true, &ask, &tools)).await?.stream().context(provider)?;
        stream.check_shape(&tenant.alias).context(provider)?;
        let streamed = stream.message()?["tool_calls"].as_array().cloned().unwrap_or_default();
        ensure!(
            streamed.len() == 2 && stream.last()?["choices"][0]["finish_reason"] == "tool_calls",
            "{provider}: {}",
            stream.raw
        );
        for (call, streamed) in calls.iter().zip(&streamed) {
            ensure!(call["id"].is_string() && streamed["id"] != "", "{provider}: {call} {streamed}");
            let name = &call["function"]["name"];
            ensure!(
                name == "get_weather" && streamed["function"]["name"] == *name,
                "{provider}: {call} {streamed}"
            );
            let arguments = |call: &Value| {
                serde_json::from_str::<Value>(call["function"]["arguments"].as_str().unwrap_or(""))
            };
            let (whole_arguments, streamed_arguments) = (arguments(call)?, arguments(streamed)?);
            ensure!(
                whole_arguments == streamed_arguments && whole_arguments["city"].is_string(),
                "{provider}: {call} {streamed}"
            );
        }
        // The tools' results go back, and the model answers.
        let mut messages = vec![ask[0].clone(), message];
        for call in &calls {
            messages.push(
                json!({"role": "tool", "tool_call_id": call["id"], "content": "{\"temperature\": 21}"}),
            );
        }
        messages.push(json!({"role": "user", "content": "So?"}));
        let answer = World::send(client.request(false, &json!(messages), &tools)).await?;
        answer.expect(200).context(provider)?;
        ensure!(answer.body["response"]["content"] == "Echo: So?", "{provider}: {answer:?}");
    }
    Ok(())
}

async fn images_and_json_answers_work_on_every_provider(world: Arc<World>) -> Outcome {
    // A PNG of one pixel.
    let png =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    let messages = json!([{"role": "user", "content": [
        {"type": "text", "text": "Describe these."},
        {"type": "image_url", "image_url": {"url": format!("data:image/png;base64,{png}")}},
        {"type": "image_url", "image_url": {"url": "https://example.com/cat.jpg"}},
    ]}]);
    let schema = json!({"type": "object", "properties": {"verdict": {"type": "string"}, "pages": {"type": "integer"}},
        "required": ["verdict", "pages"], "additionalProperties": false});
    let format = json!({"response_format": {"type": "json_schema",
        "json_schema": {"name": "verdict", "strict": true, "schema": schema}}});
    for (provider, model) in PROVIDERS {
        let client = Client::of(&world, provider, model).await?;
        let answer = World::send(client.request(false, &messages, &json!({}))).await?;
        answer.expect(200).context(provider)?;
        let call = books::settled_call(&world.database, answer.text("call_id")?).await?;
        ensure!(call["status"] == "succeeded", "{call}");
        let answer = World::send(client.request(false, &messages, &format)).await?;
        answer.expect(200).context(provider)?;
        let parsed: Value = serde_json::from_str(answer.body["response"]["content"].as_str().unwrap_or(""))
            .with_context(|| format!("{provider}: {answer:?}"))?;
        ensure!(parsed["verdict"].is_string() && parsed["pages"].is_i64(), "{provider}: {parsed}");
    }
    Ok(())
}

async fn the_limit_of_an_answer_reaches_every_provider(world: Arc<World>) -> Outcome {
    let messages = json!([{"role": "user", "content": "[[words=100]] at length"}]);
    for (provider, model) in PROVIDERS {
        let client = Client::of(&world, provider, model).await?;
        let answer = World::send(client.request(false, &messages, &json!({"max_tokens": 8}))).await?;
        answer.expect(200).context(provider)?;
        ensure!(answer.body["response"]["finish_reason"] == "length", "{provider}: {answer:?}");
        ensure!(answer.body["usage"]["completion_tokens"].as_u64() <= Some(8), "{provider}: {answer:?}");
    }
    Ok(())
}

async fn refusals_and_blocked_prompts_are_answers_in_openais_form(world: Arc<World>) -> Outcome {
    for (provider, model, directive) in [
        ("openai", "gpt-4o-mini", "[[refuse]]"),
        ("anthropic", "claude-sonnet-4-5", "[[refuse]]"),
        ("gemini", "gemini-2.5-flash", "[[blocked]]"),
    ] {
        let client = Client::of(&world, provider, model).await?;
        let tenant = &client.tenant;
        let messages = json!([{"role": "user", "content": format!("{directive} something bad")}]);
        let answer = World::send(client.request(false, &messages, &json!({}))).await?;
        answer.expect(200).context(provider)?;
        let message = &answer.body["choices"][0]["message"];
        let refused =
            message["refusal"].is_string() || answer.body["response"]["finish_reason"] == "content_filter";
        ensure!(refused, "{provider}: {answer:?}");
        let stream = read(client.request(true, &messages, &json!({}))).await?.stream().context(provider)?;
        stream.check_shape(&tenant.alias).context(provider)?;
    }
    Ok(())
}

async fn a_client_that_hangs_up_on_any_provider_is_charged_once(world: Arc<World>) -> Outcome {
    let mut trials = Vec::new();
    for (provider, model) in PROVIDERS {
        for in_a_job in [false, true] {
            trials.push(tokio::spawn(hang_up_on(world.clone(), provider, model, in_a_job)));
        }
    }
    for trial in trials {
        trial.await??;
    }
    Ok(())
}

/// Hangs up after the first text, in either streaming endpoint.
async fn hang_up_on(
    world: Arc<World>,
    provider: &'static str,
    model: &'static str,
    in_a_job: bool,
) -> Outcome {
    let prompt = "[[words=30]][[chunk_ms=60]] go on";
    let client = Client::of(&world, provider, model).await?;
    let tenant = &client.tenant;
    let whole = world.create_and_call(tenant, prompt).await?;
    whole.expect(200).context(provider)?;
    let request = if in_a_job {
        let job = world.open_job(tenant).await?;
        world.call_stream(tenant, &job, prompt)
    } else {
        world.create_and_call_stream(tenant, prompt)
    };
    let headers = hang_up_after(request, "\"content\":\"").await?;
    let call_id = headers.get("x-call-id").and_then(|id| id.to_str().ok()).unwrap_or("none");
    let call = books::settled_call(&world.database, call_id).await?;
    ensure!(call["status"] == "succeeded" && call["estimated"] == false, "{provider}: {call}");
    let counted = &whole.body["usage"]["completion_tokens"];
    ensure!(call["completion_tokens"] == exactly(counted), "{provider}: {call} is not {counted}");
    let charges = books::rows(&world.database, "credit_transactions", "call_id", call_id).await?;
    ensure!(charges.len() == 1, "{provider}: {charges:?}");
    let job = books::row(&world.database, "jobs", "job_id", call["job_id"].as_str().unwrap_or("")).await?;
    ensure!(job["status"] == if in_a_job { "in_progress" } else { "completed" }, "{provider}: {job}");
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn cached_written_and_reasoned_tokens_are_priced_apart(world: Arc<World>) -> Outcome {
    for (provider, model) in PROVIDERS {
        let client = Client::of(&world, provider, model).await?;
        let tenant = &client.tenant;
        sqlx::query(
            "UPDATE model_aliases SET pricing_input = 3, pricing_output = 15, pricing_cached_input = 0.3,
                 pricing_cache_write_5m = 3.75, pricing_cache_write_1h = 6 WHERE model_alias = $1",
        )
        .bind(&tenant.alias)
        .execute(&world.database)
        .await?;
        let (five, hour) = if provider == "anthropic" { (100, 50) } else { (0, 0) };
        let writes = if provider == "anthropic" { " cache_write_5m=100 cache_write_1h=50" } else { "" };
        let reasoning = if provider == "anthropic" { "" } else { " reasoning=40" };
        let prompt = format!("[[usage prompt=1000 completion=90 cached=600{writes}{reasoning}]] hi");
        let messages = json!([{"role": "user", "content": prompt}]);
        for streamed in [false, true] {
            let call_id = if streamed {
                let stream =
                    read(client.request(true, &messages, &json!({}))).await?.stream().context(provider)?;
                stream.header("x-call-id")?.to_owned()
            } else {
                let answer = World::send(client.request(false, &messages, &json!({}))).await?;
                answer.expect(200).context(provider)?;
                answer.text("call_id")?.to_owned()
            };
            let call = books::settled_call(&world.database, &call_id).await?;
            ensure!(
                call["prompt_tokens"] == "1000" && call["cached_input_tokens"] == "600",
                "{provider}: {call}"
            );
            ensure!(
                call["cache_write_5m_tokens"] == exactly(five)
                    && call["cache_write_1h_tokens"] == exactly(hour),
                "{call}"
            );
            ensure!(call["completion_tokens"] == "90", "{provider}: {call}");
            // In hundredths of a millionth of a dollar.
            let input = (1000 - 600 - five - hour) * 300 + 600 * 30 + five * 375 + hour * 600;
            let cost = rust_decimal::Decimal::new(input + 90 * 1500, 8).normalize();
            let booked: rust_decimal::Decimal = call["provider_cost_usd"].as_str().unwrap_or("").parse()?;
            ensure!(booked == cost, "{provider}: {booked} is not {cost}: {call}");
        }
    }
    Ok(())
}

async fn a_parameter_that_a_provider_cannot_honour_is_named_before_anything_is_held(
    world: Arc<World>,
) -> Outcome {
    let client = Client::of(&world, "anthropic", "claude-sonnet-4-5").await?;
    let tenant = &client.tenant;
    let messages = json!([{"role": "user", "content": "hi"}]);
    let extra = json!({"seed": 7, "frequency_penalty": 0.5});
    for streamed in [false, true] {
        let answer = World::send(client.request(streamed, &messages, &extra)).await?;
        answer.expect_error(422, "unsupported_parameter")?;
        let places = answer.places();
        ensure!(places == [r#"["body","frequency_penalty"]"#, r#"["body","seed"]"#], "{places:?}");
        ensure!(!answer.raw.contains("anthropic") && !answer.raw.contains("claude"), "leaks: {}", answer.raw);
    }
    ensure!(books::rows(&world.database, "llm_calls", "team_id", &tenant.team_id).await?.is_empty());
    Ok(())
}

async fn every_providers_fault_has_the_same_code(world: Arc<World>) -> Outcome {
    let cases = [
        ("[[status=429 retry_after=1]]", 429, "provider_rate_limited"),
        ("[[status=400]]", 502, "provider_bad_request"),
        ("[[html]]", 502, "provider_bad_response"),
    ];
    for (provider, model) in PROVIDERS {
        let client = Client::of(&world, provider, model).await?;
        let tenant = &client.tenant;
        for (fault, status, code) in cases {
            let messages = json!([{"role": "user", "content": format!("{fault} hi")}]);
            let answer = World::send(client.request(true, &messages, &json!({}))).await?;
            answer.expect_error(status, code).context(provider)?;
        }
        world.store_credential(tenant, provider, "bad-key-of-the-organization", 0).await?;
        sqlx::query("UPDATE provider_credentials SET is_active = false WHERE organization_id = $1 AND sealed_key <> (
                SELECT sealed_key FROM provider_credentials WHERE organization_id = $1 ORDER BY created_at DESC LIMIT 1)")
            .bind(&tenant.organization_id)
            .execute(&world.database)
            .await?;
        let messages = json!([{"role": "user", "content": "hi"}]);
        let answer = World::send(client.request(false, &messages, &json!({}))).await?;
        answer.expect_error(502, "provider_auth_failed").context(provider)?;
        books::all_settled(&world.database, &tenant.team_id).await?;
        books::assert_balanced(&world.database, &tenant.team_id).await?;
    }
    Ok(())
}

async fn a_broken_stream_of_any_provider_ends_in_an_error_chunk(world: Arc<World>) -> Outcome {
    for (provider, model) in PROVIDERS {
        for fault in ["cut_after=8", "error_after=8"] {
            let client = Client::of(&world, provider, model).await?;
            let tenant = &client.tenant;
            let messages = json!([{"role": "user", "content": format!("[[words=30]][[{fault}]] hi")}]);
            let stream =
                read(client.request(true, &messages, &json!({}))).await?.stream().context(provider)?;
            ensure!(
                stream.last()?["code"] == "provider_error" && stream.is_done,
                "{provider}: {}",
                stream.raw
            );
            let call = books::settled_call(&world.database, stream.header("x-call-id")?).await?;
            ensure!(call["status"] == "failed" && call["estimated"] == true, "{provider}: {call}");
            ensure!(call["completion_tokens"] != "0" && call["client_cost_usd"] != "0", "{provider}: {call}");
            // What was used until then stays charged, although the job has failed.
            let job = books::row(&world.database, "jobs", "job_id", stream.header("x-job-id")?).await?;
            ensure!(job["status"] == "failed" && job["credits_charged"] != "0", "{provider}: {job}");
            books::assert_balanced(&world.database, &tenant.team_id).await?;
        }
    }
    Ok(())
}
