//! Every SQL statement, each behind one typed function over the [`platform::Database`] trait.
//!
//! A statement lives in `statements/` and is one round trip. It calls the function of the same name that
//! `migrations/functions` defines: the rules live where all writers meet. Each answers with one JSON document, decoded
//! here into a type that has either what was asked for or a [`Refusal`].

mod access_groups;
mod admin_users;
mod admission;
mod completion;
mod credentials;
mod credits;
mod groups;
mod idempotency;
mod job;
mod job_reading;
mod keys;
mod listing;
mod model_groups;
mod models;
mod operations;
mod organizations;
mod plans;
mod prices;
mod principal;
mod refusal;
mod settlement;
mod sign_in;
pub mod statements;
mod stats;
mod sweep;
mod teams;
mod usage;
mod webhook_delivery;
mod webhooks;

pub use access_groups::AccessGroups;
pub use admin_users::{
    OperatorToCreate, SessionToEnd, audit_log, change_operator, change_own_password, create_operator,
    deactivate_operator, end_own_session, get_operator, get_own_account, list_operators, list_own_sessions,
    reset_password,
};
pub use admission::{Admission, Admitted, CallRequest, Candidate, SealedCredential, admit_call};
pub use completion::{Completion, complete_job};
pub use credentials::{
    CredentialToTest, NewSealedCredential, ResealCount, ResealedKey, SealedCredentialChange, SealedKey,
    StoredCredential, create_credential, credential_to_test, credentials_to_reseal, delete_credential,
    get_credential, import_credentials, list_credentials, reseal_credentials, update_credential,
};
pub use credits::{
    add_credits, check_credits, configure_auto_refill, get_balance, get_budget_terms, list_transactions,
    set_budget_terms,
};
pub use groups::{
    GroupKind, GroupStatements, create_group, delete_group, get_group, list_groups, set_group_members,
    update_group,
};
pub use idempotency::{Answer, Holder, Idempotency};
pub use job::create_job;
pub use job_reading::{
    get_job, get_job_costs, get_job_with_calls, list_job_summaries, list_jobs, update_job_metadata,
};
pub use keys::{NewKey, create_key, list_keys, revoke_key, rotate_key, update_key};
pub use listing::Page;
pub use model_groups::{ModelGroups, resolve_model_group};
pub use models::{create_model, delete_model, get_model, list_models, update_model};
pub use operations::{metrics, missing_migrations};
pub use organizations::{
    create_organization, delete_organization, get_organization, list_organizations, set_organization_status,
    update_organization,
};
pub use plans::{end_pricing_plan, get_pricing_plan, list_pricing_plans, set_pricing_plan};
pub use prices::list_catalogue;
pub use principal::{Principal, Proof};
pub use refusal::Refusal;
pub use settlement::{Bodies, CallResult, Settled, Settlement, Transcript, settle_call};
pub use sign_in::{
    Account, ClientAddress, NewSession, OpenSession, OwnerToCreate, begin_login, begin_password_change,
    finish_login, refresh_session, setup_owner, setup_status,
};
pub use stats::{get_dashboard, get_job_statistics, get_spend_analytics, report_usage};
pub use sweep::sweep;
pub use teams::{
    create_team, delete_team, get_team, list_teams, list_teams_of_organization, set_team_status, update_team,
};
pub use usage::{get_organization_usage, get_team_usage};
pub use webhook_delivery::{
    DeliveryOutcome, DeliveryReport, DueDelivery, Round, RoundSize, claim_deliveries, list_dead_letters,
    list_deliveries, report_deliveries, retry_delivery, test_webhook,
};
pub use webhooks::{
    ResealedWebhook, SealedWebhookChange, SealedWebhookSecrets, StoredWebhookSecrets, WebhookToRegister,
    delete_webhook, get_webhook, list_webhooks, register_webhook, reseal_webhooks, rotate_webhook_secret,
    update_webhook, webhooks_to_reseal,
};

use platform::DatabaseError;

/// Why a statement gave no answer of its type.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The request cannot be granted. Nothing was written.
    #[error("refused: {0:?}")]
    Refused(Refusal),
    /// The database did not answer, or not as it should.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// Decodes an answer that may be one of before: `{"outcome": "replayed", "answer": ...}`.
fn decode_answer<T: serde::de::DeserializeOwned>(answer: &str) -> Result<Answer<T>, StoreError> {
    #[derive(serde::Deserialize)]
    #[serde(untagged)]
    enum Either<T> {
        Before { answer: T },
        Now(T),
    }
    Ok(match decode(answer)? {
        Either::Before { answer } => Answer { value: answer, replayed: true },
        Either::Now(value) => Answer { value, replayed: false },
    })
}

/// Decodes an answer of the form `{"outcome": ...}`.
fn decode<T: serde::de::DeserializeOwned>(answer: &str) -> Result<T, StoreError> {
    #[derive(serde::Deserialize)]
    struct Outcome {
        outcome: String,
    }
    let misread = |error: serde_json::Error| {
        StoreError::Database(DatabaseError::MigrationRequired(format!("an answer cannot be read: {error}")))
    };
    let outcome: Outcome = serde_json::from_str(answer).map_err(misread)?;
    if outcome.outcome == "refused" {
        return Err(StoreError::Refused(serde_json::from_str(answer).map_err(misread)?));
    }
    serde_json::from_str(answer).map_err(misread)
}
