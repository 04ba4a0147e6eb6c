//! `/api/models/...` and `/api/pricing`.

use std::sync::Arc;

use anyhow::{Context, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use tollgate_e2e::tenant::fresh;
use tollgate_e2e::{Answer, Tenant, TenantOptions, World, books};

use crate::trial::Outcome;

crate::trials![
    an_alias_takes_prices_and_limits_from_the_catalogue,
    prices_of_ones_own_leave_out_what_the_catalogue_has_beside_its_own,
    a_model_that_the_catalogue_does_not_know_needs_prices,
    an_alias_that_cannot_be_is_refused_with_the_reason,
    an_alias_is_changed_field_by_field,
    an_alias_for_another_model_is_priced_as_that,
    an_inactive_alias_is_not_called,
    an_alias_is_removed_unless_a_model_group_names_it,
    aliases_are_listed_by_what_is_asked_for,
    the_older_path_leads_to_the_same_aliases,
    what_is_done_to_an_alias_is_in_the_audit_log,
    only_operators_see_and_change_aliases,
    the_catalogue_is_listed_by_provider,
];

async fn create(world: &World, body: &Value) -> anyhow::Result<Answer> {
    world.operate(Method::POST, "/api/models/create", body).await
}

async fn created(world: &World, body: &Value) -> anyhow::Result<Value> {
    let answer = create(world, body).await?;
    answer.expect(200)?;
    Ok(answer.body)
}

async fn an_alias_takes_prices_and_limits_from_the_catalogue(world: Arc<World>) -> Outcome {
    let alias = fresh("fast");
    let model = created(
        &world,
        &json!({"model_alias": alias, "display_name": "Fast", "provider": "openai", "actual_model": "gpt-5-mini"}),
    )
    .await?;
    let expected = json!({
        "model_alias": alias, "display_name": "Fast", "provider": "openai", "actual_model": "gpt-5-mini",
        "actual_model_name": "gpt-5-mini", "litellm_model_id": null, "access_groups": [], "description": null,
        "pricing_input": 0.25, "pricing_output": 2, "pricing_cached_input": 0.025, "pricing_cache_write_5m": null,
        "pricing_cache_write_1h": null, "pricing_tiers": [], "pricing_service_tiers": {
            "flex": {"input": 0.125, "output": 1, "cached_input": 0.0125},
            "priority": {"input": 0.45, "output": 3.6, "cached_input": 0.045}}, "input_price_per_million": 0.25,
        "output_price_per_million": 2, "prices_are_catalogues": true, "context_window": 400_000,
        "max_output_tokens": 128_000,
        "refused_parameters": ["temperature", "top_p", "frequency_penalty", "presence_penalty", "stop", "logit_bias",
            "logprobs", "top_logprobs"],
        "status": "active", "is_active": true, "teams_using": [], "teams_using_count": 0,
    });
    for (name, value) in expected.as_object().context("no object")? {
        ensure!(&model[name] == value, "{name}: {model}");
    }
    ensure!(model["created_at"].as_str().is_some_and(|at| at.ends_with('Z')), "{model}");

    let tiered = created(
        &world,
        &json!({"model_alias": fresh("long"), "provider": "google", "actual_model": "gemini-2.5-pro"}),
    )
    .await?;
    let tier = &tiered["pricing_tiers"][0];
    ensure!(tier["above_input_tokens"] == 200_000 && tier["input"] == 2.5, "{tiered}");
    ensure!(tiered["provider"] == "gemini" && tiered["display_name"] == "Gemini 2.5 Pro", "{tiered}");
    Ok(())
}

async fn prices_of_ones_own_leave_out_what_the_catalogue_has_beside_its_own(world: Arc<World>) -> Outcome {
    let alias = |prices: Value| {
        let mut body =
            json!({"model_alias": fresh("own"), "provider": "gemini", "actual_model": "gemini-2.5-pro"});
        if let (Value::Object(body), Value::Object(prices)) = (&mut body, prices) {
            body.extend(prices);
        }
        body
    };
    let same = created(&world, &alias(json!({"pricing_input": 1.25, "pricing_output": "10"}))).await?;
    ensure!(same["prices_are_catalogues"] == true && same["pricing_tiers"] != json!([]), "{same}");
    let own = created(&world, &alias(json!({"pricing_input": 0.1, "pricing_output": 0}))).await?;
    ensure!(own["pricing_input"] == 0.1 && own["pricing_output"] == 0, "{own}");
    ensure!(own["pricing_tiers"] == json!([]) && own["pricing_cached_input"].is_null(), "{own}");
    ensure!(own["prices_are_catalogues"] == false, "{own}");
    let tiers =
        json!([{"above_input_tokens": 1000, "input": 0.3, "output": "0.000001", "cached_input": 0.01}]);
    let all = created(
        &world,
        &alias(json!({"pricing_output": 7, "pricing_tiers": tiers, "max_output_tokens": 99})),
    )
    .await?;
    ensure!(all["pricing_tiers"][0]["output"] == 0.000_001 && all["pricing_input"] == 1.25, "{all}");
    ensure!(all["pricing_cached_input"] != Value::Null && all["max_output_tokens"] == 99, "{all}");
    Ok(())
}

async fn a_model_that_the_catalogue_does_not_know_needs_prices(world: Arc<World>) -> Outcome {
    let alias = fresh("tuned");
    let mut body = json!({"model_alias": alias, "provider": "openai", "actual_model": "ft:gpt-4o-mini:north::1", "pricing_input": 3});
    let refused = create(&world, &body).await?;
    refused.expect_error(422, "validation_error")?;
    ensure!(
        refused.places() == [r#"["body","pricing_input"]"#, r#"["body","pricing_output"]"#],
        "{refused:?}"
    );
    body["pricing_output"] = json!(12);
    let model = created(&world, &body).await?;
    ensure!(model["max_output_tokens"] == 4096 && model["display_name"] == alias.as_str(), "{model}");
    ensure!(model["context_window"].is_null() && model["prices_are_catalogues"] == false, "{model}");
    Ok(())
}

async fn an_alias_that_cannot_be_is_refused_with_the_reason(world: Arc<World>) -> Outcome {
    let alias = fresh("once");
    let good = json!({"model_alias": alias, "provider": "openai", "actual_model": "gpt-4o-mini"});
    created(&world, &good).await?;
    create(&world, &good).await?.expect_error(400, "already_exists")?;
    let with = |changes: Value| {
        let mut body =
            json!({"model_alias": fresh("bad"), "provider": "openai", "actual_model": "gpt-4o-mini"});
        if let (Value::Object(body), Value::Object(changes)) = (&mut body, changes) {
            body.extend(changes);
        }
        body
    };
    for (changes, status, code) in [
        (json!({"provider": "acme"}), 400, "invalid_value"),
        (json!({"status": "gone"}), 400, "invalid_value"),
        (json!({"max_output_tokens": 10_000_000}), 400, "invalid_value"),
        (json!({"access_groups": ["there-is-none"]}), 404, "access_group_not_found"),
        (json!({"model_alias": "a/b"}), 422, "validation_error"),
        (json!({"model_alias": "x".repeat(201)}), 422, "validation_error"),
        (json!({"actual_model": ""}), 422, "validation_error"),
        (json!({"pricing_input": -1}), 422, "validation_error"),
        (json!({"pricing_input": 0.000_000_1}), 422, "validation_error"),
        (json!({"pricing_output": 1_000_001}), 422, "validation_error"),
        (json!({"max_output_tokens": 0}), 422, "validation_error"),
        (json!({"refused_parameters": ["temprature"]}), 422, "validation_error"),
        (json!({"pricing_tiers": [{"input": 1}]}), 422, "validation_error"),
    ] {
        let answer = create(&world, &with(changes.clone())).await?;
        answer.expect_error(status, code).with_context(|| changes.to_string())?;
    }
    create(&world, &json!([])).await?.expect_error(422, "validation_error")
}

async fn an_alias_is_changed_field_by_field(world: Arc<World>) -> Outcome {
    let (alias, groups) = (fresh("change"), [fresh("a"), fresh("b")]);
    for group in &groups {
        sqlx::query("INSERT INTO model_access_groups (group_name) VALUES ($1)")
            .bind(group)
            .execute(&world.database)
            .await?;
    }
    let path = format!("/api/models/{alias}");
    let body = json!({"model_alias": alias, "provider": "anthropic", "actual_model": "claude-haiku-4-5",
        "description": "the cheap one", "access_groups": [groups[0]]});
    let before = created(&world, &body).await?;
    ensure!(before["pricing_cache_write_1h"] == 2, "{before}");
    let change =
        json!({"display_name": "Cheap", "description": "", "access_groups": groups, "status": "DEPRECATED"});
    let answer = world.operate(Method::PUT, &path, &change).await?;
    answer.expect(200)?;
    let after = &answer.body;
    ensure!(after["display_name"] == "Cheap" && after["description"].is_null(), "{after}");
    ensure!(after["status"] == "deprecated" && after["is_active"] == true, "{after}");
    ensure!(after["access_groups"].as_array().is_some_and(|names| names.len() == 2), "{after}");
    for kept in ["pricing_input", "pricing_cache_write_1h", "max_output_tokens", "created_at"] {
        ensure!(after[kept] == before[kept], "{kept}: {after}");
    }
    let dearer = world.operate(Method::PUT, &path, &json!({"pricing_input": 1.1})).await?;
    ensure!(
        dearer.body["pricing_input"] == 1.1 && dearer.body["pricing_cached_input"].is_null(),
        "{dearer:?}"
    );
    ensure!(dearer.body["pricing_output"] == before["pricing_output"], "{dearer:?}");
    let back = world.operate(Method::PUT, &path, &json!({"use_catalogue_prices": true})).await?;
    ensure!(
        back.body["prices_are_catalogues"] == true && back.body["pricing_cached_input"] == 0.1,
        "{back:?}"
    );
    world.operate(Method::PUT, &path, &json!({"access_groups": []})).await?.expect(200)?;
    let stored = world.operate(Method::GET, &path, &Value::Null).await?;
    ensure!(stored.body["access_groups"] == json!([]), "{stored:?}");
    world
        .operate(Method::PUT, "/api/models/nobody", &json!({}))
        .await?
        .expect_error(404, "model_not_found")?;
    world.operate(Method::GET, "/api/models/a%2Fb", &Value::Null).await?.expect_error(404, "model_not_found")
}

async fn an_alias_for_another_model_is_priced_as_that(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let path = format!("/api/models/{}", tenant.alias);
    let unknown = world.operate(Method::PUT, &path, &json!({"actual_model": "gpt-unheard-of"})).await?;
    unknown.expect_error(422, "validation_error")?;
    let moved = world.operate(Method::PUT, &path, &json!({"actual_model": "gpt-4o"})).await?;
    moved.expect(200)?;
    ensure!(moved.body["pricing_input"] == 2.5 && moved.body["pricing_cached_input"] == 1.25, "{moved:?}");
    ensure!(
        moved.body["max_output_tokens"] == 16_384 && moved.body["prices_are_catalogues"] == true,
        "{moved:?}"
    );
    ensure!(moved.body["teams_using"] == json!([tenant.team_id]), "{moved:?}");
    let answer = world.create_and_call(&tenant, "four").await?;
    answer.expect(200)?;
    let call = books::settled_call(&world.database, answer.text("call_id")?).await?;
    ensure!(call["resolved_model"] == "gpt-4o" && call["model_pricing_input"] == "2.5", "{call}");
    Ok(())
}

async fn an_inactive_alias_is_not_called(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let path = format!("/api/models/{}", tenant.alias);
    let answer = world.operate(Method::PUT, &path, &json!({"status": "inactive"})).await?;
    ensure!(answer.body["is_active"] == false, "{answer:?}");
    world.create_and_call(&tenant, "hi").await?.expect_error(403, "model_not_allowed")?;
    world.operate(Method::PUT, &path, &json!({"status": "active"})).await?.expect(200)?;
    world.create_and_call(&tenant, "hi").await?.expect(200)
}

async fn an_alias_is_removed_unless_a_model_group_names_it(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let path = format!("/api/models/{}", tenant.alias);
    let group = fresh("group");
    sqlx::query(
        "WITH made AS (INSERT INTO model_groups (group_name) VALUES ($1) RETURNING model_group_id)
         INSERT INTO model_group_models (model_group_id, model_name) SELECT model_group_id, $2 FROM made",
    )
    .bind(&group)
    .bind(&tenant.alias)
    .execute(&world.database)
    .await?;
    let refused = world.operate(Method::DELETE, &path, &Value::Null).await?;
    refused.expect_error(400, "in_use")?;
    ensure!(refused.body["used_by"] == json!([format!("model group {group}")]), "{refused:?}");
    sqlx::query("DELETE FROM model_groups WHERE group_name = $1")
        .bind(&group)
        .execute(&world.database)
        .await?;
    let deleted = world.operate(Method::DELETE, &path, &Value::Null).await?;
    deleted.expect(200)?;
    ensure!(deleted.text("message")?.contains(&tenant.alias), "{deleted:?}");
    world.operate(Method::DELETE, &path, &Value::Null).await?.expect_error(404, "model_not_found")?;
    world.create_and_call(&tenant, "hi").await?.expect_error(403, "model_not_allowed")
}

async fn aliases_are_listed_by_what_is_asked_for(world: Arc<World>) -> Outcome {
    let (word, group) = (fresh("x"), fresh("listed"));
    sqlx::query("INSERT INTO model_access_groups (group_name) VALUES ($1)")
        .bind(&group)
        .execute(&world.database)
        .await?;
    for (name, provider, model, status) in [
        ("one", "openai", "gpt-4o-mini", "active"),
        ("two", "anthropic", "claude-haiku-4-5", "inactive"),
        ("three", "openai", "gpt-4o", "deprecated"),
    ] {
        let body = json!({"model_alias": format!("{word}-{name}"), "provider": provider, "actual_model": model,
            "status": status, "access_groups": [group]});
        created(&world, &body).await?;
    }
    let names = async |query: String| -> anyhow::Result<Vec<String>> {
        let answer = world.operate(Method::GET, &format!("/api/models?{query}"), &Value::Null).await?;
        answer.expect(200)?;
        let models = answer.body.as_array().context("no list")?;
        let name = |model: &Value| {
            model["model_alias"].as_str().unwrap_or_default().replace(&format!("{word}-"), "")
        };
        Ok(models.iter().map(name).collect())
    };
    ensure!(names(format!("access_group={group}")).await? == ["one", "three", "two"]);
    ensure!(names(format!("access_group={group}&provider=openai")).await? == ["one", "three"]);
    ensure!(names(format!("access_group={group}&status=inactive")).await? == ["two"]);
    ensure!(names(format!("search={}", word.to_uppercase())).await?.len() == 3);
    ensure!(names(format!("search={word}&limit=1&offset=1")).await? == ["three"]);
    ensure!(names(format!("search={word}%25")).await?.is_empty());
    for (query, status, code) in [
        ("limit=0", 422, "validation_error"),
        ("limit=501", 422, "validation_error"),
        ("status=gone", 400, "invalid_value"),
        ("provider=acme", 400, "invalid_value"),
    ] {
        let answer = world.operate(Method::GET, &format!("/api/models?{query}"), &Value::Null).await?;
        answer.expect_error(status, code).context(query)?;
    }
    Ok(())
}

async fn the_older_path_leads_to_the_same_aliases(world: Arc<World>) -> Outcome {
    let alias = fresh("old");
    let body = json!({"model_alias": alias, "provider": "openai", "actual_model": "gpt-4o-mini"});
    world.operate(Method::POST, "/api/model-aliases/create", &body).await?.expect(200)?;
    let (old, new) = (format!("/api/model-aliases/{alias}"), format!("/api/models/{alias}"));
    world.operate(Method::PUT, &old, &json!({"description": "seen"})).await?.expect(200)?;
    let answer = world.operate(Method::GET, &new, &Value::Null).await?;
    ensure!(answer.body["description"] == "seen", "{answer:?}");
    ensure!(world.operate(Method::GET, &old, &Value::Null).await?.body == answer.body, "{answer:?}");
    let list =
        world.operate(Method::GET, &format!("/api/model-aliases?search={alias}"), &Value::Null).await?;
    ensure!(list.body == json!([answer.body]), "{list:?}");
    world.operate(Method::DELETE, &old, &Value::Null).await?.expect(200)?;
    world.operate(Method::GET, &new, &Value::Null).await?.expect_error(404, "model_not_found")
}

async fn what_is_done_to_an_alias_is_in_the_audit_log(world: Arc<World>) -> Outcome {
    let alias = fresh("audited");
    let path = format!("/api/models/{alias}");
    created(&world, &json!({"model_alias": alias, "provider": "openai", "actual_model": "gpt-4o-mini"}))
        .await?;
    world.operate(Method::PUT, &path, &json!({"pricing_output": 0.7})).await?.expect(200)?;
    world.operate(Method::PUT, &path, &json!({"provider": "acme"})).await?.expect(400)?;
    world.operate(Method::DELETE, &path, &Value::Null).await?.expect(200)?;
    let entries = books::rows(&world.database, "admin_audit_log", "resource_id", &alias).await?;
    let actions: Vec<&str> = entries.iter().filter_map(|entry| entry["action"].as_str()).collect();
    ensure!(actions == ["created_model", "updated_model", "deleted_model"], "{entries:?}");
    let text = entries[1]["details"].to_string();
    ensure!(text.contains("before") && text.contains("0.7") && text.contains("0.6"), "{text}");
    Ok(())
}

async fn only_operators_see_and_change_aliases(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let path = format!("/api/models/{}", tenant.alias);
    for path in [path.as_str(), "/api/models", "/api/pricing", "/api/model-aliases"] {
        world.get(path).await?.expect_error(401, "missing_credentials")?;
        world.get_with(&tenant.key, path).await?.expect_error(401, "invalid_token")?;
    }
    let body = json!({"model_alias": fresh("mine"), "provider": "openai", "actual_model": "gpt-4o-mini"});
    world.post(&tenant.key, "/api/models/create", &body).await?.expect_error(401, "invalid_token")?;
    let delete = world.http.delete(world.url(&path)).bearer_auth(&tenant.key);
    World::send(delete).await?.expect_error(401, "invalid_token")
}

async fn the_catalogue_is_listed_by_provider(world: Arc<World>) -> Outcome {
    let list =
        async |query: &str| world.operate(Method::GET, &format!("/api/pricing{query}"), &Value::Null).await;
    let all = list("").await?;
    all.expect(200)?;
    let names: Vec<&str> = all.body["providers"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|entry| entry["provider"].as_str())
        .collect();
    ensure!(names == ["openai", "anthropic", "gemini", "fireworks"], "{names:?}");
    let listed: i64 =
        sqlx::query_scalar("SELECT count(*) FROM model_catalogue").fetch_one(&world.database).await?;
    ensure!(all.body["count"] == listed && all.body["currency"] == "USD", "{}", all.raw);
    let some = list("?provider=anthropic&search=HAIKU-4").await?;
    // The name that moves on, and the snapshot.
    ensure!(some.body["count"] == 2, "{}", some.raw);
    let model = &some.body["providers"][0]["models"][0];
    ensure!(model["model"] == "claude-haiku-4-5" && model["pricing_cache_write_1h"] == 2, "{model}");
    ensure!(model["source"].as_str().is_some_and(|source| source.starts_with("genai-prices")), "{model}");
    let alias = fresh("priced");
    created(
        &world,
        &json!({"model_alias": alias, "provider": "anthropic", "actual_model": "claude-haiku-4-5"}),
    )
    .await?;
    let some = list("?provider=anthropic&search=claude-haiku-4-5").await?;
    ensure!(some.raw.contains(&alias), "{}", some.raw);
    ensure!(list("?search=there-is-no-such-model").await?.body["providers"] == json!([]));
    list("?provider=acme").await?.expect_error(400, "invalid_value")
}
