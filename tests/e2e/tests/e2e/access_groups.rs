//! `/api/model-access-groups/...`.

use std::sync::Arc;

use anyhow::{Context, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use tollgate_e2e::tenant::fresh;
use tollgate_e2e::{Tenant, TenantOptions, World, books};

use crate::trial::Outcome;

crate::trials![
    an_access_group_is_made_with_its_aliases,
    an_inactive_access_group_gives_nothing,
    the_aliases_of_an_access_group_are_replaced_as_a_whole,
    an_access_group_that_a_team_has_is_not_removed,
    what_an_access_group_cannot_be_is_refused,
    an_access_group_is_for_operators_alone,
];

const PATH: &str = "/api/model-access-groups";

async fn make_alias(world: &World) -> anyhow::Result<String> {
    let alias = fresh("alias");
    let body = json!({"model_alias": alias, "provider": "openai", "actual_model": "gpt-4o-mini"});
    world.operate(Method::POST, "/api/models/create", &body).await?.expect(200)?;
    Ok(alias)
}

/// The access group that a tenant was made with.
async fn group_of(world: &World, tenant: &Tenant) -> anyhow::Result<String> {
    let path = format!("/api/models/{}", tenant.alias);
    let answer = world.operate(Method::GET, &path, &Value::Null).await?;
    answer.body["access_groups"][0].as_str().map(str::to_owned).context("no access group")
}

async fn an_access_group_is_made_with_its_aliases(world: Arc<World>) -> Outcome {
    let (name, alias) = (fresh("standard"), make_alias(&world).await?);
    let body = json!({"group_name": name, "display_name": "Standard", "model_aliases": [alias], "description": "all"});
    let made = world.operate(Method::POST, &format!("{PATH}/create"), &body).await?;
    made.expect(200)?;
    ensure!(made.body["group_name"] == name.as_str() && made.body["display_name"] == "Standard", "{made:?}");
    ensure!(made.body["status"] == "active" && made.body["description"] == "all", "{made:?}");
    ensure!(made.body["teams_using"].is_null() && made.body["teams_using_count"] == 0, "{made:?}");
    let member = json!({"model_alias": alias, "display_name": "GPT-4o mini", "provider": "openai",
        "actual_model": "gpt-4o-mini", "status": "active"});
    ensure!(made.body["model_aliases"] == json!([member]), "{made:?}");
    let read = world.operate(Method::GET, &format!("{PATH}/{name}"), &Value::Null).await?;
    ensure!(read.body == made.body, "{read:?}");
    let list = world.operate(Method::GET, &format!("{PATH}?status=active"), &Value::Null).await?;
    ensure!(list.body.as_array().is_some_and(|groups| groups.contains(&made.body)), "{list:?}");
    world
        .operate(Method::POST, &format!("{PATH}/create"), &body)
        .await?
        .expect_error(400, "already_exists")?;
    let renamed = json!({"display_name": "Everything", "description": "", "status": "inactive"});
    let changed = world.operate(Method::PUT, &format!("{PATH}/{name}"), &renamed).await?;
    ensure!(
        changed.body["display_name"] == "Everything" && changed.body["status"] == "inactive",
        "{changed:?}"
    );
    ensure!(changed.body["description"].is_null(), "{changed:?}");
    ensure!(changed.body["model_aliases"] == json!([member]), "the aliases went: {changed:?}");
    let list = world.operate(Method::GET, &format!("{PATH}?status=active"), &Value::Null).await?;
    ensure!(!list.raw.contains(&name), "{list:?}");
    let deleted = world.operate(Method::DELETE, &format!("{PATH}/{name}"), &Value::Null).await?;
    ensure!(deleted.text("message")?.contains(&name), "{deleted:?}");
    let entries = books::rows(&world.database, "admin_audit_log", "resource_id", &name).await?;
    let actions: Vec<&str> = entries.iter().filter_map(|entry| entry["action"].as_str()).collect();
    ensure!(
        actions == ["created_access_group", "updated_access_group", "deleted_access_group"],
        "{entries:?}"
    );
    ensure!(entries[1]["details"]["before"]["status"] == "active", "{entries:?}");
    ensure!(entries[1]["details"]["after"]["status"] == "inactive", "{entries:?}");
    world
        .operate(Method::GET, &format!("{PATH}/{name}"), &Value::Null)
        .await?
        .expect_error(404, "access_group_not_found")
}

async fn an_inactive_access_group_gives_nothing(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let path = format!("{PATH}/{}", group_of(&world, &tenant).await?);
    let answer = world.operate(Method::PUT, &path, &json!({"status": "inactive"})).await?;
    answer.expect(200)?;
    ensure!(answer.body["teams_using"] == json!([tenant.team_id]), "{answer:?}");
    world.create_and_call(&tenant, "hi").await?.expect_error(403, "model_not_allowed")?;
    world.operate(Method::PUT, &path, &json!({"status": "active"})).await?.expect(200)?;
    world.create_and_call(&tenant, "hi").await?.expect(200)
}

async fn the_aliases_of_an_access_group_are_replaced_as_a_whole(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let path = format!("{PATH}/{}/models", group_of(&world, &tenant).await?);
    let other = make_alias(&world).await?;
    let answer = world.operate(Method::PUT, &path, &json!({"model_aliases": [other]})).await?;
    answer.expect(200)?;
    let names: Vec<&str> = answer.body["model_aliases"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|member| member["model_alias"].as_str())
        .collect();
    ensure!(names == [other.as_str()], "{answer:?}");
    world.create_and_call(&tenant, "hi").await?.expect_error(403, "model_not_allowed")?;
    let renamed = Tenant { alias: other, ..tenant };
    world.create_and_call(&renamed, "hi").await?.expect(200)?;
    let unknown = json!({"model_aliases": [renamed.alias, "there-is-none"]});
    let refused = world.operate(Method::PUT, &path, &unknown).await?;
    refused.expect_error(404, "model_not_found")?;
    ensure!(refused.text("detail")?.contains("there-is-none"), "{refused:?}");
    world.operate(Method::PUT, &path, &json!({})).await?.expect_error(422, "validation_error")?;
    world.create_and_call(&renamed, "still").await?.expect(200)
}

async fn an_access_group_that_a_team_has_is_not_removed(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let path = format!("{PATH}/{}", group_of(&world, &tenant).await?);
    let refused = world.operate(Method::DELETE, &path, &Value::Null).await?;
    refused.expect_error(400, "in_use")?;
    ensure!(refused.body["used_by"] == json!([tenant.team_id]), "{refused:?}");
    world.create_and_call(&tenant, "hi").await?.expect(200)
}

async fn what_an_access_group_cannot_be_is_refused(world: Arc<World>) -> Outcome {
    let create = format!("{PATH}/create");
    for (body, status, code) in [
        (json!({"display_name": "x"}), 422, "validation_error"),
        (json!({"group_name": "a b"}), 422, "validation_error"),
        (json!({"group_name": fresh("g"), "display_name": ""}), 422, "validation_error"),
        (json!({"group_name": fresh("g"), "model_aliases": "x"}), 422, "validation_error"),
        (json!({"group_name": fresh("g"), "status": "gone"}), 400, "invalid_value"),
        (json!({"group_name": fresh("g"), "model_aliases": ["there-is-none"]}), 404, "model_not_found"),
    ] {
        let answer = world.operate(Method::POST, &create, &body).await?;
        answer.expect_error(status, code).with_context(|| body.to_string())?;
    }
    for (method, path) in [
        (Method::GET, format!("{PATH}/nobody")),
        (Method::PUT, format!("{PATH}/nobody")),
        (Method::DELETE, format!("{PATH}/nobody")),
        (Method::GET, format!("{PATH}/a%20b")),
    ] {
        let body = if method == Method::PUT { json!({}) } else { Value::Null };
        world.operate(method, &path, &body).await?.expect_error(404, "access_group_not_found")?;
    }
    Ok(())
}

async fn an_access_group_is_for_operators_alone(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let path = format!("{PATH}/{}", group_of(&world, &tenant).await?);
    world.get(&path).await?.expect_error(401, "missing_credentials")?;
    world.get_with(&tenant.key, &path).await?.expect_error(401, "invalid_token")?;
    let body = json!({"group_name": fresh("mine"), "model_aliases": [tenant.alias]});
    world.post(&tenant.key, &format!("{PATH}/create"), &body).await?.expect_error(401, "invalid_token")
}
