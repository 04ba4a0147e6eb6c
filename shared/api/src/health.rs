//! Health and readiness: for load balancers, and for those who have just deployed.

use api_derive::Word;
use serde::{Deserialize, Serialize};

/// That the front door is alive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Health {
    /// That it is alive.
    pub status: HealthStatus,
    /// What answers.
    pub service: Service,
    /// The version that answers.
    pub version: String,
}

/// Whether the front door is alive: it answers only where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Word)]
pub enum HealthStatus {
    /// It is.
    Healthy,
}

/// The name of what answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Word)]
pub enum Service {
    /// This.
    Tollgate,
}

/// Everything that requests need is available.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Readiness {
    /// Whether all checks are `ok`.
    pub status: ReadinessStatus,
    /// What answers.
    pub service: Service,
    /// The version that answers.
    pub version: String,
    /// What was looked at.
    pub checks: ReadinessChecks,
}

/// Whether everything that requests need is available. If not, the answer is the error `not_ready`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Word)]
pub enum ReadinessStatus {
    /// It is.
    Ready,
    /// It is not.
    #[word("not ready")]
    NotReady,
}

/// What requests need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReadinessChecks {
    /// The database.
    pub database: DatabaseCheck,
    /// The role that the functions have in the database. Whatever it says, requests are served.
    pub database_role: DatabaseRoleCheck,
    /// The migrations of this version.
    pub migrations: MigrationsCheck,
    /// The keyring.
    pub keyring: KeyringCheck,
    /// The admin key.
    pub admin_key: AdminKeyCheck,
    /// The settlements that the runtime keeps. Whatever it says, requests are served.
    pub settlements: SettlementsCheck,
}

/// Whether the database answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Word)]
pub enum DatabaseCheck {
    /// It does.
    Ok,
    /// It does on connections that are open, and no other one can be had: the server or the pooler has as many as it takes.
    NoFreeConnection,
    /// It does not.
    Unreachable,
}

/// Whether the role that the functions have in the database may do no more than they need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Word)]
pub enum DatabaseRoleCheck {
    /// It may call the SQL functions, and not write the ledger itself.
    Ok,
    /// It could rewrite the ledger: the functions should connect as `tollgate_app`.
    TooStrong,
    /// The database could not be asked.
    Unknown,
}

/// Whether the database has the migrations of this version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Word)]
pub enum MigrationsCheck {
    /// It has all of them.
    Ok,
    /// It lacks some.
    Missing,
    /// The database could not be asked.
    Unknown,
}

/// Whether the keyring can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Word)]
pub enum KeyringCheck {
    /// It can.
    Ok,
    /// It is missing or malformed.
    Unreadable,
}

/// Whether the deployment's admin key can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Word)]
pub enum AdminKeyCheck {
    /// It can.
    Ok,
    /// There is none: only operators who have signed in are let in.
    NotSet,
    /// It is too short, or has too few different characters: requests with it are refused.
    Weak,
}

/// Whether settlements that failed wait in the runtime's store to be booked by the sweep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Word)]
pub enum SettlementsCheck {
    /// None does.
    Ok,
    /// Some do.
    Waiting,
    /// The runtime has no store for them: those that fail are lost.
    NoStore,
    /// The store could not be asked.
    Unknown,
}

impl ReadinessChecks {
    /// Whether everything that requests need is available. Settlements that wait, or cannot be kept, and a role that may do too
    /// much are for operators to look at: to take the deployment out of service would serve no request better, and would book
    /// nothing.
    #[must_use]
    pub fn are_ok(&self) -> bool {
        let Self { database, database_role: _, migrations, keyring, admin_key, settlements: _ } = self;
        (database, migrations, keyring) == (&DatabaseCheck::Ok, &MigrationsCheck::Ok, &KeyringCheck::Ok)
            && *admin_key != AdminKeyCheck::Weak
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL_OK: ReadinessChecks = ReadinessChecks {
        database: DatabaseCheck::Ok,
        database_role: DatabaseRoleCheck::Ok,
        migrations: MigrationsCheck::Ok,
        keyring: KeyringCheck::Ok,
        admin_key: AdminKeyCheck::Ok,
        settlements: SettlementsCheck::Ok,
    };

    #[test]
    fn one_check_that_is_not_ok_is_enough() {
        assert!(ALL_OK.are_ok());
        assert!(!ReadinessChecks { database: DatabaseCheck::Unreachable, ..ALL_OK }.are_ok());
        assert!(!ReadinessChecks { database: DatabaseCheck::NoFreeConnection, ..ALL_OK }.are_ok());
        assert!(!ReadinessChecks { migrations: MigrationsCheck::Missing, ..ALL_OK }.are_ok());
        assert!(!ReadinessChecks { keyring: KeyringCheck::Unreadable, ..ALL_OK }.are_ok());
        assert!(!ReadinessChecks { admin_key: AdminKeyCheck::Weak, ..ALL_OK }.are_ok());
        assert!(ReadinessChecks { admin_key: AdminKeyCheck::NotSet, ..ALL_OK }.are_ok());
    }

    #[test]
    fn a_role_that_may_do_too_much_takes_no_deployment_out_of_service() {
        let database_role = DatabaseRoleCheck::TooStrong;
        assert!(ReadinessChecks { database_role, ..ALL_OK }.are_ok());
    }

    #[test]
    fn settlements_that_wait_take_no_deployment_out_of_service() {
        for settlements in [SettlementsCheck::Waiting, SettlementsCheck::NoStore, SettlementsCheck::Unknown] {
            assert!(ReadinessChecks { settlements, ..ALL_OK }.are_ok());
        }
    }
}
