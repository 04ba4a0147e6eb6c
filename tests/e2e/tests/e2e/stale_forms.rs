//! Forms that operators loaded a while ago: what they may still change, and that none of them moves money.

use std::sync::Arc;

use anyhow::{Context, ensure};
use api::routes::{Method as RouteMethod, ROUTES, Route};
use reqwest::Method;
use serde_json::{Value, json};
use tollgate_e2e::receiver::Receiver;
use tollgate_e2e::tenant::fresh;
use tollgate_e2e::{Answer, Tenant, TenantOptions, World, books};

use crate::trial::Outcome;

crate::trials![
    a_panel_that_sends_back_all_that_it_loaded_gives_no_credits_back,
    credits_that_an_operator_typed_are_set_if_they_have_not_moved,
    of_two_operators_forms_the_later_one_is_refused,
    a_models_form_is_stale_once_an_access_group_has_taken_the_model_up,
    an_etag_sent_back_as_if_match_is_good_for_one_change,
    every_change_of_what_has_an_updated_at_refuses_a_stale_form,
    a_precondition_that_is_none_is_refused,
];

/// A moment before everything that a test makes.
const LONG_AGO: &str = "\"2020-01-01T00:00:00.000Z\"";

fn path(tenant: &Tenant) -> String {
    format!("/api/teams/{}", tenant.team_id)
}

async fn load(world: &World, path: &str) -> anyhow::Result<Value> {
    let answer = world.operate(Method::GET, path, &Value::Null).await?;
    answer.expect(200)?;
    Ok(answer.body)
}

async fn put(world: &World, path: &str, body: &Value) -> anyhow::Result<Answer> {
    world.operate(Method::PUT, path, body).await
}

async fn put_if_match(world: &World, path: &str, etag: &str, body: &Value) -> anyhow::Result<Answer> {
    let request = world.http.put(world.url(path)).header("x-admin-key", &world.admin_key);
    World::send(request.header("if-match", etag).json(body)).await
}

/// A form after somebody has typed something.
fn with(form: &Value, member: &str, value: impl Into<Value>) -> Value {
    let mut form = form.clone();
    form[member] = value.into();
    form
}

fn without(form: &Value, member: &str) -> Value {
    let mut form = form.clone();
    form.as_object_mut().and_then(|members| members.remove(member));
    form
}

/// A team that was charged one credit after its form was loaded.
async fn charged_after_loading(world: &World) -> anyhow::Result<(Tenant, Value)> {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let form = load(world, &path(&tenant)).await?;
    world.create_and_call(&tenant, "hi").await?.expect(200)?;
    books::all_settled(&world.database, &tenant.team_id).await?;
    Ok((tenant, form))
}

async fn ensure_credits(world: &World, tenant: &Tenant, allocated: i64, used: i64) -> anyhow::Result<()> {
    let team = load(world, &path(tenant)).await?;
    ensure!(team["credits_allocated"] == allocated && team["credits_used"] == used, "{team}");
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn a_panel_that_sends_back_all_that_it_loaded_gives_no_credits_back(world: Arc<World>) -> Outcome {
    let (tenant, form) = charged_after_loading(&world).await?;
    let renamed = with(&form, "team_alias", "Renamed");
    // Nothing says when it was loaded: what stands in it is what the team had earlier.
    let answer = put(&world, &path(&tenant), &without(&renamed, "updated_at")).await?;
    answer.expect_error(409, "stale_change")?;
    ensure!(answer.text("detail")?.contains("`credits_used`"), "{answer:?}");
    let team = load(&world, &path(&tenant)).await?;
    ensure!(team["team_alias"] == form["team_alias"], "{team}");
    // The whole of it: what was typed is changed, and the credits stay.
    let answer = put(&world, &path(&tenant), &renamed).await?;
    answer.expect(200)?;
    ensure!(answer.body["team_alias"] == "Renamed" && answer.body["credits_used"] == 1, "{answer:?}");
    ensure_credits(&world, &tenant, 1000, 1).await?;

    // The same by the header.
    let form = without(&load(&world, &path(&tenant)).await?, "updated_at");
    let etag = world.operate(Method::GET, &path(&tenant), &Value::Null).await?.headers["etag"].clone();
    world.create_and_call(&tenant, "hi").await?.expect(200)?;
    books::all_settled(&world.database, &tenant.team_id).await?;
    let renamed = with(&form, "team_alias", "Renamed again");
    let answer = put_if_match(&world, &path(&tenant), etag.to_str()?, &renamed).await?;
    answer.expect(200)?;
    ensure!(answer.body["team_alias"] == "Renamed again", "{answer:?}");
    ensure_credits(&world, &tenant, 1000, 2).await
}

async fn credits_that_an_operator_typed_are_set_if_they_have_not_moved(world: Arc<World>) -> Outcome {
    let (tenant, form) = charged_after_loading(&world).await?;
    let refused = put(&world, &path(&tenant), &with(&form, "credits_used", 500)).await?;
    refused.expect_error(409, "stale_change")?;
    ensure_credits(&world, &tenant, 1000, 1).await?;
    // The number that calls do not move can be set all the same.
    put(&world, &path(&tenant), &with(&form, "credits_allocated", 1500)).await?.expect(200)?;
    ensure_credits(&world, &tenant, 1500, 1).await?;
    // On a fresh form also what the team had earlier.
    let fresh = load(&world, &path(&tenant)).await?;
    let restored = with(&with(&fresh, "credits_allocated", 1000), "credits_used", 0);
    put(&world, &path(&tenant), &restored).await?.expect(200)?;
    ensure_credits(&world, &tenant, 1000, 0).await?;
    // And without a form what it never had.
    put(&world, &path(&tenant), &json!({"credits_allocated": 2000})).await?.expect(200)?;
    ensure_credits(&world, &tenant, 2000, 0).await
}

async fn of_two_operators_forms_the_later_one_is_refused(world: Arc<World>) -> Outcome {
    let (tenant, form) = charged_after_loading(&world).await?;
    let organization = format!("/api/organizations/{}", tenant.organization_id);
    for (path, member) in [
        (path(&tenant), "team_alias"),
        (organization, "name"),
        (format!("/api/models/{}", tenant.alias), "display_name"),
    ] {
        let form = if member == "team_alias" { form.clone() } else { load(&world, &path).await? };
        let change = |name: &str| with(&json!({"updated_at": form["updated_at"]}), member, name);
        put(&world, &path, &change("First")).await?.expect(200)?;
        put(&world, &path, &change("Second")).await?.expect_error(409, "stale_change").context(member)?;
        let now = load(&world, &path).await?;
        ensure!(now[member] == "First", "{now}");
    }
    Ok(())
}

async fn a_models_form_is_stale_once_an_access_group_has_taken_the_model_up(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let (model, group) = (format!("/api/models/{}", tenant.alias), fresh("group"));
    let form = load(&world, &model).await?;
    let taking = json!({"group_name": group, "model_aliases": [tenant.alias]});
    world.operate(Method::POST, "/api/model-access-groups/create", &taking).await?.expect(200)?;
    let stale = json!({"access_groups": form["access_groups"], "updated_at": form["updated_at"]});
    put(&world, &model, &stale).await?.expect_error(409, "stale_change")?;
    // And the other way round.
    let path = format!("/api/model-access-groups/{group}");
    let form = load(&world, &path).await?;
    put(&world, &model, &json!({"access_groups": []})).await?.expect(200)?;
    let stale = json!({"model_aliases": [tenant.alias], "updated_at": form["updated_at"]});
    put(&world, &path, &stale).await?.expect_error(409, "stale_change")?;
    let now = load(&world, &path).await?;
    ensure!(now["model_aliases"] == json!([]), "{now}");
    Ok(())
}

async fn an_etag_sent_back_as_if_match_is_good_for_one_change(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let path = format!("/api/organizations/{}", tenant.organization_id);
    let loaded = world.operate(Method::GET, &path, &Value::Null).await?;
    let first = loaded.headers["etag"].to_str()?;
    ensure!(first == format!("\"{}\"", loaded.text("updated_at")?), "{loaded:?}");
    let changed = put_if_match(&world, &path, first, &json!({"name": "First"})).await?;
    changed.expect(200)?;
    let second = changed.headers["etag"].to_str()?;
    ensure!(second != first && second == format!("\"{}\"", changed.text("updated_at")?), "{changed:?}");
    let stale = put_if_match(&world, &path, first, &json!({"name": "Second"})).await?;
    stale.expect_error(409, "stale_change")?;
    put_if_match(&world, &path, second, &json!({"name": "Third"})).await?.expect(200)?;
    put_if_match(&world, &path, "*", &json!({"name": "Fourth"})).await?.expect(200)?;
    Ok(())
}

/// One of each resource, by the parameters of the paths that lead to it.
async fn one_of_each(world: &World) -> anyhow::Result<Vec<(&'static str, String)>> {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    // What the team's calls move is no change of it; this is one.
    put(world, &path(&tenant), &json!({"team_alias": "Changed"})).await?.expect(200)?;
    let post = async |path: &str, body: Value| {
        let answer = world.operate(Method::POST, path, &body).await?;
        answer.expect(200)?;
        anyhow::Ok(answer)
    };
    let group = fresh("group");
    let members = json!([{"model_name": tenant.alias}]);
    post("/api/model-groups/create", json!({"group_name": group, "models": members})).await?;
    post("/api/model-access-groups/create", json!({"group_name": group})).await?;
    let key = json!({"organization_id": tenant.organization_id, "provider": "openai", "api_key": "sk-proj-a-key-0001",
        "credential_name": "Main"});
    let credential = post("/api/provider-credentials/create", key).await?;
    let receiver = Receiver::start().await?;
    let webhook = json!({"team_id": tenant.team_id, "webhook_url": receiver.url(), "events": ["job.failed"]});
    let webhook = post("/api/webhooks/register", webhook).await?;
    Ok(vec![
        ("{team_id}", tenant.team_id),
        ("{organization_id}", tenant.organization_id),
        ("{alias}", tenant.alias),
        ("{group_name}", group),
        ("{credential_id}", credential.text("credential_id")?.to_owned()),
        ("{webhook_id}", webhook.text("webhook_id")?.to_owned()),
    ])
}

/// A body that the route takes: the example of its description, unless it names what is not there.
fn body(document: &Value, route: &Route) -> Value {
    match route.operation.name() {
        "set_access_group_models" => json!({"model_aliases": []}),
        "set_model_group_models" | "set_team_access_groups" | "set_team_model_groups" => json!([]),
        _ => openapi::lookup::operation_of(document, route)["requestBody"]["content"]["application/json"]["example"].clone(),
    }
}

async fn every_change_of_what_has_an_updated_at_refuses_a_stale_form(world: Arc<World>) -> Outcome {
    let document = openapi::document().map_err(anyhow::Error::msg)?;
    let names = one_of_each(&world).await?;
    let mut tried = 0;
    for route in ROUTES.iter().filter(|route| route.operation.takes_precondition()) {
        let path = names.iter().fold(route.path.to_owned(), |path, (name, value)| path.replace(name, value));
        let method: Method = route.method.as_str().parse()?;
        let request = world.http.request(method, world.url(&path)).header("x-admin-key", &world.admin_key);
        let body = body(&document, route);
        let request = if body.is_null() { request } else { request.json(&body) };
        let answer = World::send(request.header("if-match", LONG_AGO)).await?;
        answer.expect_error(409, "stale_change").with_context(|| route.operation.name())?;
        tried += 1;
    }
    ensure!(tried > 30, "only {tried} changes were tried");
    // Nothing was removed, and what is there can be changed by those who have seen it.
    for (read, parameter) in [
        ("/api/teams/", "{team_id}"),
        ("/api/organizations/", "{organization_id}"),
        ("/api/models/", "{alias}"),
        ("/api/model-groups/", "{group_name}"),
        ("/api/model-access-groups/", "{group_name}"),
        ("/api/provider-credentials/", "{credential_id}"),
        ("/api/webhooks/", "{webhook_id}"),
    ] {
        let value = names.iter().find(|(name, _)| *name == parameter).context(parameter)?;
        let path = format!("{read}{}", value.1);
        let loaded = world.operate(Method::GET, &path, &Value::Null).await?;
        let etag = loaded.headers.get("etag").with_context(|| format!("{path} has no ETag"))?.to_str()?;
        put_if_match(&world, &path, etag, &json!({"description": "Seen"}))
            .await?
            .expect(200)
            .context(path)?;
    }
    Ok(())
}

async fn a_precondition_that_is_none_is_refused(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let renamed = json!({"team_alias": "Renamed"});
    for etag in ["\"abc\"", "\"2026-01-31T08:00:00Z\", \"2026-02-28T08:00:00Z\""] {
        put_if_match(&world, &path(&tenant), etag, &renamed).await?.expect_error(400, "invalid_value")?;
    }
    let answer = put(&world, &path(&tenant), &with(&renamed, "updated_at", "yesterday")).await?;
    answer.expect_error(422, "validation_error")?;
    ensure!(answer.places() == [r#"["body","updated_at"]"#], "{answer:?}");
    // Where nothing has an updated_at, it is a member like any that is not known.
    let rename = ROUTES.iter().find(|route| route.operation.name() == "update_key").context("no route")?;
    ensure!(rename.method == RouteMethod::Put && !rename.operation.takes_precondition());
    let keys = load(&world, &format!("{}/keys", path(&tenant))).await?;
    let key = keys[0]["key_id"].as_str().context("no key")?;
    let key = format!("{}/keys/{key}", path(&tenant));
    put(&world, &key, &json!({"name": "Main", "updated_at": "yesterday"})).await?.expect(200)?;
    Ok(())
}
