//! SDKs send a request again by themselves, without an `Idempotency-Key`: it is not paid twice.

use std::sync::Arc;
use std::time::Duration;

use anyhow::ensure;
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use tollgate_e2e::stream::read;
use tollgate_e2e::{Answer, Tenant, TenantOptions, World, books};

use crate::trial::Outcome;

crate::trials![
    an_sdk_that_has_lost_the_answer_gets_it_when_it_asks_again,
    an_sdk_that_has_given_up_waiting_gets_the_first_answer,
    a_stream_that_an_sdk_asks_for_again_is_replayed,
    two_first_requests_of_an_sdk_are_two_calls,
    what_an_sdk_sends_again_after_a_failure_is_a_new_call,
    the_same_request_with_another_key_is_another_one,
];

fn attempt(world: &World, key: &str, body: &Value, retries: u32) -> RequestBuilder {
    let request = world.http.post(world.url("/v1/chat/completions")).bearer_auth(key);
    request.header("x-stainless-retry-count", retries.to_string()).json(body)
}

async fn send(world: &World, tenant: &Tenant, body: &Value, retries: u32) -> anyhow::Result<Answer> {
    World::send(attempt(world, &tenant.key, body, retries)).await
}

fn was_replayed(answer: &Answer) -> bool {
    answer.headers.get("idempotent-replayed").is_some_and(|value| value == "true")
}

async fn expect_calls(world: &World, tenant: &Tenant, expected: usize) -> anyhow::Result<()> {
    books::all_settled(&world.database, &tenant.team_id).await?;
    let calls = world.provider_calls(&tenant.team_id).await?.len();
    ensure!(calls == expected, "{calls} calls of the provider, not {expected}");
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn an_sdk_that_has_lost_the_answer_gets_it_when_it_asks_again(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let body = world.call_body(&tenant, "once");
    let first = send(&world, &tenant, &body, 0).await?;
    first.expect(200)?;
    let again = send(&world, &tenant, &body, 1).await?;
    ensure!(first.body == again.body && was_replayed(&again), "{first:?} {again:?}");
    // Ten minutes later it is a new request.
    sqlx::query(
        "UPDATE idempotency_keys SET expires_at = expires_at - interval '10 minutes' WHERE team_id = $1",
    )
    .bind(&tenant.team_id)
    .execute(&world.database)
    .await?;
    let late = send(&world, &tenant, &body, 2).await?;
    late.expect(200)?;
    ensure!(late.body["id"] != first.body["id"] && !was_replayed(&late), "{first:?} {late:?}");
    expect_calls(&world, &tenant, 2).await
}

async fn an_sdk_that_has_given_up_waiting_gets_the_first_answer(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let body = world.call_body(&tenant, "[[latency_ms=4000]] slow");
    let first = attempt(&world, &tenant.key, &body, 0).timeout(Duration::from_millis(1_500)).send().await;
    ensure!(first.is_err_and(|error| error.is_timeout()), "the first was answered at once");
    let again = send(&world, &tenant, &body, 1).await?;
    again.expect(200)?;
    ensure!(was_replayed(&again), "{again:?}");
    expect_calls(&world, &tenant, 1).await
}

async fn a_stream_that_an_sdk_asks_for_again_is_replayed(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let mut body = world.call_body(&tenant, "[[words=12]] [[chunk_ms=80]] slow");
    body["stream"] = json!(true);
    let first = read(attempt(&world, &tenant.key, &body, 0));
    let again = async {
        world.until_provider_calls(&tenant.team_id, 1).await?;
        read(attempt(&world, &tenant.key, &body, 1)).await
    };
    let (first, again) = tokio::join!(first, again);
    let (first, again) = (first?.stream()?, again?.stream()?);
    ensure!(first.content() == again.content() && again.is_done, "{} {}", first.raw, again.raw);
    ensure!(first.header("tollgate-call-id")? == again.header("tollgate-call-id")?, "{again:?}");
    expect_calls(&world, &tenant, 1).await
}

async fn two_first_requests_of_an_sdk_are_two_calls(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let body = world.call_body(&tenant, "[[latency_ms=600]] twice");
    let (one, two) = tokio::join!(send(&world, &tenant, &body, 0), send(&world, &tenant, &body, 0));
    let (one, two) = (one?, two?);
    one.expect(200)?;
    two.expect(200)?;
    ensure!(one.body["id"] != two.body["id"], "{one:?} {two:?}");
    let again = send(&world, &tenant, &body, 1).await?;
    ensure!(was_replayed(&again), "{again:?}");
    ensure!([&one.body["id"], &two.body["id"]].contains(&&again.body["id"]), "{again:?}");
    expect_calls(&world, &tenant, 2).await
}

async fn what_an_sdk_sends_again_after_a_failure_is_a_new_call(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    // One more failure than the routes are tried for.
    let body = world.call_body(&tenant, &format!("[[fail_first=99 key={} status=400]] no", tenant.team_id));
    let first = send(&world, &tenant, &body, 0).await?;
    ensure!(first.status >= 400, "{first:?}");
    let again = send(&world, &tenant, &body, 1).await?;
    ensure!(again.status == first.status && !was_replayed(&again), "{again:?}");
    let id = |answer: &Answer| answer.body["error"]["call_id"].clone();
    ensure!(id(&first).is_string() && id(&first) != id(&again), "{first:?} {again:?}");
    books::all_settled(&world.database, &tenant.team_id).await?;
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn the_same_request_with_another_key_is_another_one(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let body = world.call_body(&tenant, "mine");
    send(&world, &tenant, &body, 0).await?.expect(200)?;
    let path = format!("/api/teams/{}/keys", tenant.team_id);
    let other = world.operate(reqwest::Method::POST, &path, &json!({"name": "second"})).await?;
    let other = other.text("virtual_key")?.to_owned();
    let answer = World::send(attempt(&world, &other, &body, 1)).await?;
    answer.expect(200)?;
    ensure!(!was_replayed(&answer), "{answer:?}");
    expect_calls(&world, &tenant, 2).await
}
