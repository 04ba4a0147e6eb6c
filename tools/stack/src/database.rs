//! Addresses of databases, making a database, and bringing its schema up to date.

use std::borrow::Cow;
use std::fmt;
use std::net::SocketAddr;
use std::path::Path;
use std::str::FromStr;

use anyhow::{Context, Result, bail, ensure};
use migrations::Functions;
use percent_encoding::percent_decode_str;
use sqlx::migrate::Migrator;
use sqlx::{Connection, Executor, PgConnection};
use url::Url;

use crate::Checkout;
use crate::roles::{self, Adopted};
use crate::sql_functions::{self, Retention};

/// The address of a database, password included: `postgres://user:password@host:port/database`.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(Url);

impl DatabaseUrl {
    /// The whole address. It holds the password: not for logs.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Another database of the same server.
    #[must_use]
    pub fn with_database(&self, name: &str) -> Self {
        let mut url = self.0.clone();
        url.set_path(name);
        Self(url)
    }

    /// The same database reached at another address, such as a relay's.
    ///
    /// # Errors
    /// If the address cannot be part of a URL.
    pub fn with_address(&self, address: SocketAddr) -> Result<Self> {
        let mut url = self.0.clone();
        url.set_ip_host(address.ip()).map_err(|()| anyhow::anyhow!("no place for {address} in a URL"))?;
        url.set_port(Some(address.port())).map_err(|()| anyhow::anyhow!("no place for a port in a URL"))?;
        Ok(Self(url))
    }

    /// The same database as another role.
    ///
    /// # Errors
    /// If the name or the password cannot be part of a URL.
    pub fn with_account(&self, user: &str, password: &str) -> Result<Self> {
        let mut url = self.0.clone();
        url.set_username(user).map_err(|()| anyhow::anyhow!("no place for a role in a URL"))?;
        url.set_password(Some(password)).map_err(|()| anyhow::anyhow!("no place for a password in a URL"))?;
        Ok(Self(url))
    }

    /// The name of the database.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.path().trim_start_matches('/')
    }

    /// The role, as it is written in the URL.
    #[must_use]
    pub fn user(&self) -> &str {
        self.0.username()
    }

    /// The password.
    #[must_use]
    pub fn password(&self) -> Option<Cow<'_, str>> {
        percent_decode_str(self.0.password()?).decode_utf8().ok()
    }

    /// The same database, with sessions that find what these schemas hold by bare names, in this order.
    #[must_use]
    pub fn searching(&self, schemas: &[&str]) -> Self {
        let mut url = self.0.clone();
        url.query_pairs_mut().append_pair("options[search_path]", &schemas.join(","));
        Self(url)
    }

    /// The host and port.
    #[must_use]
    pub fn address(&self) -> String {
        format!("{}:{}", self.0.host_str().unwrap_or("localhost"), self.0.port().unwrap_or(5432))
    }

    /// The address without the password, for people.
    #[must_use]
    pub fn for_people(&self) -> String {
        format!("{}{}", self.address(), self.0.path())
    }

    /// Opens one connection.
    ///
    /// # Errors
    /// If the server is not reached or refuses; the message has the address, not the password.
    pub async fn connect(&self) -> Result<PgConnection> {
        PgConnection::connect(self.as_str())
            .await
            .with_context(|| format!("cannot connect to the database at {}", self.for_people()))
    }
}

impl FromStr for DatabaseUrl {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        let url = Url::parse(text).context("DATABASE_URL is not a URL")?;
        ensure!(
            matches!(url.scheme(), "postgres" | "postgresql"),
            "DATABASE_URL must begin with postgres://"
        );
        ensure!(url.host_str().is_some_and(|host| !host.is_empty()), "DATABASE_URL names no host");
        ensure!(url.path().len() > 1, "DATABASE_URL names no database");
        ensure!(
            url.password().is_some(),
            "DATABASE_URL has no password: Cloudflare's Hyperdrive asks for one, and so does its local stand-in"
        );
        Ok(Self(url))
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({})", self.for_people())
    }
}

/// Makes a database on the server that `server` is an address of, if there is none of that name.
///
/// # Errors
/// If the name is not a plain one, or the server refuses.
pub async fn create_database(server: &DatabaseUrl, name: &str) -> Result<DatabaseUrl> {
    // The name goes into the statement as it is.
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if name.is_empty() || name.len() > 63 || !name.bytes().all(plain) {
        bail!("{name:?} is no name for a database: a-z, 0-9 and _ only, at most 63");
    }
    let mut connection = server.connect().await?;
    let exists: bool = sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)")
        .bind(name)
        .fetch_one(&mut connection)
        .await?;
    if !exists {
        let statement = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
        connection.execute(statement).await.with_context(|| format!("cannot make the database {name}"))?;
    }
    connection.close().await?;
    Ok(server.with_database(name))
}

/// What a database lacked, and has now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migrated {
    /// How many migrations of the schema.
    pub migrations: usize,
    /// Whether it lacked this version of the functions.
    pub functions: bool,
    /// Whether PostgreSQL's log has no rows of failed statements.
    pub log_is_terse: bool,
    /// The tables' owner until now, if it was another role than `tollgate_owner`.
    pub adopted: Option<Adopted>,
}

impl fmt::Display for Migrated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let migrations = match self.migrations {
            0 => None,
            1 => Some("applied 1 migration".to_owned()),
            count => Some(format!("applied {count} migrations")),
        };
        let functions = self.functions.then(|| "installed the functions".to_owned());
        let done: Vec<String> = migrations.into_iter().chain(functions).collect();
        f.write_str(if done.is_empty() { "nothing to do" } else { "" })?;
        f.write_str(&done.join(", "))?;
        if !self.log_is_terse {
            f.write_str("; PostgreSQL's log may show rows of failed statements: a superuser should set log_error_verbosity to terse")?;
        }
        if let Some(adopted) = &self.adopted {
            write!(f, "; {adopted}")?;
        }
        Ok(())
    }
}

/// Makes the two roles of [`roles`], applies the migrations of the schema that the database lacks, installs the functions of this
/// checkout, drops versions of them that no build uses any more, and brings the model catalogue up to date.
///
/// `functions_address` is the address of the same database that the functions will use: `tollgate_app` gets its password, and it is
/// tried. Without it nothing is said about how the functions connect.
///
/// # Errors
/// If a role cannot be made or may do more than it should, a migration fails or was changed since it was applied, or a function is
/// not right.
pub async fn migrate(
    checkout: &Checkout,
    database: &DatabaseUrl,
    functions_address: Option<&DatabaseUrl>,
) -> Result<Migrated> {
    let folder = checkout.root().join("migrations");
    let functions = Functions::read(&folder.join("functions")).context("cannot read migrations/functions")?;
    let mut connection = database.connect().await?;
    let log_is_terse = keep_rows_out_of_the_log(&mut connection).await?;
    let adopted = roles::prepare(&mut connection, functions_address).await?;
    let migrations = apply_schema(&mut connection, &folder.join("schema")).await?;
    let installed = sql_functions::install(&mut connection, &functions).await?;
    sql_functions::create_partitions(&mut connection, &functions.schema()).await?;
    sql_functions::drop_unused(&mut connection, Retention::Rollout).await?;
    catalogue::load(&mut connection).await?;
    roles::close_tables(&mut connection).await?;
    connection.close().await?;
    if let Some(address) = functions_address {
        roles::check_functions_address(address).await?;
    }
    Ok(Migrated { migrations, functions: installed, log_is_terse, adopted })
}

/// Has PostgreSQL log a failed statement without its detail and its context, in which a row or a part of a JSON text may stand: of
/// a request or an answer nothing is for the log. Returns false where the role may not set that.
///
/// # Errors
/// If the database does not answer.
async fn keep_rows_out_of_the_log(connection: &mut PgConnection) -> Result<bool> {
    const SETTING: &str = "DO $$ BEGIN
            EXECUTE format('ALTER DATABASE %I SET log_error_verbosity = terse', current_database());
        EXCEPTION WHEN insufficient_privilege THEN NULL; END $$";
    connection.execute(SETTING).await?;
    Ok(sqlx::query_scalar(
        "SELECT current_setting('log_error_verbosity') = 'terse' OR EXISTS (
             SELECT FROM pg_db_role_setting JOIN pg_database AS database ON database.oid = setdatabase
             WHERE datname = current_database() AND 'log_error_verbosity=terse' = ANY (setconfig))",
    )
    .fetch_one(connection)
    .await?)
}

/// Applies the migrations of a folder that the database lacks. Returns how many.
///
/// # Errors
/// If one fails, or was changed since it was applied.
pub async fn apply_schema(connection: &mut PgConnection, folder: &Path) -> Result<usize> {
    let migrator =
        Migrator::new(folder).await.with_context(|| format!("cannot read {}", folder.display()))?;
    let before = applied(&mut *connection).await?;
    migrator.run(&mut *connection).await.context("cannot bring the database up to date")?;
    Ok(applied(connection).await? - before)
}

async fn applied(connection: &mut PgConnection) -> Result<usize> {
    let known: bool = sqlx::query_scalar("SELECT to_regclass('_sqlx_migrations') IS NOT NULL")
        .fetch_one(&mut *connection)
        .await?;
    if !known {
        return Ok(0);
    }
    let count: i64 =
        sqlx::query_scalar("SELECT count(*) FROM _sqlx_migrations").fetch_one(connection).await?;
    Ok(usize::try_from(count)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url() -> DatabaseUrl {
        "postgres://user:secret@db.example:6432/tollgate".parse().unwrap()
    }

    #[test]
    fn the_database_and_the_address_can_be_exchanged() {
        assert_eq!(url().with_database("other").as_str(), "postgres://user:secret@db.example:6432/other");
        let relayed = url().with_address("127.0.0.1:7000".parse().unwrap()).unwrap();
        assert_eq!(relayed.as_str(), "postgres://user:secret@127.0.0.1:7000/tollgate");
    }

    #[test]
    fn what_was_done_is_said_in_words() {
        let nothing = Migrated { migrations: 0, functions: false, log_is_terse: true, adopted: None };
        let done = |migrations, functions| Migrated { migrations, functions, ..nothing.clone() }.to_string();
        assert_eq!(done(0, false), "nothing to do");
        assert_eq!(done(1, false), "applied 1 migration");
        assert_eq!(done(2, true), "applied 2 migrations, installed the functions");
        let warned = Migrated { log_is_terse: false, ..nothing.clone() }.to_string();
        assert!(warned.starts_with("nothing to do; PostgreSQL's log may show rows"), "{warned}");
        let adopted = Some(Adopted { previous_owner: "tollgate".to_owned() });
        let adopted = Migrated { adopted, ..nothing }.to_string();
        assert!(adopted.starts_with("nothing to do; tollgate owned the tables"), "{adopted}");
    }

    #[test]
    fn a_password_with_signs_of_a_url_is_kept() {
        let other = url().with_account("tollgate_app", "a/b:c@d%e").unwrap();
        assert_eq!((other.user(), other.password().as_deref()), ("tollgate_app", Some("a/b:c@d%e")));
        assert_eq!(other.for_people(), url().for_people());
    }

    #[test]
    fn the_password_is_not_shown() {
        let shown = format!("{:?} {}", url(), url().for_people());
        assert!(!shown.contains("secret"), "{shown}");
    }

    #[test]
    fn an_address_that_hyperdrive_would_refuse_is_refused_with_the_reason() {
        for (text, reason) in [
            ("mysql://u:p@h/d", "postgres://"),
            ("postgres://u@h/d", "no password"),
            ("postgres://u:p@h", "no database"),
            ("somewhere", "not a URL"),
        ] {
            let error = text.parse::<DatabaseUrl>().unwrap_err().to_string();
            assert!(error.contains(reason), "{text}: {error}");
        }
    }
}
