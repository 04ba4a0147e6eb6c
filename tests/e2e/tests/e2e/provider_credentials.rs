//! `/api/provider-credentials/...`: what operators do with the organizations' keys.

use std::sync::Arc;

use anyhow::{Context, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use tollgate_e2e::world::was_sent_with;
use tollgate_e2e::{Answer, Tenant, TenantOptions, World, books};
use uuid::Uuid;

use crate::trial::Outcome;

crate::trials![
    a_credential_is_stored_sealed_and_serves_the_next_call,
    a_credential_is_changed_switched_off_and_removed,
    several_credentials_are_tried_in_the_order_of_their_priority,
    credentials_are_listed_by_organization_and_provider,
    a_credential_that_cannot_be_is_refused,
    a_key_never_comes_back,
    a_stored_key_never_goes_to_another_address,
    a_test_of_a_credential_calls_its_provider_once,
    a_test_of_a_credential_says_what_went_wrong_and_no_more,
    credentials_are_for_operators_alone,
];

const PATH: &str = "/api/provider-credentials";

async fn create(world: &World, body: &Value) -> anyhow::Result<Answer> {
    world.operate(Method::POST, &format!("{PATH}/create"), body).await
}

/// Where the simulator speaks a provider's format.
pub async fn simulated(world: &World, provider: simulator::Provider, path: &str) -> anyhow::Result<String> {
    let base = world.with_stack(|stack| stack.foundation().simulator().base_url(provider)).await?;
    Ok(format!("{base}{path}"))
}

/// Stores an OpenAI key that reaches the simulator, and gives back its path.
async fn stored(world: &World, tenant: &Tenant, key: &str, more: Value) -> anyhow::Result<String> {
    let mut body = json!({
        "organization_id": tenant.organization_id, "provider": "openai", "api_key": key, "credential_name": "Main",
        "api_base": simulated(world, simulator::Provider::OpenAi, "/v1").await?,
    });
    if let (Value::Object(body), Value::Object(more)) = (&mut body, more) {
        body.extend(more);
    }
    let answer = create(world, &body).await?;
    answer.expect(200)?;
    Ok(format!("{PATH}/{}", answer.text("credential_id")?))
}

async fn a_credential_is_stored_sealed_and_serves_the_next_call(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let path = stored(&world, &tenant, "sk-proj-operators-key-0001", json!({})).await?;
    let answer = world.operate(Method::GET, &path, &Value::Null).await?;
    answer.expect(200)?;
    let seen = &answer.body;
    ensure!(
        seen["organization_id"] == tenant.organization_id.as_str() && seen["provider"] == "openai",
        "{seen}"
    );
    ensure!(
        seen["credential_name"] == "Main" && seen["is_active"] == true && seen["priority"] == 0,
        "{seen}"
    );
    ensure!(seen["has_api_key"] == true && seen["key_hint"] == "…0001", "{seen}");
    ensure!(seen["sealed_with"] == "local", "{seen}");
    let call = world.create_and_call(&tenant, "whose key?").await?;
    call.expect(200)?;
    let calls = world.provider_calls(&tenant.team_id).await?;
    ensure!(calls.len() == 1 && was_sent_with(&calls[0], "sk-proj-operators-key-0001"), "{calls:?}");
    let id = answer.text("credential_id")?;
    let settled = books::settled_call(&world.database, call.text("call_id")?).await?;
    ensure!(settled["credential_id"] == id, "{settled}");
    for (table, column) in [("provider_credentials", "credential_id"), ("admin_audit_log", "resource_id")] {
        let rows = books::rows(&world.database, table, column, id).await?;
        ensure!(!rows.is_empty() && !json!(rows).to_string().contains("operators-key"), "{table}: {rows:?}");
    }
    Ok(())
}

async fn a_credential_is_changed_switched_off_and_removed(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let path = stored(&world, &tenant, "sk-proj-first-key-0001", json!({})).await?;
    let change = json!({"api_key": "sk-proj-second-key-0002", "credential_name": "Other", "priority": 7});
    let changed = world.operate(Method::PUT, &path, &change).await?;
    changed.expect(200)?;
    ensure!(changed.body["credential_name"] == "Other" && changed.body["priority"] == 7, "{changed:?}");
    ensure!(changed.body["key_hint"] == "…0002" && changed.body["api_base"].is_string(), "{changed:?}");
    world.create_and_call(&tenant, "hi").await?.expect(200)?;
    let calls = world.provider_calls(&tenant.team_id).await?;
    ensure!(was_sent_with(&calls[0], "sk-proj-second-key-0002"), "{calls:?}");

    let off = world.operate(Method::PUT, &format!("{path}/deactivate"), &Value::Null).await?;
    ensure!(off.body["is_active"] == false && off.body["message"].is_string(), "{off:?}");
    ensure!(off.body["credential_name"] == "Other", "{off:?}");
    world.create_and_call(&tenant, "hi").await?.expect(200)?;
    let calls = world.provider_calls(&tenant.team_id).await?;
    ensure!(was_sent_with(&calls[1], World::FALLBACK_KEY), "a key that is switched off was used: {calls:?}");
    let on = world.operate(Method::PUT, &format!("{path}/activate"), &Value::Null).await?;
    ensure!(on.body["is_active"] == true, "{on:?}");
    let empty = world.operate(Method::PUT, &path, &json!({"api_key": ""})).await?;
    empty.expect_error(422, "validation_error")?;
    let own_address = json!({"api_base": null, "api_key": "sk-proj-second-key-0002"});
    let own_address = world.operate(Method::PUT, &path, &own_address).await?;
    ensure!(own_address.body["api_base"].is_null(), "{own_address:?}");

    let deleted = world.operate(Method::DELETE, &path, &Value::Null).await?;
    deleted.expect(200)?;
    let id = deleted.text("credential_id")?.to_owned();
    for (method, at) in
        [(Method::GET, path.clone()), (Method::PUT, format!("{path}/activate")), (Method::DELETE, path)]
    {
        world.operate(method, &at, &Value::Null).await?.expect_error(404, "credential_not_found")?;
    }
    let entries = books::rows(&world.database, "admin_audit_log", "resource_id", &id).await?;
    let text = json!(entries).to_string();
    ensure!(entries.len() == 6 && entries[1]["details"]["key_replaced"] == true, "{text}");
    ensure!(entries[1]["details"]["before"]["credential_name"] == "Main", "{text}");
    ensure!(!text.contains("-key-000") && !text.contains("v2.local"), "a key is in the log: {text}");
    Ok(())
}

async fn several_credentials_are_tried_in_the_order_of_their_priority(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let second = stored(&world, &tenant, "sk-proj-second-0002", json!({"priority": 5})).await?;
    let first = stored(&world, &tenant, "sk-proj-first-0001", json!({"priority": 1})).await?;
    world.create_and_call(&tenant, "hi").await?.expect(200)?;
    let in_use = format!("{PATH}/organization/{}/provider/openai", tenant.organization_id);
    let answer = world.operate(Method::GET, &in_use, &Value::Null).await?;
    ensure!(first.ends_with(answer.text("credential_id")?), "{answer:?}");
    world.operate(Method::PUT, &second, &json!({"priority": 0})).await?.expect(200)?;
    world.create_and_call(&tenant, "hi").await?.expect(200)?;
    let calls = world.provider_calls(&tenant.team_id).await?;
    ensure!(was_sent_with(&calls[0], "sk-proj-first-0001"), "{calls:?}");
    ensure!(was_sent_with(&calls[1], "sk-proj-second-0002"), "{calls:?}");
    Ok(())
}

async fn credentials_are_listed_by_organization_and_provider(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let organization = &tenant.organization_id;
    stored(&world, &tenant, "sk-a", json!({"credential_name": "b", "priority": 1})).await?;
    stored(&world, &tenant, "sk-b", json!({"credential_name": "a"})).await?;
    stored(&world, &tenant, "sk-c", json!({"credential_name": "c", "provider": "google"})).await?;
    stored(&world, &tenant, "sk-d", json!({"credential_name": "d", "is_active": false})).await?;
    let names = async |path: String| -> anyhow::Result<Vec<String>> {
        let answer = world.operate(Method::GET, &path, &Value::Null).await?;
        answer.expect(200)?;
        let list = answer.body.as_array().context("no list")?;
        Ok(list.iter().filter_map(|one| one["credential_name"].as_str().map(str::to_owned)).collect())
    };
    ensure!(names(format!("{PATH}?organization_id={organization}")).await? == ["a", "b", "c"]);
    ensure!(names(format!("{PATH}?organization_id={organization}&provider=gemini")).await? == ["c"]);
    ensure!(
        names(format!("{PATH}?organization_id={organization}&active_only=false")).await?
            == ["a", "d", "b", "c"]
    );
    ensure!(names(format!("{PATH}?organization_id={organization}&limit=1&offset=1")).await? == ["b"]);
    ensure!(names(format!("{PATH}/organization/{organization}")).await? == ["a", "b", "c"]);
    ensure!(names(format!("{PATH}/organization/{organization}?active_only=false")).await?.len() == 4);
    for (path, status, code) in [
        (format!("{PATH}?organization_id=nobody"), 404, "organization_not_found"),
        (format!("{PATH}/organization/nobody"), 404, "organization_not_found"),
        (format!("{PATH}/organization/nobody/provider/openai"), 404, "organization_not_found"),
        (format!("{PATH}/organization/{organization}/provider/anthropic"), 404, "credential_not_found"),
        (format!("{PATH}/organization/{organization}/provider/acme"), 400, "invalid_value"),
        (format!("{PATH}?provider=acme"), 400, "invalid_value"),
        (format!("{PATH}?active_only=maybe"), 422, "validation_error"),
        (format!("{PATH}/not-a-uuid"), 404, "credential_not_found"),
    ] {
        let answer = world.operate(Method::GET, &path, &Value::Null).await?;
        answer.expect_error(status, code).context(path)?;
    }
    Ok(())
}

async fn a_credential_that_cannot_be_is_refused(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let with = |changes: Value| {
        let mut body = json!({"organization_id": tenant.organization_id, "provider": "openai",
            "api_key": "sk-secret-0001", "credential_name": "x"});
        if let (Value::Object(body), Value::Object(changes)) = (&mut body, changes) {
            body.extend(changes);
        }
        body
    };
    for (changes, status, code) in [
        (json!({"provider": "acme"}), 400, "invalid_value"),
        (json!({"organization_id": "nobody"}), 404, "organization_not_found"),
        (json!({"organization_id": null}), 422, "validation_error"),
        (json!({"api_key": ""}), 422, "validation_error"),
        (json!({"api_key": "sk-secret-0001\n"}), 422, "validation_error"),
        (json!({"api_key": 5}), 422, "validation_error"),
        (json!({"credential_name": ""}), 422, "validation_error"),
        (json!({"priority": -1}), 422, "validation_error"),
        (json!({"api_base": "ftp://example.com"}), 422, "validation_error"),
        (json!({"api_base": "https://user:secret@example.com"}), 422, "validation_error"),
    ] {
        let answer = create(&world, &with(changes.clone())).await?;
        answer.expect_error(status, code).with_context(|| changes.to_string())?;
        ensure!(!answer.raw.contains("secret-0001"), "{answer:?}");
    }
    for _ in 0..20 {
        create(&world, &with(json!({}))).await?.expect(200)?;
    }
    let one_more = create(&world, &with(json!({}))).await?;
    one_more.expect_error(400, "invalid_value")?;
    create(&world, &with(json!({"provider": "gemini"}))).await?.expect(200)
}

async fn a_key_never_comes_back(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let path = stored(&world, &tenant, "sk-proj-write-only-0001", json!({})).await?;
    let in_use = format!("{PATH}/organization/{}/provider/openai", tenant.organization_id);
    for path in [&path, &in_use] {
        let asked = world.operate(Method::GET, &format!("{path}?include_api_key=true"), &Value::Null).await?;
        asked.expect_error(403, "secret_not_readable")?;
        let seen = world.operate(Method::GET, &format!("{path}?include_api_key=false"), &Value::Null).await?;
        seen.expect(200)?;
        ensure!(!seen.raw.contains("write-only") && !seen.raw.contains("v2.local"), "{seen:?}");
        ensure!(seen.body.get("api_key").is_none() && seen.body.get("sealed_key").is_none(), "{seen:?}");
    }
    Ok(())
}

async fn a_test_of_a_credential_calls_its_provider_once(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    for (provider, simulated_provider, base, model) in [
        ("openai", simulator::Provider::OpenAi, "/v1", "gpt-4o-mini"),
        ("anthropic", simulator::Provider::Anthropic, "", "claude-haiku-4-5"),
        ("gemini", simulator::Provider::Gemini, "", "gemini-2.5-flash-lite"),
        (
            "fireworks",
            simulator::Provider::Fireworks,
            "/inference/v1",
            "accounts/fireworks/models/gpt-oss-20b",
        ),
    ] {
        let key = format!("sk-tested-{provider}-{}", tenant.team_id);
        let api_base = simulated(&world, simulated_provider, base).await?;
        let more = json!({"provider": provider, "api_base": api_base, "is_active": false});
        let path = stored(&world, &tenant, &key, more).await?;
        let request =
            world.http.post(world.url(&format!("{path}/test"))).header("x-admin-key", &world.admin_key);
        let answer = World::send(request).await?;
        answer.expect(200)?;
        ensure!(answer.body["ok"] == true && answer.body["status"] == 200, "{answer:?}");
        ensure!(answer.body["error"].is_null() && answer.body["latency_ms"].is_u64(), "{answer:?}");
        ensure!(answer.body["provider"] == provider && answer.body["model"] == model, "{answer:?}");
        let calls = world.with_stack(|stack| stack.foundation().simulator().requests()).await?;
        let sent = calls.iter().filter(|call| was_sent_with(call, &key)).count();
        ensure!(sent == 1, "{provider} was called {sent} times");
    }
    Ok(())
}

async fn a_stored_key_never_goes_to_another_address(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let path = stored(&world, &tenant, "sk-proj-stays-put-0001", json!({})).await?;
    let before = world.operate(Method::GET, &path, &Value::Null).await?;
    let elsewhere = format!("{}/elsewhere", before.text("api_base")?);
    for base in [json!(elsewhere), json!("https://attacker.example.com/v1"), json!(null), json!("")] {
        let refused = world
            .operate(Method::PUT, &path, &json!({"api_base": base, "credential_name": "Stolen"}))
            .await?;
        refused.expect_error(422, "validation_error").context(base.to_string())?;
        ensure!(refused.places() == [r#"["body","api_key"]"#], "{refused:?}");
        ensure!(refused.body["detail"][0]["type"] == "secret_required", "{refused:?}");
    }
    let after = world.operate(Method::GET, &path, &Value::Null).await?;
    ensure!(after.body == before.body, "{after:?}");
    // A form sends back the address that it was loaded with.
    let same = json!({"api_base": before.body["api_base"], "credential_name": "Main"});
    world.operate(Method::PUT, &path, &same).await?.expect(200)?;
    world.create_and_call(&tenant, "hi").await?.expect(200)?;

    // A change of the address in the table itself does not make the key open for it.
    let id = before.text("credential_id")?.parse::<Uuid>()?;
    let moved = "UPDATE provider_credentials SET api_base = api_base || '/' WHERE credential_id = $1";
    sqlx::query(moved).bind(id).execute(&world.database).await?;
    let tested = world.operate(Method::POST, &format!("{path}/test"), &json!({})).await?;
    ensure!(tested.body["ok"] == false && tested.body["error"] == "no_provider_credentials", "{tested:?}");
    let calls = world.provider_calls(&tenant.team_id).await?;
    ensure!(calls.len() == 1 && was_sent_with(&calls[0], "sk-proj-stays-put-0001"), "{calls:?}");
    let anew = json!({"api_base": before.body["api_base"], "api_key": "sk-proj-entered-anew-0001"});
    world.operate(Method::PUT, &path, &anew).await?.expect(200)?;
    let tested = world.operate(Method::POST, &format!("{path}/test"), &json!({})).await?;
    ensure!(tested.body["ok"] == true, "{tested:?}");
    Ok(())
}

async fn a_test_of_a_credential_says_what_went_wrong_and_no_more(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let path = stored(&world, &tenant, "sk-bad-tested-0001", json!({})).await?;
    let test = format!("{path}/test");
    let refused = world.operate(Method::POST, &test, &json!({"model_alias": tenant.alias})).await?;
    refused.expect(200)?;
    ensure!(refused.body["ok"] == false && refused.body["error"] == "provider_auth_failed", "{refused:?}");
    ensure!(refused.body["status"] == 401 && refused.body["model"] == "gpt-4o-mini", "{refused:?}");
    ensure!(!refused.raw.to_lowercase().contains("incorrect"), "the provider's own words: {refused:?}");
    let nowhere = json!({"api_base": "http://127.0.0.1:9/v1", "api_key": "sk-bad-tested-0001"});
    world.operate(Method::PUT, &path, &nowhere).await?.expect(200)?;
    let unreachable = world.operate(Method::POST, &test, &json!({})).await?;
    unreachable.expect(200)?;
    ensure!(
        unreachable.body["ok"] == false && unreachable.body["error"] == "provider_error",
        "{unreachable:?}"
    );
    ensure!(unreachable.body["status"].is_null(), "{unreachable:?}");
    ensure!(
        !unreachable.raw.contains("127.0.0.1") && !unreachable.raw.contains("tested-0001"),
        "{unreachable:?}"
    );
    sqlx::query("UPDATE provider_credentials SET sealed_key = 'v1.gone.AAAAAAAAAAAAAAAA.AAAA' WHERE organization_id = $1")
        .bind(&tenant.organization_id)
        .execute(&world.database)
        .await?;
    let sealed = world.operate(Method::POST, &test, &json!({})).await?;
    ensure!(sealed.body["ok"] == false && sealed.body["error"] == "no_provider_credentials", "{sealed:?}");
    let unknown = world.operate(Method::POST, &test, &json!({"model_alias": "there-is-none"})).await?;
    unknown.expect_error(404, "model_not_found")?;
    let other =
        TenantOptions { provider: "anthropic", actual_model: "claude-haiku-4-5", ..TenantOptions::default() };
    let other = Tenant::create(&world.database, &other).await?;
    let wrong = world.operate(Method::POST, &test, &json!({"model_alias": other.alias})).await?;
    wrong.expect_error(400, "invalid_value")?;
    let nobody = format!("{PATH}/00000000-0000-0000-0000-000000000000/test");
    world.operate(Method::POST, &nobody, &json!({})).await?.expect_error(404, "credential_not_found")
}

async fn credentials_are_for_operators_alone(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let path = stored(&world, &tenant, "sk-proj-operators-only-0001", json!({})).await?;
    for path in [PATH, &path, &format!("{PATH}/organization/{}", tenant.organization_id)] {
        world.get(path).await?.expect_error(401, "missing_credentials")?;
        world.get_with(&tenant.key, path).await?.expect_error(401, "invalid_token")?;
    }
    for action in ["create", "import", "reseal"] {
        let answer = world.post(&tenant.key, &format!("{PATH}/{action}"), &json!({})).await?;
        answer.expect_error(401, "invalid_token").context(action)?;
    }
    world.post(&tenant.key, &format!("{path}/test"), &json!({})).await?.expect_error(401, "invalid_token")
}
