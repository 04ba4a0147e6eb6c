//! `/api/teams/{team_id}/keys` and `/api/teams/{team_id}/rotate-key`.

use std::sync::Arc;

use anyhow::ensure;
use reqwest::Method;
use serde_json::{Value, json};
use tollgate_e2e::{Answer, Tenant, TenantOptions, World, books};

use crate::trial::Outcome;

crate::trials![
    a_team_has_several_keys_and_each_is_shown_once,
    a_key_stops_working_when_it_is_revoked_or_its_time_is_over,
    a_rotated_key_works_on_for_its_grace_period,
    the_only_key_of_a_team_is_rotated_without_naming_it,
    a_repeated_request_makes_no_second_key_and_shows_none,
    a_teams_keys_are_no_others_business,
    a_team_has_a_hundred_working_keys_at_most,
    the_use_of_a_key_is_noted_once_a_minute,
];

struct Keys {
    tenant: Tenant,
    path: String,
}

impl Keys {
    async fn new(world: &World) -> anyhow::Result<Self> {
        let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
        let path = format!("/api/teams/{}/keys", tenant.team_id);
        Ok(Self { tenant, path })
    }

    async fn create(&self, world: &World, body: Value) -> anyhow::Result<Answer> {
        world.operate(Method::POST, &self.path, &body).await
    }

    async fn list(&self, world: &World) -> anyhow::Result<Vec<Value>> {
        let answer = world.operate(Method::GET, &self.path, &Value::Null).await?;
        answer.expect(200)?;
        Ok(answer.body.as_array().cloned().unwrap_or_default())
    }

    fn key(&self, answer: &Answer) -> anyhow::Result<String> {
        Ok(format!("{}/{}", self.path, answer.text("key_id")?))
    }

    /// Whether a key works.
    async fn works(&self, world: &World, key: &str) -> anyhow::Result<bool> {
        let tenant = Tenant { key: key.to_owned(), ..self.tenant.clone() };
        let answer = world.create_and_call(&tenant, "hi").await?;
        if answer.status != 200 {
            answer.expect_error(401, "invalid_api_key")?;
        }
        Ok(answer.status == 200)
    }
}

async fn a_team_has_several_keys_and_each_is_shown_once(world: Arc<World>) -> Outcome {
    let keys = Keys::new(&world).await?;
    let answer =
        keys.create(&world, json!({"name": "billing", "expires_at": "2999-01-01T00:00:00+01:00"})).await?;
    answer.expect(200)?;
    let key = answer.text("virtual_key")?.to_owned();
    ensure!(answer.body["name"] == "billing" && answer.body["status"] == "active", "{answer:?}");
    ensure!(answer.body["expires_at"] == "2998-12-31T23:00:00.000Z", "{answer:?}");
    ensure!(keys.works(&world, &key).await? && keys.works(&world, &keys.tenant.key).await?);

    let list = keys.list(&world).await?;
    ensure!(list.len() == 2 && list[0]["key_id"] == answer.body["key_id"], "{list:?}");
    ensure!(list[0]["key_hint"] == format!("sk-…{}", &key[key.len() - 4..]), "{list:?}");
    ensure!(!json!(list).to_string().contains(&key), "a key is listed: {list:?}");
    let stored = books::rows(&world.database, "virtual_keys", "team_id", &keys.tenant.team_id).await?;
    ensure!(!json!(stored).to_string().contains(&key[3..]), "a key is stored: {stored:?}");
    let log = books::rows(&world.database, "admin_audit_log", "resource_id", answer.text("key_id")?).await?;
    ensure!(
        log.len() == 1 && log[0]["action"] == "created_key" && !log[0].to_string().contains(&key),
        "{log:?}"
    );

    let path = keys.key(&answer)?;
    let changed = world.operate(Method::PUT, &path, &json!({"name": null, "expires_at": null})).await?;
    changed.expect(200)?;
    ensure!(changed.body["name"].is_null() && changed.body["expires_at"].is_null(), "{changed:?}");
    for (body, status, code) in [
        (json!({"expires_at": "2020-01-01T00:00:00Z"}), 400, "invalid_value"),
        (json!({"expires_at": "tomorrow"}), 422, "validation_error"),
        (json!({"name": "x".repeat(201)}), 422, "validation_error"),
    ] {
        world.operate(Method::PUT, &path, &body).await?.expect_error(status, code)?;
        keys.create(&world, body).await?.expect_error(status, code)?;
    }
    Ok(())
}

async fn a_key_stops_working_when_it_is_revoked_or_its_time_is_over(world: Arc<World>) -> Outcome {
    let keys = Keys::new(&world).await?;
    let answer = keys.create(&world, Value::Null).await?;
    let (path, key) = (keys.key(&answer)?, answer.text("virtual_key")?.to_owned());
    world.operate(Method::PUT, &path, &json!({"expires_at": "2999-01-01T00:00:00Z"})).await?.expect(200)?;
    sqlx::query("UPDATE virtual_keys SET expires_at = now() - interval '1 second' WHERE key_id::text = $1")
        .bind(answer.text("key_id")?)
        .execute(&world.database)
        .await?;
    ensure!(!keys.works(&world, &key).await?, "an expired key works");
    ensure!(keys.list(&world).await?[1]["status"] == "expired", "keys that work come first");
    world.operate(Method::PUT, &path, &json!({"expires_at": null})).await?.expect(200)?;
    ensure!(keys.works(&world, &key).await?);

    for _ in 0..2 {
        let revoked = world.operate(Method::DELETE, &path, &Value::Null).await?;
        revoked.expect(200)?;
        ensure!(revoked.body["status"] == "revoked", "{revoked:?}");
    }
    ensure!(!keys.works(&world, &key).await?, "a revoked key works");
    ensure!(keys.works(&world, &keys.tenant.key).await?, "another key was revoked with it");
    world.operate(Method::PUT, &path, &json!({"name": "again"})).await?.expect_error(400, "invalid_value")?;
    let rotate = format!("{path}/rotate");
    world.operate(Method::POST, &rotate, &Value::Null).await?.expect_error(400, "invalid_value")?;
    let log = books::rows(&world.database, "admin_audit_log", "resource_id", answer.text("key_id")?).await?;
    let actions: Vec<&Value> = log.iter().map(|entry| &entry["action"]).collect();
    ensure!(actions == ["created_key", "updated_key", "updated_key", "revoked_key"], "{log:?}");
    Ok(())
}

async fn a_rotated_key_works_on_for_its_grace_period(world: Arc<World>) -> Outcome {
    let keys = Keys::new(&world).await?;
    let first = keys.create(&world, json!({"name": "billing", "expires_at": "2999-01-01T00:00:00Z"})).await?;
    let old = first.text("virtual_key")?.to_owned();
    let rotate = format!("{}/rotate", keys.key(&first)?);
    let second = world.operate(Method::POST, &rotate, &json!({"grace_period_seconds": 2})).await?;
    second.expect(200)?;
    let new = second.text("virtual_key")?.to_owned();
    ensure!(
        second.body["name"] == "billing" && second.body["expires_at"] == "2999-01-01T00:00:00.000Z",
        "{second:?}"
    );
    ensure!(second.body["replaced"]["replaced_by"] == second.body["key_id"], "{second:?}");
    ensure!(keys.works(&world, &old).await? && keys.works(&world, &new).await?);
    world.operate(Method::POST, &rotate, &Value::Null).await?.expect_error(400, "invalid_value")?;
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    ensure!(!keys.works(&world, &old).await?, "the old key works after its grace period");

    let rotate = format!("{}/rotate", keys.key(&second)?);
    let third = world.operate(Method::POST, &rotate, &json!({"name": "ledger"})).await?;
    third.expect(200)?;
    ensure!(third.body["name"] == "ledger" && third.body["replaced"]["status"] == "revoked", "{third:?}");
    ensure!(!keys.works(&world, &new).await?, "a key works on without a grace period");
    for body in [json!({"grace_period_seconds": -1}), json!({"grace_period_seconds": 2_592_001})] {
        world.operate(Method::POST, &rotate, &body).await?.expect_error(422, "validation_error")?;
    }
    Ok(())
}

async fn the_only_key_of_a_team_is_rotated_without_naming_it(world: Arc<World>) -> Outcome {
    let keys = Keys::new(&world).await?;
    let rotate = format!("/api/teams/{}/rotate-key", keys.tenant.team_id);
    let answer = world.operate(Method::POST, &rotate, &Value::Null).await?;
    answer.expect(200)?;
    let new = answer.text("virtual_key")?.to_owned();
    ensure!(answer.body["team_id"] == keys.tenant.team_id, "{answer:?}");
    ensure!(keys.works(&world, &new).await? && !keys.works(&world, &keys.tenant.key).await?);

    keys.create(&world, Value::Null).await?.expect(200)?;
    let several = world.operate(Method::POST, &rotate, &Value::Null).await?;
    several.expect_error(400, "invalid_value")?;
    for key in keys.list(&world).await? {
        let path = format!("{}/{}", keys.path, key["key_id"].as_str().unwrap_or_default());
        world.operate(Method::DELETE, &path, &Value::Null).await?.expect(200)?;
    }
    let answer = world.operate(Method::POST, &rotate, &Value::Null).await?;
    answer.expect(200)?;
    ensure!(answer.body.get("replaced").is_none(), "{answer:?}");
    ensure!(keys.works(&world, answer.text("virtual_key")?).await?);
    world
        .operate(Method::POST, "/api/teams/nobody/rotate-key", &Value::Null)
        .await?
        .expect_error(404, "team_not_found")
}

async fn a_repeated_request_makes_no_second_key_and_shows_none(world: Arc<World>) -> Outcome {
    let keys = Keys::new(&world).await?;
    let send = |path: &str, idempotency_key: &str, body: Value| {
        let request = world.http.post(world.url(path)).header("x-admin-key", &world.admin_key);
        World::send(request.header("idempotency-key", idempotency_key).json(&body))
    };
    let first = send(&keys.path, "once", json!({"name": "a"})).await?;
    first.expect(200)?;
    let again = send(&keys.path, "once", json!({"name": "a"})).await?;
    again.expect(200)?;
    ensure!(again.headers.contains_key("idempotent-replayed"), "{again:?}");
    ensure!(again.body["key_id"] == first.body["key_id"] && again.body["virtual_key"].is_null(), "{again:?}");
    ensure!(keys.list(&world).await?.len() == 2);
    send(&keys.path, "once", json!({"name": "b"})).await?.expect_error(422, "idempotency_key_reused")?;

    let rotate = format!("{}/rotate", keys.key(&first)?);
    let rotated = send(&rotate, "again", json!({})).await?;
    rotated.expect(200)?;
    let again = send(&rotate, "again", json!({})).await?;
    again.expect(200)?;
    ensure!(again.body["key_id"] == rotated.body["key_id"], "{again:?}");
    ensure!(keys.list(&world).await?.len() == 3);
    Ok(())
}

async fn a_teams_keys_are_no_others_business(world: Arc<World>) -> Outcome {
    let (ours, theirs) = (Keys::new(&world).await?, Keys::new(&world).await?);
    let key = theirs.create(&world, Value::Null).await?;
    let id = key.text("key_id")?;
    let wrong_team = format!("{}/{id}", ours.path);
    world
        .operate(Method::DELETE, &wrong_team, &Value::Null)
        .await?
        .expect_error(404, "virtual_key_not_found")?;
    world
        .operate(Method::PUT, &wrong_team, &json!({"name": "x"}))
        .await?
        .expect_error(404, "virtual_key_not_found")?;
    let rotate = format!("{wrong_team}/rotate");
    world.operate(Method::POST, &rotate, &Value::Null).await?.expect_error(404, "virtual_key_not_found")?;
    let no_id = format!("{}/x", ours.path);
    world.operate(Method::DELETE, &no_id, &Value::Null).await?.expect_error(404, "virtual_key_not_found")?;
    // A team makes no keys for itself.
    world.get_with(&theirs.tenant.key, &theirs.path).await?.expect_error(401, "invalid_token")?;
    world.post(&theirs.tenant.key, &theirs.path, &json!({})).await?.expect_error(401, "invalid_token")?;
    ensure!(theirs.list(&world).await?.iter().all(|key| key["status"] == "active"));
    Ok(())
}

async fn a_team_has_a_hundred_working_keys_at_most(world: Arc<World>) -> Outcome {
    let keys = Keys::new(&world).await?;
    sqlx::query(
        "INSERT INTO virtual_keys (key_hash, team_id, key_hint)
         SELECT sha256(convert_to($1 || number, 'UTF8')), $1, 'sk-…' FROM generate_series(1, 98) AS number",
    )
    .bind(&keys.tenant.team_id)
    .execute(&world.database)
    .await?;
    keys.create(&world, Value::Null).await?.expect(200)?;
    let answer = keys.create(&world, Value::Null).await?;
    answer.expect_error(400, "invalid_value")?;
    ensure!(answer.text("detail")?.contains("100"), "{answer:?}");
    let some = world.operate(Method::GET, &format!("{}?limit=3", keys.path), &Value::Null).await?;
    ensure!(some.body.as_array().map(Vec::len) == Some(3), "{some:?}");
    Ok(())
}

async fn the_use_of_a_key_is_noted_once_a_minute(world: Arc<World>) -> Outcome {
    let keys = Keys::new(&world).await?;
    let hash = vault::hash_virtual_key(&keys.tenant.key);
    ensure!(keys.list(&world).await?[0]["last_used_at"].is_null(), "a key that nobody has used was used");
    ensure!(keys.works(&world, &keys.tenant.key).await?);
    let mut noted = Vec::new();
    for _ in 0..2 {
        noted.push(keys.list(&world).await?[0]["last_used_at"].clone());
        sqlx::query("SELECT touch_key($1)").bind(hash.as_slice()).execute(&world.database).await?;
    }
    ensure!(noted[0].is_string() && noted[0] == noted[1], "{noted:?}");
    sqlx::query("UPDATE virtual_keys SET last_used_at = now() - interval '61 seconds' WHERE key_hash = $1")
        .bind(hash.as_slice())
        .execute(&world.database)
        .await?;
    // Another statement that writes the key is not waited for.
    let mut other = world.database.begin().await?;
    sqlx::query("SELECT FROM virtual_keys WHERE key_hash = $1 FOR UPDATE")
        .bind(hash.as_slice())
        .execute(&mut *other)
        .await?;
    let touch = sqlx::query("SELECT touch_key($1)").bind(hash.as_slice()).execute(&world.database);
    tokio::time::timeout(std::time::Duration::from_secs(5), touch).await??;
    other.rollback().await?;
    sqlx::query("SELECT touch_key($1)").bind(hash.as_slice()).execute(&world.database).await?;
    let after = keys.list(&world).await?[0]["last_used_at"].clone();
    ensure!(after.as_str() >= noted[0].as_str(), "{after} is before {noted:?}");
    Ok(())
}
