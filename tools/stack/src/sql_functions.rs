//! Installs the SQL functions of `migrations/functions`, each version into a schema of its own, and drops versions that no
//! build uses any more. The rule is in `docs/deploying.md`.

use anyhow::{Context, Result, ensure};
use migrations::Functions;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

use crate::roles::APP;

/// Which versions besides the newest two stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retention {
    /// Those that were replaced within the last seven days: the rollout of a build may take days.
    Rollout,
    /// None: on a developer's machine each saved file makes a version.
    Development,
}

/// Installs these functions into their schema, unless they are there, and makes them the newest. Returns whether they were not.
///
/// # Errors
/// If PostgreSQL refuses one of them; then nothing was installed.
pub async fn install(connection: &mut PgConnection, functions: &Functions) -> Result<bool> {
    let schema = functions.schema();
    let mut transaction = connection.begin().await?;
    // Two who install at once do so one after the other.
    transaction.execute("SELECT pg_advisory_xact_lock(hashtext('tollgate.sql_functions'))").await?;
    let known: bool = sqlx::query_scalar(
        "SELECT to_regnamespace($1) IS NOT NULL AND EXISTS (SELECT FROM installed_functions WHERE schema_name = $1)",
    )
    .bind(&schema)
    .fetch_one(&mut *transaction)
    .await?;
    if !known {
        create(&mut transaction, functions, &schema).await?;
    }
    sqlx::query(
        "INSERT INTO installed_functions (schema_name) VALUES ($1)
         ON CONFLICT (schema_name) DO UPDATE SET installed_at = excluded.installed_at",
    )
    .bind(&schema)
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(!known)
}

async fn create(connection: &mut PgConnection, functions: &Functions, schema: &str) -> Result<()> {
    let tables: String =
        sqlx::query_scalar("SELECT quote_ident(current_schema())").fetch_one(&mut *connection).await?;
    let prepare = format!(
        "CREATE SCHEMA {schema};
         -- What functions keep as `SET search_path FROM CURRENT`.
         SET LOCAL search_path = {schema}, {tables}, pg_temp;
         -- They may stand in any order, and call each other.
         SET LOCAL check_function_bodies = off;"
    );
    connection.execute(AssertSqlSafe(prepare)).await?;
    for file in functions.in_order() {
        connection
            .execute(AssertSqlSafe(file.sql().to_owned()))
            .await
            .with_context(|| format!("cannot install migrations/functions/{}", file.path()))?;
    }
    check(connection, schema).await?;
    connection.execute(AssertSqlSafe(format!("SET LOCAL search_path = {tables}"))).await?;
    open_entries(connection, schema).await
}

/// Lets the functions' role call those functions that statements name, which run with the rights of the owner, and no others.
async fn open_entries(connection: &mut PgConnection, schema: &str) -> Result<()> {
    let open = format!(
        "DO $$
         DECLARE
             v_entry regprocedure;
         BEGIN
             REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {schema} FROM PUBLIC;
             GRANT USAGE ON SCHEMA {schema} TO {APP};
             FOR v_entry IN SELECT oid FROM pg_proc WHERE pronamespace = '{schema}'::regnamespace AND prosecdef LOOP
                 EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO {APP}', v_entry);
             END LOOP;
         END $$"
    );
    connection.execute(AssertSqlSafe(open)).await.context("the functions cannot be opened to their role")?;
    Ok(())
}

/// Has PostgreSQL check the bodies, which it did not do as they were created.
async fn check(connection: &mut PgConnection, schema: &str) -> Result<()> {
    connection.execute("SET LOCAL check_function_bodies = on").await?;
    let functions: Vec<(i64, String, String)> = sqlx::query_as(
        "SELECT function.oid::bigint, function.proname::text, language.lanvalidator::regproc::text
         FROM pg_proc AS function JOIN pg_language AS language ON language.oid = function.prolang
         WHERE pronamespace = to_regnamespace($1) AND language.lanvalidator <> 0",
    )
    .bind(schema)
    .fetch_all(&mut *connection)
    .await?;
    for (function, name, validator) in functions {
        connection
            .execute(AssertSqlSafe(format!("SELECT {validator}({function}::oid)")))
            .await
            .with_context(|| format!("the SQL function {name} is not right"))?;
    }
    Ok(())
}

/// Makes the partitions of the months to come, as the sweep does: before the first call there must be one.
///
/// # Errors
/// If PostgreSQL refuses.
pub async fn create_partitions(connection: &mut PgConnection, schema: &str) -> Result<()> {
    let mut transaction = connection.begin().await?;
    transaction
        .execute(AssertSqlSafe(format!(
            "SELECT set_config('search_path', current_setting('search_path') || ',{schema}', true);
             SELECT create_call_partitions_ahead()"
        )))
        .await
        .context("cannot make the partitions of the months to come")?;
    transaction.commit().await?;
    Ok(())
}

/// Drops the versions that no build uses any more. Returns their schemas.
///
/// # Errors
/// If PostgreSQL refuses, or such a schema has something that is no function.
pub async fn drop_unused(connection: &mut PgConnection, retention: Retention) -> Result<Vec<String>> {
    let days = match retention {
        Retention::Rollout => 7,
        Retention::Development => 0,
    };
    let mut transaction = connection.begin().await?;
    let unused: Vec<String> = sqlx::query_scalar(
        "SELECT schema_name FROM (
             SELECT schema_name, row_number() OVER newest_first AS place, lag(installed_at) OVER newest_first AS replaced_at
             FROM installed_functions WINDOW newest_first AS (ORDER BY installed_at DESC, schema_name)) AS versions
         WHERE place > 2 AND replaced_at <= now() - make_interval(days => $1)",
    )
    .bind(days)
    .fetch_all(&mut *transaction)
    .await?;
    for schema in &unused {
        let relations: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM pg_class WHERE relnamespace = to_regnamespace($1) AND relkind <> 'c'",
        )
        .bind(schema)
        .fetch_one(&mut *transaction)
        .await?;
        ensure!(relations == 0, "the schema {schema} has tables: it is not dropped");
        let drop = format!("DROP SCHEMA IF EXISTS {schema} CASCADE");
        transaction.execute(AssertSqlSafe(drop)).await.with_context(|| format!("cannot drop {schema}"))?;
        sqlx::query("DELETE FROM installed_functions WHERE schema_name = $1")
            .bind(schema)
            .execute(&mut *transaction)
            .await?;
    }
    transaction.commit().await?;
    Ok(unused)
}

/// The schema of the newest functions.
///
/// # Errors
/// If the database has none.
pub async fn newest(connection: &mut PgConnection) -> Result<String> {
    sqlx::query_scalar("SELECT schema_name FROM installed_functions ORDER BY installed_at DESC LIMIT 1")
        .fetch_one(connection)
        .await
        .context("the database has no functions: run `cargo xtask migrate` on it")
}

/// From now on, the connection finds the newest functions by their bare names: for tools and tests that call them one by one.
/// The functions of a build find each other by themselves.
///
/// # Errors
/// If the database has no functions.
pub async fn search_newest(connection: &mut PgConnection) -> Result<()> {
    let schema = newest(connection).await?;
    sqlx::query(
        "SELECT set_config('search_path', replace(path, ',' || $1, '') || ',' || $1, false)
         FROM current_setting('search_path') AS path",
    )
    .bind(schema)
    .execute(connection)
    .await?;
    Ok(())
}
