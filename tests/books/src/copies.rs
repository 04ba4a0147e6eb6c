//! Copies of one database: each run of a test changes a copy, and the next run gets a new one.

use anyhow::{Context, Result};
use sqlx::{AssertSqlSafe, Executor, PgConnection};
use stack::database::{DatabaseUrl, create_database};

/// A template and its latest copy.
pub struct Copies {
    template: DatabaseUrl,
    name: String,
    server: PgConnection,
    made: u32,
}

impl Copies {
    /// Makes an empty template on the server of this database.
    ///
    /// # Errors
    /// If the server refuses.
    pub async fn new(server: &DatabaseUrl) -> Result<Self> {
        let name = format!("books_{:016x}", rand::random::<u64>());
        let template = create_database(server, &name).await?;
        Ok(Self { template, name, server: server.connect().await?, made: 0 })
    }

    /// The template, to be filled. A copy is refused while there is a connection to it.
    #[must_use]
    pub const fn template(&self) -> &DatabaseUrl {
        &self.template
    }

    /// A connection to a new copy. The previous copy is dropped.
    ///
    /// # Errors
    /// If the server refuses.
    pub async fn create(&mut self) -> Result<PgConnection> {
        self.drop(&self.copy(self.made)).await?;
        self.made += 1;
        let name = self.copy(self.made);
        let copy = format!("CREATE DATABASE {name} TEMPLATE {}", self.name);
        self.server.execute(AssertSqlSafe(copy)).await.context("the template was not copied")?;
        self.template.with_database(&name).connect().await
    }

    fn copy(&self, number: u32) -> String {
        format!("{}_{number}", self.name)
    }

    async fn drop(&mut self, name: &str) -> Result<()> {
        let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        self.server.execute(AssertSqlSafe(drop)).await?;
        Ok(())
    }

    /// Drops the template and the latest copy.
    ///
    /// # Errors
    /// If the server refuses.
    pub async fn close(mut self) -> Result<()> {
        self.drop(&self.copy(self.made)).await?;
        self.drop(&self.name.clone()).await
    }
}
