//! `/api/admin-users/...`: whom operators make and change, and the log of what they did.

use std::sync::Arc;

use anyhow::{Context, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use tollgate_e2e::World;
use tollgate_e2e::operator::{Operator, PASSWORD, refresh};

use crate::trial::Outcome;

crate::trials![
    an_owner_sets_a_forgotten_password,
    an_owner_changes_their_own_password_with_the_current_one_alone,
    roles_bound_whom_an_operator_may_make_and_change,
    nobody_changes_their_own_role_and_deactivation_ends_sessions,
    what_is_wrong_with_an_operator_is_named_field_by_field,
    the_audit_log_tells_who_did_what_and_has_no_secret,
];

async fn an_owner_sets_a_forgotten_password(world: Arc<World>) -> Outcome {
    let (owner, admin) = (Operator::create(&world, "owner").await?, Operator::create(&world, "admin").await?);
    let token = owner.token(&world).await?;
    let before = admin.login(&world).await?;
    let path = format!("{}/change-password", admin.path());
    let new = json!({"new_password": "a new password"});
    let refused = world.post(before.text("access_token")?, &path, &new).await?;
    refused.expect_error(403, "role_too_low")?;
    world.post(&token, &path, &new).await?.expect(200)?;
    let me = world.get_with(before.text("access_token")?, "/api/admin-users/me").await?;
    me.expect_error(401, "invalid_token")?;
    let login = json!({"email": admin.email, "password": "a new password"});
    world.post_anonymously("/api/admin-users/login", &login).await?.expect(200)?;
    // An owner's forgotten password is reset with the admin key.
    let path = format!("{}/change-password", owner.path());
    world.operate(Method::POST, &path, &new).await?.expect(200)?;
    world.get_with(&token, "/api/admin-users/me").await?.expect_error(401, "invalid_token")
}

async fn an_owner_changes_their_own_password_with_the_current_one_alone(world: Arc<World>) -> Outcome {
    let owner = Operator::create(&world, "owner").await?;
    let token = owner.token(&world).await?;
    let new = json!({"new_password": "a stolen session's password"});
    let path = format!("{}/change-password", owner.path());
    world.post(&token, &path, &new).await?.expect_error(400, "protected")?;
    owner.login(&world).await?.expect(200)?;
    let change = json!({"current_password": PASSWORD, "new_password": "another password"});
    world.post(&token, "/api/admin-users/me/change-password", &change).await?.expect(200)
}

async fn roles_bound_whom_an_operator_may_make_and_change(world: Arc<World>) -> Outcome {
    let owner = Operator::create(&world, "owner").await?;
    let admin = Operator::create(&world, "admin").await?.token(&world).await?;
    let user = Operator::create(&world, "user").await?;
    let user_token = user.token(&world).await?;
    let new = |role: &str| json!({"email": Operator::new_email(), "display_name": "New", "password": PASSWORD, "role": role});
    let path = "/api/admin-users";
    world.post(&user_token, path, &new("user")).await?.expect_error(403, "role_too_low")?;
    world.get_with(&user_token, path).await?.expect_error(403, "role_too_low")?;
    world.get_with(&user_token, "/api/admin-users/audit-logs").await?.expect_error(403, "role_too_low")?;
    for role in ["admin", "owner"] {
        world.post(&admin, path, &new(role)).await?.expect_error(403, "role_too_low")?;
    }
    let made = world.post(&admin, path, &new("user")).await?;
    made.expect(200)?;
    ensure!(made.body["created_by"].is_string() && made.body["is_active"] == true, "{made:?}");
    let change = |token: &str, path: String, body: Value| {
        World::send(world.http.put(world.url(&path)).bearer_auth(token).json(&body))
    };
    change(&admin, owner.path(), json!({"display_name": "X"})).await?.expect_error(403, "role_too_low")?;
    change(&admin, user.path(), json!({"role": "admin"})).await?.expect_error(403, "role_too_low")?;
    let renamed =
        change(&admin, user.path(), json!({"display_name": "Ben", "metadata": {"desk": 3}})).await?;
    renamed.expect(200)?;
    ensure!(renamed.body["display_name"] == "Ben" && renamed.body["metadata"]["desk"] == 3, "{renamed:?}");
    ensure!(renamed.body["role"] == "user", "{renamed:?}");
    // The role counts at once, also for tokens that were issued before.
    let promoted = change(&owner.token(&world).await?, user.path(), json!({"role": "admin"})).await?;
    promoted.expect(200)?;
    let list = world.get_with(&user_token, "/api/admin-users?limit=2").await?;
    list.expect(200)?;
    ensure!(list.body.as_array().is_some_and(|users| users.len() == 2), "{list:?}");
    ensure!(!list.raw.contains("argon2"), "{list:?}");
    world.get_with(&user_token, &user.path()).await?.expect(200)?;
    world.get_with(&user_token, "/api/admin-users/no-uuid").await?.expect_error(404, "user_not_found")?;
    let nobody = "/api/admin-users/00000000-0000-7000-8000-000000000000";
    world.get_with(&user_token, nobody).await?.expect_error(404, "user_not_found")
}

async fn nobody_changes_their_own_role_and_deactivation_ends_sessions(world: Arc<World>) -> Outcome {
    let owner = Operator::create(&world, "owner").await?;
    let token = owner.token(&world).await?;
    let put = |path: String, body: Value| {
        World::send(world.http.put(world.url(&path)).bearer_auth(&token).json(&body))
    };
    let delete = |path: String| World::send(world.http.delete(world.url(&path)).bearer_auth(&token));
    put(owner.path(), json!({"role": "user"})).await?.expect_error(400, "protected")?;
    put(owner.path(), json!({"is_active": false})).await?.expect_error(400, "protected")?;
    delete(owner.path()).await?.expect_error(400, "protected")?;
    put(owner.path(), json!({"display_name": "Still me", "role": "owner"})).await?.expect(200)?;
    let admin = Operator::create(&world, "admin").await?;
    let login = admin.login(&world).await?;
    let gone = delete(admin.path()).await?;
    gone.expect(200)?;
    ensure!(gone.text("message")?.contains(&admin.email), "{gone:?}");
    let me = world.get_with(login.text("access_token")?, "/api/admin-users/me").await?;
    me.expect_error(401, "invalid_token")?;
    refresh(&world, login.text("refresh_token")?).await?.expect_error(401, "invalid_token")?;
    admin.login(&world).await?.expect_error(401, "invalid_login")?;
    put(admin.path(), json!({"is_active": true})).await?.expect(200)?;
    admin.login(&world).await?.expect(200)?;
    refresh(&world, login.text("refresh_token")?).await?.expect_error(401, "invalid_token")
}

async fn what_is_wrong_with_an_operator_is_named_field_by_field(world: Arc<World>) -> Outcome {
    let nonsense =
        json!({"email": "nobody", "display_name": "", "password": "1234567", "role": "god", "metadata": []});
    let answer = world.operate(Method::POST, "/api/admin-users", &nonsense).await?;
    answer.expect_error(422, "validation_error")?;
    let places = ["email", "display_name", "password", "role", "metadata"];
    ensure!(answer.places() == places.map(|name| format!("[\"body\",\"{name}\"]")), "{answer:?}");
    let operator = Operator::create(&world, "user").await?;
    let taken = json!({"email": operator.email, "display_name": "X", "password": PASSWORD, "role": "user"});
    world.operate(Method::POST, "/api/admin-users", &taken).await?.expect_error(400, "already_exists")?;
    let large = json!({"metadata": {"x": "y".repeat(20_000)}});
    world.operate(Method::PUT, &operator.path(), &large).await?.expect_error(413, "metadata_too_large")?;
    let empty = world.operate(Method::PUT, &operator.path(), &json!({"display_name": ""})).await?;
    empty.expect_error(422, "validation_error")
}

async fn the_audit_log_tells_who_did_what_and_has_no_secret(world: Arc<World>) -> Outcome {
    let owner = Operator::create(&world, "owner").await?;
    let user = Operator::create(&world, "user").await?;
    let token = owner.token(&world).await?;
    let put =
        |body: Value| World::send(world.http.put(world.url(&user.path())).bearer_auth(&token).json(&body));
    put(json!({"display_name": "Renamed"})).await?.expect(200)?;
    let path = format!("{}/change-password", user.path());
    world.post(&token, &path, &json!({"new_password": "top-secret-words"})).await?.expect(200)?;
    let query = format!("/api/admin-users/audit-logs?user_id={}", owner.user_id);
    let log = world.get_with(&token, &query).await?;
    log.expect(200)?;
    let actions: Vec<_> =
        log.body.as_array().context("no list")?.iter().map(|entry| &entry["action"]).collect();
    ensure!(actions == ["reset_password", "updated_user", "login"], "{log:?}");
    let change = &log.body[1];
    ensure!(change["user_email"] == owner.email && change["resource_id"] == user.user_id, "{change}");
    ensure!(change["details"]["after"]["display_name"] == "Renamed", "{change}");
    ensure!(change["details"]["before"]["display_name"] != "Renamed", "{change}");
    for secret in ["argon2", "top-secret-words", "password_hash"] {
        ensure!(!log.raw.contains(secret), "{secret} is in the audit log");
    }
    let page = world.get_with(&token, &format!("{query}&limit=1&offset=1")).await?;
    ensure!(page.body.as_array().is_some_and(|page| page.len() == 1 && page[0] == log.body[1]), "{page:?}");
    let filtered = world.get_with(&token, &format!("{query}&action=login&resource_type=admin_user")).await?;
    ensure!(filtered.body.as_array().is_some_and(|page| page.len() == 1), "{filtered:?}");
    let since = log.body[1]["created_at"].as_str().context("no time")?;
    let recent = world.get_with(&token, &format!("{query}&until={since}")).await?;
    ensure!(
        recent.body.as_array().is_some_and(|page| page.iter().all(|entry| entry["action"] == "login")),
        "{recent:?}"
    );
    let wrong =
        world.get_with(&token, "/api/admin-users/audit-logs?limit=501&user_id=x&since=yesterday").await?;
    wrong.expect_error(422, "validation_error")?;
    ensure!(wrong.places().len() == 3, "{wrong:?}");
    // Its entries cannot be changed.
    let rewritten = sqlx::query("DELETE FROM admin_audit_log").execute(&world.database).await;
    ensure!(rewritten.is_err(), "the log was rewritten");
    Ok(())
}
