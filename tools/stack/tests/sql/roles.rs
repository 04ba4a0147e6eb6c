//! What the functions' role may do in the database: call the functions that statements name, and nothing else.

use anyhow::{Context, Result, ensure};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tollgate_stack::database::{DatabaseUrl, migrate};
use tollgate_stack::node::NodeTools;
use tollgate_stack::postgres::{Durability, Postgres, PostgresOptions};
use tollgate_stack::roles::{APP, OWNER};
use tollgate_stack::{Checkout, Foundation, seed};

use crate::{close, empty, foundation, functions};

/// The foundation with the demo team, whose ledger has an entry, and a connection as the functions' role.
async fn seeded(name: &str) -> Result<(Foundation, PgConnection)> {
    let foundation = foundation(name).await?;
    seed::seed(foundation.database(), foundation.secrets(), "http://127.0.0.1:1").await?;
    let connection = foundation.functions_database()?.connect().await?;
    Ok((foundation, connection))
}

/// Everything that the ledger and the balances of teams have.
async fn books(foundation: &Foundation) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar(
        "SELECT entry::text FROM credit_transactions AS entry UNION ALL SELECT team::text FROM team_credits AS team
         UNION ALL SELECT change::text FROM admin_audit_log AS change ORDER BY 1",
    )
    .fetch_all(&mut foundation.database().connect().await?)
    .await?)
}

#[tokio::test]
async fn the_functions_role_cannot_rewrite_the_ledger_or_the_audit_log() -> Result<()> {
    let (foundation, mut connection) = seeded("rewriting").await?;
    let schema = functions()?.schema();
    let before = books(&foundation).await?;
    ensure!(before.len() == 2, "the demo team has one entry: {before:?}");
    let attempts = [
        "UPDATE credit_transactions SET credits_amount = 1".to_owned(),
        "DELETE FROM credit_transactions".to_owned(),
        "TRUNCATE credit_transactions CASCADE".to_owned(),
        "INSERT INTO credit_transactions (team_id, organization_id, transaction_type, credits_amount, credits_before, credits_after)
         VALUES ('demo-team', 'demo', 'allocation', 5, 1000, 1005)"
            .to_owned(),
        "MERGE INTO credit_transactions USING (VALUES (1)) AS one ON true WHEN MATCHED THEN DELETE".to_owned(),
        "COPY credit_transactions (team_id) FROM PROGRAM 'echo demo-team'".to_owned(),
        "SELECT * FROM credit_transactions FOR UPDATE".to_owned(),
        "WITH gone AS (DELETE FROM admin_audit_log RETURNING 1) SELECT count(*) FROM gone".to_owned(),
        "UPDATE admin_audit_log SET action = 'nothing'".to_owned(),
        "DELETE FROM audit_log_chain".to_owned(),
        "UPDATE team_credits SET credits_allocated = 1000000".to_owned(),
        "ALTER TABLE credit_transactions DISABLE TRIGGER ledger_is_append_only".to_owned(),
        "DROP TRIGGER ledger_is_append_only ON credit_transactions".to_owned(),
        "DROP TABLE credit_transactions CASCADE".to_owned(),
        "CREATE RULE entries AS ON INSERT TO credit_transactions DO INSTEAD NOTHING".to_owned(),
        "CREATE OR REPLACE FUNCTION refuse_rewriting_the_ledger() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'"
            .to_owned(),
        "SET session_replication_role = replica".to_owned(),
        format!("SET ROLE {OWNER}"),
        format!("SET SESSION AUTHORIZATION {OWNER}"),
        format!("GRANT {OWNER} TO {APP}"),
        format!("ALTER ROLE {APP} SUPERUSER"),
        format!("GRANT ALL ON credit_transactions TO {APP}"),
        format!("SELECT {schema}.grant_credits('demo-team', 5, 'allocation', 'Mine')"),
        format!("SELECT {schema}.post_to_ledger('demo-team', NULL, NULL, 'refund', -5, 'Mine')"),
        format!("SELECT {schema}.record_change('{{}}', 'nothing', NULL, NULL)"),
        format!("ALTER FUNCTION {schema}.add_credits SECURITY INVOKER"),
        format!("CREATE FUNCTION {schema}.now() RETURNS timestamptz LANGUAGE sql AS 'SELECT pg_catalog.now()'"),
        "CREATE FUNCTION public.granted(jsonb) RETURNS jsonb LANGUAGE sql AS 'SELECT $1'".to_owned(),
        "CREATE TABLE public.credit_transactions_too (entry text)".to_owned(),
    ];
    for attempt in &attempts {
        let outcome = connection.execute(AssertSqlSafe(attempt.clone())).await;
        let code = outcome.err().and_then(|error| Some(error.as_database_error()?.code()?.into_owned()));
        ensure!(code.as_deref() == Some("42501"), "{attempt}: {code:?}");
    }
    ensure!(books(&foundation).await? == before, "the books were changed");
    close(connection).await
}

#[tokio::test]
async fn a_temporary_table_is_not_taken_for_the_one_of_its_name() -> Result<()> {
    let (foundation, mut connection) = seeded("temporary_table").await?;
    // The caller's own table says that a made-up key belongs to the demo team.
    connection
        .execute(
            "CREATE TEMPORARY TABLE virtual_keys (key_hash bytea, team_id text, revoked_at timestamptz, expires_at timestamptz);
             INSERT INTO virtual_keys VALUES ('\\x00', 'demo-team');
             GRANT SELECT ON virtual_keys TO PUBLIC",
        )
        .await?;
    let schema = functions()?.schema();
    let ask = format!(
        r#"SELECT {schema}.check_credits('{{"kind": "virtual_key", "key_hash": "00"}}', '{}')::text"#,
        seed::TEAM
    );
    let answer: String = sqlx::query_scalar(AssertSqlSafe(ask.clone())).fetch_one(&mut connection).await?;
    ensure!(answer.contains("invalid_api_key"), "{answer}");
    // It would be, if the path did not end with the temporary tables.
    let unsafe_path = format!("ALTER FUNCTION {schema}.check_credits SET search_path = {schema}, public");
    foundation.database().connect().await?.execute(AssertSqlSafe(unsafe_path)).await?;
    let answer: String = sqlx::query_scalar(AssertSqlSafe(ask)).fetch_one(&mut connection).await?;
    ensure!(answer.contains("granted"), "the table was not a danger: {answer}");
    close(connection).await
}

#[tokio::test]
async fn the_functions_role_may_call_what_statements_call_and_nothing_else() -> Result<()> {
    let (foundation, _) = seeded("callable").await?;
    let mut connection = foundation.database().connect().await?;
    let callable: Vec<String> = sqlx::query_scalar(
        "SELECT proname::text FROM pg_proc
         WHERE pronamespace = to_regnamespace($1) AND has_function_privilege($2, oid, 'EXECUTE') ORDER BY 1",
    )
    .bind(functions()?.schema())
    .bind(APP)
    .fetch_all(&mut connection)
    .await?;
    let mut named: Vec<&str> = store::all_statements()
        .map(|statement| statement.name)
        .filter(|name| *name != "check_database")
        .collect();
    named.sort_unstable();
    ensure!(callable == named, "{callable:?} are callable, statements call {named:?}");
    let readable: Vec<String> = sqlx::query_scalar(
        "SELECT relname::text FROM pg_class
         WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'S')
             AND CASE relkind WHEN 'S' THEN has_sequence_privilege($1, oid, 'USAGE, SELECT, UPDATE')
                 ELSE has_table_privilege($1, oid, 'SELECT') OR has_any_column_privilege($1, oid, 'SELECT, INSERT, UPDATE') END
         ORDER BY 1",
    )
    .bind(APP)
    .fetch_all(&mut connection)
    .await?;
    ensure!(readable == ["_sqlx_migrations"], "{readable:?}");
    close(connection).await
}

#[tokio::test]
async fn what_an_operator_changes_through_the_functions_role_is_in_the_chain_of_the_audit_log() -> Result<()>
{
    let (foundation, mut connection) = seeded("operators_change").await?;
    let schema = functions()?.schema();
    // A caller's search path does not matter either.
    connection.execute("SET search_path = pg_temp").await?;
    let principal = r#"{"kind": "admin_key", "least_role": "admin"}"#;
    let changed: String = sqlx::query_scalar(AssertSqlSafe(format!(
        "SELECT {schema}.set_team_status($1::text::jsonb, $2, 'paused', 'Tried')::text"
    )))
    .bind(principal)
    .bind(seed::TEAM)
    .fetch_one(&mut connection)
    .await?;
    ensure!(changed.contains("granted"), "{changed}");
    let chained: Vec<String> = sqlx::query_scalar(
        "SELECT action FROM audit_log_chain JOIN admin_audit_log USING (audit_id) ORDER BY position",
    )
    .fetch_all(&mut foundation.database().connect().await?)
    .await?;
    ensure!(chained.len() == 1, "{chained:?}");
    close(connection).await
}

/// A role of its own on the server, which owns a database of its own: as `DATABASE_URL` of a managed PostgreSQL names one.
struct Administrator {
    server: DatabaseUrl,
    name: String,
    database: DatabaseUrl,
}

impl Administrator {
    async fn new(server: &DatabaseUrl, rights: &str) -> Result<Self> {
        let name = format!("administrator_{:08x}", rand::random::<u32>());
        let mut connection = server.connect().await?;
        for statement in [
            format!("CREATE ROLE {name} LOGIN PASSWORD 'secret' {rights}"),
            format!("CREATE DATABASE {name} OWNER {name}"),
        ] {
            connection.execute(AssertSqlSafe(statement)).await?;
        }
        connection.close().await?;
        let database = server.with_database(&name).with_account(&name, "secret")?;
        Ok(Self { server: server.clone(), name, database })
    }

    async fn drop(self) -> Result<()> {
        let mut connection = self.server.connect().await?;
        for statement in
            [format!("DROP DATABASE {} WITH (FORCE)", self.name), format!("DROP ROLE {}", self.name)]
        {
            connection.execute(AssertSqlSafe(statement)).await?;
        }
        Ok(connection.close().await?)
    }
}

#[tokio::test]
async fn an_owner_of_the_database_who_is_no_superuser_can_migrate_once_it_is_a_member_of_the_owner()
-> Result<()> {
    let foundation = foundation("no_superuser").await?;
    let checkout = Checkout::find()?;
    let administrator = Administrator::new(foundation.database(), "").await?;
    let refused = migrate(&checkout, &administrator.database, None).await.err().context("it was migrated")?;
    let reason = format!("{refused:#}");
    ensure!(reason.contains(&format!("member of {OWNER}")), "{reason}");
    let mut connection = foundation.database().connect().await?;
    connection.execute(AssertSqlSafe(format!("GRANT {OWNER} TO {}", administrator.name))).await?;
    let functions = foundation.functions_database()?.with_database(&administrator.name);
    let migrated = migrate(&checkout, &administrator.database, Some(&functions)).await?;
    ensure!(migrated.functions && migrated.adopted.is_none(), "{migrated:?}");
    ensure!(migrate(&checkout, &administrator.database, Some(&functions)).await?.migrations == 0);
    connection.execute(AssertSqlSafe(format!("REVOKE {OWNER} FROM {}", administrator.name))).await?;
    administrator.drop().await
}

#[tokio::test]
async fn an_administrator_who_may_make_roles_needs_no_superuser_on_a_new_server() -> Result<()> {
    let checkout = Checkout::find()?;
    let folder = checkout.state_dir().join("tests").join(format!("{}-new-server", std::process::id()));
    let options = PostgresOptions { folder: folder.clone(), port: None, durability: Durability::Volatile };
    let postgres = Postgres::start(&NodeTools::ready(&checkout)?, options).await?;
    let administrator = Administrator::new(&postgres.url("postgres")?, "CREATEROLE").await?;
    let functions = postgres.functions_url(&administrator.name)?;
    for expected in [true, false] {
        let migrated = migrate(&checkout, &administrator.database, Some(&functions)).await?;
        ensure!(migrated.functions == expected && migrated.adopted.is_none(), "{migrated:?}");
    }
    drop(postgres);
    Ok(std::fs::remove_dir_all(folder)?)
}

#[tokio::test]
async fn a_database_whose_tables_another_role_owned_is_given_to_the_owner_and_that_role_works_on()
-> Result<()> {
    let foundation = foundation("adopting").await?;
    let checkout = Checkout::find()?;
    let administrator = Administrator::new(foundation.database(), "").await?;
    // As an earlier version of `migrate` left it.
    let mut theirs = administrator.database.connect().await?;
    tollgate_stack::database::apply_schema(&mut theirs, &crate::folder("schema")?).await?;
    let as_server = foundation.database().with_database(&administrator.name);
    let functions = foundation.functions_database()?.with_database(&administrator.name);
    let migrated = migrate(&checkout, &as_server, Some(&functions)).await?;
    let adopted = migrated.adopted.context("nothing was adopted")?;
    ensure!(adopted.previous_owner == administrator.name, "{adopted}");
    let owners: Vec<String> = sqlx::query_scalar(
        "SELECT DISTINCT relowner::regrole::text FROM pg_class
         WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'S', 'i')",
    )
    .fetch_all(&mut as_server.connect().await?)
    .await?;
    ensure!(owners == [OWNER], "{owners:?}");
    // The build in use still connects as this role.
    let teams: i64 = sqlx::query_scalar("SELECT count(*) FROM team_credits").fetch_one(&mut theirs).await?;
    ensure!(teams == 0);
    close(theirs).await?;
    ensure!(migrate(&checkout, &as_server, Some(&functions)).await?.adopted.is_none());
    administrator.drop().await
}

#[tokio::test]
async fn an_address_of_the_functions_that_can_do_too_much_or_too_little_is_refused() -> Result<()> {
    let foundation = foundation("wrong_address").await?;
    let checkout = Checkout::find()?;
    let database = empty(foundation.database()).await?;
    let name = database.name().to_owned();
    let wrong_password = foundation.functions_database()?.with_database(&name).with_account(APP, "wrong")?;
    let administrator = Administrator::new(foundation.database(), "").await?;
    let stranger = database.with_account(&administrator.name, "secret")?;
    for (address, reason) in [
        (&database, "may write the ledger"),
        (&wrong_password, "\\password tollgate_app"),
        (&stranger, "neither tollgate_app nor a member"),
    ] {
        let refused = migrate(&checkout, &database, Some(address)).await.err().context("it was taken")?;
        let refused = format!("{refused:#}");
        ensure!(refused.contains(reason), "{refused}");
        ensure!(!refused.contains("secret") && !refused.contains("wrong@"), "{refused}");
    }
    administrator.drop().await
}

#[tokio::test]
async fn a_functions_role_that_was_made_stronger_is_refused() -> Result<()> {
    let foundation = foundation("stronger").await?;
    let checkout = Checkout::find()?;
    if foundation.postgres().is_none() {
        // The roles of another server are not to be changed.
        return Ok(());
    }
    let mut connection = foundation.database().connect().await?;
    for (stronger, weaker, reason) in [
        (
            format!("ALTER ROLE {APP} CREATEROLE"),
            format!("ALTER ROLE {APP} NOCREATEROLE"),
            "must be a plain role",
        ),
        (format!("GRANT {OWNER} TO {APP}"), format!("REVOKE {OWNER} FROM {APP}"), "must not be a member"),
    ] {
        connection.execute(AssertSqlSafe(stronger)).await?;
        let refused = migrate(&checkout, foundation.database(), None).await.err().context("it was taken")?;
        ensure!(format!("{refused:#}").contains(reason), "{refused:#}");
        connection.execute(AssertSqlSafe(weaker)).await?;
    }
    // What an operator granted on a table by mistake is taken back.
    connection.execute(AssertSqlSafe(format!("GRANT ALL ON credit_transactions TO {APP}, PUBLIC"))).await?;
    migrate(&checkout, foundation.database(), None).await?;
    let may_write: bool =
        sqlx::query_scalar("SELECT has_table_privilege($1, 'credit_transactions', 'SELECT, INSERT, UPDATE')")
            .bind(APP)
            .fetch_one(&mut connection)
            .await?;
    ensure!(!may_write);
    close(connection).await
}
