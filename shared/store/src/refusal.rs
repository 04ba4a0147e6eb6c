//! Why the database refuses a request.

use api::jobs::JobStatus;
use api::provider::Provider;
use serde::Deserialize;

/// A reason for which the database refuses a request, with its numbers. Each is answered as an error of the HTTP contract.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Refusal {
    /// The virtual key is unknown, expired or revoked.
    InvalidApiKey,
    /// The organization is suspended or deleted.
    OrganizationInactive,
    /// The team is suspended.
    TeamSuspended,
    /// The team is paused.
    TeamPaused,
    /// The team or the job named is not the key's.
    WrongTeam,
    /// No such job.
    JobNotFound,
    /// The job is closed already.
    JobClosed {
        /// Its state: `completed`, `failed` or `cancelled`.
        status: JobStatus,
    },
    /// A call of the job has not been settled yet.
    CallsInProgress,
    /// The job's metadata would become too large.
    MetadataTooLarge,
    /// The team may not call anything by this name.
    ModelNotAllowed,
    /// What is behind the name is of another kind.
    WrongModelKind {
        /// What it can be asked for.
        kind: api::models::ModelKind,
        /// What it was asked for.
        wanted: api::models::ModelKind,
    },
    /// No model behind the name can do what these parameters ask for.
    UnsupportedParameter {
        /// The names of what is at fault.
        parameters: Vec<String>,
        /// Who offers the first model. Never shown to a team.
        provider: Provider,
    },
    /// Neither the organization nor the deployment has a key for the model's provider.
    NoProviderCredentials,
    /// The worst case of the call costs more than there is.
    InsufficientCredits {
        /// What the call could cost.
        credits_needed: i64,
        /// What is neither used nor held.
        credits_available: i64,
        /// What is not used, held credits included.
        credits_remaining: i64,
    },
    /// The team has used up its requests or tokens of the minute.
    RateLimited {
        /// `requests` or `tokens`.
        limited_by: String,
        /// How long until the call would be admitted, in milliseconds.
        retry_after_ms: u64,
        /// What is left of both.
        rate_limits: api::rate::RateLimits,
    },
    /// The team has opened jobs of so many types today, and this would be another.
    TooManyJobTypes {
        /// How many types of job a team may have in a day.
        limit: u32,
    },
    /// The team has had its webhooks tested too often in the last minute.
    TooManyTests {
        /// When the next test may be made, in seconds.
        retry_after_seconds: u32,
    },
    /// The `Idempotency-Key` was used for another request.
    IdempotencyKeyReused,
    /// A request with the same `Idempotency-Key` is in flight.
    RequestInProgress,
    /// The call to settle was never admitted.
    CallNotFound,
    /// The operator's session has ended, or the operator may not sign in any more.
    InvalidToken,
    /// The operator's role is not enough.
    RoleTooLow {
        /// The role that the route asks for.
        least_role: api::role::Role,
    },
    /// No such team.
    TeamNotFound,
    /// No such organization.
    OrganizationNotFound,
    /// No such model alias.
    ModelNotFound {
        /// The name, where several were asked for.
        #[serde(default)]
        model_alias: Option<String>,
    },
    /// The catalogue has no prices for the model, and none were given.
    PricesRequired,
    /// No such access group.
    AccessGroupNotFound {
        /// The name asked for.
        group_name: String,
    },
    /// No such model group.
    ModelGroupNotFound,
    /// No such provider credential.
    CredentialNotFound,
    /// No such virtual key.
    VirtualKeyNotFound,
    /// No such operator.
    UserNotFound,
    /// The operator has no such live session.
    SessionNotFound,
    /// There is an operator already.
    SetupDone,
    /// No such operator, or not this password.
    InvalidLogin,
    /// Too many attempts to sign in have failed.
    TooManyLogins {
        /// When the next one may be made.
        retry_after_seconds: u32,
    },
    /// No such pricing plan.
    PlanNotFound,
    /// No such webhook, or another team's.
    WebhookNotFound,
    /// The webhook has no such delivery.
    DeliveryNotFound,
    /// Something of this name exists.
    AlreadyExists {
        /// What it is, for a person: `team 'north-ops'`.
        resource: String,
    },
    /// It cannot be removed while something uses it.
    InUse {
        /// What uses it.
        used_by: Vec<String>,
    },
    /// A well-formed value that is not possible here.
    InvalidValue {
        /// Why, in a sentence for a person.
        detail: String,
        /// The member of the request that has the value, where it is one.
        #[serde(default)]
        field: Option<String>,
    },
    /// It was changed after the form that this change comes from was loaded.
    StaleChange {
        /// The team's credits on the form that have moved; none where something else was changed.
        #[serde(default)]
        members: Vec<String>,
    },
    /// It may not be removed or changed in this way.
    Protected {
        /// Why, in a sentence for a person.
        detail: String,
    },
}
