//! `GET /health/ready`: whether everything is there that requests need: the database, with the migrations and the SQL functions of
//! this version, and the keyring. For a load balancer, and for whoever has just deployed.

use api::error::{ApiError, ErrorCode};
use platform::{DatabaseError, Platform, Request, Response};
use serde_json::{Value, json};
use store::StoreError;

use crate::http::outgoing;
use crate::secrets::deployment::keyring;

/// Handles one request. `migrations`: the numbers of those of the schema that this version has, with commas between them.
pub async fn handle<P: Platform>(platform: P, _request: Request, migrations: &str) -> Response {
    outgoing::respond(answer(&platform, migrations).await)
}

async fn answer<P: Platform>(platform: &P, migrations: &str) -> Result<Value, ApiError> {
    let numbers: Vec<&str> = migrations.split(',').collect();
    let (database, migrations) = match store::missing_migrations(platform.database(), &numbers).await {
        Ok(missing) if missing.is_empty() => ("ok", "ok"),
        Ok(missing) => {
            platform.log(&format!("what the database lacks of this version: {}", missing.join(", ")));
            ("ok", "missing")
        }
        Err(StoreError::Database(DatabaseError::MigrationRequired(error))) => {
            platform.log(&format!("migrations: {error}"));
            ("ok", "missing")
        }
        Err(error) => {
            platform.log(&format!("database: {error}"));
            ("unreachable", "unknown")
        }
    };
    let keyring = if keyring(platform).await.is_ok() { "ok" } else { "unreadable" };
    let checks = json!({"database": database, "migrations": migrations, "keyring": keyring});
    if [database, migrations, keyring].iter().all(|check| *check == "ok") {
        return Ok(json!({
            "status": "ready", "service": "tollgate", "version": env!("CARGO_PKG_VERSION"), "checks": checks,
        }));
    }
    let detail = "Something that requests need is not there: see `checks`, and the log.";
    Err(ApiError::new(ErrorCode::NotReady, detail).with("status", "not ready").with("checks", checks))
}
