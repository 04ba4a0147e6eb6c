//! A read replica: where there is one, reports are read from it, and nothing is written there.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context, ensure};
use reqwest::RequestBuilder;
use serde_json::Value;
use stack::Checkout;
use stack::database::DatabaseUrl;
use tokio::runtime::Handle;
use tollgate_e2e::{Answer, Tenant, TenantOptions, World};

use crate::trial::Outcome;

crate::trials![reports_are_read_from_a_replica_that_takes_no_writes];

async fn reports_are_read_from_a_replica_that_takes_no_writes(world: Arc<World>) -> Outcome {
    let name = format!("replica_{}", uuid::Uuid::from_bytes(rand::random()).simple());
    let server = world.with_stack(|stack| stack.foundation().database().clone()).await?;
    let url = make_database(&server, &name)?;
    let functions_url = world
        .with_stack(|stack| anyhow::Ok(stack.foundation().functions_database()?.with_database(&name)))
        .await??;
    let replica = World::connect(&url, 1).await?;
    // Only the replica knows this team.
    let tenant = Tenant::create(&replica, &TenantOptions::default()).await?;
    replica.close().await;
    sqlx::query(sqlx::AssertSqlSafe(format!("ALTER DATABASE {name} SET default_transaction_read_only = on")))
        .execute(&world.database)
        .await
        .context("cannot make the replica read-only")?;
    let settings = BTreeMap::from([("DATABASE_READ_URL".to_owned(), functions_url.as_str().to_owned())]);
    let workers = world.more_functions("replica", None, settings).await?;
    let base_url = workers.base_url();
    let (team, organization) = (&tenant.team_id, &tenant.organization_id);
    for path in [format!("/api/teams/{team}/usage?period=2026-01"), format!("/api/teams/{team}/jobs")] {
        expect_from(&path, World::send(get(&world, &base_url, &path).bearer_auth(&tenant.key)).await?)?;
    }
    for path in [
        format!("/api/organizations/{organization}/usage?period=2026-01"),
        format!("/api/jobs/teams/{team}"),
        format!("/api/jobs/organizations/{organization}/stats"),
        format!("/api/jobs/organizations/{organization}/analytics"),
        format!("/api/stats/usage?team_id={team}"),
        format!("/api/jobs?team_id={team}"),
    ] {
        expect_from(
            &path,
            World::send(get(&world, &base_url, &path).header("x-admin-key", &world.admin_key)).await?,
        )?;
    }
    let dashboard =
        World::send(get(&world, &base_url, "/api/stats/dashboard").header("x-admin-key", &world.admin_key))
            .await?;
    ensure!(dashboard.body["teams"] == 1, "not that of the replica: {dashboard:?}");
    // A job that was opened just now must be found: that is never asked of the replica.
    let job = "/api/jobs/00000000-0000-7000-8000-000000000000";
    World::send(get(&world, &base_url, job).bearer_auth(&tenant.key))
        .await?
        .expect_error(401, "invalid_api_key")
}

/// Makes a database with the schema on a server. It blocks, for what migrates cannot be sent between threads.
pub fn make_database(server: &DatabaseUrl, name: &str) -> anyhow::Result<DatabaseUrl> {
    let make = async {
        let url = stack::database::create_database(server, name).await?;
        stack::database::migrate(&Checkout::find()?, &url, None).await?;
        Ok(url)
    };
    tokio::task::block_in_place(|| Handle::current().block_on(make))
}

fn get(world: &World, base_url: &str, path: &str) -> RequestBuilder {
    world.http.get(format!("{base_url}{path}"))
}

fn expect_from(path: &str, answer: Answer) -> Outcome {
    ensure!(answer.status == 200 && answer.body != Value::Null, "{path}: {answer:?}");
    Ok(())
}
