//! Rate limits: requests and tokens a minute.

use std::sync::Arc;

use anyhow::{Context, ensure};

use tollgate_e2e::{Answer, Tenant, TenantOptions, World, books};

use crate::trial::Outcome;

crate::trials![
    a_team_without_limits_has_no_headers,
    requests_beyond_the_limit_are_429_until_there_is_room,
    tokens_beyond_the_limit_are_429,
    a_stream_tells_what_is_left,
    many_at_once_do_not_pass_the_limit,
];

async fn limited(world: &World, requests: Option<i64>, tokens: Option<i64>) -> anyhow::Result<Tenant> {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    sqlx::query("UPDATE team_credits SET rpm_limit = $2, tpm_limit = $3 WHERE team_id = $1")
        .bind(&tenant.team_id)
        .bind(requests)
        .bind(tokens)
        .execute(&world.database)
        .await?;
    Ok(tenant)
}

fn header(answer: &Answer, name: &str) -> anyhow::Result<String> {
    let value = answer.headers.get(name).with_context(|| format!("no {name}: {answer:?}"))?;
    Ok(value.to_str()?.to_owned())
}

async fn a_team_without_limits_has_no_headers(world: Arc<World>) -> Outcome {
    let tenant = limited(&world, None, None).await?;
    let answer = world.create_and_call(&tenant, "hello").await?;
    answer.expect(200)?;
    ensure!(!answer.headers.keys().any(|name| name.as_str().starts_with("x-ratelimit")), "{answer:?}");
    Ok(())
}

async fn requests_beyond_the_limit_are_429_until_there_is_room(world: Arc<World>) -> Outcome {
    let tenant = limited(&world, Some(2), None).await?;
    for left in ["1", "0"] {
        let answer = world.create_and_call(&tenant, "hello").await?;
        answer.expect(200)?;
        ensure!(header(&answer, "x-ratelimit-limit-requests")? == "2", "{answer:?}");
        ensure!(header(&answer, "x-ratelimit-remaining-requests")? == left, "{answer:?}");
        ensure!(header(&answer, "x-ratelimit-remaining")? == left, "{answer:?}");
        ensure!(header(&answer, "x-ratelimit-reset-requests")?.ends_with('s'), "{answer:?}");
    }
    let before = books::rows(&world.database, "jobs", "team_id", &tenant.team_id).await?.len();
    let refused = world.create_and_call(&tenant, "too many").await?;
    refused.expect_error(429, "rate_limited")?;
    ensure!(refused.body["limited_by"] == "requests", "{refused:?}");
    let wait: u64 = header(&refused, "retry-after")?.parse()?;
    ensure!((1..=30).contains(&wait), "a request comes every 30 s, not after {wait} s");
    ensure!(header(&refused, "x-ratelimit-remaining-requests")? == "0", "{refused:?}");
    let after = books::rows(&world.database, "jobs", "team_id", &tenant.team_id).await?.len();
    ensure!(before == after && world.provider_calls(&tenant.team_id).await?.len() == 2, "something was done");
    // Half a minute later there is room for one.
    sqlx::query(
        "UPDATE team_credits SET rates_seen_at = rates_seen_at - interval '30 seconds' WHERE team_id = $1",
    )
    .bind(&tenant.team_id)
    .execute(&world.database)
    .await?;
    world.create_and_call(&tenant, "in time").await?.expect(200)?;
    world.create_and_call(&tenant, "too many").await?.expect_error(429, "rate_limited")
}

async fn tokens_beyond_the_limit_are_429(world: Arc<World>) -> Outcome {
    let tenant = limited(&world, None, Some(40)).await?;
    let first = world.create_and_call(&tenant, "[[words=200]] hello").await?;
    first.expect(200)?;
    books::all_settled(&world.database, &tenant.team_id).await?;
    // What the answer took beyond the estimate is owed to the minutes to come.
    let refused = world.create_and_call(&tenant, "hello").await?;
    refused.expect_error(429, "rate_limited")?;
    ensure!(refused.body["limited_by"] == "tokens", "{refused:?}");
    ensure!(header(&refused, "x-ratelimit-limit-tokens")? == "40", "{refused:?}");
    ensure!(header(&refused, "x-ratelimit-remaining-tokens")? == "0", "{refused:?}");
    let left: f64 = sqlx::query_scalar("SELECT tokens_left FROM team_credits WHERE team_id = $1")
        .bind(&tenant.team_id)
        .fetch_one(&world.database)
        .await?;
    ensure!(left < 0.0, "{left} tokens are left");
    Ok(())
}

async fn a_stream_tells_what_is_left(world: Arc<World>) -> Outcome {
    let tenant = limited(&world, Some(10), Some(100_000)).await?;
    let body = world.create_and_call_body(&tenant, "hello");
    let answer = world.post(&tenant.key, "/api/jobs/create-and-call-stream", &body).await?;
    answer.expect(200)?;
    ensure!(header(&answer, "x-ratelimit-remaining-requests")? == "9", "{answer:?}");
    ensure!(header(&answer, "x-ratelimit-limit-tokens")? == "100000", "{answer:?}");
    Ok(())
}

async fn many_at_once_do_not_pass_the_limit(world: Arc<World>) -> Outcome {
    let tenant = limited(&world, Some(5), None).await?;
    let calls = (0..20).map(|number| {
        let (world, tenant) = (world.clone(), tenant.clone());
        tokio::spawn(async move { world.create_and_call(&tenant, &format!("call {number}")).await })
    });
    let mut passed = 0;
    for call in calls.collect::<Vec<_>>() {
        let answer = call.await??;
        match answer.status {
            200 => passed += 1,
            _ => answer.expect_error(429, "rate_limited")?,
        }
    }
    // While they come in, a little room comes back: one request every twelve seconds.
    ensure!((5..=7).contains(&passed), "{passed} calls passed");
    Ok(())
}
