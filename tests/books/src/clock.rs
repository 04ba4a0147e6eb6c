//! Databases whose clock the test sets: a new one for each run.

use anyhow::Result;
use sqlx::PgConnection;
use stack::Checkout;
pub use stack::clock::set;
use stack::clock::{migrate_with_clock, use_clock};
use stack::database::DatabaseUrl;

use crate::copies::Copies;

/// The step of the clock, in seconds: a quarter of a minute. A rate limit's refill in that time is exact in binary too.
pub const TICK: i64 = 15;

/// Makes databases with a simulated clock.
pub struct ClockedDatabases(Copies);

impl ClockedDatabases {
    /// Prepares them on the server of this database.
    ///
    /// # Errors
    /// If the server refuses or a migration fails.
    pub async fn new(checkout: &Checkout, server: &DatabaseUrl) -> Result<Self> {
        let copies = Copies::new(server).await?;
        migrate_with_clock(checkout, copies.template()).await?;
        Ok(Self(copies))
    }

    /// A connection to a new database, with the schema and nothing else. The previous one is dropped.
    ///
    /// # Errors
    /// If the server refuses.
    pub async fn create(&mut self) -> Result<PgConnection> {
        let mut connection = self.0.create().await?;
        use_clock(&mut connection).await?;
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
