//! A call that another model or key can serve is served: nothing is lost before something was said.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::ensure;
use serde_json::Value;
use tollgate_e2e::stream::read;
use tollgate_e2e::{Tenant, TenantOptions, World, books};

use crate::trial::Outcome;

crate::trials![
    a_stream_that_fails_before_it_has_said_anything_goes_to_the_next_model,
    a_stream_that_fails_after_it_has_said_something_is_not_begun_anew,
    what_is_wrong_with_the_route_is_not_wrong_with_the_request,
    what_the_client_can_mend_has_a_status_that_no_sdk_retries,
    an_empty_answer_goes_to_the_next_model,
    a_broken_function_call_is_tried_again_and_what_it_cost_is_booked,
    a_hung_model_leaves_time_for_the_next_one,
    a_slow_streams_response_begins_before_its_provider_does,
];

/// A model of a group, dearest first.
struct Member {
    provider: &'static str,
    model: &'static str,
}

const OPENAI: Member = Member { provider: "openai", model: "gpt-4o" };
const ANTHROPIC: Member = Member { provider: "anthropic", model: "claude-haiku-4-5" };
const GEMINI: Member = Member { provider: "gemini", model: "gemini-2.5-flash" };
const FIREWORKS: Member = Member { provider: "fireworks", model: "accounts/fireworks/models/gpt-oss-20b" };

/// A team that may call a group of two models, each with a key of the organization's.
async fn tenant_with(world: &World, first: &Member, second: &Member) -> anyhow::Result<Tenant> {
    let options = TenantOptions {
        budget_mode: "consumption_usd",
        credits: 1_000_000_000,
        credits_per_dollar: "1000000",
        provider: first.provider,
        actual_model: first.model,
        ..TenantOptions::default()
    };
    let tenant = Tenant::create(&world.database, &options).await?;
    for (number, member) in [first, second].into_iter().enumerate() {
        world.store_credential(&tenant, member.provider, &format!("sk-key-of-route-{number}"), 0).await?;
    }
    let next = TenantOptions {
        provider: second.provider,
        actual_model: second.model,
        pricing_input: "0.1",
        pricing_output: "0.5",
        ..TenantOptions::default()
    };
    let (tenant, _) = tenant.with_next_model(&world.database, &next).await?;
    Ok(tenant)
}

fn attempts(call: &Value) -> Vec<Value> {
    call["attempts"].as_array().cloned().unwrap_or_default()
}

async fn a_stream_that_fails_before_it_has_said_anything_goes_to_the_next_model(
    world: Arc<World>,
) -> Outcome {
    // A role, or `message_start` and a ping: providers begin with what says nothing.
    for (first, second, silent) in
        [(&OPENAI, &ANTHROPIC, 1), (&ANTHROPIC, &OPENAI, 1), (&ANTHROPIC, &OPENAI, 3)]
    {
        for fault in ["error_after", "cut_after"] {
            let tenant = tenant_with(&world, first, second).await?;
            let prompt = format!("[[model_fault={} {fault}={silent}]] hi", first.model);
            let stream = read(world.create_and_call_stream(&tenant, &prompt)).await?.stream()?;
            stream.check_shape(&tenant.alias)?;
            ensure!(stream.content() == "Echo: hi", "{}: {}", first.provider, stream.raw);
            let call = books::settled_call(&world.database, stream.header("x-call-id")?).await?;
            ensure!(call["status"] == "succeeded" && call["provider"] == second.provider, "{call}");
            let made = attempts(&call);
            ensure!(made.len() == 4 && made[0]["provider"] == first.provider, "{call}");
            ensure!(made[0]["trouble"] == "failing" && made[3]["trouble"].is_null(), "{call}");
            books::assert_balanced(&world.database, &tenant.team_id).await?;
        }
    }
    Ok(())
}

async fn a_stream_that_fails_after_it_has_said_something_is_not_begun_anew(world: Arc<World>) -> Outcome {
    let tenant = tenant_with(&world, &OPENAI, &ANTHROPIC).await?;
    let prompt = "[[words=30]][[model_fault=gpt-4o error_after=9]] hi";
    let stream = read(world.create_and_call_stream(&tenant, prompt)).await?.stream()?;
    ensure!(!stream.content().is_empty() && stream.last()?["code"] == "provider_error", "{}", stream.raw);
    ensure!(world.provider_calls(&tenant.team_id).await?.len() == 1);
    let call = books::settled_call(&world.database, stream.header("x-call-id")?).await?;
    ensure!(call["status"] == "failed" && call["client_cost_usd"] != "0", "{call}");
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn what_is_wrong_with_the_route_is_not_wrong_with_the_request(world: Arc<World>) -> Outcome {
    let faults = [
        ("status=404", "model_unavailable", Some("gone")),
        ("status=410", "model_unavailable", Some("gone")),
        ("status=413", "context_length_exceeded", None),
        ("problem=context", "context_length_exceeded", None),
        ("problem=quota", "provider_auth_failed", Some("account")),
        ("problem=disabled", "provider_auth_failed", Some("account")),
    ];
    for (first, second) in
        [(&OPENAI, &ANTHROPIC), (&ANTHROPIC, &OPENAI), (&GEMINI, &OPENAI), (&FIREWORKS, &GEMINI)]
    {
        for (fault, code, trouble) in faults {
            let tenant = tenant_with(&world, first, second).await?;
            let prompt = format!("[[model_fault={} {fault}]] hi", first.model);
            let answer = world.create_and_call(&tenant, &prompt).await?;
            answer.expect(200)?;
            let stream = read(world.create_and_call_stream(&tenant, &prompt)).await?.stream()?;
            for call_id in [answer.text("call_id")?, stream.header("x-call-id")?] {
                let call = books::settled_call(&world.database, call_id).await?;
                ensure!(call["provider"] == second.provider, "{fault} at {}: {call}", first.provider);
                // The next route at once. The second call has the first one's trouble behind it: it may not even ask.
                let made = attempts(&call);
                ensure!(made.len() <= 2, "{fault} at {}: {call}", first.provider);
                if made.len() == 2 {
                    ensure!(made[0]["outcome"] == code, "{fault} at {}: {call}", first.provider);
                    let expected = trouble.map_or(Value::Null, Value::from);
                    ensure!(made[0]["trouble"] == expected, "{fault} at {}: {call}", first.provider);
                }
            }
        }
    }
    Ok(())
}

async fn what_the_client_can_mend_has_a_status_that_no_sdk_retries(world: Arc<World>) -> Outcome {
    for (fault, status, code) in [
        ("problem=context", 400, "context_length_exceeded"),
        ("problem=content", 400, "content_refused"),
        ("status=404", 503, "model_unavailable"),
        ("problem=quota", 502, "provider_auth_failed"),
    ] {
        let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
        let prompt = format!("[[{fault}]] hi");
        let whole = world.create_and_call(&tenant, &prompt).await?;
        let streamed = read(world.create_and_call_stream(&tenant, &prompt)).await?.other()?;
        for answer in [whole, streamed] {
            answer.expect_error(status, code)?;
            let says_so = answer.headers.get("x-should-retry").is_some_and(|value| value == "false");
            ensure!(says_so == (status >= 500), "{answer:?}");
            let leaks = ["gpt-4o", "openai", "OpenAI", "209303", "127.0.0.1"];
            ensure!(!leaks.iter().any(|leak| answer.raw.contains(leak)), "leaks: {}", answer.raw);
        }
        books::all_settled(&world.database, &tenant.team_id).await?;
        books::assert_balanced(&world.database, &tenant.team_id).await?;
    }
    Ok(())
}

async fn an_empty_answer_goes_to_the_next_model(world: Arc<World>) -> Outcome {
    for (first, second) in [(&OPENAI, &ANTHROPIC), (&ANTHROPIC, &GEMINI), (&GEMINI, &OPENAI)] {
        let tenant = tenant_with(&world, first, second).await?;
        let prompt = format!("[[model_fault={} empty]] hi", first.model);
        let answer = world.create_and_call(&tenant, &prompt).await?;
        answer.expect(200)?;
        let stream = read(world.create_and_call_stream(&tenant, &prompt)).await?.stream()?;
        ensure!(stream.content() == "Echo: hi", "{}", stream.raw);
        for call_id in [answer.text("call_id")?, stream.header("x-call-id")?] {
            let call = books::settled_call(&world.database, call_id).await?;
            ensure!(call["provider"] == second.provider && attempts(&call).len() == 2, "{call}");
        }
    }
    Ok(())
}

async fn a_broken_function_call_is_tried_again_and_what_it_cost_is_booked(world: Arc<World>) -> Outcome {
    let options = TenantOptions {
        budget_mode: "consumption_usd",
        credits: 1_000_000,
        credits_per_dollar: "1000000",
        provider: GEMINI.provider,
        actual_model: GEMINI.model,
        ..TenantOptions::default()
    };
    for is_streamed in [false, true] {
        let tenant = Tenant::create(&world.database, &options).await?;
        world.store_credential(&tenant, GEMINI.provider, "sk-key-of-the-team", 0).await?;
        let prompt = format!("[[fail_first=1 broken_call key={}]] hi", tenant.team_id);
        let call_id = if is_streamed {
            let stream = read(world.create_and_call_stream(&tenant, &prompt)).await?.stream()?;
            ensure!(stream.content() == "Echo: hi", "{}", stream.raw);
            stream.header("x-call-id")?.to_owned()
        } else {
            let answer = world.create_and_call(&tenant, &prompt).await?;
            answer.expect(200)?;
            answer.text("call_id")?.to_owned()
        };
        let call = books::settled_call(&world.database, &call_id).await?;
        let made = attempts(&call);
        ensure!(made.len() == 2 && made[0]["outcome"] == "provider_bad_response", "{call}");
        ensure!(made[0]["end"] == "answered" && call["failed_attempts_cost_usd"] != "0", "{call}");
        books::assert_balanced(&world.database, &tenant.team_id).await?;
    }
    Ok(())
}

async fn a_hung_model_leaves_time_for_the_next_one(world: Arc<World>) -> Outcome {
    for (first, second) in [(&OPENAI, &ANTHROPIC), (&ANTHROPIC, &OPENAI)] {
        let tenant = tenant_with(&world, first, second).await?;
        sqlx::query(
            "UPDATE model_aliases SET first_event_timeout_seconds = 2, answer_timeout_seconds = 2
             WHERE model_alias IN (SELECT model_name FROM model_group_models JOIN model_groups USING (model_group_id)
                                   WHERE group_name = $1)",
        )
        .bind(&tenant.alias)
        .execute(&world.database)
        .await?;
        let hung = format!("[[model_fault={} hang]] hi", first.model);
        // It begins, and says nothing: that is as bad.
        let silent = format!("[[model_fault={} stall_after=1]] hi", first.model);
        let began = Instant::now();
        let answer = world.create_and_call(&tenant, &hung).await?;
        answer.expect(200)?;
        let mut calls = vec![answer.text("call_id")?.to_owned()];
        for prompt in [&hung, &silent] {
            let stream = read(world.create_and_call_stream(&tenant, prompt)).await?.stream()?;
            ensure!(stream.content() == "Echo: hi", "{}", stream.raw);
            calls.push(stream.header("x-call-id")?.to_owned());
        }
        ensure!(began.elapsed() < Duration::from_secs(40), "it took {:?}", began.elapsed());
        for call_id in calls {
            let call = books::settled_call(&world.database, &call_id).await?;
            let made = attempts(&call);
            ensure!(made.len() == 2 && made[0]["outcome"] == "provider_timeout", "{call}");
            ensure!(made[0]["end"] == "in_doubt" && call["provider"] == second.provider, "{call}");
        }
    }
    Ok(())
}

async fn a_slow_streams_response_begins_before_its_provider_does(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let stream = read(world.create_and_call_stream(&tenant, "[[latency_ms=26000]] hi")).await?.stream()?;
    stream.check_shape(&tenant.alias)?;
    ensure!(stream.first_byte < Duration::from_secs(25), "the first byte came after {:?}", stream.first_byte);
    ensure!(
        stream.raw.matches(": keepalive").count() >= 3 && stream.content() == "Echo: hi",
        "{}",
        stream.raw
    );
    // What fails behind a response that has begun is said in the stream, with the same code.
    let failed = read(world.create_and_call_stream(&tenant, "[[latency_ms=22000]][[problem=context]] hi"));
    let failed = failed.await?.stream()?;
    ensure!(failed.last()?["code"] == "context_length_exceeded" && failed.is_done, "{}", failed.raw);
    let call = books::settled_call(&world.database, failed.header("x-call-id")?).await?;
    ensure!(call["status"] == "failed" && call["error_code"] == "context_length_exceeded", "{call}");
    books::assert_balanced(&world.database, &tenant.team_id).await
}
