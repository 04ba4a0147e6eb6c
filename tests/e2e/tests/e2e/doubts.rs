//! What a provider may bill and nobody knows, what could not be collected, and clients that do not wait for their answers.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, ensure};
use reqwest::Method;
use serde_json::Value;
use stack::Runtime;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tollgate_e2e::{Answer, Tenant, TenantOptions, World, books};

use crate::trial::{Outcome, Skipped};
use crate::usage::today;

crate::trials![
    an_attempt_whose_end_nobody_knows_is_in_doubt_and_costs_the_client_nothing,
    an_attempt_that_the_provider_refused_leaves_nothing_in_doubt,
    a_call_whose_end_is_never_reported_is_in_doubt_until_it_is_reported_late,
    an_answer_that_exceeds_its_hold_says_what_was_charged_and_the_rest_is_uncollected,
    a_whole_answer_is_charged_although_its_client_has_left_before_the_provider_answered,
    a_worker_goes_on_with_a_call_whose_client_has_left,
];

/// The first call of a job, as operators see it.
async fn call_of(world: &World, tenant: &Tenant, job_id: &str) -> anyhow::Result<Value> {
    let path = format!("/api/jobs/teams/{}/{job_id}", tenant.team_id);
    let answer = world.operate(Method::GET, &path, &Value::Null).await?;
    answer.expect(200)?;
    Ok(answer.body["calls"][0].clone())
}

/// What a team used, as operators see it.
async fn usage_of(world: &World, tenant: &Tenant) -> anyhow::Result<Answer> {
    let path = format!("/api/teams/{}/usage?period={}", tenant.team_id, today(world).await?);
    let answer = world.operate(Method::GET, &path, &Value::Null).await?;
    answer.expect(200)?;
    Ok(answer)
}

async fn an_attempt_whose_end_nobody_knows_is_in_doubt_and_costs_the_client_nothing(
    world: Arc<World>,
) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    for fault in ["[[malformed]]", "[[reset]]"] {
        let answer = world.create_and_call(&tenant, &format!("{fault} hi")).await?;
        ensure!(answer.status == 502, "{answer:?}");
        books::settled_call(&world.database, answer.text("call_id")?).await?;
        let call = call_of(&world, &tenant, answer.text("job_id")?).await?;
        let attempts = call["attempts"].as_array().context("no attempts")?;
        ensure!(attempts.iter().all(|attempt| attempt["end"] == "in_doubt"), "{call}");
        ensure!(attempts.iter().all(|attempt| attempt["cost_usd"] == 0), "{call}");
        // The prompt and a typical answer; at the most, an answer of 4,096 tokens at $0.60 a million.
        let [estimate, bound] = ["in_doubt_usd", "in_doubt_bound_usd"].map(|name| call[name].as_f64());
        ensure!(estimate >= Some(0.0006) && bound >= Some(0.002_457) && estimate < bound, "{call}");
        ensure!(call["cost_usd"] == 0 && call["client_cost_usd"] == 0, "{call}");
    }
    let seen = usage_of(&world, &tenant).await?;
    let in_doubt = &seen.body["summary"]["in_doubt"];
    ensure!(in_doubt["calls"] == 2 && in_doubt["cost_usd"].as_f64() > Some(0.001), "{seen:?}");
    let today = today(&world).await?;
    let path = format!("/api/teams/{}/usage?period={today}", tenant.team_id);
    let own = world.get_with(&tenant.key, &path).await?;
    own.expect(200)?;
    ensure!(own.body["summary"].get("in_doubt").is_none(), "{own:?}");
    let path = format!("/api/organizations/{}/usage?period={today}", tenant.organization_id);
    let organization = world.operate(Method::GET, &path, &Value::Null).await?;
    ensure!(organization.body["summary"]["in_doubt"]["calls"] == 2, "{organization:?}");
    let metrics = world.operate(Method::GET, "/metrics", &Value::Null).await?;
    let line = metrics.raw.lines().find_map(|line| line.strip_prefix("tollgate_calls_in_doubt "));
    ensure!(line.and_then(|count| count.parse::<u64>().ok()) >= Some(2), "{}", metrics.raw);
    Ok(())
}

async fn an_attempt_that_the_provider_refused_leaves_nothing_in_doubt(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let prompt = format!("[[fail_first=2 status=503 key={}]] hi", tenant.team_id);
    let answer = world.create_and_call(&tenant, &prompt).await?;
    answer.expect(200)?;
    books::settled_call(&world.database, answer.text("call_id")?).await?;
    let call = call_of(&world, &tenant, answer.text("job_id")?).await?;
    let ends: Vec<&Value> =
        call["attempts"].as_array().into_iter().flatten().map(|attempt| &attempt["end"]).collect();
    ensure!(ends == ["refused", "refused", "answered"], "{call}");
    ensure!(call["attempts"][2]["cost_usd"] == call["cost_usd"], "{call}");
    ensure!(call["in_doubt_bound_usd"] == 0 && call["failed_attempts_cost_usd"] == 0, "{call}");
    Ok(())
}

async fn a_call_whose_end_is_never_reported_is_in_doubt_until_it_is_reported_late(
    world: Arc<World>,
) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let slow = {
        let (world, tenant) = (world.clone(), tenant.clone());
        tokio::spawn(async move { world.create_and_call(&tenant, "[[latency_ms=6000]] lost").await })
    };
    world.until_provider_calls(&tenant.team_id, 1).await?;
    for table in ["llm_calls", "credit_holds"] {
        let sql = format!("UPDATE {table} SET expires_at = now() - interval '1 second' WHERE team_id = $1");
        sqlx::query(sqlx::AssertSqlSafe(sql)).bind(&tenant.team_id).execute(&world.database).await?;
    }
    let job = world.open_job(&tenant).await?;
    world.call(&tenant, &job, "this admission abandons the overdue call").await?.expect(200)?;
    let lost = books::rows(&world.database, "llm_calls", "team_id", &tenant.team_id).await?[0].clone();
    if lost["status"] == "abandoned" {
        let call = call_of(&world, &tenant, lost["job_id"].as_str().unwrap_or("")).await?;
        ensure!(call["in_doubt_bound_usd"].as_f64() >= Some(0.002_457), "{call}");
        let seen = usage_of(&world, &tenant).await?;
        ensure!(seen.body["summary"]["in_doubt"]["calls"] == 1, "{seen:?}");
    }
    let answer = slow.await??;
    answer.expect(200)?;
    for _ in 0..200 {
        let call = call_of(&world, &tenant, answer.text("job_id")?).await?;
        if call["status"] == "succeeded" {
            ensure!(call["late"] == true && call["in_doubt_bound_usd"] == 0, "{call}");
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    anyhow::bail!("the late call was not settled")
}

async fn an_answer_that_exceeds_its_hold_says_what_was_charged_and_the_rest_is_uncollected(
    world: Arc<World>,
) -> Outcome {
    // 7 credits are all that there is, and all that is held for an answer of at most 1,000 tokens.
    let options = TenantOptions {
        credits: 7,
        budget_mode: "consumption_usd",
        credits_per_dollar: "100",
        pricing_input: "1",
        pricing_output: "60",
        max_output_tokens: 1000,
        ..TenantOptions::default()
    };
    let tenant = Tenant::create(&world.database, &options).await?;
    // The provider counts 10,000 tokens of output: $0.60, which are 60 credits.
    let body = world.create_and_call_body(&tenant, "[[usage prompt=1 completion=10000]] hi");
    let send = async || {
        let request = world.http.post(world.url("/api/jobs/create-and-call"));
        World::send(request.bearer_auth(&tenant.key).header("idempotency-key", "over").json(&body)).await
    };
    let answer = send().await?;
    answer.expect(200)?;
    let costs = &answer.body["costs"];
    ensure!(costs["credits_charged"] == 7 && costs["credits_remaining"] == 0, "{costs}");
    let job = books::row(&world.database, "jobs", "job_id", answer.text("job_id")?).await?;
    ensure!(job["credits_charged"] == "7" && job["credits_uncollected"] == "54", "{job}");
    books::assert_balanced(&world.database, &tenant.team_id).await?;
    let seen = usage_of(&world, &tenant).await?;
    ensure!(seen.body["summary"]["credits_uncollected"] == 54, "{seen:?}");
    let replayed = send().await?;
    ensure!(replayed.body == answer.body, "{replayed:?}");
    Ok(())
}

async fn a_whole_answer_is_charged_although_its_client_has_left_before_the_provider_answered(
    world: Arc<World>,
) -> Outcome {
    let functions = world.url("");
    leave_before_the_answer(&world, &functions).await
}

async fn a_worker_goes_on_with_a_call_whose_client_has_left(world: Arc<World>) -> Outcome {
    if world.runtime != Runtime::Cloudflare {
        return Err(Skipped("it is about Workers".to_owned()).into());
    }
    let function = world.plain_worker("plain", "job-create-and-call").await?;
    leave_before_the_answer(&world, &function.base_url()).await
}

/// Leaves before the provider has answered: the call goes on to its end and is charged.
async fn leave_before_the_answer(world: &World, functions: &str) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let body = world.create_and_call_body(&tenant, "[[latency_ms=4000]] nobody waits for this");
    let body = body.to_string();
    let address = functions.trim_start_matches("http://");
    let mut connection = TcpStream::connect(address).await?;
    let head = format!(
        "POST /api/jobs/create-and-call HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        tenant.key,
        body.len()
    );
    connection.write_all(format!("{head}{body}").as_bytes()).await?;
    world.until_provider_calls(&tenant.team_id, 1).await?;
    // Reset, not only closed: a server may take the end of what a client sends for a client that goes on reading.
    connection.set_zero_linger()?;
    drop(connection);
    books::all_settled(&world.database, &tenant.team_id).await?;
    let call = books::rows(&world.database, "llm_calls", "team_id", &tenant.team_id).await?[0].clone();
    ensure!(call["status"] == "succeeded" && call["client_cost_usd"] != "0", "{call}");
    let team = books::row(&world.database, "team_credits", "team_id", &tenant.team_id).await?;
    ensure!(team["credits_used"] == "1" && team["credits_held"] == "0", "{team}");
    books::assert_balanced(&world.database, &tenant.team_id).await
}
