//! Whether anybody can sign in to the dashboard yet.

use anyhow::Result;

use crate::database::DatabaseUrl;

/// Whether there is an operator: as long as there is none, the first one is made with the admin key.
///
/// # Errors
/// If the database is not reached, or has no schema.
pub async fn has_operators(database: &DatabaseUrl) -> Result<bool> {
    let mut connection = database.connect().await?;
    Ok(sqlx::query_scalar("SELECT EXISTS (SELECT FROM admin_users)").fetch_one(&mut connection).await?)
}
