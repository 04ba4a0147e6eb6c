//! `/api/webhooks/...`: a team's webhooks, in its own hands and in those of operators.

use std::sync::Arc;

use anyhow::ensure;
use reqwest::Method;
use serde_json::{Value, json};
use tollgate_e2e::receiver::Receiver;
use tollgate_e2e::{Answer, Tenant, TenantOptions, World, books};

use crate::trial::Outcome;

crate::trials![
    a_team_has_its_webhooks_in_its_own_hands,
    a_webhooks_secret_is_shown_once_and_kept_sealed,
    what_a_webhook_sends_as_authorization_never_goes_to_another_origin,
    what_no_webhook_can_be_is_refused_with_every_fault_named,
    a_repeated_registration_makes_one_webhook,
    what_operators_do_with_webhooks_is_on_record,
    what_a_team_does_with_its_webhooks_is_on_record_with_the_key_that_did_it,
    a_stopped_team_reads_its_webhooks_and_changes_none,
];

/// A team with a webhook for these events, the answer to its registration, and its receiver.
pub(crate) async fn register(
    world: &World,
    options: &TenantOptions,
    events: &[&str],
) -> anyhow::Result<(Tenant, Answer, Receiver)> {
    let tenant = Tenant::create(&world.database, options).await?;
    let receiver = Receiver::start().await?;
    let body = json!({"team_id": tenant.team_id, "webhook_url": receiver.url(), "events": events});
    let made = world.post(&tenant.key, "/api/webhooks/register", &body).await?;
    made.expect(200)?;
    Ok((tenant, made, receiver))
}

pub(crate) async fn send(
    world: &World,
    key: &str,
    method: Method,
    path: &str,
    body: &Value,
) -> anyhow::Result<Answer> {
    World::send(world.http.request(method, world.url(path)).bearer_auth(key).json(body)).await
}

pub(crate) fn path(webhook: &Answer) -> anyhow::Result<String> {
    Ok(format!("/api/webhooks/{}", webhook.text("webhook_id")?))
}

async fn a_team_has_its_webhooks_in_its_own_hands(world: Arc<World>) -> Outcome {
    let (tenant, made, _) =
        register(&world, &TenantOptions::default(), &["job.failed", "job.failed"]).await?;
    ensure!(made.body["events"] == json!(["job.failed"]) && made.body["is_active"] == true, "{made:?}");
    ensure!(made.body["has_auth_header"] == false && made.body["last_triggered_at"].is_null(), "{made:?}");
    let path = path(&made)?;
    let other = Receiver::start().await?;
    let change = json!({"webhook_url": other.url(), "description": "Billing", "is_active": false,
        "events": ["credits.low", "job.completed"], "auth_header": "Bearer of-the-receiver"});
    let changed = send(&world, &tenant.key, Method::PUT, &path, &change).await?;
    changed.expect(200)?;
    for (name, value) in [("webhook_url", json!(other.url())), ("description", json!("Billing"))] {
        ensure!(changed.body[name] == value, "{changed:?}");
    }
    ensure!(changed.body["has_auth_header"] == true && changed.body["is_active"] == false, "{changed:?}");
    ensure!(!changed.raw.contains("of-the-receiver"), "{changed:?}");
    let taken_away = json!({"description": null, "auth_header": null});
    let changed = send(&world, &tenant.key, Method::PUT, &path, &taken_away).await?;
    ensure!(changed.body["description"].is_null() && changed.body["has_auth_header"] == false, "{changed:?}");
    ensure!(changed.body["events"] == json!(["credits.low", "job.completed"]), "{changed:?}");
    let listed = world.get_with(&tenant.key, "/api/webhooks").await?;
    ensure!(listed.body == json!([changed.body]), "{listed:?}");
    let by_operator = world
        .operate(Method::GET, &format!("/api/webhooks?team_id={}", tenant.team_id), &Value::Null)
        .await?;
    ensure!(by_operator.body == listed.body, "{by_operator:?}");
    send(&world, &tenant.key, Method::DELETE, &path, &Value::Null).await?.expect(200)?;
    world.get_with(&tenant.key, &path).await?.expect_error(404, "webhook_not_found")?;
    let listed = world.get_with(&tenant.key, "/api/webhooks").await?;
    ensure!(listed.body == json!([]), "{listed:?}");
    world.get_with(&tenant.key, "/api/webhooks/no-id").await?.expect_error(404, "webhook_not_found")
}

async fn a_webhooks_secret_is_shown_once_and_kept_sealed(world: Arc<World>) -> Outcome {
    let (tenant, made, _) = register(&world, &TenantOptions::default(), &["job.failed"]).await?;
    let secret = made.text("secret")?.to_owned();
    ensure!(secret.starts_with("whsec_") && secret.len() == 6 + 44, "{secret}");
    let path = path(&made)?;
    let rotated =
        send(&world, &tenant.key, Method::POST, &format!("{path}/rotate-secret"), &json!({})).await?;
    rotated.expect(200)?;
    let new_secret = rotated.text("secret")?.to_owned();
    ensure!(new_secret != secret && rotated.body["previous_secret_until"].is_string(), "{rotated:?}");
    for shown in
        [world.get_with(&tenant.key, &path).await?, world.get_with(&tenant.key, "/api/webhooks").await?]
    {
        ensure!(!shown.raw.contains("whsec_") && !shown.raw.contains("sealed"), "{shown:?}");
    }
    let row = books::row(&world.database, "webhooks", "webhook_id", made.text("webhook_id")?).await?;
    ensure!(!row.to_string().contains("whsec_"), "{row}");
    ensure!(row["sealed_secret"].as_str().is_some_and(|sealed| sealed.starts_with("v2.")), "{row}");
    let long = json!({"grace_period_seconds": 604_801});
    send(&world, &tenant.key, Method::POST, &format!("{path}/rotate-secret"), &long)
        .await?
        .expect_error(422, "validation_error")
}

async fn what_no_webhook_can_be_is_refused_with_every_fault_named(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let body = json!({"webhook_url": "ftp://hooks.example.com", "events": ["job.started", 7], "auth_header": "a\nb",
        "description": "x".repeat(501)});
    let answer = world.post(&tenant.key, "/api/webhooks/register", &body).await?;
    answer.expect_error(422, "validation_error")?;
    let places = answer.places();
    for place in ["team_id", "webhook_url", "events", "auth_header", "description"] {
        ensure!(places.iter().any(|named| named.contains(place)), "{place} is not in {places:?}");
    }
    for (events, url) in [
        (json!([]), "https://hooks.example.com"),
        (json!(["job.created"]), "https://hooks.example.com"),
        (json!(["job.failed"]), "https://user:secret@hooks.example.com"),
    ] {
        let body = json!({"team_id": tenant.team_id, "webhook_url": url, "events": events});
        let answer = world.post(&tenant.key, "/api/webhooks/register", &body).await?;
        answer.expect_error(422, "validation_error")?;
    }
    let body = json!({"team_id": tenant.team_id, "webhook_url": "https://hooks.example.com", "events": ["job.failed"]});
    for _ in 0..10 {
        world.post(&tenant.key, "/api/webhooks/register", &body).await?.expect(200)?;
    }
    world.post(&tenant.key, "/api/webhooks/register", &body).await?.expect_error(400, "invalid_value")
}

async fn a_repeated_registration_makes_one_webhook(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let body = json!({"team_id": tenant.team_id, "webhook_url": "https://hooks.example.com", "events": ["job.failed"]});
    let register = |body: Value| {
        let request = world.http.post(world.url("/api/webhooks/register")).bearer_auth(&tenant.key);
        World::send(request.header("idempotency-key", "once").json(&body))
    };
    let first = register(body.clone()).await?;
    first.expect(200)?;
    let again = register(body).await?;
    again.expect(200)?;
    ensure!(again.headers["idempotent-replayed"] == "true", "{again:?}");
    ensure!(again.body["webhook_id"] == first.body["webhook_id"], "{again:?}");
    ensure!(first.body["secret"].is_string() && again.body["secret"].is_null(), "{again:?}");
    let other = json!({"team_id": tenant.team_id, "webhook_url": "https://other.example.com", "events": ["job.failed"]});
    register(other).await?.expect_error(422, "idempotency_key_reused")?;
    let listed = world.get_with(&tenant.key, "/api/webhooks").await?;
    ensure!(listed.body.as_array().is_some_and(|listed| listed.len() == 1), "{listed:?}");
    Ok(())
}

async fn what_a_webhook_sends_as_authorization_never_goes_to_another_origin(world: Arc<World>) -> Outcome {
    let (tenant, made, receiver) = register(&world, &TenantOptions::default(), &["job.completed"]).await?;
    let path = path(&made)?;
    let elsewhere = Receiver::start().await?;
    let auth = json!({"auth_header": "Bearer of-the-receiver"});
    send(&world, &tenant.key, Method::PUT, &path, &auth).await?.expect(200)?;
    let moved = json!({"webhook_url": elsewhere.url(), "description": "Stolen"});
    let refused = [
        send(&world, &tenant.key, Method::PUT, &path, &moved).await?,
        world.operate(Method::PUT, &path, &moved).await?,
    ];
    for refused in refused {
        refused.expect_error(422, "validation_error")?;
        ensure!(refused.places() == [r#"["body","auth_header"]"#], "{refused:?}");
        ensure!(refused.body["detail"][0]["type"] == "secret_required", "{refused:?}");
    }
    let seen = world.get_with(&tenant.key, &path).await?;
    ensure!(seen.body["webhook_url"] == receiver.url() && seen.body["description"].is_null(), "{seen:?}");
    // Another path of the same server is no other origin.
    let same_origin = json!({"webhook_url": format!("{}/billing", receiver.url().trim_end_matches('/'))});
    send(&world, &tenant.key, Method::PUT, &path, &same_origin).await?.expect(200)?;
    let anew = json!({"webhook_url": elsewhere.url(), "auth_header": "Bearer entered-anew"});
    send(&world, &tenant.key, Method::PUT, &path, &anew).await?.expect(200)?;
    let without = json!({"webhook_url": receiver.url(), "auth_header": null});
    let without = send(&world, &tenant.key, Method::PUT, &path, &without).await?;
    ensure!(without.body["has_auth_header"] == false, "{without:?}");
    send(&world, &tenant.key, Method::PUT, &path, &json!({"webhook_url": elsewhere.url()})).await?.expect(200)
}

async fn what_operators_do_with_webhooks_is_on_record(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let body = json!({"team_id": tenant.team_id, "webhook_url": "https://hooks.example.com", "events": ["job.failed"],
        "auth_header": "Bearer of-the-receiver"});
    let made = world.operate(Method::POST, "/api/webhooks/register", &body).await?;
    made.expect(200)?;
    let path = path(&made)?;
    world.operate(Method::PUT, &path, &json!({"description": "x"})).await?.expect(200)?;
    world.operate(Method::PUT, &path, &json!({"description": "x"})).await?.expect(200)?;
    world.operate(Method::PUT, &path, &json!({"auth_header": "Bearer another"})).await?.expect(200)?;
    world.operate(Method::POST, &format!("{path}/rotate-secret"), &Value::Null).await?.expect(200)?;
    world.operate(Method::DELETE, &path, &Value::Null).await?.expect(200)?;
    let entries =
        books::rows(&world.database, "admin_audit_log", "resource_id", made.text("webhook_id")?).await?;
    let actions: Vec<&str> = entries.iter().filter_map(|entry| entry["action"].as_str()).collect();
    ensure!(
        actions
            == [
                "created_webhook",
                "updated_webhook",
                "updated_webhook",
                "rotated_webhook_secret",
                "deleted_webhook"
            ],
        "{entries:?}"
    );
    ensure!(entries[2]["details"]["auth_header_changed"] == true, "{entries:?}");
    let all = json!(entries).to_string();
    ensure!(!all.contains("whsec_") && !all.contains("of-the-receiver"), "{all}");
    let nobody =
        json!({"team_id": "nobody", "webhook_url": "https://hooks.example.com", "events": ["job.failed"]});
    world.operate(Method::POST, "/api/webhooks/register", &nobody).await?.expect_error(404, "team_not_found")
}

async fn what_a_team_does_with_its_webhooks_is_on_record_with_the_key_that_did_it(
    world: Arc<World>,
) -> Outcome {
    let (tenant, made, _) = register(&world, &TenantOptions::default(), &["job.failed"]).await?;
    let path = path(&made)?;
    let other = Receiver::start().await?;
    send(&world, &tenant.key, Method::PUT, &path, &json!({"webhook_url": other.url()})).await?.expect(200)?;
    send(&world, &tenant.key, Method::POST, &format!("{path}/rotate-secret"), &json!({}))
        .await?
        .expect(200)?;
    send(&world, &tenant.key, Method::DELETE, &path, &Value::Null).await?.expect(200)?;
    // A refused change leaves no entry.
    send(&world, &tenant.key, Method::DELETE, &path, &Value::Null)
        .await?
        .expect_error(404, "webhook_not_found")?;
    let log =
        format!("/api/admin-users/audit-logs?resource_type=webhook&resource_id={}", made.text("webhook_id")?);
    let log = world.operate(Method::GET, &log, &Value::Null).await?;
    let keys =
        world.operate(Method::GET, &format!("/api/teams/{}/keys", tenant.team_id), &Value::Null).await?;
    let entries = log.body.as_array().cloned().unwrap_or_default();
    let actions: Vec<&str> = entries.iter().rev().filter_map(|entry| entry["action"].as_str()).collect();
    let expected = ["created_webhook", "updated_webhook", "rotated_webhook_secret", "deleted_webhook"];
    ensure!(actions == expected, "{log:?}");
    for entry in &entries {
        ensure!(entry["team_id"] == tenant.team_id && entry["user_id"].is_null(), "{entry}");
        ensure!(entry["key_id"] == keys.body[0]["key_id"] && entry["key_id"].is_string(), "{entry} {keys:?}");
    }
    ensure!(entries[2]["details"]["after"]["webhook_url"] == other.url(), "{log:?}");
    ensure!(!log.raw.contains("whsec_") && !log.raw.contains(&tenant.key), "{log:?}");
    Ok(())
}

async fn a_stopped_team_reads_its_webhooks_and_changes_none(world: Arc<World>) -> Outcome {
    let (tenant, made, _) = register(&world, &TenantOptions::default(), &["job.failed"]).await?;
    let path = path(&made)?;
    let suspend = format!("/api/teams/{}/suspend", tenant.team_id);
    world.operate(Method::PUT, &suspend, &json!({"reason": "unpaid"})).await?.expect(200)?;
    world.get_with(&tenant.key, &path).await?.expect(200)?;
    send(&world, &tenant.key, Method::PUT, &path, &json!({"is_active": false}))
        .await?
        .expect_error(403, "team_suspended")?;
    send(&world, &tenant.key, Method::DELETE, &path, &Value::Null).await?.expect_error(403, "team_suspended")
}
