//! A prompt that a provider has cached costs what the provider asks for it, in the books and for the client.

use std::sync::Arc;

use anyhow::ensure;
use serde_json::{Value, json};
use tollgate_e2e::stream::read;
use tollgate_e2e::{Tenant, TenantOptions, World, books};

use crate::trial::Outcome;

crate::trials![
    a_marked_prompt_is_written_to_the_cache_once_and_then_read_at_a_tenth_of_the_price,
    a_provider_that_caches_by_itself_is_believed,
    only_a_request_that_marks_its_prompt_is_held_at_the_price_of_cache_writes,
];

/// 2,000 tokens of the simulator's.
fn long_text() -> String {
    format!("{}{}", rand::random::<u64>(), "word".repeat(2_000))
}

fn anthropic() -> TenantOptions {
    TenantOptions {
        credits: 1_000_000_000,
        budget_mode: "consumption_usd",
        credits_per_dollar: "1000000",
        provider: "anthropic",
        actual_model: "claude-haiku-4-5",
        pricing_input: "1",
        pricing_output: "5",
        ..TenantOptions::default()
    }
}

/// The prices of the cache: a tenth to read, a quarter more to write, twice for an hour.
async fn set_cache_prices(world: &World, tenant: &Tenant) -> anyhow::Result<()> {
    sqlx::query(
        "UPDATE model_aliases SET pricing_cached_input = pricing_input * 0.1,
             pricing_cache_write_5m = pricing_input * 1.25, pricing_cache_write_1h = pricing_input * 2
         WHERE model_alias = $1",
    )
    .bind(&tenant.alias)
    .execute(&world.database)
    .await?;
    Ok(())
}

fn marked(world: &World, tenant: &Tenant, text: &str, mark: Value) -> Value {
    let mut body = world.create_and_call_body(tenant, "hi");
    body["messages"] = json!([
        {"role": "system", "content": [{"type": "text", "text": text, "cache_control": mark}]},
        {"role": "user", "content": "hi"},
    ]);
    body
}

async fn a_marked_prompt_is_written_to_the_cache_once_and_then_read_at_a_tenth_of_the_price(
    world: Arc<World>,
) -> Outcome {
    for (mark, written) in [
        (json!({"type": "ephemeral"}), "cache_write_5m_tokens"),
        (json!({"type": "ephemeral", "ttl": "1h"}), "cache_write_1h_tokens"),
    ] {
        let tenant = Tenant::create(&world.database, &anthropic()).await?;
        set_cache_prices(&world, &tenant).await?;
        world.store_credential(&tenant, "anthropic", &format!("sk-ant-{}", tenant.team_id), 0).await?;
        let body = marked(&world, &tenant, &long_text(), mark);
        let first = world.post(&tenant.key, "/api/jobs/create-and-call", &body).await?;
        first.expect(200)?;
        let second = world.post(&tenant.key, "/api/jobs/create-and-call", &body).await?;
        second.expect(200)?;
        let request = reqwest::Client::new()
            .post(world.url("/api/jobs/create-and-call-stream"))
            .bearer_auth(&tenant.key)
            .json(&body);
        let third = read(request).await?.stream()?;
        let usage = &first.body["usage"];
        ensure!(usage["prompt_tokens_details"]["cached_tokens"] == 0, "{usage}");
        let cached = usage["cache_creation_input_tokens"].as_u64().unwrap_or_default();
        ensure!(cached > 2_000, "{usage}");
        ensure!(second.body["usage"]["prompt_tokens_details"]["cached_tokens"] == cached, "{second:?}");
        let last = third.last()?;
        ensure!(last["usage"]["prompt_tokens_details"]["cached_tokens"] == cached, "{last}");
        let first = books::settled_call(&world.database, first.text("call_id")?).await?;
        ensure!(first[written] == books::exactly(cached), "{first}");
        for call_id in [second.text("call_id")?, third.header("x-call-id")?] {
            let call = books::settled_call(&world.database, call_id).await?;
            ensure!(call["cached_input_tokens"] == books::exactly(cached) && call[written] == "0", "{call}");
            // The little that is not cached costs as before.
            let cost =
                |call: &Value| call["input_cost_usd"].as_str().and_then(|cost| cost.parse::<f64>().ok());
            let (before, after) = (cost(&first).unwrap_or_default(), cost(&call).unwrap_or_default());
            ensure!(after > 0.0 && after < before * 0.1, "{after} of {before}");
            ensure!(call["client_cost_usd"] != "0" && call["estimated"] == false, "{call}");
        }
        books::assert_balanced(&world.database, &tenant.team_id).await?;
    }
    Ok(())
}

async fn a_provider_that_caches_by_itself_is_believed(world: Arc<World>) -> Outcome {
    for (provider, model) in [
        ("openai", "gpt-4o"),
        ("gemini", "gemini-2.5-flash"),
        ("fireworks", "accounts/fireworks/models/gpt-oss-20b"),
    ] {
        let options = TenantOptions { provider, actual_model: model, ..anthropic() };
        let tenant = Tenant::create(&world.database, &options).await?;
        set_cache_prices(&world, &tenant).await?;
        world.store_credential(&tenant, provider, &format!("sk-key-{}", tenant.team_id), 0).await?;
        let mut body = marked(&world, &tenant, &long_text(), json!({"type": "ephemeral"}));
        body["messages"][1]["content"] = json!("[[caching]] hi");
        body["prompt_cache_key"] = json!(tenant.team_id);
        let mut costs = Vec::new();
        for expected in [0, 1_024] {
            let answer = world.post(&tenant.key, "/api/jobs/create-and-call", &body).await?;
            answer.expect(200)?;
            let cached = answer.body["usage"]["prompt_tokens_details"]["cached_tokens"].as_u64();
            ensure!(cached >= Some(expected), "{provider}: {answer:?}");
            let call = books::settled_call(&world.database, answer.text("call_id")?).await?;
            costs.push(call["input_cost_usd"].as_str().and_then(|cost| cost.parse::<f64>().ok()));
        }
        ensure!(costs[1] < costs[0].map(|cost| cost * 0.6), "{provider}: {costs:?}");
        books::assert_balanced(&world.database, &tenant.team_id).await?;
    }
    Ok(())
}

async fn only_a_request_that_marks_its_prompt_is_held_at_the_price_of_cache_writes(
    world: Arc<World>,
) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions { credits: 1, ..anthropic() }).await?;
    set_cache_prices(&world, &tenant).await?;
    world.store_credential(&tenant, "anthropic", "sk-ant-key-of-a-poor-team", 0).await?;
    let text = long_text();
    let mut needed = Vec::new();
    for mark in [Value::Null, json!({"type": "ephemeral"})] {
        let body = marked(&world, &tenant, &text, mark);
        let answer = world.post(&tenant.key, "/api/jobs/create-and-call", &body).await?;
        answer.expect_error(402, "insufficient_credits")?;
        needed.push(answer.body["credits_needed"].as_i64().unwrap_or_default());
    }
    // 8,000 bytes at $1 more for a million.
    ensure!(needed[1] > needed[0] + 7_000, "{needed:?}");
    Ok(())
}
