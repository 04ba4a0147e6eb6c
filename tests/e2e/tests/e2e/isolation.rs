//! One team's key opens nothing of another team's, and moves nothing: every route that takes a team's key, walked.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{bail, ensure};
use api::routes::{Auth, CallableModelsOperation, Operation, ROUTES, Route};
use reqwest::Method;
use serde_json::{Value, json};
use tollgate_e2e::{Answer, Tenant, TenantOptions, World, books};

use crate::trial::Outcome;

crate::trials![a_foreign_key_opens_no_route_of_a_team_and_moves_nothing,];

/// What only its own team may read, if it is read at all.
const MARK: &str = "only-for-its-own-team";

/// A team with something of everything that a path can name.
struct Victim {
    tenant: Tenant,
    job_id: String,
    group_name: String,
    webhook_id: String,
    delivery_id: String,
}

impl Victim {
    async fn new(world: &World) -> anyhow::Result<Self> {
        let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
        let request = json!({"team_id": tenant.team_id, "job_type": "test", "metadata": {"mark": MARK}});
        let job = world.post(&tenant.key, "/api/jobs/create", &request).await?;
        job.expect(200)?;
        let job_id = job.text("job_id")?.to_owned();
        world.call(&tenant, &job_id, "hi").await?.expect(200)?;
        books::all_settled(&world.database, &tenant.team_id).await?;
        let group_name = tenant.team_id.replace("team", "models");
        sqlx::query(
            "WITH made AS (INSERT INTO model_groups (group_name) VALUES ($1) RETURNING model_group_id),
                  member AS (INSERT INTO model_group_models (model_group_id, model_name) SELECT model_group_id, $2 FROM made)
             INSERT INTO team_model_groups (team_id, model_group_id) SELECT $3, model_group_id FROM made",
        )
        .bind(&group_name)
        .bind(&tenant.alias)
        .bind(&tenant.team_id)
        .execute(&world.database)
        .await?;
        let webhook = json!({"team_id": tenant.team_id, "webhook_url": "https://hooks.example.com", "description": MARK,
            "events": ["credits.low"]});
        let webhook = world.post(&tenant.key, "/api/webhooks/register", &webhook).await?;
        let webhook_id = webhook.text("webhook_id")?.to_owned();
        // A dead letter: it is not sent while this test looks.
        let delivery_id: uuid::Uuid = sqlx::query_scalar(
            "INSERT INTO webhook_deliveries (webhook_id, team_id, event, body, status, finished_at)
             VALUES ($1::uuid, $2, 'credits.low', '{}', 'dead', now()) RETURNING delivery_id",
        )
        .bind(&webhook_id)
        .bind(&tenant.team_id)
        .fetch_one(&world.database)
        .await?;
        Ok(Self { tenant, job_id, group_name, webhook_id, delivery_id: delivery_id.to_string() })
    }

    /// A request to a route that names this team and what is its own, in the path, the query and the body.
    async fn request(&self, world: &World, route: &Route, key: &str) -> anyhow::Result<Answer> {
        let mut path = String::new();
        for segment in route.path.split('/').skip(1) {
            let name = segment.strip_prefix('{').and_then(|name| name.strip_suffix('}'));
            path += "/";
            path += match name {
                None => segment,
                Some("team_id") => &self.tenant.team_id,
                Some("job_id") => &self.job_id,
                Some("group_name") => &self.group_name,
                Some("organization_id") => &self.tenant.organization_id,
                Some("webhook_id") => &self.webhook_id,
                Some("delivery_id") => &self.delivery_id,
                Some("alias" | "model") => &self.tenant.alias,
                Some("provider") => "openai",
                Some(name) if name.ends_with("_id") => "01a20d78-d0d1-79e9-893d-af8d9664c7af",
                Some(name) => bail!("this test does not know what a team has as {name}"),
            };
        }
        let path = format!("{path}?team_id={}&period=2026-01", self.tenant.team_id);
        let request = world
            .http
            .request(Method::from_bytes(route.method.as_str().as_bytes())?, world.url(&path))
            .bearer_auth(key);
        let mut body = world.create_and_call_body(&self.tenant, "hi");
        body["input"] = json!("hi");
        body["status"] = json!("completed");
        body["metadata"] = json!({"note": "x"});
        body["credits"] = json!(1);
        body["webhook_url"] = json!("https://hooks.example.com");
        body["events"] = json!(["job.failed"]);
        World::send(if route.method.as_str() == "GET" { request } else { request.json(&body) }).await
    }
}

/// Everything that the database has of a team, but for when its keys were used.
async fn everything_of(world: &World, team_id: &str) -> anyhow::Result<BTreeMap<String, Vec<Value>>> {
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT relname::text FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
         WHERE attname = 'team_id' AND relkind IN ('r', 'p') AND NOT relispartition
             AND relnamespace = 'public'::regnamespace",
    )
    .fetch_all(&world.database)
    .await?;
    ensure!(tables.len() > 5, "{tables:?}");
    let mut everything = BTreeMap::new();
    for table in tables {
        let mut rows = books::rows(&world.database, &table, "team_id", team_id).await?;
        rows.iter_mut().filter_map(Value::as_object_mut).for_each(|row| drop(row.remove("last_used_at")));
        rows.sort_by_key(Value::to_string);
        everything.insert(table, rows);
    }
    Ok(everything)
}

fn changed(before: &BTreeMap<String, Vec<Value>>, after: &BTreeMap<String, Vec<Value>>) -> Vec<String> {
    after
        .iter()
        .filter(|(table, rows)| before.get(*table) != Some(rows))
        .map(|(table, _)| table.clone())
        .collect()
}

/// Whether a route answers every key, each with what is its own.
fn names_nothing_of_a_team(route: &Route) -> bool {
    route.operation == Operation::CallableModels(CallableModelsOperation::ListCallableModels)
}

async fn a_foreign_key_opens_no_route_of_a_team_and_moves_nothing(world: Arc<World>) -> Outcome {
    let victim = Victim::new(&world).await?;
    let stranger = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let teams = [&victim.tenant.team_id, &stranger.team_id];
    let mut before = Vec::new();
    for team_id in teams {
        before.push(everything_of(&world, team_id).await?);
    }
    let calls = world.provider_calls(&victim.tenant.team_id).await?.len();

    let routes: Vec<&Route> =
        ROUTES.iter().filter(|route| matches!(route.auth, Auth::Team | Auth::TeamOrOperator(_))).collect();
    for route in &routes {
        let answer = victim.request(&world, route, &stranger.key).await?;
        let place = format!("{} {}: {answer:?}", route.method.as_str(), route.path);
        if names_nothing_of_a_team(route) {
            ensure!(answer.status == 200 && !answer.raw.contains(&victim.tenant.alias), "{place}");
            continue;
        }
        ensure!(matches!(answer.status, 403 | 404), "{place}");
        ensure!(!["", "not_found"].contains(&answer.code()) && !answer.raw.contains(MARK), "{place}");
        for (team_id, before) in teams.iter().zip(&before) {
            let changed = changed(before, &everything_of(&world, team_id).await?);
            ensure!(changed.is_empty(), "{place} changed {changed:?} of {team_id}");
        }
    }
    ensure!(world.provider_calls(&victim.tenant.team_id).await?.len() == calls, "a provider was called");
    books::assert_balanced(&world.database, &victim.tenant.team_id).await?;

    // The same requests are not turned away where they come from the team itself: it was the key that was wrong.
    for route in routes {
        let answer = victim.request(&world, route, &victim.tenant.key).await?;
        ensure!(
            !matches!(answer.status, 401 | 403 | 404 | 500),
            "{} {}: {answer:?}",
            route.method.as_str(),
            route.path
        );
    }
    Ok(())
}
