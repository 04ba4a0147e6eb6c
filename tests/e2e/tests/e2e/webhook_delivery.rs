//! Delivery of webhooks: the messages' content, their arrival, and retries when they do not arrive.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use tollgate_e2e::receiver::{Received, Receiver, Reply};
use tollgate_e2e::{Answer, Tenant, TenantOptions, World};

use super::webhooks::{path, register, send};
use crate::trial::Outcome;

crate::trials![
    a_completed_job_is_sent_once_and_signed,
    a_failed_job_is_sent_with_its_message,
    what_does_not_arrive_is_sent_again_as_it_was,
    after_the_last_attempt_it_is_a_dead_letter_until_it_is_sent_once_more,
    a_receiver_that_answers_gone_gets_nothing_more,
    a_redirect_is_not_followed,
    a_slow_receiver_does_not_delay_others,
    a_replaced_secret_signs_for_a_while,
    low_credits_are_sent_once_until_there_were_more,
    a_suspension_of_team_or_organization_is_sent,
    what_a_dead_round_had_taken_is_sent_by_a_later_one,
    a_webhook_is_tried_out,
];

/// Sends what is due, until so many messages have come.
async fn deliver(world: &World, receiver: &Receiver, count: usize) -> anyhow::Result<Vec<Received>> {
    for _ in 0..100 {
        let received = receiver.received();
        if received.len() >= count {
            return Ok(received);
        }
        round(world).await?;
    }
    bail!("{count} messages have not come, but {:?}", receiver.received())
}

/// One round. Others' messages go along.
async fn round(world: &World) -> anyhow::Result<Answer> {
    let answer = world.operate(Method::POST, "/api/maintenance/deliver-webhooks", &Value::Null).await?;
    answer.expect(200)?;
    Ok(answer)
}

/// A webhook's deliveries, once the last of them is in this state.
async fn told(world: &World, tenant: &Tenant, webhook: &Answer, status: &str) -> anyhow::Result<Vec<Value>> {
    let path = format!("{}/deliveries", path(webhook)?);
    for _ in 0..200 {
        let listed = world.get_with(&tenant.key, &path).await?;
        listed.expect(200)?;
        let listed = listed.body.as_array().context("no list")?.clone();
        // One that was not tried yet is pending as well.
        let is_so = |last: &Value| {
            last["status"] == status && (status == "delivered") == last["last_error"].is_null()
        };
        if listed.first().is_some_and(is_so) {
            return Ok(listed);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    bail!("nothing is {status}")
}

/// Lets the waiting time of a webhook's messages be over.
async fn hurry(world: &World, webhook: &Answer, attempts: i32) -> Outcome {
    let id: uuid::Uuid = webhook.text("webhook_id")?.parse()?;
    sqlx::query(
        "UPDATE webhook_deliveries SET next_attempt_at = now(), attempts = $2 WHERE webhook_id = $1 AND status = 'pending'",
    )
    .bind(id)
    .bind(attempts)
    .execute(&world.database)
    .await?;
    Ok(())
}

async fn a_completed_job_is_sent_once_and_signed(world: Arc<World>) -> Outcome {
    let options = TenantOptions { markup_percent: "50", ..TenantOptions::default() };
    let (tenant, webhook, receiver) = register(&world, &options, &["job.completed", "job.failed"]).await?;
    let auth = json!({"auth_header": "Bearer of-the-receiver"});
    send(&world, &tenant.key, Method::PUT, &path(&webhook)?, &auth).await?.expect(200)?;
    let job = world.create_and_call(&tenant, "hello").await?;
    job.expect(200)?;
    deliver(&world, &receiver, 1).await?;
    let message = receiver.only()?;
    message.expect_signed(&[webhook.text("secret")?])?;
    ensure!(message.header("authorization")? == "Bearer of-the-receiver", "{message:?}");
    ensure!(message.header("content-type")? == "application/json", "{message:?}");
    let body = &message.body;
    ensure!(body["event"] == "job.completed" && body["team_id"] == tenant.team_id.as_str(), "{body}");
    ensure!(body["job_id"] == job.body["job_id"] && body["timestamp"].is_string(), "{body}");
    let data = &body["data"];
    ensure!(data["total_calls"] == 1 && data["credits_charged"] == 1 && data["job_type"] == "test", "{body}");
    ensure!(data["total_cost_usd"] == job.body["costs"]["total_cost_usd"], "{body} and {}", job.raw);
    ensure!(data["duration_seconds"].is_u64() && data["credit_applied"] == true, "{body}");
    ensure!(!message.raw.contains("provider") && !message.raw.contains("gpt-4o"), "{body}");
    let told = told(&world, &tenant, &webhook, "delivered").await?;
    ensure!(told.len() == 1 && told[0]["attempts"] == 1 && told[0]["last_status"] == 200, "{told:?}");
    ensure!(told[0]["delivery_id"] == message.header("webhook-id")? && told[0]["body"] == *body, "{told:?}");
    round(&world).await?;
    receiver.only()?;
    let webhook = world.get_with(&tenant.key, &path(&webhook)?).await?;
    ensure!(webhook.body["last_triggered_at"].is_string(), "{webhook:?}");
    Ok(())
}

async fn a_failed_job_is_sent_with_its_message(world: Arc<World>) -> Outcome {
    let (tenant, _, receiver) = register(&world, &TenantOptions::default(), &["job.failed"]).await?;
    world.create_and_call(&tenant, "not told").await?.expect(200)?;
    let job_id = world.open_job(&tenant).await?;
    let body = json!({"status": "failed", "error_message": "the customer went away"});
    world.post(&tenant.key, &format!("/api/jobs/{job_id}/complete"), &body).await?.expect(200)?;
    deliver(&world, &receiver, 1).await?;
    let message = receiver.only()?.body;
    ensure!(message["event"] == "job.failed" && message["job_id"] == job_id.as_str(), "{message}");
    ensure!(message["data"]["error_message"] == "the customer went away", "{message}");
    Ok(())
}

async fn what_does_not_arrive_is_sent_again_as_it_was(world: Arc<World>) -> Outcome {
    let (tenant, webhook, receiver) = register(&world, &TenantOptions::default(), &["job.completed"]).await?;
    let later = Reply { header: Some(("retry-after", "3600".to_owned())), ..Reply::status(503) };
    receiver.will_answer([Reply::status(500), later]);
    world.create_and_call(&tenant, "hello").await?.expect(200)?;
    deliver(&world, &receiver, 1).await?;
    let waiting = told(&world, &tenant, &webhook, "pending").await?;
    ensure!(waiting[0]["last_status"] == 500 && waiting[0]["last_error"] == "status", "{waiting:?}");
    hurry(&world, &webhook, 1).await?;
    deliver(&world, &receiver, 2).await?;
    for _ in 0..200 {
        let asked: bool = sqlx::query_scalar(
            "SELECT next_attempt_at > now() + interval '55 minutes' FROM webhook_deliveries WHERE webhook_id = $1",
        )
        .bind(webhook.text("webhook_id")?.parse::<uuid::Uuid>()?)
        .fetch_one(&world.database)
        .await?;
        if asked {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    hurry(&world, &webhook, 2).await?;
    let received = deliver(&world, &receiver, 3).await?;
    let told = told(&world, &tenant, &webhook, "delivered").await?;
    ensure!(told[0]["attempts"] == 3 && told[0]["last_error"].is_null(), "{told:?}");
    for message in &received {
        message.expect_signed(&[webhook.text("secret")?])?;
        ensure!(message.raw == received[0].raw, "{received:?}");
        ensure!(message.header("webhook-id")? == received[0].header("webhook-id")?, "{received:?}");
    }
    Ok(())
}

async fn after_the_last_attempt_it_is_a_dead_letter_until_it_is_sent_once_more(world: Arc<World>) -> Outcome {
    let (tenant, webhook, receiver) = register(&world, &TenantOptions::default(), &["job.completed"]).await?;
    receiver.will_answer([Reply::status(404), Reply::status(404)]);
    world.create_and_call(&tenant, "hello").await?.expect(200)?;
    deliver(&world, &receiver, 1).await?;
    told(&world, &tenant, &webhook, "pending").await?;
    hurry(&world, &webhook, 9).await?;
    deliver(&world, &receiver, 2).await?;
    let dead = told(&world, &tenant, &webhook, "dead").await?;
    ensure!(dead[0]["attempts"] == 10 && dead[0]["finished_at"].is_string(), "{dead:?}");
    let letters = world.get_with(&tenant.key, "/api/webhooks/dead-letters").await?;
    ensure!(letters.body == json!(dead), "{letters:?}");
    let all = format!("/api/webhooks/dead-letters?team_id={}", tenant.team_id);
    let letters = world.operate(Method::GET, &all, &Value::Null).await?;
    ensure!(letters.body == json!(dead), "{letters:?}");
    let retry =
        format!("{}/deliveries/{}/retry", path(&webhook)?, dead[0]["delivery_id"].as_str().context("no id")?);
    let retried = send(&world, &tenant.key, Method::POST, &retry, &Value::Null).await?;
    retried.expect(200)?;
    ensure!(retried.body["status"] == "pending" && retried.body["attempts"] == 0, "{retried:?}");
    deliver(&world, &receiver, 3).await?;
    told(&world, &tenant, &webhook, "delivered").await?;
    let letters = world.get_with(&tenant.key, "/api/webhooks/dead-letters").await?;
    ensure!(letters.body == json!([]), "{letters:?}");
    let nothing = format!("{}/deliveries/{}/retry", path(&webhook)?, "01a20d78-d0d1-79e9-893d-af8d9664c7af");
    send(&world, &tenant.key, Method::POST, &nothing, &Value::Null)
        .await?
        .expect_error(404, "delivery_not_found")
}

async fn a_receiver_that_answers_gone_gets_nothing_more(world: Arc<World>) -> Outcome {
    let (tenant, webhook, receiver) = register(&world, &TenantOptions::default(), &["job.completed"]).await?;
    receiver.will_answer([Reply::status(410)]);
    world.create_and_call(&tenant, "hello").await?.expect(200)?;
    deliver(&world, &receiver, 1).await?;
    told(&world, &tenant, &webhook, "dead").await?;
    let path = path(&webhook)?;
    let off = world.get_with(&tenant.key, &path).await?;
    ensure!(off.body["is_active"] == false && off.body["disabled_reason"] == "gone", "{off:?}");
    world.create_and_call(&tenant, "hello").await?.expect(200)?;
    round(&world).await?;
    receiver.only()?;
    send(&world, &tenant.key, Method::POST, &format!("{path}/test"), &Value::Null)
        .await?
        .expect_error(400, "invalid_value")?;
    let on = send(&world, &tenant.key, Method::PUT, &path, &json!({"is_active": true})).await?;
    ensure!(on.body["is_active"] == true && on.body["disabled_reason"].is_null(), "{on:?}");
    world.create_and_call(&tenant, "hello").await?.expect(200)?;
    deliver(&world, &receiver, 2).await?;
    Ok(())
}

async fn a_redirect_is_not_followed(world: Arc<World>) -> Outcome {
    let (tenant, webhook, receiver) = register(&world, &TenantOptions::default(), &["job.completed"]).await?;
    let elsewhere = Receiver::start().await?;
    receiver.will_answer([Reply { header: Some(("location", elsewhere.url())), ..Reply::status(307) }]);
    world.create_and_call(&tenant, "hello").await?.expect(200)?;
    deliver(&world, &receiver, 1).await?;
    let waiting = told(&world, &tenant, &webhook, "pending").await?;
    ensure!(waiting[0]["last_error"] == "redirected" && waiting[0]["last_status"] == 307, "{waiting:?}");
    ensure!(elsewhere.received().is_empty(), "{:?}", elsewhere.received());
    Ok(())
}

async fn a_slow_receiver_does_not_delay_others(world: Arc<World>) -> Outcome {
    let events = ["job.completed"];
    let (slow, webhook, slowly) = register(&world, &TenantOptions::default(), &events).await?;
    let (quick, _, quickly) = register(&world, &TenantOptions::default(), &events).await?;
    slowly.will_answer([Reply { after: Duration::from_secs(12), ..Reply::status(200) }]);
    world.create_and_call(&slow, "hello").await?.expect(200)?;
    world.create_and_call(&quick, "hello").await?.expect(200)?;
    let began = Instant::now();
    let rounds = async { deliver(&world, &slowly, 1).await };
    let arrived = async {
        while quickly.received().is_empty() {
            ensure!(began.elapsed() < Duration::from_secs(30), "nothing has come");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(began.elapsed())
    };
    let (rounds, arrived) = tokio::join!(rounds, arrived);
    rounds?;
    let arrived = arrived?;
    let late = told(&world, &slow, &webhook, "pending").await?;
    ensure!(late[0]["last_error"] == "timed_out" && late[0]["last_status"].is_null(), "{late:?}");
    ensure!(arrived < began.elapsed(), "the quick one waited for the slow one");
    Ok(())
}

async fn a_replaced_secret_signs_for_a_while(world: Arc<World>) -> Outcome {
    let (tenant, webhook, receiver) = register(&world, &TenantOptions::default(), &["job.completed"]).await?;
    let first = webhook.text("secret")?;
    let rotate = format!("{}/rotate-secret", path(&webhook)?);
    let second =
        send(&world, &tenant.key, Method::POST, &rotate, &json!({"grace_period_seconds": 600})).await?;
    world.create_and_call(&tenant, "hello").await?.expect(200)?;
    deliver(&world, &receiver, 1).await?[0].expect_signed(&[second.text("secret")?, first])?;
    let third = send(&world, &tenant.key, Method::POST, &rotate, &json!({"grace_period_seconds": 0})).await?;
    world.create_and_call(&tenant, "hello").await?.expect(200)?;
    deliver(&world, &receiver, 2).await?[1].expect_signed(&[third.text("secret")?])
}

async fn low_credits_are_sent_once_until_there_were_more(world: Arc<World>) -> Outcome {
    let options = TenantOptions { credits: 10, ..TenantOptions::default() };
    let (tenant, webhook, receiver) = register(&world, &options, &["credits.low"]).await?;
    let team = format!("/api/teams/{}", tenant.team_id);
    let set = world.operate(Method::PUT, &team, &json!({"low_credit_threshold": 8})).await?;
    ensure!(set.body["low_credit_threshold"] == 8, "{set:?}");
    for _ in 0..4 {
        world.create_and_call(&tenant, "hello").await?.expect(200)?;
    }
    deliver(&world, &receiver, 1).await?;
    let message = receiver.only()?.body;
    ensure!(message["event"] == "credits.low" && message.get("job_id").is_none(), "{message}");
    let data = json!({"credits_remaining": 8, "credits_allocated": 10, "low_credit_threshold": 8});
    ensure!(message["data"] == data, "{message}");
    world
        .operate(Method::POST, &format!("/api/credits/teams/{}/add", tenant.team_id), &json!({"credits": 3}))
        .await?
        .expect(200)?;
    world.create_and_call(&tenant, "hello").await?.expect(200)?;
    deliver(&world, &receiver, 2).await?;
    // A tenth of 13 is the usual threshold.
    world.operate(Method::PUT, &team, &json!({"low_credit_threshold": null})).await?.expect(200)?;
    for _ in 0..7 {
        world.create_and_call(&tenant, "hello").await?.expect(200)?;
    }
    let received = deliver(&world, &receiver, 3).await?;
    ensure!(received.len() == 3 && received[2].body["data"]["credits_remaining"] == 1, "{received:?}");
    let told = told(&world, &tenant, &webhook, "delivered").await?;
    ensure!(told.len() == 3, "{told:?}");
    Ok(())
}

async fn a_suspension_of_team_or_organization_is_sent(world: Arc<World>) -> Outcome {
    let (tenant, _, receiver) = register(&world, &TenantOptions::default(), &["team.suspended"]).await?;
    let change = |what: &str, id: &str, body: Value| {
        let path = format!("/api/{what}/{id}");
        let world = world.clone();
        async move { world.operate(Method::PUT, &path, &body).await?.expect(200) }
    };
    change("teams", &format!("{}/suspend", tenant.team_id), json!({})).await?;
    change("teams", &format!("{}/suspend", tenant.team_id), json!({})).await?;
    deliver(&world, &receiver, 1).await?;
    ensure!(receiver.only()?.body["data"] == json!({"suspended": "team"}), "{:?}", receiver.received());
    change("teams", &format!("{}/resume", tenant.team_id), json!({})).await?;
    change("organizations", &format!("{}/status", tenant.organization_id), json!({"status": "suspended"}))
        .await?;
    let received = deliver(&world, &receiver, 2).await?;
    ensure!(received[1].body["data"] == json!({"suspended": "organization"}), "{received:?}");
    Ok(())
}

async fn what_a_dead_round_had_taken_is_sent_by_a_later_one(world: Arc<World>) -> Outcome {
    let (tenant, webhook, receiver) = register(&world, &TenantOptions::default(), &["job.completed"]).await?;
    world.create_and_call(&tenant, "hello").await?.expect(200)?;
    let webhook_id: uuid::Uuid = webhook.text("webhook_id")?.parse()?;
    // As a round does that takes it and dies.
    let taken = sqlx::query(
        "UPDATE webhook_deliveries SET attempts = 1, next_attempt_at = now() + interval '2 minutes'
         WHERE webhook_id = $1 AND status = 'pending' AND attempts = 0",
    )
    .bind(webhook_id)
    .execute(&world.database)
    .await?
    .rows_affected();
    round(&world).await?;
    if taken == 1 {
        ensure!(receiver.received().is_empty(), "it was sent while it was taken");
    }
    hurry(&world, &webhook, 1).await?;
    deliver(&world, &receiver, 1).await?;
    told(&world, &tenant, &webhook, "delivered").await?;
    Ok(())
}

async fn a_webhook_is_tried_out(world: Arc<World>) -> Outcome {
    let (tenant, webhook, receiver) = register(&world, &TenantOptions::default(), &["job.failed"]).await?;
    let tried =
        send(&world, &tenant.key, Method::POST, &format!("{}/test", path(&webhook)?), &Value::Null).await?;
    tried.expect(200)?;
    ensure!(tried.body["event"] == "webhook.test" && tried.body["status"] == "pending", "{tried:?}");
    deliver(&world, &receiver, 1).await?;
    let message = receiver.only()?;
    ensure!(message.body == tried.body["body"], "{message:?}");
    message.expect_signed(&[webhook.text("secret")?])
}

/// Those that need functions which are set up otherwise, and would meddle with the messages of others.
pub mod alone {
    use super::*;

    crate::trials![webhooks_go_to_public_addresses_only,];

    async fn webhooks_go_to_public_addresses_only(world: Arc<World>) -> Outcome {
        let (tenant, webhook, receiver) =
            register(&world, &TenantOptions::default(), &["job.completed"]).await?;
        world.create_and_call(&tenant, "hello").await?.expect(200)?;
        let settings = [("WEBHOOK_PRIVATE_ORIGINS".to_owned(), String::new())].into();
        let strict = world.more_functions("public-webhooks", None, settings).await?;
        let post = |path: &str| world.http.post(format!("{}{path}", strict.base_url()));
        for url in
            [receiver.url(), "https://127.0.0.1/x".to_owned(), "https://metadata.google.internal".to_owned()]
        {
            let body = json!({"team_id": tenant.team_id, "webhook_url": url, "events": ["job.failed"]});
            let answer =
                World::send(post("/api/webhooks/register").bearer_auth(&tenant.key).json(&body)).await?;
            answer.expect_error(422, "validation_error").context(url)?;
            ensure!(answer.places() == [r#"["body","webhook_url"]"#], "{answer:?}");
        }
        // What was registered before is not sent there either.
        loop {
            let request = post("/api/maintenance/deliver-webhooks").header("x-admin-key", &world.admin_key);
            let answer = World::send(request).await?;
            answer.expect(200)?;
            if answer.body["more"] == false {
                break;
            }
        }
        let dead = told(&world, &tenant, &webhook, "dead").await?;
        ensure!(dead[0]["last_error"] == "address_not_allowed", "{dead:?}");
        ensure!(receiver.received().is_empty(), "{:?}", receiver.received());
        Ok(())
    }
}
