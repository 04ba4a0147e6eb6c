//! The embedded PostgreSQL server, for real.

use anyhow::Result;
use sqlx::{Connection, Executor};
use tollgate_stack::database::{Migrated, create_database, migrate};
use tollgate_stack::node::NodeTools;
use tollgate_stack::postgres::{Durability, Postgres, PostgresOptions};
use tollgate_stack::{Checkout, StackOptions};

struct Folder(std::path::PathBuf);

impl Folder {
    fn new(checkout: &Checkout, name: &str) -> Self {
        Self(checkout.state_dir().join("tests").join(format!("{}-{name}", std::process::id())))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _gone_already = std::fs::remove_dir_all(&self.0);
    }
}

async fn start(folder: &Folder) -> Result<Postgres> {
    let node = NodeTools::ready(&Checkout::find()?)?;
    let options = PostgresOptions { folder: folder.0.clone(), port: None, durability: Durability::Volatile };
    Postgres::start(&node, options).await
}

#[tokio::test]
async fn what_was_committed_survives_a_crash_and_a_restart() -> Result<()> {
    let folder = Folder::new(&Checkout::find()?, "crash");
    let mut postgres = start(&folder).await?;
    let database = create_database(&postgres.url("postgres")?, "books").await?;
    let mut connection = database.connect().await?;
    connection.execute("CREATE TABLE kept (number int); INSERT INTO kept VALUES (42)").await?;
    postgres.kill();
    assert!(connection.ping().await.is_err());
    postgres.restart().await?;
    let number: i32 =
        sqlx::query_scalar("SELECT number FROM kept").fetch_one(&mut database.connect().await?).await?;
    assert_eq!(number, 42);
    postgres.stop();
    assert!(database.connect().await.is_err());
    drop(postgres);

    let again = start(&folder).await?;
    let database = again.url("books")?;
    let number: i32 =
        sqlx::query_scalar("SELECT number FROM kept").fetch_one(&mut database.connect().await?).await?;
    assert_eq!(number, 42);
    Ok(())
}

#[tokio::test]
async fn the_password_is_asked_for() -> Result<()> {
    let folder = Folder::new(&Checkout::find()?, "password");
    let postgres = start(&folder).await?;
    let wrong = format!("postgres://postgres:wrong@{}/postgres", postgres.address())
        .parse::<tollgate_stack::database::DatabaseUrl>()?;
    assert!(wrong.connect().await.is_err());
    Ok(())
}

#[tokio::test]
async fn every_migration_is_applied_once() -> Result<()> {
    let checkout = Checkout::find()?;
    let folder = Folder::new(&checkout, "migrations");
    let postgres = start(&folder).await?;
    let database = create_database(&postgres.url("postgres")?, "books").await?;
    assert_eq!(create_database(&postgres.url("postgres")?, "books").await?, database);
    assert!(create_database(&postgres.url("postgres")?, "books; DROP DATABASE books").await.is_err());
    let files = std::fs::read_dir(checkout.root().join("migrations/schema"))?.count();
    assert_eq!(
        migrate(&checkout, &database, None).await?,
        Migrated { migrations: files, functions: true, log_is_terse: true, adopted: None }
    );
    assert_eq!(
        migrate(&checkout, &database, None).await?,
        Migrated { migrations: 0, functions: false, log_is_terse: true, adopted: None }
    );
    Ok(())
}

#[tokio::test]
async fn seeding_twice_changes_nothing_but_the_simulators_address() -> Result<()> {
    let checkout = Checkout::find()?;
    let node = NodeTools::ready(&checkout)?;
    let foundation =
        tollgate_stack::Foundation::lay(&checkout, &node, StackOptions::test(&checkout, "seed")?).await?;
    let (database, secrets) = (foundation.database(), foundation.secrets());
    let facts = "SELECT (SELECT count(*) FROM virtual_keys), (SELECT credits_available FROM team_credits),
                        (SELECT count(*) FROM credit_transactions), (SELECT min(api_base) FROM provider_credentials),
                        (SELECT count(*) FROM provider_credentials)";
    let mut seen: Vec<(i64, i64, i64, String, i64)> = Vec::new();
    for url in ["http://127.0.0.1:1", "http://127.0.0.1:2"] {
        tollgate_stack::seed::seed(database, secrets, url).await?;
        seen.push(sqlx::query_as(facts).fetch_one(&mut database.connect().await?).await?);
    }
    assert_eq!(seen[0], (1, 1000, 1, "http://127.0.0.1:1/anthropic".to_owned(), 4));
    assert_eq!(seen[1], (1, 1000, 1, "http://127.0.0.1:2/anthropic".to_owned(), 4));
    Ok(())
}
