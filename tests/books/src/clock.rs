//! Databases whose clock the test sets.
//!
//! A PostgreSQL schema has a `now` and a `clock_timestamp` of its own and is searched before `pg_catalog`, so that all functions
//! and all defaults of columns take the time from there.

use anyhow::Result;
use sqlx::{AssertSqlSafe, Executor, PgConnection};
use stack::database::{DatabaseUrl, migrate};
use stack::{Checkout, sql_functions};

use crate::copies::Copies;

/// The step of the clock, in seconds: a quarter of a minute. A rate limit's refill in that time is exact in binary too.
pub const TICK: i64 = 15;

/// Where names without a schema are looked for, in this order.
const SEARCH_PATH: &str = "public, simulated, pg_catalog";

/// As long as no time is set, as when the migrations are applied, the clock is the system's.
const SIMULATED: &str = "
    CREATE SCHEMA simulated;
    GRANT USAGE ON SCHEMA simulated TO PUBLIC;
    CREATE FUNCTION simulated.now() RETURNS timestamptz LANGUAGE sql STABLE AS $$
        SELECT coalesce(to_timestamp(nullif(current_setting('simulated.now', true), '')::double precision), pg_catalog.now())
    $$;
    CREATE FUNCTION simulated.clock_timestamp() RETURNS timestamptz LANGUAGE sql STABLE AS $$ SELECT simulated.now() $$";

/// The functions that statements call have a search path of their own: from now on with the simulated time.
const SIMULATE_IN_FUNCTIONS: &str = "
    DO $$
    DECLARE
        v_function record;
    BEGIN
        FOR v_function IN
            SELECT function.oid::regprocedure AS signature, installed.schema_name
            FROM installed_functions AS installed
            JOIN pg_proc AS function ON function.pronamespace = to_regnamespace(installed.schema_name)
            WHERE function.proconfig IS NOT NULL
        LOOP
            EXECUTE format('ALTER FUNCTION %s SET search_path = %I, public, simulated, pg_catalog',
                v_function.signature, v_function.schema_name);
        END LOOP;
    END $$";

/// Makes databases with a simulated clock.
pub struct ClockedDatabases(Copies);

impl ClockedDatabases {
    /// Prepares them on the server of this database.
    ///
    /// # Errors
    /// If the server refuses or a migration fails.
    pub async fn new(checkout: &Checkout, server: &DatabaseUrl) -> Result<Self> {
        let copies = Copies::new(server).await?;
        let mut connection = copies.template().connect().await?;
        connection.execute(SIMULATED).await?;
        let search_here =
            format!("ALTER DATABASE {} SET search_path = {SEARCH_PATH}", copies.template_name());
        connection.execute(AssertSqlSafe(search_here)).await?;
        drop(connection);
        migrate(checkout, copies.template(), None).await?;
        copies.template().connect().await?.execute(SIMULATE_IN_FUNCTIONS).await?;
        Ok(Self(copies))
    }

    /// A connection to a new database, with the schema and nothing else. The previous one is dropped.
    ///
    /// # Errors
    /// If the server refuses.
    pub async fn create(&mut self) -> Result<PgConnection> {
        let mut connection = self.0.create().await?;
        connection.execute(AssertSqlSafe(format!("SET search_path = {SEARCH_PATH}"))).await?;
        sql_functions::search_newest(&mut connection).await?;
        Ok(connection)
    }

    /// Drops everything that was made.
    ///
    /// # Errors
    /// If the server refuses.
    pub async fn close(self) -> Result<()> {
        self.0.close().await
    }
}

/// Sets the clock of a connection's database, in seconds since 1970.
///
/// # Errors
/// If the database does not answer.
pub async fn set(connection: &mut PgConnection, now: i64) -> Result<()> {
    sqlx::query("SELECT set_config('simulated.now', $1, false)")
        .bind(now.to_string())
        .execute(connection)
        .await?;
    Ok(())
}
