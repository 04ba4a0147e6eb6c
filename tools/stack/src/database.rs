//! Addresses of databases, making a database, and bringing its schema up to date.

use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;

use anyhow::{Context, Result, bail, ensure};
use sqlx::migrate::Migrator;
use sqlx::{Connection, Executor, PgConnection};
use url::Url;

use crate::Checkout;

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
    /// If the address cannot stand in a URL.
    pub fn with_address(&self, address: SocketAddr) -> Result<Self> {
        let mut url = self.0.clone();
        url.set_ip_host(address.ip()).map_err(|()| anyhow::anyhow!("no place for {address} in a URL"))?;
        url.set_port(Some(address.port())).map_err(|()| anyhow::anyhow!("no place for a port in a URL"))?;
        Ok(Self(url))
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

/// Applies the migrations that the database lacks, and brings the model catalogue up to date. Returns how many migrations
/// these were.
///
/// # Errors
/// If one fails, or one that was applied has been changed since.
pub async fn migrate(checkout: &Checkout, database: &DatabaseUrl) -> Result<usize> {
    let folder = checkout.root().join("migrations");
    let migrator = Migrator::new(folder.as_path()).await.context("cannot read migrations/")?;
    let mut connection = database.connect().await?;
    let before = applied(&mut connection).await?;
    migrator.run(&mut connection).await.context("cannot bring the database up to date")?;
    let after = applied(&mut connection).await?;
    catalogue::load(&mut connection).await?;
    connection.close().await?;
    Ok(after - before)
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
