//! `GET /health/ready`: whether everything that requests need is available: the database, with the migrations and the SQL functions of
//! this version, the keyring, and an admin key that is not weak. It also says whether settlements wait to be booked. For load balancers, and for those who have just deployed.

use api::error::{ApiError, ErrorCode};
use api::health::{
    DatabaseCheck, DatabaseRoleCheck, KeyringCheck, MigrationsCheck, Readiness, ReadinessChecks,
    ReadinessStatus, Service, SettlementsCheck,
};
use platform::{DatabaseError, KeepingError, Platform, Request, Response};
use serde_json::{Value, json};
use store::{DatabaseState, StoreError};

use crate::call::kept_settlements;
use crate::http::admin_key::AdminKey;
use crate::http::outgoing;
use crate::secrets::deployment::keyring;

/// Handles one request. `migrations`: the numbers of those of the schema that this version has, with commas between them.
pub async fn handle<P: Platform>(platform: P, _request: Request, migrations: &str) -> Response {
    outgoing::respond(answer(&platform, migrations).await)
}

async fn answer<P: Platform>(platform: &P, migrations: &str) -> Result<Value, ApiError> {
    let numbers: Vec<&str> = migrations.split(',').collect();
    let (database, found) = database(platform, &numbers).await;
    let mut database_role = DatabaseRoleCheck::Unknown;
    let migrations = match found {
        Ok(state) => {
            database_role = role(platform, &state);
            let missing = state.missing_migrations;
            if missing.is_empty() {
                MigrationsCheck::Ok
            } else {
                platform.log(&format!("what the database lacks of this version: {}", missing.join(", ")));
                MigrationsCheck::Missing
            }
        }
        Err(StoreError::Database(DatabaseError::MigrationRequired(error))) => {
            platform.log(&format!("migrations: {error}"));
            MigrationsCheck::Missing
        }
        Err(error) => {
            platform.log(&format!("database: {error}"));
            MigrationsCheck::Unknown
        }
    };
    let keyring = if keyring(platform).await.is_ok() { KeyringCheck::Ok } else { KeyringCheck::Unreadable };
    let admin_key = AdminKey::load(platform).await.check();
    let settlements = settlements(platform).await;
    let checks = ReadinessChecks { database, database_role, migrations, keyring, admin_key, settlements };
    if checks.are_ok() {
        return Ok(json!(Readiness {
            status: ReadinessStatus::Ready,
            service: Service::Tollgate,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            checks,
        }));
    }
    let detail = "Something that requests need is not there: see `checks`, and the log.";
    Err(ApiError::new(ErrorCode::NotReady, detail)
        .with("status", ReadinessStatus::NotReady.as_str())
        .with("checks", json!(checks)))
}

/// Asks over a connection that the runtime keeps, then, where it keeps any, over a new one.
async fn database<P: Platform>(
    platform: &P,
    migrations: &[&str],
) -> (DatabaseCheck, Result<DatabaseState, StoreError>) {
    let found = store::check_database(platform.database(), migrations).await;
    if !matches!(found, Ok(_) | Err(StoreError::Database(DatabaseError::MigrationRequired(_)))) {
        return (DatabaseCheck::Unreachable, found);
    }
    let Some(newly_connected) = platform.newly_connected_database() else {
        return (DatabaseCheck::Ok, found);
    };
    match store::check_database(newly_connected, migrations).await {
        Err(StoreError::Database(DatabaseError::Unavailable(error))) => {
            platform.log(&format!("another connection to the database: {error}"));
            (DatabaseCheck::NoFreeConnection, found)
        }
        _ => (DatabaseCheck::Ok, found),
    }
}

fn role<P: Platform>(platform: &P, state: &DatabaseState) -> DatabaseRoleCheck {
    match state.may_write_ledger {
        None => DatabaseRoleCheck::Unknown,
        Some(false) => DatabaseRoleCheck::Ok,
        Some(true) => {
            platform.log("the database role may write the ledger: connect as tollgate_app, which `cargo xtask migrate` makes");
            DatabaseRoleCheck::TooStrong
        }
    }
}

async fn settlements<P: Platform>(platform: &P) -> SettlementsCheck {
    match kept_settlements::count(platform).await {
        Ok(0) => SettlementsCheck::Ok,
        Ok(_) => SettlementsCheck::Waiting,
        Err(KeepingError::NoStore) => SettlementsCheck::NoStore,
        Err(error) => {
            platform.log(&format!("kept settlements: {error}"));
            SettlementsCheck::Unknown
        }
    }
}
