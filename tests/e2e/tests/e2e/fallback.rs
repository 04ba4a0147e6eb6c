//! Model groups: the next model answers where the first one cannot, at its own price.

use std::sync::Arc;

use anyhow::ensure;
use serde_json::json;
use tollgate_e2e::stream::read;
use tollgate_e2e::{Tenant, TenantOptions, World, books};

use crate::trial::Outcome;

crate::trials![
    the_next_model_of_a_group_answers_and_is_charged_at_its_own_price,
    the_hold_of_a_group_covers_its_dearest_model,
    a_model_that_cannot_honour_a_parameter_is_passed_over,
];

/// A team that may call a group: first a dear model of OpenAI's, then a cheap one of Anthropic's.
async fn tenant_with_group(world: &World, credits: i64) -> anyhow::Result<(Tenant, String)> {
    let options = TenantOptions {
        credits,
        budget_mode: "consumption_usd",
        credits_per_dollar: "1000000",
        actual_model: "gpt-4o",
        pricing_input: "100",
        pricing_output: "200",
        max_output_tokens: 100,
        ..TenantOptions::default()
    };
    let tenant = Tenant::create(&world.database, &options).await?;
    world.store_credential(&tenant, "openai", "sk-first-key-of-the-team", 0).await?;
    world.store_credential(&tenant, "anthropic", "sk-second-key-of-the-team", 0).await?;
    let cheap = TenantOptions {
        provider: "anthropic",
        actual_model: "claude-haiku-4-5",
        pricing_input: "1",
        pricing_output: "5",
        max_output_tokens: 100,
        ..TenantOptions::default()
    };
    tenant.with_next_model(&world.database, &cheap).await
}

async fn the_next_model_of_a_group_answers_and_is_charged_at_its_own_price(world: Arc<World>) -> Outcome {
    let (tenant, cheap) = tenant_with_group(&world, 10_000_000).await?;
    let prompt = "[[model_fault=gpt-4o status=503]] hi";
    let answer = world.create_and_call(&tenant, prompt).await?;
    answer.expect(200)?;
    ensure!(answer.body["model"] == tenant.alias.as_str(), "{answer:?}");
    let stream = read(world.create_and_call_stream(&tenant, prompt)).await?.stream()?;
    stream.check_shape(&tenant.alias)?;
    for call_id in [answer.text("call_id")?, stream.header("x-call-id")?] {
        let call = books::settled_call(&world.database, call_id).await?;
        ensure!(
            call["model_used"] == cheap.as_str() && call["model_group_used"] == tenant.alias.as_str(),
            "{call}"
        );
        ensure!(call["provider"] == "anthropic" && call["model_pricing_input"] == "1", "{call}");
        let attempts = call["attempts"].as_array().cloned().unwrap_or_default();
        ensure!(
            attempts.len() == 4
                && attempts[0]["provider"] == "openai"
                && attempts[3]["outcome"] == "succeeded",
            "{call}"
        );
    }
    books::all_settled(&world.database, &tenant.team_id).await?;
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn the_hold_of_a_group_covers_its_dearest_model(world: Arc<World>) -> Outcome {
    let (tenant, _) = tenant_with_group(&world, 100).await?;
    let answer = world.create_and_call(&tenant, "hi").await?;
    answer.expect_error(402, "insufficient_credits")?;
    // The dear model's 100 tokens of answer alone are $0.02: 20,000 credits; the cheap one's would be 500.
    ensure!(answer.body["credits_needed"].as_i64() > Some(20_000), "{answer:?}");
    Ok(())
}

async fn a_model_that_cannot_honour_a_parameter_is_passed_over(world: Arc<World>) -> Outcome {
    let (tenant, _) = tenant_with_group(&world, 10_000_000).await?;
    let mut body = world.create_and_call_body(&tenant, "[[model_fault=gpt-4o status=503]] hi");
    body["seed"] = json!(7);
    // Only the first model takes a seed, and it fails: there is no other to go to.
    let answer = world.post(&tenant.key, "/api/jobs/create-and-call", &body).await?;
    answer.expect_error(502, "provider_error")?;
    let calls = world.provider_calls(&tenant.team_id).await?;
    ensure!(calls.iter().all(|call| call.model == "gpt-4o"), "{calls:?}");
    Ok(())
}
