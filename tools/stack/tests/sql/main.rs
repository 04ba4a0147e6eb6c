//! The SQL of `migrations/`, on a real PostgreSQL: its history, its functions, and versions of them side by side.

mod balancing;
mod caller;
mod dropping;
mod files;
mod log;
mod model_kinds;
mod refreshing;
mod roles;
mod route_health;
mod schema;
mod versions;

use std::path::PathBuf;

use anyhow::{Context, Result};
use migrations::Functions;
use sqlx::{Connection, PgConnection};
use tollgate_stack::database::{DatabaseUrl, create_database};
use tollgate_stack::node::NodeTools;
use tollgate_stack::{Checkout, Foundation, StackOptions};

fn folder(name: &str) -> Result<PathBuf> {
    Ok(Checkout::find()?.root().join("migrations").join(name))
}

fn functions() -> Result<Functions> {
    Functions::read(&folder("functions")?).context("cannot read migrations/functions")
}

/// A database with the schema, the functions, and a server to make more on.
async fn foundation(name: &str) -> Result<Foundation> {
    let checkout = Checkout::find()?;
    Foundation::lay(&checkout, &NodeTools::ready(&checkout)?, StackOptions::test(&checkout, name)?).await
}

/// A new empty database on the same server.
async fn empty(beside: &DatabaseUrl) -> Result<DatabaseUrl> {
    create_database(beside, &format!("sql_{:016x}", rand::random::<u64>())).await
}

async fn close(connection: PgConnection) -> Result<()> {
    Ok(connection.close().await?)
}
