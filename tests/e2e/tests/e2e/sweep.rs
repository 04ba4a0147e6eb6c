//! `POST /api/maintenance/sweep`: what is due is done although no team comes by.

use std::sync::Arc;

use anyhow::ensure;
use reqwest::Method;
use serde_json::{Value, json};
use tollgate_e2e::{Answer, Tenant, TenantOptions, World, books};

use crate::trial::Outcome;

crate::trials![
    a_call_whose_end_is_not_reported_is_abandoned_and_its_credits_are_free,
    an_idle_job_is_closed_and_what_its_calls_used_stays_charged,
    a_refill_comes_without_a_call,
    old_keys_and_bodies_are_cleared_away,
    only_operators_sweep,
];

/// Sweeps until there is nothing left to do: tests beside this one leave something as well.
async fn sweep(world: &World) -> anyhow::Result<Answer> {
    loop {
        let answer = world.operate(Method::POST, "/api/maintenance/sweep?teams=1000", &Value::Null).await?;
        answer.expect(200)?;
        if answer.body["more"] == false && answer.body["busy_teams"] == 0 {
            return Ok(answer);
        }
    }
}

async fn execute(world: &World, statement: &'static str, id: &str) -> Outcome {
    sqlx::query(statement).bind(id).execute(&world.database).await?;
    Ok(())
}

async fn a_call_whose_end_is_not_reported_is_abandoned_and_its_credits_are_free(
    world: Arc<World>,
) -> Outcome {
    let options = TenantOptions { budget_mode: "consumption_tokens", ..TenantOptions::default() };
    let tenant = Tenant::create(&world.database, &options).await?;
    let slow = {
        let (world, tenant) = (world.clone(), tenant.clone());
        tokio::spawn(async move { world.create_and_call(&tenant, "[[latency_ms=4000]] slow").await })
    };
    world.until_provider_calls(&tenant.team_id, 1).await?;
    execute(&world, "UPDATE llm_calls SET expires_at = now() WHERE team_id = $1", &tenant.team_id).await?;
    execute(&world, "UPDATE credit_holds SET expires_at = now() WHERE team_id = $1", &tenant.team_id).await?;
    sweep(&world).await?;
    let team = books::row(&world.database, "team_credits", "team_id", &tenant.team_id).await?;
    ensure!(team["credits_held"] == "0" && team["credits_used"] == "0", "{team}");
    let call = books::rows(&world.database, "llm_calls", "team_id", &tenant.team_id).await?;
    ensure!(call[0]["status"] == "abandoned", "{call:?}");
    // Reported after all, it is charged, late.
    let answer = slow.await??;
    answer.expect(200)?;
    for _ in 0..100 {
        let call = books::row(&world.database, "llm_calls", "call_id", answer.text("call_id")?).await?;
        if call["late"] == true {
            let team = books::row(&world.database, "team_credits", "team_id", &tenant.team_id).await?;
            ensure!(team["credits_used"] == "1", "{team}");
            return books::assert_balanced(&world.database, &tenant.team_id).await;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    anyhow::bail!("the late call was not settled")
}

async fn an_idle_job_is_closed_and_what_its_calls_used_stays_charged(world: Arc<World>) -> Outcome {
    let options = TenantOptions {
        budget_mode: "consumption_tokens",
        tokens_per_credit: 100,
        ..TenantOptions::default()
    };
    let tenant = Tenant::create(&world.database, &options).await?;
    let (idle, busy) = (world.open_job(&tenant).await?, world.open_job(&tenant).await?);
    world.call(&tenant, &idle, "hello").await?.expect(200)?;
    books::all_settled(&world.database, &tenant.team_id).await?;
    let used = books::row(&world.database, "team_credits", "team_id", &tenant.team_id).await?["credits_used"]
        .clone();
    ensure!(used != "0", "the call was not charged");
    execute(
        &world,
        "UPDATE jobs SET created_at = created_at - interval '25 hours', last_call_at = last_call_at - interval '25 hours'
         WHERE job_id = $1::uuid",
        &idle,
    )
    .await?;
    // It now counts on another day in the reports.
    execute(&world, "UPDATE job_usage_by_day SET day = day - 1 WHERE team_id = $1", &tenant.team_id).await?;
    sweep(&world).await?;
    let job = books::row(&world.database, "jobs", "job_id", &idle).await?;
    ensure!(job["status"] == "failed" && job["error_message"] == "abandoned", "{job}");
    ensure!(
        books::row(&world.database, "jobs", "job_id", &busy).await?["status"] == "pending",
        "a young job was closed"
    );
    let team = books::row(&world.database, "team_credits", "team_id", &tenant.team_id).await?;
    ensure!(team["credits_used"] == used && team["credits_held"] == "0", "{team}");
    world.call(&tenant, &idle, "hello").await?.expect_error(409, "job_closed")?;
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn a_refill_comes_without_a_call(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let path = format!("/api/credits/teams/{}/configure-auto-refill", tenant.team_id);
    let refill = json!({"enabled": true, "refill_amount": 20, "refill_period": "daily"});
    world.operate(Method::POST, &path, &refill).await?.expect(200)?;
    execute(
        &world,
        "UPDATE team_credits SET refills_since = refills_since - interval '25 hours' WHERE team_id = $1",
        &tenant.team_id,
    )
    .await?;
    sweep(&world).await?;
    sweep(&world).await?;
    let team = books::row(&world.database, "team_credits", "team_id", &tenant.team_id).await?;
    ensure!(team["credits_remaining"] == "1020", "{team}");
    let entries = books::rows(&world.database, "credit_transactions", "team_id", &tenant.team_id).await?;
    ensure!(entries.last().is_some_and(|entry| entry["reason"] == "Auto-refill: daily"), "{entries:?}");
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn old_keys_and_bodies_are_cleared_away(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let path = format!("/api/organizations/{}", tenant.organization_id);
    let kept = world.operate(Method::PUT, &path, &json!({"body_retention_days": 1})).await?;
    kept.expect(200)?;
    ensure!(kept.body["body_retention_days"] == 1, "{kept:?}");
    let wrong = world.operate(Method::PUT, &path, &json!({"body_retention_days": -1})).await?;
    wrong.expect_error(422, "validation_error")?;
    let request = world.http.post(world.url("/api/jobs/create-and-call")).bearer_auth(&tenant.key);
    let request =
        request.header("idempotency-key", "old").json(&world.create_and_call_body(&tenant, "keep this"));
    let answer = World::send(request).await?;
    answer.expect(200)?;
    books::all_settled(&world.database, &tenant.team_id).await?;
    let kept = books::row(&world.database, "llm_call_bodies", "call_id", answer.text("call_id")?).await?;
    ensure!(kept["request_data"].to_string().contains("keep this"), "{kept}");
    let said = answer.body["response"]["content"].to_string();
    ensure!(kept["response_data"].to_string().contains(said.trim_matches('"')), "{kept}");
    for statement in [
        "UPDATE llm_call_bodies SET expires_at = now() WHERE team_id = $1",
        "UPDATE idempotency_keys SET expires_at = now() WHERE team_id = $1",
    ] {
        execute(&world, statement, &tenant.team_id).await?;
    }
    sweep(&world).await?;
    for table in ["llm_call_bodies", "idempotency_keys"] {
        let left = books::rows(&world.database, table, "team_id", &tenant.team_id).await?;
        ensure!(left.is_empty(), "{table}: {left:?}");
    }
    Ok(())
}

async fn only_operators_sweep(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let path = "/api/maintenance/sweep";
    world.post(&tenant.key, path, &json!({})).await?.expect_error(401, "invalid_token")?;
    let nobody = World::send(world.http.post(world.url(path))).await?;
    nobody.expect_error(401, "missing_credentials")
}
