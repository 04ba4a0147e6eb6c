//! A database in which it is as late as the test says.
//!
//! The schema is brought into a schema of PostgreSQL that has a `now` and a `clock_timestamp` of its own and is searched
//! before `pg_catalog`, so that all functions and all defaults of columns take the time from there. Each life has a copy
//! of that database.

use anyhow::{Context, Result};
use sqlx::{AssertSqlSafe, Executor, PgConnection};
use tollgate_stack::Checkout;
use tollgate_stack::database::{DatabaseUrl, create_database, migrate};

/// In seconds. The clock goes in steps of a quarter of a minute, of which rates are whole multiples in binary too.
pub const TICK: i64 = 15;

const SEARCH_PATH: &str = "simulated, pg_catalog";

/// Without a time it is the system's, as when the schema is made.
const SIMULATED: &str = "
    CREATE SCHEMA simulated;
    CREATE FUNCTION simulated.now() RETURNS timestamptz LANGUAGE sql STABLE AS $$
        SELECT coalesce(to_timestamp(nullif(current_setting('simulated.now', true), '')::double precision), pg_catalog.now())
    $$;
    CREATE FUNCTION simulated.clock_timestamp() RETURNS timestamptz LANGUAGE sql STABLE AS $$ SELECT simulated.now() $$";

/// Makes databases with a clock of their own.
pub struct Clockmaker {
    template: DatabaseUrl,
    template_name: String,
    server: PgConnection,
    made: u32,
}

impl Clockmaker {
    pub async fn new(checkout: &Checkout, server: &DatabaseUrl) -> Result<Self> {
        let template_name = format!("books_{:016x}", rand::random::<u64>());
        let template = create_database(server, &template_name).await?;
        let mut connection = template.connect().await?;
        connection.execute(SIMULATED).await?;
        let search_here = format!("ALTER DATABASE {template_name} SET search_path = {SEARCH_PATH}");
        connection.execute(AssertSqlSafe(search_here)).await?;
        drop(connection);
        migrate(checkout, &template).await?;
        Ok(Self { template, template_name, server: server.connect().await?, made: 0 })
    }

    /// A connection to a database of its own, with the schema and nothing else. The one made before is dropped.
    pub async fn database(&mut self) -> Result<PgConnection> {
        self.drop(&self.copy(self.made)).await?;
        self.made += 1;
        let name = self.copy(self.made);
        let copy = format!("CREATE DATABASE {name} TEMPLATE {}", self.template_name);
        self.server.execute(AssertSqlSafe(copy)).await.context("no copy of the schema was made")?;
        let mut connection = self.template.with_database(&name).connect().await?;
        connection.execute(AssertSqlSafe(format!("SET search_path = {SEARCH_PATH}"))).await?;
        Ok(connection)
    }

    fn copy(&self, number: u32) -> String {
        format!("{}_{number}", self.template_name)
    }

    async fn drop(&mut self, name: &str) -> Result<()> {
        let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        self.server.execute(AssertSqlSafe(drop)).await?;
        Ok(())
    }

    /// Leaves nothing behind.
    pub async fn close(mut self) -> Result<()> {
        self.drop(&self.copy(self.made)).await?;
        self.drop(&self.template_name.clone()).await
    }
}

/// From now on it is this late, in seconds since 1970.
pub async fn set(connection: &mut PgConnection, now: i64) -> Result<()> {
    sqlx::query("SELECT set_config('simulated.now', $1, false)")
        .bind(now.to_string())
        .execute(connection)
        .await?;
    Ok(())
}
