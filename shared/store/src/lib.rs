//! Every SQL statement, each behind one typed function over the [`platform::Database`] trait.
//!
//! A statement lives in `statements/` and is one round trip. It calls the function of the same name in
//! `migrations/functions`: the rules are in the database, because all writers meet there. It answers with one JSON
//! document, which is decoded here into the value that was asked for or into a [`Refusal`].
//!
//! Modules use each other in one direction. At the bottom are `statements` (what a statement is), `error`, `answer` and
//! `json`; `principal` stands on them; the modules of the statements stand on those; `all_statements` lists what they
//! declare. No module uses anything through the root of the crate, which only exports.

mod access_groups;
mod admin_users;
mod admission;
mod all_statements;
mod answer;
mod books_audit;
mod call_reading;
mod callable_models;
mod completion;
mod credentials;
mod credits;
mod error;
mod groups;
mod idempotency;
mod job_opening;
mod job_reading;
mod json;
mod kept_settlement;
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
mod route_health;
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
    OperatorToCreate, SessionToEnd, audit_log, change_operator, change_own_password, check_operator,
    create_operator, deactivate_operator, end_own_session, get_operator, get_own_account, list_operators,
    list_own_sessions, reset_password,
};
pub use admission::{Admission, AdmissionOutcome, CallRequest, Candidate, SealedCredential, admit_call};
pub use all_statements::all_statements;
pub use answer::Answer;
pub use books_audit::audit_books;
pub use call_reading::{get_call, list_all_jobs, list_calls};
pub use callable_models::list_callable_models;
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
pub use error::StoreError;
pub use groups::{
    GroupKind, GroupStatements, create_group, delete_group, get_group, list_groups, set_group_members,
    update_group,
};
pub use idempotency::{Holder, Idempotency};
pub use job_opening::create_job;
pub use job_reading::{
    get_job, get_job_costs, get_job_with_calls, list_job_summaries, list_jobs, update_job_metadata,
};
pub use kept_settlement::KeptSettlement;
pub use keys::{NewKey, create_key, list_keys, revoke_key, rotate_key, update_key};
pub use listing::{Counted, Page, PageBefore};
pub use model_groups::{ModelGroups, resolve_model_group};
pub use models::{create_model, delete_model, get_model, list_model_prices, list_models, update_model};
pub use operations::{DatabaseState, check_database, metrics};
pub use organizations::{
    create_organization, delete_organization, get_organization, list_organizations, set_organization_status,
    update_organization,
};
pub use plans::{end_pricing_plan, get_pricing_plan, list_pricing_plans, set_pricing_plan};
pub use prices::list_catalogue;
pub use principal::{Principal, Proof};
pub use refusal::Refusal;
pub use route_health::list_route_health;
pub use settlement::{
    Bodies, CallResult, Charge, Settlement, SettlementOutcome, Transcript, settle_call, settle_kept,
};
pub use sign_in::{
    Account, ClientAddress, NewSession, OpenSession, OwnerToCreate, begin_login, begin_password_change,
    count_admin_key_failure, finish_login, refresh_session, setup_owner, setup_status,
};
pub use stats::{get_attention, get_dashboard, get_job_statistics, get_spend_analytics, report_usage};
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
    ResealedWebhook, SealedWebhookChange, SealedWebhookSecrets, StoredWebhookSecrets, WebhookBefore,
    WebhookToRegister, delete_webhook, get_webhook, list_webhooks, register_webhook, reseal_webhooks,
    rotate_webhook_secret, update_webhook, webhooks_to_reseal,
};
