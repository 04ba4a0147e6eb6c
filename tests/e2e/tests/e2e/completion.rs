//! `POST /api/jobs/{job_id}/complete`.

use std::sync::Arc;

use anyhow::ensure;
use reqwest::Method;
use serde_json::json;
use tollgate_e2e::{Tenant, TenantOptions, World, books};

use crate::trial::Outcome;

crate::trials![
    completing_charges_one_credit_and_sums_the_calls_up,
    completing_right_after_a_call_counts_that_call,
    completing_twice_gives_the_same_summary_and_charges_once,
    completing_otherwise_than_before_is_409,
    a_failed_job_without_an_answer_costs_nothing_and_keeps_its_message,
    a_job_that_took_answers_and_then_fails_is_paid_for_as_its_teams_terms_say,
    a_job_without_calls_costs_nothing,
    a_status_that_is_neither_completed_nor_failed_is_422,
];

async fn tenant(world: &World) -> anyhow::Result<Tenant> {
    Tenant::create(&world.database, &TenantOptions { credits: 10, ..TenantOptions::default() }).await
}

async fn credits(world: &World, tenant: &Tenant) -> anyhow::Result<(String, String)> {
    let team = books::row(&world.database, "team_credits", "team_id", &tenant.team_id).await?;
    let text = |field: &str| team[field].as_str().unwrap_or("none").to_owned();
    Ok((text("credits_remaining"), text("credits_held")))
}

async fn completing_charges_one_credit_and_sums_the_calls_up(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let job = world.open_job(&tenant).await?;
    let mut tokens = 0;
    for prompt in ["one", "two, longer"] {
        let answer = world.call(&tenant, &job, prompt).await?;
        answer.expect(200)?;
        tokens += answer.body["usage"]["total_tokens"].as_i64().unwrap_or(-1);
        ensure!(credits(&world, &tenant).await? == ("10".to_owned(), "1".to_owned()));
    }
    let request = json!({"status": "completed", "metadata": {"pages": 2}, "result": {"verdict": "fine"}});
    let answer = world.post(&tenant.key, &format!("/api/jobs/{job}/complete"), &request).await?;
    answer.expect(200)?;
    let (body, costs) = (&answer.body, &answer.body["costs"]);
    ensure!(body["status"] == "completed" && body["team_id"] == tenant.team_id.as_str(), "{body}");
    ensure!(
        costs["total_calls"] == 2 && costs["successful_calls"] == 2 && costs["total_tokens"] == tokens,
        "{body}"
    );
    ensure!(costs["credit_applied"] == true && costs["credits_charged"] == 1, "{body}");
    ensure!(
        costs["credits_remaining"] == 9 && body["credits_remaining"] == 9 && body["total_calls"] == 2,
        "{body}"
    );
    let calls = body["calls"].as_array().cloned().unwrap_or_default();
    ensure!(
        calls.len() == 2 && calls[0]["model_group"] == tenant.alias.as_str() && calls[0]["error"].is_null(),
        "{body}"
    );
    ensure!(
        !answer.raw.contains("provider_cost") && !answer.raw.contains("gpt-4o-mini"),
        "leaks: {}",
        answer.raw
    );
    ensure!(credits(&world, &tenant).await? == ("9".to_owned(), "0".to_owned()));
    let row = books::row(&world.database, "jobs", "job_id", &job).await?;
    ensure!(row["job_metadata"] == json!({"pages": 2, "result": {"verdict": "fine"}}), "{row}");
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn completing_right_after_a_call_counts_that_call(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    for _ in 0..5 {
        let job = world.open_job(&tenant).await?;
        world.call(&tenant, &job, "quick").await?.expect(200)?;
        let answer = world.complete(&tenant, &job, "completed").await?;
        answer.expect(200)?;
        ensure!(answer.body["costs"]["total_calls"] == 1, "{answer:?}");
    }
    Ok(())
}

async fn completing_twice_gives_the_same_summary_and_charges_once(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let job = world.open_job(&tenant).await?;
    world.call(&tenant, &job, "hi").await?.expect(200)?;
    let first = world.complete(&tenant, &job, "completed").await?;
    let second = world.complete(&tenant, &job, "completed").await?;
    first.expect(200)?;
    ensure!(first.body == second.body, "{first:?} is not {second:?}");
    ensure!(credits(&world, &tenant).await? == ("9".to_owned(), "0".to_owned()));
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn completing_otherwise_than_before_is_409(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let job = world.open_job(&tenant).await?;
    world.complete(&tenant, &job, "completed").await?.expect(200)?;
    world.complete(&tenant, &job, "failed").await?.expect_error(409, "job_closed")
}

async fn a_failed_job_without_an_answer_costs_nothing_and_keeps_its_message(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let job = world.open_job(&tenant).await?;
    world.call(&tenant, &job, "[[status=500]] hi").await?.expect_error(502, "provider_error")?;
    let request = json!({"status": "failed", "error_message": "e".repeat(3000)});
    let answer = world.post(&tenant.key, &format!("/api/jobs/{job}/complete"), &request).await?;
    answer.expect(200)?;
    ensure!(
        answer.body["costs"]["credit_applied"] == false && answer.body["status"] == "failed",
        "{answer:?}"
    );
    let row = books::row(&world.database, "jobs", "job_id", &job).await?;
    ensure!(row["error_message"] == "e".repeat(1000), "{row}");
    ensure!(credits(&world, &tenant).await? == ("10".to_owned(), "0".to_owned()));
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn a_job_that_took_answers_and_then_fails_is_paid_for_as_its_teams_terms_say(
    world: Arc<World>,
) -> Outcome {
    for budget_mode in ["job_based", "consumption_usd", "consumption_tokens"] {
        for (term, is_free) in [("unanswered", false), ("never", false), ("always", true)] {
            let options = TenantOptions { budget_mode, tokens_per_credit: 10, ..TenantOptions::default() };
            let tenant = Tenant::create(&world.database, &options).await?;
            let path = format!("/api/teams/{}", tenant.team_id);
            let change = json!({"refund_failed_jobs": term});
            let changed = world.operate(Method::PUT, &path, &change).await?;
            ensure!(changed.body["refund_failed_jobs"] == term, "{changed:?}");
            let job = world.open_job(&tenant).await?;
            for _ in 0..3 {
                world.call(&tenant, &job, "[[words=50]] hi").await?.expect(200)?;
            }
            let answer = world.complete(&tenant, &job, "failed").await?;
            answer.expect(200)?;
            let charged = answer.body["costs"]["credits_charged"].as_i64().unwrap_or(-1);
            ensure!((charged == 0) == is_free && charged >= 0, "{budget_mode}, {term}: {answer:?}");
            ensure!(answer.body["credits_remaining"] == 1000 - charged, "{answer:?}");
            let row = books::row(&world.database, "jobs", "job_id", &job).await?;
            ensure!(row["credits_charged"] == json!(charged.to_string()), "{row}");
            books::assert_balanced(&world.database, &tenant.team_id).await?;
        }
    }
    Ok(())
}

async fn a_job_without_calls_costs_nothing(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let job = world.open_job(&tenant).await?;
    let answer = world.complete(&tenant, &job, "completed").await?;
    answer.expect(200)?;
    let costs = &answer.body["costs"];
    ensure!(
        costs["total_calls"] == 0 && costs["avg_latency_ms"] == 0 && costs["total_cost_usd"] == 0.0,
        "{costs}"
    );
    ensure!(costs["credit_applied"] == false && costs["credits_remaining"] == 10, "{costs}");
    Ok(())
}

async fn a_status_that_is_neither_completed_nor_failed_is_422(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let job = world.open_job(&tenant).await?;
    for status in ["COMPLETED", "cancelled", ""] {
        world.complete(&tenant, &job, status).await?.expect_error(422, "validation_error")?;
    }
    Ok(())
}
