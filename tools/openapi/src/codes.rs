//! Why an operation may refuse: what follows from its route and from what it takes.

use api::error::ErrorCode;
use api::role::Role;
use api::routes::{Auth, Function, Route};

use crate::operation::Operation;

/// Every reason, by status, then by name.
#[must_use]
pub fn of(route: &Route, operation: &Operation) -> Vec<ErrorCode> {
    let mut codes = of_auth(route.auth).to_vec();
    if matches!(route.auth, Auth::Operator(role) | Auth::SignedIn(role) | Auth::TeamOrOperator(role) if role > Role::User)
    {
        codes.push(ErrorCode::RoleTooLow);
    }
    codes.extend(route.path.split('/').filter_map(|segment| not_found(route.function(), segment)));
    if operation.body.is_some() {
        codes.extend([ErrorCode::BodyTooLarge, ErrorCode::ValidationError]);
    }
    if route.operation.takes_precondition() {
        codes.extend([ErrorCode::InvalidValue, ErrorCode::StaleChange, ErrorCode::ValidationError]);
    }
    if operation.query.is_some() {
        codes.push(ErrorCode::ValidationError);
    }
    if operation.idempotent {
        codes.extend([
            ErrorCode::ValidationError,
            ErrorCode::IdempotencyKeyReused,
            ErrorCode::RequestInProgress,
        ]);
    }
    if route.path.starts_with("/api/") || route.auth != Auth::Open {
        codes.extend([ErrorCode::Internal, ErrorCode::DatabaseUnavailable, ErrorCode::MigrationRequired]);
    }
    if route.function() != Function::FrontDoor {
        codes.push(ErrorCode::FunctionUnavailable);
    }
    codes.extend(&operation.codes);
    codes.sort_by_key(|code| (code.status(), code.as_str()));
    codes.dedup();
    codes
}

const fn of_auth(auth: Auth) -> &'static [ErrorCode] {
    match auth {
        Auth::Open => &[],
        Auth::Team => &[
            ErrorCode::MissingCredentials,
            ErrorCode::InvalidApiKey,
            ErrorCode::TeamSuspended,
            ErrorCode::TeamPaused,
            ErrorCode::OrganizationInactive,
            ErrorCode::WrongTeam,
        ],
        Auth::SignedIn(_) => &[ErrorCode::MissingCredentials, ErrorCode::InvalidToken],
        // The admin key may be weak, or have been guessed at.
        Auth::Operator(_) => &[
            ErrorCode::MissingCredentials,
            ErrorCode::InvalidToken,
            ErrorCode::RateLimited,
            ErrorCode::Misconfigured,
        ],
        Auth::TeamOrOperator(_) => &[
            ErrorCode::RateLimited,
            ErrorCode::Misconfigured,
            ErrorCode::MissingCredentials,
            ErrorCode::InvalidApiKey,
            ErrorCode::InvalidToken,
            ErrorCode::TeamSuspended,
            ErrorCode::TeamPaused,
            ErrorCode::OrganizationInactive,
            ErrorCode::WrongTeam,
        ],
    }
}

/// What a path answers where nothing has the id in this segment of it.
fn not_found(function: Function, segment: &str) -> Option<ErrorCode> {
    Some(match segment {
        "{job_id}" => ErrorCode::JobNotFound,
        "{call_id}" => ErrorCode::CallNotFound,
        "{team_id}" => ErrorCode::TeamNotFound,
        "{organization_id}" => ErrorCode::OrganizationNotFound,
        "{alias}" | "{model}" => ErrorCode::ModelNotFound,
        "{group_name}" if function == Function::ModelGroups => ErrorCode::ModelGroupNotFound,
        "{group_name}" => ErrorCode::AccessGroupNotFound,
        "{credential_id}" => ErrorCode::CredentialNotFound,
        "{provider}" => ErrorCode::InvalidValue,
        "{plan_id}" => ErrorCode::PlanNotFound,
        "{user_id}" => ErrorCode::UserNotFound,
        "{session_id}" => ErrorCode::SessionNotFound,
        "{webhook_id}" => ErrorCode::WebhookNotFound,
        "{delivery_id}" => ErrorCode::DeliveryNotFound,
        "{key_id}" => ErrorCode::VirtualKeyNotFound,
        _ => return None,
    })
}
