//! A deployment in trouble: the database away, a secret missing, migrations not applied. These tests run alone.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use stack::Runtime;
use tollgate_e2e::{Answer, Tenant, TenantOptions, World, books};

use crate::trial::Outcome;

crate::trials![
    an_unreachable_database_is_503_and_leaves_no_half_made_job,
    a_settlement_outlives_a_passing_outage_of_the_database,
    a_settlement_that_outlasts_an_outage_of_the_database_is_kept_and_settled_by_the_sweep,
    a_missing_or_malformed_keyring_is_named_before_anything_is_held,
    a_database_without_migrations_is_named,
];

async fn an_unreachable_database_is_503_and_leaves_no_half_made_job(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    world.relay.set_open(false);
    let job = json!({"team_id": tenant.team_id, "job_type": "x"});
    let created = world.post(&tenant.key, "/api/jobs/create", &job).await;
    let called = world.create_and_call(&tenant, "hi").await;
    let ready = world.get("/health/ready").await;
    world.relay.set_open(true);
    expect_not_ready(
        &ready?,
        &json!({"database": "unreachable", "database_role": "unknown", "migrations": "unknown", "keyring": "ok", "admin_key": "ok", "settlements": "ok"}),
    )?;
    for answer in [created?, called?] {
        answer.expect_error(503, "database_unavailable")?;
        ensure!(answer.headers.contains_key("retry-after"), "{answer:?}");
        ensure!(
            !answer.raw.contains("127.0.0.1") && !answer.raw.contains("postgres"),
            "leaks: {}",
            answer.raw
        );
    }
    ensure!(books::rows(&world.database, "jobs", "team_id", &tenant.team_id).await?.is_empty());
    ensure!(world.provider_calls(&tenant.team_id).await?.is_empty());
    world.create_and_call(&tenant, "back again").await?.expect(200)
}

async fn a_settlement_outlives_a_passing_outage_of_the_database(world: Arc<World>) -> Outcome {
    let tenant =
        Tenant::create(&world.database, &TenantOptions { credits: 5, ..TenantOptions::default() }).await?;
    let call = {
        let (world, tenant) = (world.clone(), tenant.clone());
        tokio::spawn(async move { world.create_and_call(&tenant, "[[latency_ms=1000]] hi").await })
    };
    world.until_provider_calls(&tenant.team_id, 1).await?;
    world.relay.set_open(false);
    let answer = call.await?;
    tokio::time::sleep(Duration::from_millis(1500)).await;
    world.relay.set_open(true);
    let answer = answer?;
    answer.expect(200)?;
    let settled = books::settled_call(&world.database, answer.text("call_id")?).await?;
    ensure!(settled["status"] == "succeeded", "{settled}");
    let team = books::row(&world.database, "team_credits", "team_id", &tenant.team_id).await?;
    ensure!(team["credits_remaining"] == "4" && team["credits_held"] == "0", "{team}");
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn a_settlement_that_outlasts_an_outage_of_the_database_is_kept_and_settled_by_the_sweep(
    world: Arc<World>,
) -> Outcome {
    let tenant =
        Tenant::create(&world.database, &TenantOptions { credits: 5, ..TenantOptions::default() }).await?;
    let call = {
        let (world, tenant) = (world.clone(), tenant.clone());
        tokio::spawn(async move { world.create_and_call(&tenant, "[[latency_ms=1000]] hi").await })
    };
    world.until_provider_calls(&tenant.team_id, 1).await?;
    world.relay.set_open(false);
    let answer = call.await?;
    let given_up = until_logged(&world, "could not be settled and is kept for the sweep").await;
    world.relay.set_open(true);
    given_up?;
    let answer = answer?;
    answer.expect(200)?;
    let call_id = answer.text("call_id")?;
    let call = books::row(&world.database, "llm_calls", "call_id", call_id).await?;
    ensure!(call["status"] == "admitted", "{call}");
    expect_settlements(&world, "waiting", "1").await?;

    let sweep = || world.operate(Method::POST, "/api/maintenance/sweep", &Value::Null);
    world
        .post(&tenant.key, "/api/maintenance/sweep", &json!({}))
        .await?
        .expect_error(401, "invalid_token")?;
    expect_settlements(&world, "waiting", "1").await?;
    for booked in [1, 0] {
        let swept = sweep().await?;
        swept.expect(200)?;
        ensure!(swept.body["booked_settlements"] == booked, "{swept:?}");
        ensure!(swept.body["waiting_settlements"] == 0, "{swept:?}");
        expect_settlements(&world, "ok", "0").await?;
    }
    let call = books::row(&world.database, "llm_calls", "call_id", call_id).await?;
    ensure!(call["status"] == "succeeded", "{call}");
    let job = books::row(&world.database, "jobs", "job_id", answer.text("job_id")?).await?;
    ensure!(job["status"] == "completed", "{job}");
    let team = books::row(&world.database, "team_credits", "team_id", &tenant.team_id).await?;
    ensure!(team["credits_remaining"] == "4" && team["credits_held"] == "0", "{team}");
    books::assert_balanced(&world.database, &tenant.team_id).await
}

/// What readiness and metrics say of kept settlements. The deployment is ready, whatever that is.
async fn expect_settlements(world: &World, check: &str, count: &str) -> Outcome {
    let ready = world.get("/health/ready").await?;
    ready.expect(200)?;
    ensure!(ready.body["checks"]["settlements"] == check, "{ready:?}");
    let metrics = world.operate(Method::GET, "/metrics", &Value::Null).await?;
    let line = metrics.raw.lines().find_map(|line| line.strip_prefix("tollgate_settlements_kept "));
    ensure!(line == Some(count), "{}", metrics.raw);
    Ok(())
}

/// Waits, at most a minute, until the functions have logged a text.
async fn until_logged(world: &World, text: &str) -> Outcome {
    let log = world.with_stack(|stack| stack.functions().log()).await?;
    for _ in 0..240 {
        if std::fs::read_to_string(&log)?.contains(text) {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    anyhow::bail!("{text:?} was not logged")
}

fn expect_not_ready(answer: &Answer, checks: &Value) -> Outcome {
    answer.expect_error(503, "not_ready")?;
    ensure!(answer.body["checks"] == *checks, "{answer:?}");
    Ok(())
}

/// Sends a create-and-call to another set of functions, set up differently.
async fn call_at(world: &World, base_url: &str, tenant: &Tenant) -> anyhow::Result<Answer> {
    let body = world.create_and_call_body(tenant, "hi");
    let request =
        world.http.post(format!("{base_url}/api/jobs/create-and-call")).bearer_auth(&tenant.key).json(&body);
    World::send(request).await
}

async fn a_missing_or_malformed_keyring_is_named_before_anything_is_held(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    for (name, keyring) in [("no-keyring", ""), ("bad-keyring", "k1:c2hvcnQ=")] {
        let settings = BTreeMap::from([("TOLLGATE_KEYRING".to_owned(), keyring.to_owned())]);
        let functions = world.more_functions(name, None, settings).await?;
        let answer = call_at(&world, &functions.base_url(), &tenant).await?;
        answer.expect_error(500, "misconfigured")?;
        let detail = answer.text("detail")?;
        let how = match world.runtime {
            Runtime::Cloudflare => "wrangler secret put TOLLGATE_KEYRING",
            Runtime::Spin => "the variable `tollgate_keyring`",
        };
        ensure!(detail.contains("TOLLGATE_KEYRING") && detail.contains(how), "{detail}");
        ensure!(!detail.contains("c2hvcnQ"), "shows the key: {detail}");
        let ready = World::send(world.http.get(format!("{}/health/ready", functions.base_url()))).await?;
        expect_not_ready(
            &ready,
            &json!({"database": "ok", "database_role": "ok", "migrations": "ok", "keyring": "unreadable", "admin_key": "ok", "settlements": "ok"}),
        )?;
    }
    ensure!(books::rows(&world.database, "jobs", "team_id", &tenant.team_id).await?.is_empty());
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn a_database_without_migrations_is_named(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let name = format!("empty_{}", uuid::Uuid::from_bytes(rand::random()).simple());
    sqlx::query(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}")))
        .execute(&world.database)
        .await
        .context("cannot make an empty database")?;
    let empty = world
        .with_stack(|stack| anyhow::Ok(stack.foundation().functions_database()?.with_database(&name)))
        .await??;
    let functions = world.more_functions("no-migrations", Some(empty), BTreeMap::new()).await?;
    let answer = call_at(&world, &functions.base_url(), &tenant).await?;
    answer.expect_error(503, "migration_required")?;
    ensure!(answer.text("detail")?.contains("cargo xtask migrate"), "{answer:?}");
    let ready = World::send(world.http.get(format!("{}/health/ready", functions.base_url()))).await?;
    expect_not_ready(
        &ready,
        &json!({"database": "ok", "database_role": "unknown", "migrations": "missing", "keyring": "ok", "admin_key": "ok", "settlements": "ok"}),
    )
}
