//! What needs an operator, the audit of the books from the page, and the prices of an alias over time.

use std::sync::Arc;

use anyhow::{Context, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use tollgate_e2e::operator::Operator;
use tollgate_e2e::tenant::fresh;
use tollgate_e2e::{Answer, Tenant, TenantOptions, World};

use crate::trial::Outcome;

crate::trials![
    what_needs_an_operator_is_there_with_its_number,
    the_books_are_audited_from_the_page_and_the_outcome_is_kept,
    an_alias_has_its_prices_over_time,
    lists_with_offsets_say_how_long_they_are_and_where_they_go_on,
];

async fn operate(world: &World, method: Method, path: &str, body: &Value) -> anyhow::Result<Answer> {
    let answer = world.operate(method, path, body).await?;
    answer.expect(200)?;
    Ok(answer)
}

async fn look(world: &World, path: &str) -> anyhow::Result<Answer> {
    operate(world, Method::GET, path, &Value::Null).await
}

async fn what_needs_an_operator_is_there_with_its_number(world: Arc<World>) -> Outcome {
    let options = TenantOptions { credits: 0, ..TenantOptions::default() };
    let tenant = Tenant::create(&world.database, &options).await?;
    for (sql, id) in [
        ("UPDATE team_credits SET low_credit_threshold = 200 WHERE team_id = $1", &tenant.team_id),
        (
            "INSERT INTO route_health (organization_id, provider, model, credential_id, consecutive_failures, trouble, last_failed_at,
                 last_error_code, last_status, set_aside_until)
             VALUES ($1, 'openai', 'gpt-needing-attention', new_uuid(), 3, 'failing', now() + interval '1 minute', 'provider_error',
                 503, now() + interval '5 minutes')",
            &tenant.organization_id,
        ),
        (
            "WITH credential AS (
                 INSERT INTO provider_credentials (organization_id, provider, credential_name, sealed_key)
                 VALUES ($1, 'gemini', 'Refused', 'v1.a.b.c') RETURNING *)
             INSERT INTO route_health (organization_id, provider, model, credential_id, consecutive_failures, trouble, last_failed_at,
                 last_error_code, last_status)
             SELECT organization_id, provider, 'gemini-needing-attention', credential_id, 3, 'account', now() + interval '1 minute',
                 'provider_auth_failed', 401 FROM credential",
            &tenant.organization_id,
        ),
        (
            "WITH webhook AS (
                 INSERT INTO webhooks (webhook_id, team_id, webhook_url, events, sealed_secret, is_active, disabled_reason, updated_at)
                 VALUES (new_uuid(), $1, 'https://hooks.example.com', '{job.failed}', 'v1.a.b.c', false, 'gone',
                     now() + interval '1 minute') RETURNING *)
             INSERT INTO webhook_deliveries (webhook_id, team_id, event, body, status, finished_at)
             SELECT webhook_id, team_id, 'job.failed', '{}', 'dead', now() FROM webhook",
            &tenant.team_id,
        ),
        (
            "INSERT INTO jobs (job_id, team_id, organization_id, job_type, created_at, last_call_at)
             SELECT new_uuid(), team_id, organization_id, 'long', now() - interval '30 hours', now() FROM team_credits
             WHERE team_id = $1",
            &tenant.team_id,
        ),
    ] {
        sqlx::query(sql).bind(id).execute(&world.database).await.with_context(|| sql.to_owned())?;
    }
    let attention = look(&world, "/api/stats/attention").await?;
    let now = &attention.body;
    let low = now["low_teams"]["teams"].as_array().context("no teams")?;
    if now["low_teams"]["total"] == low.len() {
        let team = find(&now["low_teams"]["teams"], "team_id", &tenant.team_id)?;
        ensure!(team["credits_available"] == 0 && team["low_credit_threshold"] == 200, "{team}");
    } else {
        // Teams of other tests have used up their credits too.
        ensure!(low.len() == 20 && low.iter().all(|team| team["credits_available"] == 0), "{now}");
    }
    let route = find(&now["routes"]["routes"], "model", "gpt-needing-attention")?;
    ensure!(route["state"] == "open" && route["organization_id"] == tenant.organization_id, "{route}");
    let key = find(&now["credentials"]["credentials"], "organization_id", &tenant.organization_id)?;
    ensure!(
        key["credential_name"] == "Refused" && key["last_status"] == 401 && key["provider"] == "gemini",
        "{key}"
    );
    let webhook = find(&now["disabled_webhooks"]["webhooks"], "team_id", &tenant.team_id)?;
    ensure!(webhook["disabled_reason"] == "gone", "{webhook}");
    ensure!(now["dead_letters"]["latest_at"].is_string(), "{now}");
    ensure!(now["long_open_jobs"]["oldest_at"].is_string(), "{now}");
    for (part, count) in
        [("dead_letters", "count"), ("long_open_jobs", "count"), ("disabled_webhooks", "total")]
    {
        ensure!(now[part][count].as_u64() >= Some(1), "{part}: {now}");
    }
    let [in_doubt, bound] = ["cost_usd", "bound_usd"].map(|member| now["in_doubt"][member].as_f64());
    ensure!(in_doubt.context("no cost")? <= bound.context("no bound")?, "{now}");

    // What is not as functions write it is in the way of other tests.
    for sql in [
        "DELETE FROM jobs WHERE team_id = $1",
        "DELETE FROM webhooks WHERE team_id = $1",
        "DELETE FROM provider_credentials USING team_credits AS team
         WHERE team.team_id = $1 AND team.organization_id = provider_credentials.organization_id",
    ] {
        sqlx::query(sql).bind(&tenant.team_id).execute(&world.database).await?;
    }

    // A sweep of another test that ends at the same time is written down in the place of this one.
    for attempt in 0.. {
        operate(&world, Method::POST, "/api/maintenance/sweep", &Value::Null).await?;
        let swept = look(&world, "/api/stats/attention").await?;
        if swept.body["last_sweep_at"].as_str() > attention.body["last_sweep_at"].as_str() {
            break;
        }
        ensure!(attempt < 50, "no sweep was written down: {swept:?}");
    }
    let token = Operator::create(&world, "user").await?.token(&world).await?;
    world.get_with(&token, "/api/stats/attention").await?.expect(200)?;
    world.get_with(&tenant.key, "/api/stats/attention").await?.expect_error(401, "invalid_token")
}

/// The entry of a list that has a member with some text.
fn find<'a>(list: &'a Value, member: &str, text: &str) -> anyhow::Result<&'a Value> {
    let mut entries = list.as_array().into_iter().flatten();
    entries.find(|entry| entry[member] == text).with_context(|| format!("no {member} {text} in {list}"))
}

async fn the_books_are_audited_from_the_page_and_the_outcome_is_kept(world: Arc<World>) -> Outcome {
    let path = "/api/maintenance/audit";
    let user = Operator::create(&world, "user").await?.token(&world).await?;
    World::send(world.http.post(world.url(path)).bearer_auth(&user))
        .await?
        .expect_error(403, "role_too_low")?;
    let audit = operate(&world, Method::POST, path, &Value::Null).await?;
    ensure!(audit.body["checks"].as_u64() > Some(0) && audit.body["findings"].is_array(), "{audit:?}");
    let breaches = audit.body["findings"].as_array().into_iter().flatten();
    let breaches: Vec<&Value> = breaches.filter(|finding| finding["severity"] == "breach").collect();
    ensure!(audit.body["ok"] == breaches.is_empty(), "{audit:?}");
    let attention = look(&world, "/api/stats/attention").await?;
    let kept = &attention.body["last_audit"];
    ensure!(kept["checked_at"].as_str() >= Some(audit.text("checked_at")?), "{kept}, audited: {audit:?}");
    ensure!(!kept.to_string().contains("\"first\""), "{kept}");
    Ok(())
}

async fn an_alias_has_its_prices_over_time(world: Arc<World>) -> Outcome {
    let alias = fresh("priced");
    let made = json!({"model_alias": alias, "provider": "openai", "actual_model": "gpt-of-one-test", "pricing_input": "1.25",
        "pricing_output": 10, "max_output_tokens": 100});
    let admin = Operator::create(&world, "admin").await?;
    let token = admin.token(&world).await?;
    world.post(&token, "/api/models/create", &made).await?.expect(200)?;
    let model = format!("/api/models/{alias}");
    for change in [
        json!({"display_name": "Other"}),
        json!({"pricing_input": "0.125"}),
        json!({"description": "No price"}),
    ] {
        operate(&world, Method::PUT, &model, &change).await?;
    }
    let path = format!("{model}/prices");
    let history = world.get_with(&token, &path).await?;
    history.expect(200)?;
    let changes = history.body.as_array().context("no list")?;
    ensure!(changes.len() == 2 && history.headers["x-total-count"] == "2", "{history:?}");
    let (lowered, first) = (&changes[0], &changes[1]);
    ensure!(first["before"].is_null() && first["after"]["pricing_input"] == 1.25, "{history:?}");
    ensure!(lowered["before"] == first["after"] && lowered["after"]["pricing_input"] == 0.125, "{history:?}");
    ensure!(lowered["after"]["pricing_output"] == 10, "{history:?}");
    ensure!(first["changed_by"].is_string() && lowered["changed_by"].is_null(), "{history:?}");
    let second = look(&world, &format!("{path}?limit=1&offset=1")).await?;
    ensure!(second.body == json!([first]), "{second:?}");

    // Who changed what is in the audit log, which the role user does not read.
    let user = Operator::create(&world, "user").await?.token(&world).await?;
    let seen = world.get_with(&user, &path).await?;
    ensure!(seen.body[1]["changed_by"].is_null() && seen.body[1]["after"] == first["after"], "{seen:?}");

    operate(&world, Method::DELETE, &model, &Value::Null).await?;
    let removed = look(&world, &path).await?;
    ensure!(
        removed.body[0]["after"].is_null() && removed.body[0]["before"] == lowered["after"],
        "{removed:?}"
    );
    let unknown = world.operate(Method::GET, &format!("{model}-2/prices"), &Value::Null).await?;
    unknown.expect_error(404, "model_not_found")
}

async fn lists_with_offsets_say_how_long_they_are_and_where_they_go_on(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let keys = format!("/api/teams/{}/keys", tenant.team_id);
    for _ in 0..2 {
        operate(&world, Method::POST, &keys, &json!({})).await?;
    }
    let first = look(&world, &format!("{keys}?limit=2")).await?;
    ensure!(first.headers["x-total-count"] == "3", "{:?}", first.headers);
    ensure!(
        first.headers["link"] == format!("<{keys}?limit=2&offset=2>; rel=\"next\"").as_str(),
        "{:?}",
        first.headers
    );
    let rest = look(&world, &format!("{keys}?limit=2&offset=2")).await?;
    ensure!(rest.body.as_array().is_some_and(|keys| keys.len() == 1), "{rest:?}");
    ensure!(rest.headers["x-total-count"] == "3" && rest.headers.get("link").is_none(), "{:?}", rest.headers);
    let beyond = look(&world, &format!("{keys}?offset=7")).await?;
    ensure!(beyond.body == json!([]) && beyond.headers["x-total-count"] == "3", "{beyond:?}");
    for list in [
        "/api/models",
        "/api/model-access-groups",
        "/api/model-groups",
        "/api/routes/health",
        "/api/provider-credentials",
        "/api/pricing/plans",
        "/api/webhooks",
        "/api/pricing",
        "/api/admin-users",
        "/api/admin-users/audit-logs",
    ] {
        let page = look(&world, &format!("{list}?limit=1")).await?;
        let total: u64 = page.headers["x-total-count"].to_str()?.parse()?;
        // The catalogue is grouped by provider, and says how many models are in the page.
        let shown = page
            .body
            .as_array()
            .map_or_else(|| page.body["count"].as_u64(), |page| u64::try_from(page.len()).ok());
        let shown = shown.with_context(|| format!("{list} answers no list"))?;
        ensure!(
            total >= shown && page.headers.contains_key("link") == (total > 1),
            "{list}: {:?}",
            page.headers
        );
    }

    let webhook = json!({"team_id": tenant.team_id, "webhook_url": "https://hooks.example.com", "events": ["credits.low"]});
    let webhook = world.post(&tenant.key, "/api/webhooks/register", &webhook).await?;
    let webhook_id = webhook.text("webhook_id")?;
    sqlx::query(
        "INSERT INTO webhook_deliveries (webhook_id, team_id, event, body, status, finished_at)
         SELECT $1::uuid, $2, 'credits.low', '{}', 'dead', now() FROM generate_series(1, 3)",
    )
    .bind(webhook_id)
    .bind(&tenant.team_id)
    .execute(&world.database)
    .await?;
    for list in [
        format!("/api/webhooks/{webhook_id}/deliveries?limit=2"),
        format!("/api/webhooks/dead-letters?team_id={}&limit=2", tenant.team_id),
    ] {
        let page = look(&world, &list).await?;
        let cursor = page
            .headers
            .get("x-next-cursor")
            .with_context(|| format!("{list} has no next page"))?
            .to_str()?;
        ensure!(page.body[1]["delivery_id"] == cursor, "{list}: {page:?}");
        let rest = look(&world, &format!("{list}&before={cursor}")).await?;
        ensure!(rest.body.as_array().is_some_and(|rest| rest.len() == 1), "{list}: {rest:?}");
        ensure!(rest.headers.get("x-next-cursor").is_none(), "{list}: {:?}", rest.headers);
    }
    Ok(())
}
