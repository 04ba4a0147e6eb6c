//! Calls that succeed: their answers, and what the books hold afterwards.

use std::sync::Arc;

use anyhow::{Context, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use tollgate_e2e::stream::read;
use tollgate_e2e::{Answer, Tenant, TenantOptions, World, books, books::exactly};

use crate::trial::Outcome;

crate::trials![
    what_is_asked_and_answered_is_kept_as_hashes_only,
    a_call_answers_in_both_shapes_without_cost_or_real_model,
    the_books_hold_exact_costs_prices_tokens_and_latency_of_a_call,
    create_and_call_opens_calls_completes_and_charges,
    call_metadata_is_merged_into_the_job_after_a_good_call,
    a_consumption_call_is_deducted_as_it_ends,
    a_nul_in_a_prompt_and_its_answer_makes_no_call_free,
    an_answer_of_another_service_tier_is_charged_at_the_prices_of_that_tier,
];

/// What the simulator says of a prompt: its tokens, and those of its answer.
fn usage(answer: &Answer) -> (i64, i64) {
    let usage = &answer.body["usage"];
    (usage["prompt_tokens"].as_i64().unwrap_or(-1), usage["completion_tokens"].as_i64().unwrap_or(-1))
}

async fn a_call_answers_in_both_shapes_without_cost_or_real_model(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let job = world.open_job(&tenant).await?;
    let answer = world.call(&tenant, &job, "Do these two clauses conflict?").await?;
    answer.expect(200)?;
    let body = &answer.body;
    ensure!(body["response"]["content"] == "Echo: Do these two clauses conflict?", "{body}");
    ensure!(
        body["response"]["finish_reason"] == "stop" && body["response"]["tool_calls"].is_null(),
        "{body}"
    );
    ensure!(body["choices"][0]["message"]["content"] == body["response"]["content"], "{body}");
    ensure!(
        body["choices"][0]["message"]["role"] == "assistant" && body["object"] == "chat.completion",
        "{body}"
    );
    ensure!(
        body["model"] == tenant.alias.as_str() && body["metadata"]["model"] == tenant.alias.as_str(),
        "{body}"
    );
    ensure!(body["id"] == body["call_id"] && body["created"].as_i64() > Some(1_700_000_000), "{body}");
    let (prompt, completion) = usage(&answer);
    ensure!(prompt > 0 && completion > 0 && body["usage"]["total_tokens"] == prompt + completion, "{body}");
    ensure!(body["metadata"]["tokens_used"] == prompt + completion, "{body}");
    ensure!(!answer.raw.contains("gpt-4o-mini") && !answer.raw.contains("cost"), "leaks: {}", answer.raw);
    Ok(())
}

async fn the_books_hold_exact_costs_prices_tokens_and_latency_of_a_call(world: Arc<World>) -> Outcome {
    let options = TenantOptions { markup_percent: "12.34", ..TenantOptions::default() };
    let tenant = Tenant::create(&world.database, &options).await?;
    let job = world.open_job(&tenant).await?;
    let answer = world.call(&tenant, &job, "How exact is money here?").await?;
    answer.expect(200)?;
    let (prompt, completion) = usage(&answer);
    let call = books::settled_call(&world.database, answer.text("call_id")?).await?;
    // In units of 10^-8 USD: $0.15 and $0.60 a million tokens are 15 and 60 of them a token.
    let (input, output) = (prompt * 15, completion * 60);
    let exact = |units: i64| rust_decimal::Decimal::new(units, 8).normalize().to_string();
    let markup = rust_decimal::Decimal::new(11_234, 4);
    let client = (rust_decimal::Decimal::new(input + output, 8) * markup).normalize().to_string();
    let number = |field: &str| -> String {
        let text = call[field].as_str().unwrap_or("none").parse::<rust_decimal::Decimal>();
        text.map_or_else(|error| error.to_string(), |number| number.normalize().to_string())
    };
    ensure!(number("input_cost_usd") == exact(input), "{call}");
    ensure!(number("output_cost_usd") == exact(output), "{call}");
    ensure!(number("provider_cost_usd") == exact(input + output), "{call}");
    ensure!(number("client_cost_usd") == client, "expected {client}: {call}");
    ensure!(number("model_pricing_input") == "0.15" && number("model_pricing_output") == "0.6", "{call}");
    ensure!(
        call["prompt_tokens"] == exactly(prompt) && call["completion_tokens"] == exactly(completion),
        "{call}"
    );
    ensure!(call["status"] == "succeeded" && call["estimated"] == false && call["late"] == false, "{call}");
    ensure!(call["resolved_model"] == "gpt-4o-mini" && call["provider"] == "openai", "{call}");
    ensure!(
        call["model_used"] == tenant.alias.as_str() && call["model_group_used"] == tenant.alias.as_str(),
        "{call}"
    );
    ensure!(call["latency_ms"].is_string() && call["provider_request_id"].is_string(), "{call}");
    let summary = books::row(&world.database, "job_cost_summaries", "job_id", &job).await?;
    ensure!(summary["total_cost_usd"] == call["client_cost_usd"], "{summary}");
    ensure!(
        summary["provider_cost_usd"] == call["provider_cost_usd"] && summary["total_calls"] == "1",
        "{summary}"
    );
    let row = books::row(&world.database, "jobs", "job_id", &job).await?;
    ensure!(row["status"] == "in_progress" && row["model_groups_used"] == json!([tenant.alias]), "{row}");
    let team = books::row(&world.database, "team_credits", "team_id", &tenant.team_id).await?;
    ensure!(
        team["credits_held"] == "1" && team["credits_used"] == "0",
        "the job's one credit is held: {team}"
    );
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn create_and_call_opens_calls_completes_and_charges(world: Arc<World>) -> Outcome {
    let tenant =
        Tenant::create(&world.database, &TenantOptions { credits: 500, ..TenantOptions::default() }).await?;
    let answer = world.create_and_call(&tenant, "Bonjour").await?;
    answer.expect(200)?;
    let body = &answer.body;
    let (prompt, completion) = usage(&answer);
    ensure!(body["status"] == "completed" && body["response"]["content"] == "Echo: Bonjour", "{body}");
    let costs = &body["costs"];
    ensure!(
        costs["total_calls"] == 1 && costs["successful_calls"] == 1 && costs["failed_calls"] == 0,
        "{costs}"
    );
    ensure!(costs["total_tokens"] == prompt + completion && costs["credit_applied"] == true, "{costs}");
    ensure!(costs["credits_remaining"] == 499, "{costs}");
    ensure!(costs["total_cost_usd"].is_number() && costs["avg_latency_ms"].is_number(), "{costs}");
    ensure!(
        !answer.raw.contains("gpt-4o-mini") && !answer.raw.contains("provider_cost"),
        "leaks: {}",
        answer.raw
    );
    ensure!(answer.text("completed_at")?.ends_with('Z'), "{body}");
    books::settled_call(&world.database, answer.text("call_id")?).await?;
    let job = books::row(&world.database, "jobs", "job_id", answer.text("job_id")?).await?;
    ensure!(
        job["status"] == "completed" && job["credits_charged"] == "1" && job["credit_applied"] == true,
        "{job}"
    );
    let ledger = books::rows(&world.database, "credit_transactions", "team_id", &tenant.team_id).await?;
    let last: &Value = &ledger[ledger.len() - 1];
    ensure!(
        ledger.len() == 2 && last["transaction_type"] == "deduction" && last["credits_after"] == "499",
        "{ledger:?}"
    );
    let team = books::row(&world.database, "team_credits", "team_id", &tenant.team_id).await?;
    ensure!(team["credits_available"] == "499" && team["credits_held"] == "0", "{team}");
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn call_metadata_is_merged_into_the_job_after_a_good_call(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let job = world.open_job(&tenant).await?;
    let request = json!({"model": tenant.alias, "messages": [{"role": "user", "content": "hi"}],
        "purpose": "read", "call_metadata": {"page": 3}});
    let answer = world.post(&tenant.key, &format!("/api/jobs/{job}/llm-call"), &request).await?;
    answer.expect(200)?;
    let call = books::settled_call(&world.database, answer.text("call_id")?).await?;
    ensure!(call["purpose"] == "read", "{call}");
    let row = books::row(&world.database, "jobs", "job_id", &job).await?;
    ensure!(row["job_metadata"]["page"] == 3, "{row}");
    Ok(())
}

async fn a_consumption_call_is_deducted_as_it_ends(world: Arc<World>) -> Outcome {
    let options = TenantOptions {
        credits: 100_000,
        budget_mode: "consumption_usd",
        credits_per_dollar: "100000",
        ..TenantOptions::default()
    };
    let tenant = Tenant::create(&world.database, &options).await?;
    let job = world.open_job(&tenant).await?;
    let mut units = 0;
    for prompt in ["first call", "second call, a little longer", "[[words=200]] third"] {
        let answer = world.call(&tenant, &job, prompt).await?;
        answer.expect(200)?;
        books::settled_call(&world.database, answer.text("call_id")?).await?;
        let (prompt, completion) = usage(&answer);
        units += prompt * 15 + completion * 60;
        // 100,000 credits a dollar: a credit is 1,000 units of 10^-8 USD; rounded up once for the whole job.
        let owed = (units + 999) / 1000;
        let row = books::row(&world.database, "jobs", "job_id", &job).await?;
        ensure!(row["credits_charged"] == exactly(owed), "expected {owed}: {row}");
    }
    let completed = world.complete(&tenant, &job, "completed").await?;
    completed.expect(200)?;
    ensure!(completed.body["costs"]["credits_charged"] == (units + 999) / 1000, "{completed:?}");
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn what_is_asked_and_answered_is_kept_as_hashes_only(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let mut hashes = Vec::new();
    for prompt in ["the same secret", "the same secret", "another secret"] {
        let answer = world.create_and_call(&tenant, prompt).await?;
        let call = books::settled_call(&world.database, answer.text("call_id")?).await?;
        ensure!(!call.to_string().contains("secret"), "{call}");
        hashes.push((call["request_hash"].clone(), call["response_hash"].clone()));
    }
    ensure!(hashes[0] == hashes[1] && hashes[0].0 != hashes[2].0, "{hashes:?}");
    ensure!(hashes.iter().all(|(asked, answered)| asked.is_string() && answered.is_string()), "{hashes:?}");
    let kept = books::rows(&world.database, "llm_call_bodies", "team_id", &tenant.team_id).await?;
    ensure!(kept.is_empty(), "{kept:?}");
    Ok(())
}

/// U+0000 is in the prompt, in what the provider answers, and in what is kept of both: as bodies, and for replays.
async fn a_nul_in_a_prompt_and_its_answer_makes_no_call_free(world: Arc<World>) -> Outcome {
    let options = TenantOptions { budget_mode: "consumption_tokens", ..TenantOptions::default() };
    let tenant = Tenant::create(&world.database, &options).await?;
    sqlx::query("UPDATE organizations SET body_retention_days = 7 WHERE organization_id = $1")
        .bind(&tenant.organization_id)
        .execute(&world.database)
        .await?;
    let body = world.create_and_call_body(&tenant, "a\u{0}b \\u0000");
    for path in ["/api/jobs/create-and-call", "/api/jobs/create-and-call-stream"] {
        let request = |key: &str| {
            let request = world.http.post(world.url(path)).bearer_auth(&tenant.key);
            request.header("idempotency-key", format!("{path}-{key}")).json(&body).send()
        };
        let answer = request("k").await?;
        ensure!(answer.status() == 200, "{answer:?}");
        let text = answer.text().await?;
        ensure!(text.contains("\\u0000b"), "the answer has no NUL: {text}");
        books::all_settled(&world.database, &tenant.team_id).await?;
        let again = request("k").await?;
        ensure!(again.headers().contains_key("idempotent-replayed"), "{again:?}");
    }
    let calls = books::rows(&world.database, "llm_calls", "team_id", &tenant.team_id).await?;
    ensure!(calls.len() == 2 && calls.iter().all(|call| call["status"] == "succeeded"), "{calls:?}");
    let team = books::row(&world.database, "team_credits", "team_id", &tenant.team_id).await?;
    ensure!(team["credits_used"] == "2" && team["credits_held"] == "0", "{team}");
    let bodies = books::rows(&world.database, "llm_call_bodies", "team_id", &tenant.team_id).await?;
    ensure!(bodies.len() == 2, "{bodies:?}");
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn an_answer_of_another_service_tier_is_charged_at_the_prices_of_that_tier(
    world: Arc<World>,
) -> Outcome {
    let options = TenantOptions { pricing_input: "2", pricing_output: "8", ..TenantOptions::default() };
    let tenant = Tenant::create(&world.database, &options).await?;
    let prices = json!({"pricing_service_tiers": {"flex": {"input": 1, "output": "4"}}});
    let path = format!("/api/models/{}", tenant.alias);
    let changed = world.operate(Method::PUT, &path, &prices).await?;
    changed.expect(200)?;
    ensure!(
        changed.body["pricing_service_tiers"] == json!({"flex": {"input": 1, "output": 4}}),
        "{changed:?}"
    );
    // The tier, what clients see of it, what 1,000,000 tokens in and out cost, and whether that is an estimate.
    let cases = [
        ("default", json!("default"), "10", false),
        ("flex", json!("flex"), "5", false),
        ("priority", json!("priority"), "10", true),
        ("scale", Value::Null, "10", true),
    ];
    for (tier, shown, cost, estimated) in cases {
        let prompt = format!("[[service_tier={tier}]] [[usage prompt=1000000 completion=1000000]] hi");
        let answer = world.create_and_call(&tenant, &prompt).await?;
        answer.expect(200)?;
        ensure!(answer.body["service_tier"] == shown, "{tier}: {answer:?}");
        let stream = read(world.create_and_call_stream(&tenant, &prompt)).await?.stream()?;
        ensure!(stream.last()?["service_tier"] == shown, "{tier}: {}", stream.raw);
        for call_id in [answer.text("call_id")?, stream.header("x-call-id")?] {
            let call = books::settled_call(&world.database, call_id).await?;
            let charged =
                call["client_cost_usd"].as_str().context("no cost")?.parse::<rust_decimal::Decimal>()?;
            ensure!(charged.normalize().to_string() == cost, "{tier}: {call}");
            ensure!(call["estimated"] == estimated, "{tier}: {call}");
            let stored = match tier {
                "default" => "standard",
                "scale" => "other",
                tier => tier,
            };
            ensure!(call["service_tier"] == stored, "{tier}: {call}");
        }
    }
    Ok(())
}
