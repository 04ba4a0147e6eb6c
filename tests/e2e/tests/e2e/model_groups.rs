//! `/api/model-groups/...`.

use std::sync::Arc;

use anyhow::{Context, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use tollgate_e2e::tenant::fresh;
use tollgate_e2e::{Answer, Tenant, TenantOptions, World, books};

use crate::trial::Outcome;

crate::trials![
    a_model_group_is_made_and_its_members_are_replaced,
    a_call_of_a_model_group_tries_its_members_in_order,
    a_model_of_the_catalogue_in_a_model_group_goes_by_the_groups_name,
    a_team_sees_the_aliases_of_its_model_group_and_operators_the_models,
    a_model_group_that_cannot_be_is_refused,
    a_model_group_that_a_team_has_is_not_removed,
    an_inactive_model_group_is_not_called,
];

const PATH: &str = "/api/model-groups";

async fn create(world: &World, body: &Value) -> anyhow::Result<Answer> {
    world.operate(Method::POST, &format!("{PATH}/create"), body).await
}

/// Makes a model group of these members and gives it to a team.
async fn given(world: &World, tenant: &Tenant, members: &[&str]) -> anyhow::Result<String> {
    let name = fresh("group");
    let models: Vec<Value> = members
        .iter()
        .enumerate()
        .map(|(priority, model)| json!({"model_name": model, "priority": priority}))
        .collect();
    create(world, &json!({"group_name": name, "models": models})).await?.expect(200)?;
    sqlx::query(
        "INSERT INTO team_model_groups (team_id, model_group_id)
         SELECT $1, model_group_id FROM model_groups WHERE group_name = $2",
    )
    .bind(&tenant.team_id)
    .bind(&name)
    .execute(&world.database)
    .await?;
    Ok(name)
}

fn members(models: &Value) -> Vec<&str> {
    models.as_array().into_iter().flatten().filter_map(|member| member["model_name"].as_str()).collect()
}

async fn a_model_group_is_made_and_its_members_are_replaced(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let (name, alias) = (fresh("group"), tenant.alias.as_str());
    let path = format!("{PATH}/{name}");
    let models = json!([{"model_name": "gpt-4o", "priority": 5}, {"model_name": alias}, {"model_name": "gpt-5", "priority": 5}]);
    let made = create(&world, &json!({"group_name": name, "models": models})).await?;
    made.expect(200)?;
    ensure!(members(&made.body["models"]) == [alias, "gpt-4o", "gpt-5"], "{made:?}");
    ensure!(made.body["display_name"] == name.as_str() && made.body["status"] == "active", "{made:?}");
    let first = &made.body["models"][0];
    ensure!(first["priority"] == 0 && first["is_active"] == true && first["id"].is_string(), "{made:?}");
    ensure!(first["model_group_id"] == made.body["model_group_id"], "{made:?}");
    create(&world, &json!({"group_name": name, "models": []})).await?.expect_error(400, "already_exists")?;

    let list = json!([{"model_name": "gpt-4o", "priority": 1}, {"model_name": "gpt-4o-mini", "priority": 0}]);
    let set = world.operate(Method::PUT, &format!("{path}/models"), &list).await?;
    set.expect(200)?;
    ensure!(set.body["group_name"] == name.as_str(), "{set:?}");
    ensure!(members(&set.body["models"]) == ["gpt-4o-mini", "gpt-4o"], "{set:?}");
    let wrapped = world.operate(Method::PUT, &format!("{path}/models"), &json!({"models": list})).await?;
    ensure!(members(&wrapped.body["models"]) == ["gpt-4o-mini", "gpt-4o"], "{wrapped:?}");

    let read = world.operate(Method::GET, &path, &Value::Null).await?;
    ensure!(members(&read.body["models"]) == ["gpt-4o-mini", "gpt-4o"], "{read:?}");
    let listed = world.operate(Method::GET, PATH, &Value::Null).await?;
    ensure!(listed.body.as_array().is_some_and(|groups| groups.contains(&read.body)), "{listed:?}");
    world
        .operate(Method::PUT, &path, &json!({"status": "inactive", "description": "x"}))
        .await?
        .expect(200)?;
    ensure!(
        !world.operate(Method::GET, PATH, &Value::Null).await?.raw.contains(&name),
        "an inactive one is listed"
    );
    let all = world.operate(Method::GET, &format!("{PATH}?status=all"), &Value::Null).await?;
    ensure!(all.raw.contains(&name), "{all:?}");
    world.operate(Method::DELETE, &path, &Value::Null).await?.expect(200)?;
    world.operate(Method::GET, &path, &Value::Null).await?.expect_error(404, "model_group_not_found")?;
    let entries = books::rows(&world.database, "admin_audit_log", "resource_id", &name).await?;
    let actions: Vec<&str> = entries.iter().filter_map(|entry| entry["action"].as_str()).collect();
    let update = "updated_model_group";
    ensure!(actions == ["created_model_group", update, update, update, "deleted_model_group"], "{entries:?}");
    ensure!(entries[1]["details"]["before"]["models"] == json!([alias, "gpt-4o", "gpt-5"]), "{entries:?}");
    Ok(())
}

async fn a_call_of_a_model_group_tries_its_members_in_order(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let alias = tenant.alias.clone();
    // Of Anthropic there is no key: the next member serves.
    let caller = Tenant { alias: given(&world, &tenant, &["claude-haiku-4-5", &alias]).await?, ..tenant };
    let answer = world.create_and_call(&caller, "which one?").await?;
    answer.expect(200)?;
    let call = books::settled_call(&world.database, answer.text("call_id")?).await?;
    ensure!(call["model_used"] == alias.as_str() && call["resolved_model"] == "gpt-4o-mini", "{call}");
    Ok(())
}

async fn a_model_of_the_catalogue_in_a_model_group_goes_by_the_groups_name(world: Arc<World>) -> Outcome {
    let options = TenantOptions { budget_mode: "consumption_usd", ..TenantOptions::default() };
    let tenant = Tenant::create(&world.database, &options).await?;
    let caller = Tenant { alias: given(&world, &tenant, &["gpt-4o"]).await?, ..tenant };
    let answer = world.create_and_call(&caller, "how dear?").await?;
    answer.expect(200)?;
    ensure!(!answer.raw.contains("gpt-4o"), "the team sees the provider's name: {answer:?}");
    let call = books::settled_call(&world.database, answer.text("call_id")?).await?;
    ensure!(call["model_used"] == caller.alias.as_str() && call["resolved_model"] == "gpt-4o", "{call}");
    ensure!(call["model_pricing_input"] == "2.5" && call["pricing"]["cached_input"] == "1.25", "{call}");
    books::assert_balanced(&world.database, &caller.team_id).await?;
    // An alias that is not active is left out.
    let inactive = fresh("alias");
    let alias = json!({"model_alias": inactive, "provider": "openai", "actual_model": "gpt-4o", "status": "inactive"});
    world.operate(Method::POST, "/api/models/create", &alias).await?.expect(200)?;
    let path = format!("{PATH}/{}/models", caller.alias);
    world.operate(Method::PUT, &path, &json!([{"model_name": inactive}])).await?.expect(200)?;
    world.create_and_call(&caller, "hi").await?.expect_error(403, "model_not_allowed")
}

async fn a_team_sees_the_aliases_of_its_model_group_and_operators_the_models(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let other = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let group = given(&world, &tenant, &[&tenant.alias, "claude-haiku-4-5"]).await?;
    let path = format!("{PATH}/{group}/resolve?team_id={}", tenant.team_id);
    let seen = world.get_with(&tenant.key, &path).await?;
    seen.expect(200)?;
    ensure!(
        seen.body
            == json!({"group_name": group, "primary_model": tenant.alias, "fallback_models": [group], "team_has_access": true}),
        "{seen:?}"
    );
    let operators = world.operate(Method::GET, &path, &Value::Null).await?;
    ensure!(operators.body["primary_model"] == "gpt-4o-mini", "{operators:?}");
    ensure!(operators.body["fallback_models"] == json!(["claude-haiku-4-5"]), "{operators:?}");

    let others =
        world.get_with(&other.key, &format!("{PATH}/{group}/resolve?team_id={}", other.team_id)).await?;
    others.expect(200)?;
    ensure!(others.body["team_has_access"] == false && others.body["error"].is_string(), "{others:?}");
    ensure!(
        others.body["primary_model"].is_null() && others.body["fallback_models"] == json!([]),
        "{others:?}"
    );
    let unknown =
        world.get_with(&other.key, &format!("{PATH}/nobody/resolve?team_id={}", other.team_id)).await?;
    ensure!(
        unknown.body["error"] == others.body["error"],
        "a team can tell what groups there are: {unknown:?}"
    );
    world.get_with(&other.key, &path).await?.expect_error(403, "wrong_team")?;
    world.get(&path).await?.expect_error(401, "missing_credentials")?;
    let nobody = format!("{PATH}/{group}/resolve?team_id=nobody");
    world.operate(Method::GET, &nobody, &Value::Null).await?.expect_error(404, "team_not_found")?;
    let no_group = format!("{PATH}/nobody/resolve?team_id={}", tenant.team_id);
    world.operate(Method::GET, &no_group, &Value::Null).await?.expect_error(404, "model_group_not_found")?;
    let no_team = world.operate(Method::GET, &format!("{PATH}/{group}/resolve"), &Value::Null).await?;
    no_team.expect_error(422, "validation_error")?;
    ensure!(no_team.places() == [r#"["query","team_id"]"#], "{no_team:?}");
    world.get_with(&tenant.key, &format!("{PATH}/{group}")).await?.expect_error(401, "invalid_token")
}

async fn a_model_group_that_cannot_be_is_refused(world: Arc<World>) -> Outcome {
    let group = fresh("group");
    create(&world, &json!({"group_name": group, "models": []})).await?.expect(200)?;
    for (models, says) in [
        (json!([{"model_name": "gpt-unheard-of"}]), "gpt-unheard-of"),
        (json!([{"model_name": group}]), "model group"),
    ] {
        for own in [fresh("group"), group.clone()] {
            let refused = if own == group {
                world.operate(Method::PUT, &format!("{PATH}/{group}/models"), &models).await?
            } else {
                create(&world, &json!({"group_name": own, "models": models})).await?
            };
            refused.expect_error(400, "invalid_value")?;
            ensure!(refused.text("detail")?.contains(says), "{refused:?}");
        }
    }
    for body in [
        json!({"models": []}),
        json!({"group_name": fresh("g")}),
        json!({"group_name": "a/b", "models": []}),
        json!({"group_name": "x".repeat(101), "models": []}),
        json!({"group_name": fresh("g"), "models": [{"model_name": "gpt-4o", "priority": "high"}]}),
        json!({"group_name": fresh("g"), "models": [{"model_name": "gpt-4o"}, {"model_name": "gpt-4o"}]}),
        json!({"group_name": fresh("g"), "models": vec![json!({"model_name": "gpt-4o"}); 51]}),
    ] {
        create(&world, &body)
            .await?
            .expect_error(422, "validation_error")
            .with_context(|| body.to_string())?;
    }
    world
        .operate(Method::PUT, &format!("{PATH}/nobody/models"), &json!([]))
        .await?
        .expect_error(404, "model_group_not_found")
}

async fn a_model_group_that_a_team_has_is_not_removed(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let group = given(&world, &tenant, &[&tenant.alias]).await?;
    let refused = world.operate(Method::DELETE, &format!("{PATH}/{group}"), &Value::Null).await?;
    refused.expect_error(400, "in_use")?;
    ensure!(refused.body["used_by"] == json!([tenant.team_id]), "{refused:?}");
    Ok(())
}

async fn an_inactive_model_group_is_not_called(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let group = given(&world, &tenant, &[&tenant.alias]).await?;
    let (path, caller) = (format!("{PATH}/{group}"), Tenant { alias: group, ..tenant });
    world.create_and_call(&caller, "hi").await?.expect(200)?;
    world.operate(Method::PUT, &path, &json!({"status": "inactive"})).await?.expect(200)?;
    world.create_and_call(&caller, "hi").await?.expect_error(403, "model_not_allowed")?;
    let resolved = world.get_with(&caller.key, &format!("{path}/resolve?team_id={}", caller.team_id)).await?;
    ensure!(
        resolved.body["team_has_access"] == false && resolved.body["primary_model"].is_null(),
        "{resolved:?}"
    );
    Ok(())
}
