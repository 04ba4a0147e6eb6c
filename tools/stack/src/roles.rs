//! The two roles of a database. `tollgate_owner` owns the tables and the functions, and cannot log in. The functions connect as
//! `tollgate_app`, which may call the SQL functions that statements name; of the tables it reads only the list of migrations. An attacker
//! who has the functions' connection string can do what the API can, but cannot rewrite the ledger or the audit log.

use std::fmt;

use anyhow::{Context, Result, ensure};
use postgres_protocol::password::scram_sha_256;
use sqlx::{AssertSqlSafe, Executor, PgConnection};

use crate::database::DatabaseUrl;

/// The role that owns the tables and the functions. `migrate` acts as it.
pub const OWNER: &str = "tollgate_owner";

/// The role of the functions' connection string.
pub const APP: &str = "tollgate_app";

/// Makes both roles, unless the server has them, and checks what they may do. From then on the connection acts as the owner.
///
/// With the functions' own address, `tollgate_app` is made with its password. Without, it is made without one and cannot connect.
///
/// # Errors
/// If the role of the connection may not make or use them, or one of them may do more than it should.
pub async fn prepare(
    connection: &mut PgConnection,
    functions: Option<&DatabaseUrl>,
) -> Result<Option<Adopted>> {
    make(connection, OWNER, "NOLOGIN").await?;
    make(connection, APP, &format!("LOGIN{}", password_clause(functions))).await?;
    check(connection).await?;
    become_member(connection).await?;
    connection.execute(AssertSqlSafe(ROOM.replace("{OWNER}", OWNER))).await.with_context(|| {
        format!("{OWNER} cannot be given the right to make schemas and tables: only the owner of the database can do that")
    })?;
    let adopted = adopt(connection).await?;
    connection
        .execute(AssertSqlSafe(format!("SET ROLE {OWNER}")))
        .await
        .with_context(|| format!("cannot act as {OWNER}"))?;
    Ok(adopted)
}

/// The tables' previous owner, who was given membership in `tollgate_owner` so that the build in use keeps working.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adopted {
    /// Its name.
    pub previous_owner: String,
}

impl fmt::Display for Adopted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { previous_owner } = self;
        write!(
            f,
            "{previous_owner} owned the tables and is now a member of {OWNER}, so that functions that connect as {previous_owner} \
             continue to work: deploy them with the address of {APP}"
        )
    }
}

/// What the owner needs in the database, and what no other role should have. PostgreSQL before 15, and databases that come from
/// it, let every role make tables in `public`.
const ROOM: &str = "DO $$ BEGIN
        EXECUTE format('GRANT CONNECT, CREATE ON DATABASE %I TO {OWNER}', current_database());
        EXECUTE format('GRANT USAGE, CREATE ON SCHEMA %I TO {OWNER}', current_schema());
        EXECUTE format('REVOKE CREATE ON SCHEMA %I FROM PUBLIC', current_schema());
    END $$";

/// The password as PostgreSQL keeps it (SCRAM-SHA-256), so that it does not stand in the server's log.
fn password_clause(functions: Option<&DatabaseUrl>) -> String {
    let password = functions.filter(|url| url.user() == APP).and_then(DatabaseUrl::password);
    password.map(|password| format!(" PASSWORD '{}'", scram_sha_256(password.as_bytes()))).unwrap_or_default()
}

/// Makes a role, unless there is one of the name.
async fn make(connection: &mut PgConnection, role: &str, options: &str) -> Result<()> {
    let exists: bool = sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)")
        .bind(role)
        .fetch_one(&mut *connection)
        .await?;
    if exists {
        return Ok(());
    }
    match connection.execute(AssertSqlSafe(format!("CREATE ROLE {role} {options}"))).await {
        Ok(_) => Ok(()),
        // Roles are the server's: another process has made it just now, for another database.
        Err(error) if matches!(code_of(&error).as_deref(), Some("42710" | "23505")) => Ok(()),
        Err(error) => Err(error).with_context(|| {
            let login = options.split(' ').next().unwrap_or_default();
            format!(
                "the role {role} cannot be made: let an administrator of the server run `CREATE ROLE {role} {login}`"
            )
        }),
    }
}

fn code_of(error: &sqlx::Error) -> Option<String> {
    Some(error.as_database_error()?.code()?.into_owned())
}

/// Checks that neither role is more than it should be: functions run with the rights of the owner.
async fn check(connection: &mut PgConnection) -> Result<()> {
    let strong: Vec<String> = sqlx::query_scalar(
        "SELECT rolname::text FROM pg_roles
         WHERE rolname IN ($1, $2) AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls)
         ORDER BY 1",
    )
    .bind(OWNER)
    .bind(APP)
    .fetch_all(&mut *connection)
    .await?;
    ensure!(
        strong.is_empty(),
        "{} must be a plain role: ALTER ROLE … NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS",
        strong.join(" and ")
    );
    let memberships: Option<String> = sqlx::query_scalar(
        "SELECT string_agg(roleid::regrole::text, ', ') FROM pg_auth_members WHERE member = to_regrole($1)",
    )
    .bind(APP)
    .fetch_one(connection)
    .await?;
    ensure!(
        memberships.is_none(),
        "{APP} must not be a member of another role: REVOKE {} FROM {APP}",
        memberships.unwrap_or_default()
    );
    Ok(())
}

/// Makes the connection's role a member of the owner, unless it is one: a role that may make roles has to be told to inherit.
async fn become_member(connection: &mut PgConnection) -> Result<()> {
    let is_member: bool = sqlx::query_scalar("SELECT pg_has_role(current_user, $1, 'USAGE')")
        .bind(OWNER)
        .fetch_one(&mut *connection)
        .await?;
    if !is_member {
        let grant = format!("GRANT {OWNER} TO CURRENT_USER");
        connection.execute(AssertSqlSafe(grant)).await.with_context(|| {
            format!("the role of DATABASE_URL must be a member of {OWNER}: let an administrator of the server grant it")
        })?;
    }
    Ok(())
}

/// Gives the owner what an older version of `migrate` made as another role.
async fn adopt(connection: &mut PgConnection) -> Result<Option<Adopted>> {
    let previous: Option<(String, bool)> = sqlx::query_as(
        "SELECT relowner::regrole::text, rolsuper FROM pg_class JOIN pg_roles AS role ON role.oid = relowner
         WHERE pg_class.oid = to_regclass('_sqlx_migrations') AND rolname <> $1",
    )
    .bind(OWNER)
    .fetch_optional(&mut *connection)
    .await?;
    let Some((previous_owner, is_superuser)) = previous else { return Ok(None) };
    connection
        .execute(AssertSqlSafe(include_str!("roles/adopt.sql").replace("{OWNER}", OWNER)))
        .await
        .with_context(|| format!("what {previous_owner} owns cannot be given to {OWNER}"))?;
    if is_superuser {
        return Ok(None);
    }
    connection.execute(AssertSqlSafe(format!("GRANT {OWNER} TO {previous_owner}"))).await?;
    Ok(Some(Adopted { previous_owner }))
}

/// Grants `tollgate_app` what readiness reads, takes every other right on tables from it and from `PUBLIC`, and checks that
/// nothing is left. The connection acts as the owner.
///
/// # Errors
/// If `tollgate_app` may write a table all the same, or make one.
pub async fn close_tables(connection: &mut PgConnection) -> Result<()> {
    let close = format!(
        "DO $$ BEGIN
             EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA %I FROM {APP}, PUBLIC', current_schema());
             EXECUTE format('REVOKE ALL ON ALL SEQUENCES IN SCHEMA %I FROM {APP}, PUBLIC', current_schema());
             EXECUTE format('GRANT USAGE ON SCHEMA %I TO {APP}', current_schema());
             GRANT SELECT ON _sqlx_migrations TO {APP};
         END $$"
    );
    connection.execute(AssertSqlSafe(close)).await.context("the tables cannot be closed")?;
    let open: Option<String> = sqlx::query_scalar(
        "SELECT string_agg(oid::regclass::text, ', ') FROM pg_class
         WHERE relnamespace = to_regnamespace(quote_ident(current_schema())) AND relkind IN ('r', 'p', 'v')
             AND has_table_privilege($1, oid, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')",
    )
    .bind(APP)
    .fetch_one(&mut *connection)
    .await?;
    ensure!(open.is_none(), "{APP} may write {}: revoke it", open.unwrap_or_default());
    let makes_tables: bool =
        sqlx::query_scalar("SELECT has_schema_privilege($1, current_schema(), 'CREATE')")
            .bind(APP)
            .fetch_one(connection)
            .await?;
    ensure!(!makes_tables, "{APP} may make tables: REVOKE CREATE ON the schema FROM {APP}");
    Ok(())
}

/// Checks that the functions' own address works, and that its role may do what `tollgate_app` may and no more.
///
/// # Errors
/// If it does not connect, or its role may do less or more.
pub async fn check_functions_address(functions: &DatabaseUrl) -> Result<()> {
    let mut connection = functions.connect().await.with_context(|| {
        format!("FUNCTIONS_DATABASE_URL does not work: if its password is not the one of {APP}, `\\password {APP}` in psql sets it")
    })?;
    let (role, is_app, is_more): (String, bool, bool) = sqlx::query_as(
        "SELECT rolname::text, pg_has_role(current_user, $1, 'USAGE'),
                rolsuper OR pg_has_role(current_user, $2, 'MEMBER')
                OR has_table_privilege('credit_transactions', 'INSERT, UPDATE, DELETE, TRUNCATE')
         FROM pg_roles WHERE rolname = current_user",
    )
    .bind(APP)
    .bind(OWNER)
    .fetch_one(&mut connection)
    .await?;
    ensure!(is_app, "the role {role} of FUNCTIONS_DATABASE_URL is neither {APP} nor a member of it");
    ensure!(
        !is_more,
        "the role {role} of FUNCTIONS_DATABASE_URL may write the ledger: the functions must not"
    );
    sqlx::Connection::close(connection).await?;
    Ok(())
}
