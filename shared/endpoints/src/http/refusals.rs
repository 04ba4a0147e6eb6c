//! What the database says, in the words of the HTTP contract.

use api::error::{ApiError, ErrorCode, FieldError};
use api::models::ModelKind;
use api::reading::{UNSUPPORTED, metadata_too_large};
use api::rows::Listed;
use platform::{DatabaseError, Platform};
use providers::Refused;
use store::{Refusal, StoreError};

use crate::http::principal;

/// The answer to a request that the database refused or could not serve. The database's error text
/// goes to the log only.
pub fn store_error<P: Platform>(platform: &P, error: StoreError) -> ApiError {
    match error {
        StoreError::Refused(refusal) => refused(refusal),
        StoreError::Database(error) => {
            platform.log(&format!("database: {error}"));
            match error {
                DatabaseError::Unavailable(_) => ApiError::new(
                    ErrorCode::DatabaseUnavailable,
                    "The database cannot be reached. Nothing was done.",
                )
                .retry_after(2),
                DatabaseError::MigrationRequired(_) => ApiError::new(
                    ErrorCode::MigrationRequired,
                    "The database lacks migrations of this version, or its role has no right to them. Run `cargo xtask migrate` on it.",
                ),
                DatabaseError::Failed(_) => ApiError::internal(),
            }
        }
    }
}

/// The answer to a request that the database granted, as JSON, or why it did not.
///
/// # Errors
/// See [`store_error`].
pub fn granted<P: Platform>(
    platform: &P,
    outcome: Result<impl serde::Serialize, StoreError>,
) -> Result<serde_json::Value, ApiError> {
    outcome.map(|value| serde_json::json!(value)).map_err(|error| store_error(platform, error))
}

/// The same for an answer with a list. Rows that this version cannot read are in the log.
///
/// # Errors
/// See [`store_error`].
pub fn listed<P: Platform>(
    platform: &P,
    outcome: Result<impl serde::Serialize + Listed, StoreError>,
) -> Result<serde_json::Value, ApiError> {
    if let Ok(list) = &outcome {
        log_unreadable(platform, list);
    }
    granted(platform, outcome)
}

/// Says in the log which rows of a list this version cannot read.
pub fn log_unreadable<P: Platform>(platform: &P, list: &impl Listed) {
    for fault in list.unreadable() {
        platform.log(fault);
    }
}

fn refused(refusal: Refusal) -> ApiError {
    match refusal {
        Refusal::InvalidApiKey => {
            ApiError::new(ErrorCode::InvalidApiKey, "The virtual key is unknown, expired or revoked.")
        }
        Refusal::OrganizationInactive => {
            ApiError::new(ErrorCode::OrganizationInactive, "The team's organization is not active.")
        }
        Refusal::TeamSuspended => ApiError::new(ErrorCode::TeamSuspended, "The team is suspended."),
        Refusal::TeamPaused => ApiError::new(ErrorCode::TeamPaused, "The team is paused."),
        Refusal::WrongTeam => ApiError::new(ErrorCode::WrongTeam, "This belongs to another team than the key."),
        Refusal::JobNotFound => ApiError::new(ErrorCode::JobNotFound, "There is no such job."),
        Refusal::JobClosed { status } => {
            ApiError::new(ErrorCode::JobClosed, format!("The job is {status} already.")).with("status", status.as_str())
        }
        Refusal::CallsInProgress => ApiError::new(
            ErrorCode::CallsInProgress,
            "A call of the job is still running. Complete the job when it has ended.",
        )
        .retry_after(5),
        Refusal::MetadataTooLarge => metadata_too_large(),
        Refusal::ModelNotAllowed => ApiError::new(
            ErrorCode::ModelNotAllowed,
            "There is no such model, or the team's access groups do not include it.",
        ),
        Refusal::WrongModelKind { kind, wanted } => {
            let has = match kind {
                ModelKind::Chat => "has a chat and makes no embeddings",
                ModelKind::Embedding => "makes embeddings and has no chat",
            };
            ApiError::new(ErrorCode::WrongModelKind, format!("The model {has}."))
                .with("kind", kind.as_str())
                .with("wanted", wanted.as_str())
        }
        Refusal::UnsupportedParameter { parameters, .. } => {
            unsupported_fields(parameters.iter().map(|name| (&**name, format!("`{name}`"))))
        }
        Refusal::NoProviderCredentials => ApiError::new(
            ErrorCode::NoProviderCredentials,
            "The organization has no key for this model. Its operator can add one.",
        ),
        Refusal::InsufficientCredits { credits_needed, credits_available, credits_remaining } => {
            ApiError::new(
                ErrorCode::InsufficientCredits,
                format!(
                    "Insufficient credits: this call may need {credits_needed}, {credits_available} are available."
                ),
            )
            .with("credits_needed", credits_needed)
            .with("credits_available", credits_available)
            .with("credits_remaining", credits_remaining)
        }
        Refusal::RateLimited { limited_by, retry_after_ms, rate_limits } => ApiError::new(
            ErrorCode::RateLimited,
            format!("The team has used up its {limited_by} of this minute."),
        )
        .with("limited_by", limited_by)
        .retry_after(u32::try_from(retry_after_ms.div_ceil(1000)).unwrap_or(u32::MAX))
        .with_headers(rate_limits.headers()),
        Refusal::TooManyJobTypes { limit } => ApiError::new(
            ErrorCode::TooManyJobTypes,
            format!(
                "The team has opened jobs of {limit} types today. A type is a kind of work, such as `summary`; what is \
                 different in each job belongs into its metadata or its `external_task_id`."
            ),
        )
        .with("limit", limit),
        Refusal::TooManyTests { retry_after_seconds } => {
            ApiError::new(ErrorCode::RateLimited, "The team's webhooks were tested ten times in a minute.")
                .retry_after(retry_after_seconds.max(1))
        }
        Refusal::IdempotencyKeyReused => ApiError::new(
            ErrorCode::IdempotencyKeyReused,
            "This Idempotency-Key was sent with another request. Take a new one for each request.",
        ),
        Refusal::RequestInProgress => ApiError::new(
            ErrorCode::RequestInProgress,
            "The same request was sent before and is in progress. Its answer will be there for the asking.",
        )
        .retry_after(2),
        Refusal::CallNotFound => ApiError::new(ErrorCode::CallNotFound, "There is no such call."),
        Refusal::InvalidToken => principal::invalid_token(),
        Refusal::RoleTooLow { least_role } => {
            let detail = format!("This takes the role {} or a higher one.", least_role.as_str());
            ApiError::new(ErrorCode::RoleTooLow, detail).with("least_role", least_role.as_str())
        }
        Refusal::TeamNotFound => ApiError::new(ErrorCode::TeamNotFound, "There is no such team."),
        Refusal::OrganizationNotFound => {
            ApiError::new(ErrorCode::OrganizationNotFound, "There is no such organization.")
        }
        Refusal::ModelNotFound { model_alias } => ApiError::new(
            ErrorCode::ModelNotFound,
            model_alias.map_or_else(
                || "There is no such model alias.".to_owned(),
                |name| format!("There is no model alias '{name}'."),
            ),
        ),
        Refusal::PricesRequired => {
            let missing = |field| FieldError::body(field, "missing", "The catalogue has no price for this model");
            ApiError::validation(vec![missing("pricing_input"), missing("pricing_output")])
        }
        Refusal::AccessGroupNotFound { group_name } => ApiError::new(
            ErrorCode::AccessGroupNotFound,
            format!("There is no access group '{group_name}'."),
        ),
        Refusal::ModelGroupNotFound => {
            ApiError::new(ErrorCode::ModelGroupNotFound, "There is no such model group.")
        }
        Refusal::CredentialNotFound => {
            ApiError::new(ErrorCode::CredentialNotFound, "There is no such provider credential.")
        }
        Refusal::VirtualKeyNotFound => {
            ApiError::new(ErrorCode::VirtualKeyNotFound, "The team has no such virtual key.")
        }
        Refusal::UserNotFound => ApiError::new(ErrorCode::UserNotFound, "There is no such operator."),
        Refusal::SessionNotFound => {
            ApiError::new(ErrorCode::SessionNotFound, "There is no such session, or it has ended.")
        }
        Refusal::SetupDone => ApiError::new(ErrorCode::SetupDone, "The first operator is there already. Sign in."),
        Refusal::InvalidLogin => principal::invalid_login(),
        Refusal::TooManyLogins { retry_after_seconds } => {
            ApiError::new(ErrorCode::RateLimited, "Too many attempts have failed. Try again later.")
                .retry_after(retry_after_seconds.max(1))
        }
        Refusal::PlanNotFound => ApiError::new(ErrorCode::PlanNotFound, "There is no such pricing plan."),
        Refusal::WebhookNotFound => ApiError::new(ErrorCode::WebhookNotFound, "There is no such webhook."),
        Refusal::DeliveryNotFound => {
            ApiError::new(ErrorCode::DeliveryNotFound, "The webhook has no such delivery.")
        }
        Refusal::AlreadyExists { resource } => {
            ApiError::new(ErrorCode::AlreadyExists, format!("There is a {resource} already."))
        }
        Refusal::InUse { used_by } => {
            let detail = format!("Still used by: {}", used_by.join(", "));
            ApiError::new(ErrorCode::InUse, detail).with("used_by", used_by)
        }
        Refusal::InvalidValue { detail, field: Some(field) } => {
            ApiError::impossible(vec![FieldError::body(&field, "value_error", detail)])
        }
        Refusal::InvalidValue { detail, field: None } => ApiError::new(ErrorCode::InvalidValue, detail),
        Refusal::StaleChange { members } => stale(&members),
        Refusal::Protected { detail } => ApiError::new(ErrorCode::Protected, detail),
    }
}

/// A change from a form that was loaded before somebody, or a charge, changed the same. `members`: the team's credits on it that
/// would go back to what they were.
fn stale(members: &[String]) -> ApiError {
    let detail = if members.is_empty() {
        "This was changed after it was loaded. Nothing was done: load it again, and repeat the change."
            .to_owned()
    } else {
        let members: Vec<String> = members.iter().map(|member| format!("`{member}`")).collect();
        format!(
            "The team's credits have moved, and {} is not what they are now. Nothing was done: load the team again, and send \
             its present `updated_at` in `If-Match` or in the body; or leave out credits that are not to change.",
            members.join(" and ")
        )
    };
    ApiError::new(ErrorCode::StaleChange, detail)
}

/// The parameters of a request that the model behind its alias cannot honour, each with what exactly is not supported.
#[must_use]
pub fn unsupported(refused: &[Refused]) -> ApiError {
    unsupported_fields(refused.iter().map(|refused| (refused.parameter, refused.what())))
}

/// The same by the names that the database gives (see [`Refused::name`]). The provider's codec has said what exactly it is about those that
/// it knows; the others are refused by the model itself.
#[must_use]
pub fn unsupported_by_name(names: &[String], known: &[Refused]) -> ApiError {
    unsupported_fields(names.iter().map(|name| match known.iter().find(|refused| refused.name() == name) {
        Some(refused) => (refused.parameter, refused.what()),
        None => (&**name, format!("`{name}`")),
    }))
}

fn unsupported_fields<'a>(refused: impl Iterator<Item = (&'a str, String)>) -> ApiError {
    let field =
        |(name, what)| FieldError::body(name, UNSUPPORTED, format!("This model does not support {what}"));
    ApiError { code: ErrorCode::UnsupportedParameter, ..ApiError::validation(refused.map(field).collect()) }
}
