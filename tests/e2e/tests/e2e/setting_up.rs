//! Everything that a team needs before its first call, set up over HTTP as an operator would.

use std::sync::Arc;

use anyhow::ensure;
use reqwest::Method;
use serde_json::{Value, json};
use tollgate_e2e::tenant::fresh;
use tollgate_e2e::world::was_sent_with;
use tollgate_e2e::{Answer, Tenant, World, books};

use crate::provider_credentials::simulated;
use crate::trial::Outcome;

crate::trials![
    an_operator_sets_up_everything_for_a_call_that_is_priced_by_the_catalogue,
    a_team_falls_back_within_a_model_group_that_an_operator_made,
];

async fn post(world: &World, path: &str, body: &Value) -> anyhow::Result<Answer> {
    let answer = world.operate(Method::POST, path, body).await?;
    answer.expect(200)?;
    Ok(answer)
}

/// An organization with a team, over HTTP: no models, no keys.
async fn customer(world: &World, terms: &Value) -> anyhow::Result<Tenant> {
    let (organization_id, team_id) = (fresh("org"), fresh("team"));
    post(world, "/api/organizations/create", &json!({"organization_id": organization_id, "name": "North"}))
        .await?;
    let mut body = json!({"organization_id": organization_id, "team_id": team_id, "access_groups": []});
    if let (Value::Object(body), Value::Object(terms)) = (&mut body, terms.clone()) {
        body.extend(terms);
    }
    let team = post(world, "/api/teams/create", &body).await?;
    let key = team.text("virtual_key")?.to_owned();
    Ok(Tenant { organization_id, team_id, key, alias: fresh("alias") })
}

async fn give_key(world: &World, team: &Tenant, provider: &str, key: &str, priority: i64) -> Outcome {
    let (simulated_provider, path) = match provider {
        "anthropic" => (simulator::Provider::Anthropic, ""),
        _ => (simulator::Provider::OpenAi, "/v1"),
    };
    let body = json!({"organization_id": team.organization_id, "provider": provider, "credential_name": key,
        "api_key": key, "priority": priority, "api_base": simulated(world, simulated_provider, path).await?});
    post(world, "/api/provider-credentials/create", &body).await.map(drop)
}

async fn an_operator_sets_up_everything_for_a_call_that_is_priced_by_the_catalogue(
    world: Arc<World>,
) -> Outcome {
    let terms = json!({"credits_allocated": 10_000, "budget_mode": "consumption_usd", "credits_per_dollar": 10_000,
        "cost_markup_percentage": 50});
    let team = customer(&world, &terms).await?;
    let group = fresh("standard");
    let alias = json!({"model_alias": team.alias, "display_name": "Smart", "provider": "anthropic",
        "actual_model": "claude-haiku-4-5"});
    post(&world, "/api/models/create", &alias).await?;
    give_key(&world, &team, "anthropic", "sk-ant-set-up-0001", 0).await?;
    world.create_and_call(&team, "not yet").await?.expect_error(403, "model_not_allowed")?;

    let body = json!({"group_name": group, "display_name": "Standard", "model_aliases": [team.alias]});
    post(&world, "/api/model-access-groups/create", &body).await?;
    let path = format!("/api/teams/{}/access-groups", team.team_id);
    world.operate(Method::PUT, &path, &json!({"access_groups": [group]})).await?.expect(200)?;
    let prompt = "[[usage prompt=10000 completion=2000 cached=4000 cache_write_1h=1000]]";
    let answer = world.create_and_call(&team, prompt).await?;
    answer.expect(200)?;
    let calls = world.provider_calls(&team.team_id).await?;
    ensure!(calls.len() == 1 && was_sent_with(&calls[0], "sk-ant-set-up-0001"), "{calls:?}");
    // The catalogue's prices: 1 in, 5 out, 0.1 cached, 2 for an hour of the cache.
    let call = books::settled_call(&world.database, answer.text("call_id")?).await?;
    ensure!(call["input_cost_usd"] == "0.0074" && call["output_cost_usd"] == "0.01", "{call}");
    let client_cost: f64 = call["client_cost_usd"].as_str().unwrap_or_default().parse()?;
    ensure!((client_cost - 0.0261).abs() < 1e-12, "{call}");
    ensure!(answer.body["costs"]["total_cost_usd"] == 0.0261, "{answer:?}");
    let balance = world.get_with(&team.key, &format!("/api/credits/teams/{}/balance", team.team_id)).await?;
    ensure!(balance.body["credits_remaining"] == 10_000 - 261, "{balance:?}");
    books::assert_balanced(&world.database, &team.team_id).await?;

    let dearer = json!({"pricing_input": 100, "pricing_output": 200, "max_output_tokens": 100});
    world.operate(Method::PUT, &format!("/api/models/{}", team.alias), &dearer).await?.expect(200)?;
    let again = world.create_and_call(&team, "[[usage prompt=10 completion=10 cached=10]]").await?;
    again.expect(200)?;
    let call = books::settled_call(&world.database, again.text("call_id")?).await?;
    ensure!(call["input_cost_usd"] == "0.001" && call["output_cost_usd"] == "0.002", "{call}");
    books::assert_balanced(&world.database, &team.team_id).await
}

async fn a_team_falls_back_within_a_model_group_that_an_operator_made(world: Arc<World>) -> Outcome {
    let team = customer(&world, &json!({"credits_allocated": 10})).await?;
    give_key(&world, &team, "anthropic", "sk-bad-ant", 0).await?;
    give_key(&world, &team, "openai", "sk-bad-openai", 0).await?;
    give_key(&world, &team, "openai", "sk-good-openai", 1).await?;
    let models = json!([{"model_name": "claude-haiku-4-5"}, {"model_name": "gpt-4o-mini", "priority": 1}]);
    let body = json!({"group_name": team.alias, "display_name": "Robust", "models": models});
    post(&world, "/api/model-groups/create", &body).await?;
    let path = format!("/api/teams/{}/model-groups", team.team_id);
    world.operate(Method::PUT, &path, &json!({"model_groups": [team.alias]})).await?.expect(200)?;
    let answer = world.create_and_call(&team, "who answers?").await?;
    answer.expect(200)?;
    ensure!(!answer.raw.contains("gpt-4o") && answer.body["model"] == team.alias.as_str(), "{answer:?}");
    let call = books::settled_call(&world.database, answer.text("call_id")?).await?;
    ensure!(call["resolved_model"] == "gpt-4o-mini" && call["model_pricing_output"] == "0.6", "{call}");
    let outcomes: Vec<&str> = call["attempts"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|attempt| attempt["outcome"].as_str())
        .collect();
    ensure!(outcomes == ["provider_auth_failed", "provider_auth_failed", "succeeded"], "{call}");
    books::assert_balanced(&world.database, &team.team_id).await
}
