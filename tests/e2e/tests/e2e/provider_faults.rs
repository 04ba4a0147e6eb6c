//! What a client, the books and the provider see when the provider fails.

use std::sync::Arc;

use anyhow::ensure;
use tollgate_e2e::{Tenant, TenantOptions, World, books, world::was_sent_with};

use crate::trial::Outcome;

crate::trials![
    a_failing_provider_has_a_code_of_its_own_and_costs_nothing,
    a_passing_fault_is_tried_again_and_every_attempt_is_recorded,
    a_request_at_fault_is_not_tried_again,
    a_refused_key_is_followed_by_the_organizations_next_one,
    a_refused_connection_is_tried_again_and_has_the_code_of_a_failing_provider,
    a_failed_call_leaves_its_job_open_for_another_try,
    an_answer_without_usage_is_charged_by_estimate_and_marked,
    an_explicit_zero_usage_is_not_missing_usage,
];

async fn a_failing_provider_has_a_code_of_its_own_and_costs_nothing(world: Arc<World>) -> Outcome {
    let cases = [
        ("[[status=500]]", 502, "provider_error"),
        ("[[status=429 retry_after=1]]", 429, "provider_rate_limited"),
        ("[[status=401]]", 502, "provider_auth_failed"),
        ("[[status=400]]", 502, "provider_bad_request"),
        ("[[html]]", 502, "provider_bad_response"),
        ("[[malformed]]", 502, "provider_bad_response"),
    ];
    for (fault, status, code) in cases {
        let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
        let answer = world.create_and_call(&tenant, &format!("{fault} hi")).await?;
        answer.expect_error(status, code)?;
        ensure!(status != 429 || answer.headers.contains_key("retry-after"), "{answer:?}");
        let leaks = ["gpt-4o", "openai", "OpenAI", World::FALLBACK_KEY, "127.0.0.1"];
        ensure!(!leaks.iter().any(|leak| answer.raw.contains(leak)), "leaks: {}", answer.raw);
        let call = books::settled_call(&world.database, answer.text("call_id")?).await?;
        ensure!(call["status"] == "failed" && call["error_code"] == code, "{call}");
        ensure!(call["error"].is_string() && call["client_cost_usd"] == "0", "{call}");
        let job = books::row(&world.database, "jobs", "job_id", answer.text("job_id")?).await?;
        ensure!(job["status"] == "failed" && job["credits_charged"] == "0", "{job}");
        let team = books::row(&world.database, "team_credits", "team_id", &tenant.team_id).await?;
        ensure!(team["credits_available"] == "1000", "{team}");
        books::assert_balanced(&world.database, &tenant.team_id).await?;
    }
    Ok(())
}

async fn a_passing_fault_is_tried_again_and_every_attempt_is_recorded(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let prompt = format!("[[fail_first=2 status=503 key={}]] hi", tenant.team_id);
    let answer = world.create_and_call(&tenant, &prompt).await?;
    answer.expect(200)?;
    let call = books::settled_call(&world.database, answer.text("call_id")?).await?;
    let attempts = call["attempts"].as_array().cloned().unwrap_or_default();
    let outcomes: Vec<_> = attempts.iter().map(|attempt| attempt["outcome"].as_str().unwrap_or("")).collect();
    ensure!(outcomes == ["provider_error", "provider_error", "succeeded"], "{call}");
    ensure!(attempts[0]["status"] == 503, "{call}");
    ensure!(world.provider_calls(&tenant.team_id).await?.len() == 3);
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn a_request_at_fault_is_not_tried_again(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    world.create_and_call(&tenant, "[[status=400]] hi").await?.expect_error(502, "provider_bad_request")?;
    ensure!(world.provider_calls(&tenant.team_id).await?.len() == 1);
    Ok(())
}

async fn a_refused_key_is_followed_by_the_organizations_next_one(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let second = world.store_credential(&tenant, "openai", "sk-good-key-0001", 2).await?;
    world.store_credential(&tenant, "openai", "sk-bad-key-0001", 1).await?;
    let answer = world.create_and_call(&tenant, "hi").await?;
    answer.expect(200)?;
    let calls = world.provider_calls(&tenant.team_id).await?;
    ensure!(calls.len() == 2 && was_sent_with(&calls[0], "sk-bad-key-0001"), "{calls:?}");
    let call = books::settled_call(&world.database, answer.text("call_id")?).await?;
    ensure!(call["credential_id"] == second.to_string(), "{call}");
    ensure!(call["attempts"][0]["outcome"] == "provider_auth_failed", "{call}");
    Ok(())
}

async fn a_refused_connection_is_tried_again_and_has_the_code_of_a_failing_provider(
    world: Arc<World>,
) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    // Nothing listens on port 1.
    world.store_credential_at(&tenant, "openai", "sk-own-key-0003", 0, "http://127.0.0.1:1/v1").await?;
    let answer = world.create_and_call(&tenant, "hi").await?;
    answer.expect_error(502, "provider_error")?;
    let call = books::settled_call(&world.database, answer.text("call_id")?).await?;
    ensure!(call["attempts"].as_array().map(Vec::len) == Some(3), "{call}");
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn a_failed_call_leaves_its_job_open_for_another_try(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let job = world.open_job(&tenant).await?;
    world.call(&tenant, &job, "[[status=400]] hi").await?.expect_error(502, "provider_bad_request")?;
    world.call(&tenant, &job, "hi").await?.expect(200)?;
    let answer = world.complete(&tenant, &job, "completed").await?;
    answer.expect(200)?;
    let costs = &answer.body["costs"];
    ensure!(
        costs["total_calls"] == 2 && costs["failed_calls"] == 1 && costs["credits_charged"] == 1,
        "{costs}"
    );
    ensure!(answer.body["calls"][0]["error"] == "provider_bad_request", "{answer:?}");
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn an_answer_without_usage_is_charged_by_estimate_and_marked(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let answer = world.create_and_call(&tenant, "[[no_usage]] how much was that?").await?;
    answer.expect(200)?;
    let call = books::settled_call(&world.database, answer.text("call_id")?).await?;
    ensure!(call["estimated"] == true && call["client_cost_usd"] != "0", "{call}");
    ensure!(call["completion_tokens"] != "0" && call["prompt_tokens"] != "0", "{call}");
    Ok(())
}

async fn an_explicit_zero_usage_is_not_missing_usage(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let answer = world.create_and_call(&tenant, "[[zero_usage]] hi").await?;
    answer.expect(200)?;
    let call = books::settled_call(&world.database, answer.text("call_id")?).await?;
    ensure!(call["estimated"] == false && call["client_cost_usd"] == "0", "{call}");
    Ok(())
}
