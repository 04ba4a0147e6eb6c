//! Connections to the database where it takes only so many. On Workers each request has one of its own from Hyperdrive, which pools
//! them; Spin has a pool for each component.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, ensure};
use api::routes::{Auth, ROUTES, Route};
use futures_util::future::join_all;
use reqwest::RequestBuilder;
use sqlx::Connection;
use stack::database::DatabaseUrl;
use stack::manifests::runtime_config::most_connections;
use stack::running::Running;
use stack::{Function, Runtime};
use tollgate_e2e::{Answer, World};

use crate::permissions::Subject;
use crate::replica::make_database;
use crate::trial::Outcome;

crate::trials![
    a_burst_over_all_functions_keeps_within_the_connections_that_they_are_given,
    without_a_limit_of_its_own_such_a_burst_takes_all_connections_and_calls_fail,
    readiness_sees_that_no_other_connection_can_be_had,
];

/// How many connections the functions may hold at once: the fewest.
const MAX_CONNECTIONS: usize = 1;

/// A database that takes only so many connections of roles that are not superusers.
struct LimitedDatabase {
    name: String,
    /// As the functions connect.
    functions_url: DatabaseUrl,
}

impl LimitedDatabase {
    async fn create(world: &World, connections: usize) -> anyhow::Result<Self> {
        let name = format!("limited_{}", uuid::Uuid::from_bytes(rand::random()).simple());
        let server = world.with_stack(|stack| stack.foundation().database().clone()).await?;
        make_database(&server, &name)?;
        let limit = format!("ALTER DATABASE {name} CONNECTION LIMIT {connections}");
        sqlx::query(sqlx::AssertSqlSafe(limit)).execute(&world.database).await?;
        let functions_url = world
            .with_stack(|stack| anyhow::Ok(stack.foundation().functions_database()?.with_database(&name)))
            .await??;
        Ok(Self { name, functions_url })
    }

    /// The connections of the functions' role.
    async fn connections(&self, world: &World) -> anyhow::Result<usize> {
        let count: i64 = sqlx::query_scalar("SELECT count(*) FROM pg_stat_activity WHERE datname = $1")
            .bind(&self.name)
            .fetch_one(&world.database)
            .await?;
        Ok(usize::try_from(count)?)
    }
}

/// So many requests to each function that reaches the database, all at once.
async fn burst(world: &World, base_url: &str, of_each: usize) -> anyhow::Result<Vec<Answer>> {
    let mut requests = Vec::new();
    for function in Function::all().iter().filter(|function| function.uses_database()) {
        let routes = || ROUTES.iter().filter(|route| route.function().name() == function.name());
        let route = routes().find(|route| route.method.as_str() == "GET").or_else(|| routes().next());
        let route = route.with_context(|| format!("{} has no route", function.name()))?;
        for _ in 0..of_each {
            requests.push(at(world, base_url, route)?);
        }
    }
    join_all(requests.into_iter().map(World::send)).await.into_iter().collect()
}

/// A request that the database has to be asked for: by an operator, or with a key that it does not know.
fn at(world: &World, base_url: &str, route: &Route) -> anyhow::Result<RequestBuilder> {
    let request = Subject::nothing().request(world, route)?;
    let request = match route.auth {
        Auth::Team => request.bearer_auth("sk-nobodys-key"),
        _ => request.header("x-admin-key", &world.admin_key),
    };
    let mut request = request.build()?;
    let path = request.url().as_str().strip_prefix(&world.url("")).context("another address")?;
    *request.url_mut() = format!("{base_url}{path}").parse()?;
    Ok(RequestBuilder::from_parts(world.http.clone(), request))
}

/// Functions of Spin with a database that takes as many connections as are documented for the limit of `MAX_CONNECTIONS`, whatever limit
/// they have themselves.
async fn on_spin(
    world: &World,
    name: &str,
    max_connections: Option<usize>,
) -> anyhow::Result<Option<(LimitedDatabase, Running)>> {
    if world.runtime != Runtime::Spin {
        return Ok(None);
    }
    let database = LimitedDatabase::create(world, most_connections(MAX_CONNECTIONS, 1)).await?;
    let functions = world.functions_with_connections(name, &database.functions_url, max_connections).await?;
    Ok(Some((database, functions)))
}

async fn a_burst_over_all_functions_keeps_within_the_connections_that_they_are_given(
    world: Arc<World>,
) -> Outcome {
    let Some((database, functions)) = on_spin(&world, "in-limits", Some(MAX_CONNECTIONS)).await? else {
        return Ok(());
    };
    // They take turns with one connection, and each waits for it at most five seconds.
    for _ in 0..3 {
        let answers = burst(&world, &functions.base_url(), 3).await?;
        let failed: Vec<&Answer> = answers.iter().filter(|answer| answer.status >= 500).collect();
        ensure!(failed.is_empty(), "{} of {} failed: {:?}", failed.len(), answers.len(), failed.first());
    }
    let (kept, most) = (database.connections(&world).await?, most_connections(MAX_CONNECTIONS, 1));
    ensure!(kept <= most, "{kept} connections, and {most} are documented");
    // Each component keeps its own.
    ensure!(kept > 20, "{kept} connections: this was no burst over all functions");
    Ok(())
}

async fn without_a_limit_of_its_own_such_a_burst_takes_all_connections_and_calls_fail(
    world: Arc<World>,
) -> Outcome {
    let Some((_database, functions)) = on_spin(&world, "without-limits", None).await? else { return Ok(()) };
    let answers = burst(&world, &functions.base_url(), 6).await?;
    let failed: Vec<&Answer> = answers.iter().filter(|answer| answer.status >= 500).collect();
    ensure!(!failed.is_empty(), "{} answers, none of which failed", answers.len());
    for answer in failed {
        ensure!(["database_unavailable", "not_ready"].contains(&answer.code()), "{answer:?}");
    }
    Ok(())
}

async fn readiness_sees_that_no_other_connection_can_be_had(world: Arc<World>) -> Outcome {
    let database = LimitedDatabase::create(&world, 8).await?;
    let functions =
        world.more_functions("no-connection", Some(database.functions_url.clone()), [].into()).await?;
    let ready = || World::send(world.http.get(format!("{}/health/ready", functions.base_url())));
    ready().await?.expect(200)?;
    let mut taken = Vec::new();
    while let Ok(connection) = database.functions_url.connect().await {
        ensure!(taken.len() < 8, "the database takes more connections than its limit");
        taken.push(connection);
    }
    let expected = match world.runtime {
        Runtime::Cloudflare => "unreachable",
        Runtime::Spin => "no_free_connection",
    };
    let answer = until_status(503, ready).await?;
    answer.expect_error(503, "not_ready")?;
    ensure!(answer.body["checks"]["database"] == expected, "{answer:?}");
    let organizations = format!("{}/api/organizations", functions.base_url());
    let operators = World::send(world.http.get(organizations).header("x-admin-key", &world.admin_key));
    operators.await?.expect_error(503, "database_unavailable")?;
    for connection in taken {
        connection.close().await?;
    }
    until_status(200, ready).await?.expect(200)
}

/// The first answer with a status, or the last one within 15 s: a check is answered from one that was made up to ten seconds before.
async fn until_status<F>(status: u16, ask: impl Fn() -> F) -> anyhow::Result<Answer>
where
    F: Future<Output = anyhow::Result<Answer>>,
{
    for _ in 0..30 {
        let answer = ask().await?;
        if answer.status == status {
            return Ok(answer);
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    ask().await
}
