//! The health of routes, `GET /api/routes/health`, and how model groups balance.

use std::sync::Arc;

use anyhow::{Context, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use tollgate_e2e::tenant::fresh;
use tollgate_e2e::{Answer, Tenant, TenantOptions, World, books};

use crate::trial::Outcome;

crate::trials![
    operators_read_the_health_of_routes,
    the_health_of_routes_is_filtered_and_paged,
    a_group_that_balances_by_weight_calls_the_heavy_member_most,
    a_group_that_balances_by_latency_calls_the_fastest_member,
    a_route_that_keeps_failing_is_tried_after_the_others,
    a_route_that_was_set_aside_is_probed_when_its_time_is_over,
    an_aliass_time_limits_are_set_kept_and_taken_away,
];

const PATH: &str = "/api/routes/health";

/// A model that no other test has: a change of an alias forgets the health of all routes to its model.
const MODEL: &str = "gpt-route-health";

async fn read(world: &World, query: &str) -> anyhow::Result<Answer> {
    world.operate(Method::GET, &format!("{PATH}?{query}"), &Value::Null).await
}

fn of_own_model() -> TenantOptions {
    TenantOptions { actual_model: MODEL, ..TenantOptions::default() }
}

/// The only route of a list.
fn only(answer: &Answer) -> anyhow::Result<&Value> {
    answer.expect(200)?;
    let list = answer.body.as_array().filter(|list| list.len() == 1);
    list.map(|list| &list[0]).with_context(|| format!("not one route: {answer:?}"))
}

/// A team with keys of its own for OpenAI and Anthropic that may call a group: first its alias of a model of OpenAI's, then one of
/// Anthropic's. Returns the names of the two members.
async fn tenant_with_group(world: &World, group: Value) -> anyhow::Result<(Tenant, [String; 2])> {
    let tenant = Tenant::create(&world.database, &of_own_model()).await?;
    world.store_credential(&tenant, "openai", "sk-first-key-of-the-team", 0).await?;
    world.store_credential(&tenant, "anthropic", "sk-second-key-of-the-team", 0).await?;
    let (name, second) = (fresh("group"), fresh("alias"));
    let alias = json!({"model_alias": second, "provider": "anthropic", "actual_model": "claude-haiku-4-5-route-health",
        "pricing_input": 1, "pricing_output": 5});
    world.operate(Method::POST, "/api/models/create", &alias).await?.expect(200)?;
    let mut body =
        json!({"group_name": name, "models": [{"model_name": tenant.alias}, {"model_name": second}]});
    if let (Value::Object(body), Value::Object(group)) = (&mut body, group) {
        body.extend(group);
    }
    for (member, weight) in [1, 1_000].into_iter().enumerate() {
        if body["balancing"] == "weight" {
            body["models"][member]["weight"] = json!(weight);
        }
    }
    world.operate(Method::POST, "/api/model-groups/create", &body).await?.expect(200)?;
    let groups = format!("/api/teams/{}/model-groups", tenant.team_id);
    world.operate(Method::PUT, &groups, &json!({"model_groups": [name]})).await?.expect(200)?;
    let members = [tenant.alias.clone(), second];
    Ok((Tenant { alias: name, ..tenant }, members))
}

/// Makes a call and says which member served it.
async fn served_by(world: &World, tenant: &Tenant) -> anyhow::Result<String> {
    let answer = world.create_and_call(tenant, "hi").await?;
    answer.expect(200)?;
    let call = books::settled_call(&world.database, answer.text("call_id")?).await?;
    Ok(call["model_used"].as_str().unwrap_or_default().to_owned())
}

async fn operators_read_the_health_of_routes(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &of_own_model()).await?;
    let key = world.store_credential(&tenant, "openai", "sk-key-of-the-team", 0).await?;
    let query = format!("organization_id={}", tenant.organization_id);
    let nothing = read(&world, &query).await?;
    nothing.expect(200)?;
    ensure!(nothing.body == json!([]), "{nothing:?}");
    served_by(&world, &tenant).await?;
    let answer = read(&world, &query).await?;
    let route = only(&answer)?;
    ensure!(route["credential_id"] == json!(key) && route["credential_name"] == "test", "{route}");
    ensure!(route["provider"] == "openai" && route["model"] == MODEL, "{route}");
    ensure!(route["state"] == "closed" && route["trouble"].is_null(), "{route}");
    ensure!(route["consecutive_failures"] == 0 && route["latency_ms"].is_u64(), "{route}");
    world.get_with(&tenant.key, PATH).await?.expect_error(401, "invalid_token")?;
    world.get(PATH).await?.expect_error(401, "missing_credentials")?;
    read(&world, "organization_id=nobody").await?.expect_error(404, "organization_not_found")?;
    read(&world, "state=broken").await?.expect_error(400, "invalid_value")?;
    // A changed key is tried anew.
    let change = json!({"api_key": "sk-another-key-of-the-team"});
    world.operate(Method::PUT, &format!("/api/provider-credentials/{key}"), &change).await?.expect(200)?;
    ensure!(read(&world, &query).await?.body == json!([]));
    Ok(())
}

async fn the_health_of_routes_is_filtered_and_paged(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &of_own_model()).await?;
    for (provider, state, minutes) in
        [("openai", "open", -3), ("gemini", "half_open", -2), ("fireworks", "closed", -1)]
    {
        let key = world.store_credential(&tenant, provider, "sk-key-of-the-team", 0).await?;
        sqlx::query(
            "INSERT INTO route_health (organization_id, provider, model, credential_id, consecutive_failures, trouble,
                                       last_error_code, last_status, failing_since, last_failed_at, set_aside_until)
             VALUES ($1, $2::provider, 'model', $3, 7, 'failing', 'provider_error', 503, now(), now() + make_interval(mins => $5),
                 CASE $4 WHEN 'open' THEN now() + interval '5 minutes' WHEN 'half_open' THEN now() END)",
        )
        .bind(&tenant.organization_id)
        .bind(provider)
        .bind(key)
        .bind(state)
        .bind(minutes)
        .execute(&world.database)
        .await?;
    }
    let own = format!("organization_id={}", tenant.organization_id);
    let providers = |answer: &Answer| -> Vec<String> {
        let list = answer.body.as_array().into_iter().flatten();
        list.filter_map(|route| route["provider"].as_str().map(str::to_owned)).collect()
    };
    ensure!(providers(&read(&world, &own).await?) == ["fireworks", "gemini", "openai"]);
    ensure!(providers(&read(&world, &format!("{own}&limit=1&offset=1")).await?) == ["gemini"]);
    let answer = read(&world, &format!("{own}&state=open")).await?;
    let open = only(&answer)?;
    ensure!(open["provider"] == "openai" && open["set_aside_until"].is_string(), "{open}");
    ensure!(open["last_error_code"] == "provider_error" && open["last_status"] == 503, "{open}");
    ensure!(only(&read(&world, &format!("{own}&state=half_open")).await?)?["provider"] == "gemini");
    ensure!(only(&read(&world, &format!("{own}&provider=fireworks")).await?)?["state"] == "closed");
    let metrics = world.operate(Method::GET, "/metrics", &Value::Null).await?;
    let mut lines = metrics.raw.lines();
    let line = lines.find_map(|line| line.strip_prefix("tollgate_routes_set_aside{provider=\"openai\"} "));
    ensure!(line.and_then(|count| count.parse::<u64>().ok()) >= Some(1), "{}", metrics.raw);
    Ok(())
}

async fn a_group_that_balances_by_weight_calls_the_heavy_member_most(world: Arc<World>) -> Outcome {
    let (tenant, [_, heavy]) = tenant_with_group(&world, json!({"balancing": "weight"})).await?;
    let mut by_heavy = 0;
    for _ in 0..8 {
        by_heavy += usize::from(served_by(&world, &tenant).await? == heavy);
    }
    // The light member, which is listed first, is drawn once in a thousand calls.
    ensure!(by_heavy >= 7, "the heavy member served {by_heavy} of 8 calls");
    let read =
        world.operate(Method::GET, &format!("/api/model-groups/{}", tenant.alias), &Value::Null).await?;
    ensure!(read.body["balancing"] == "weight" && read.body["models"][1]["weight"] == 1_000, "{read:?}");
    // A client that knows nothing of balancing changes nothing of it.
    let path = format!("/api/model-groups/{}", tenant.alias);
    let changed = world.operate(Method::PUT, &path, &json!({"display_name": "Group"})).await?;
    ensure!(changed.body["balancing"] == "weight", "{changed:?}");
    let wrong = world.operate(Method::PUT, &path, &json!({"balancing": "random"})).await?;
    wrong.expect_error(400, "invalid_value")
}

async fn a_group_that_balances_by_latency_calls_the_fastest_member(world: Arc<World>) -> Outcome {
    let (tenant, [first, second]) = tenant_with_group(&world, json!({"balancing": "least_latency"})).await?;
    ensure!(served_by(&world, &tenant).await? == first, "nothing is known: the list decides");
    ensure!(served_by(&world, &tenant).await? == second, "the one that was not measured is not first");
    for (slow, fast) in [("openai", &second), ("anthropic", &first)] {
        sqlx::query(
            "UPDATE route_health SET measured_at = now(), latency_ms = CASE WHEN provider = $2::provider THEN 60000 ELSE 50 END
             WHERE organization_id = $1",
        )
        .bind(&tenant.organization_id)
        .bind(slow)
        .execute(&world.database)
        .await?;
        ensure!(served_by(&world, &tenant).await? == *fast, "{slow} is slow, and is first");
    }
    let path = format!("/api/model-groups/{}/resolve?team_id={}", tenant.alias, tenant.team_id);
    let resolved = world.get_with(&tenant.key, &path).await?;
    ensure!(resolved.body["primary_model"] == first.as_str(), "{resolved:?}");
    Ok(())
}

async fn a_route_that_keeps_failing_is_tried_after_the_others(world: Arc<World>) -> Outcome {
    let (tenant, [_, second]) = tenant_with_group(&world, json!({})).await?;
    let own = format!("organization_id={}&provider=openai", tenant.organization_id);
    for _ in 0..5 {
        let answer = world.create_and_call(&tenant, "[[model_fault=gpt status=503]] hi").await?;
        answer.expect(200)?;
        books::settled_call(&world.database, answer.text("call_id")?).await?;
    }
    let answer = read(&world, &own).await?;
    let route = only(&answer)?;
    ensure!(
        route["state"] == "open" && route["trouble"] == "failing" && route["last_status"] == 503,
        "{route}"
    );
    ensure!(served_by(&world, &tenant).await? == second, "the route that was set aside was tried first");
    Ok(())
}

async fn a_route_that_was_set_aside_is_probed_when_its_time_is_over(world: Arc<World>) -> Outcome {
    let (tenant, [first, second]) = tenant_with_group(&world, json!({})).await?;
    ensure!(served_by(&world, &tenant).await? == first);
    // As another instance has reported it: this one remembers nothing of it.
    for (set_aside_until, server) in [("1 minute", &second), ("-1 seconds", &first), ("0 seconds", &first)] {
        sqlx::query(
            "UPDATE route_health SET consecutive_failures = 5, trouble = 'failing', times_set_aside = 1,
                 set_aside_until = now() + $2::text::interval
             WHERE organization_id = $1 AND provider = 'openai'",
        )
        .bind(&tenant.organization_id)
        .bind(set_aside_until)
        .execute(&world.database)
        .await?;
        ensure!(served_by(&world, &tenant).await? == *server, "set aside until {set_aside_until} from now");
    }
    let own = format!("organization_id={}&provider=openai", tenant.organization_id);
    ensure!(only(&read(&world, &own).await?)?["state"] == "closed", "the probe did not bring it back");
    Ok(())
}

async fn an_aliass_time_limits_are_set_kept_and_taken_away(world: Arc<World>) -> Outcome {
    let alias = fresh("alias");
    let mut body = json!({"model_alias": alias, "provider": "openai", "actual_model": "gpt-4o",
        "first_event_timeout_seconds": 15, "answer_timeout_seconds": 600});
    let made = world.operate(Method::POST, "/api/models/create", &body).await?;
    made.expect(200)?;
    let limits = |answer: &Answer| {
        (answer.body["first_event_timeout_seconds"].as_u64(), answer.body["answer_timeout_seconds"].as_u64())
    };
    ensure!(limits(&made) == (Some(15), Some(600)), "{made:?}");
    let path = format!("/api/models/{alias}");
    let described = world.operate(Method::PUT, &path, &json!({"description": "Quick."})).await?;
    ensure!(limits(&described) == (Some(15), Some(600)), "{described:?}");
    let cleared = world.operate(Method::PUT, &path, &json!({"first_event_timeout_seconds": null})).await?;
    ensure!(limits(&cleared) == (None, Some(600)), "{cleared:?}");
    ensure!(limits(&world.operate(Method::GET, &path, &Value::Null).await?) == (None, Some(600)));
    // A form that sends back all that it was loaded with changes nothing.
    let again = world.operate(Method::PUT, &path, &cleared.body).await?;
    again.expect(200)?;
    ensure!(limits(&again) == (None, Some(600)), "{again:?}");
    body["model_alias"] = json!(fresh("alias"));
    body["answer_timeout_seconds"] = json!(601);
    world.operate(Method::POST, "/api/models/create", &body).await?.expect_error(422, "validation_error")
}
