//! Databases whose clock is set from outside: for tests in which months pass, and for data of a past that has to be made as
//! production would have made it.
//!
//! A PostgreSQL schema has a `now` and a `clock_timestamp` of its own and is searched before `pg_catalog`, so that all functions
//! and all defaults of columns take the time from there.

use anyhow::{Context, Result};
use sqlx::{AssertSqlSafe, Executor, PgConnection};

use crate::Checkout;
use crate::database::{DatabaseUrl, migrate};
use crate::sql_functions;

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

/// Gives an empty database the schema and the functions, with a simulated clock.
///
/// # Errors
/// If the server refuses or a migration fails.
pub async fn migrate_with_clock(checkout: &Checkout, database: &DatabaseUrl) -> Result<()> {
    let mut connection = database.connect().await?;
    connection.execute(SIMULATED).await.context("the clock was not made")?;
    let search_here = format!("ALTER DATABASE {} SET search_path = {SEARCH_PATH}", database.name());
    connection.execute(AssertSqlSafe(search_here)).await?;
    drop(connection);
    migrate(checkout, database, None).await?;
    database.connect().await?.execute(SIMULATE_IN_FUNCTIONS).await?;
    Ok(())
}

/// Has a connection to such a database find the clock, and the newest functions by their bare names.
///
/// # Errors
/// If the database has no functions.
pub async fn use_clock(connection: &mut PgConnection) -> Result<()> {
    connection.execute(AssertSqlSafe(format!("SET search_path = {SEARCH_PATH}"))).await?;
    sql_functions::search_newest(connection).await
}

/// Sets the clock of a connection to such a database, in seconds since 1970.
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
