//! A database for one test: PostgreSQL with the schema, on the system's clock.

use anyhow::Result;
use sqlx::PgConnection;
use stack::database::DatabaseUrl;
use stack::node::NodeTools;
use stack::{Checkout, Foundation, StackOptions, sql_functions};

/// A server with a database that has the schema and nothing else. It ends when this is dropped.
pub struct Database {
    checkout: Checkout,
    foundation: Foundation,
}

impl Database {
    /// Starts the server and applies the migrations. `name` distinguishes the databases of one test program.
    ///
    /// # Errors
    /// If PostgreSQL does not start or a migration fails.
    pub async fn start(name: &str) -> Result<Self> {
        let checkout = Checkout::find()?;
        let options = StackOptions::test(&checkout, name)?;
        let foundation = Foundation::lay(&checkout, &NodeTools::ready(&checkout)?, options).await?;
        Ok(Self { checkout, foundation })
    }

    /// The checkout whose migrations it has.
    #[must_use]
    pub const fn checkout(&self) -> &Checkout {
        &self.checkout
    }

    /// Its address.
    #[must_use]
    pub const fn url(&self) -> &DatabaseUrl {
        self.foundation.database()
    }

    /// A new connection, which finds the SQL functions by their bare names.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn connect(&self) -> Result<PgConnection> {
        let mut connection = self.url().connect().await?;
        sql_functions::search_newest(&mut connection).await?;
        Ok(connection)
    }
}
