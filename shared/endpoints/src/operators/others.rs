//! What owners and admins see and do of other operators.

use api::admin_users::{AuditQuery, NewOperator, OperatorChange};
use api::answer::Message;
use api::error::{ApiError, ErrorCode};
use api::ids::UserId;
use api::listing::OffsetPage;
use api::sign_in::PasswordReset;
use platform::{Platform, Response};
use serde_json::Value;
use store::OperatorToCreate;

use super::password;
use crate::http::incoming::Incoming;
use crate::http::{listing, refusals};

pub(super) async fn list<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Response, ApiError> {
    let principal = incoming.principal(platform).await?;
    let page: OffsetPage = incoming.query()?;
    let operators = store::list_operators(platform.database(), &principal, page).await;
    listing::counted(platform, incoming, page.end(), operators)
}

pub(super) async fn create<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let operator: NewOperator = incoming.body()?;
    let password = operator.person.password.expose();
    let password_hash = password::hash_for(platform, &principal, password).await?;
    let operator = OperatorToCreate { operator: &operator, password_hash };
    let created = store::create_operator(platform.database(), &principal, &operator).await;
    refusals::granted(platform, created)
}

pub(super) async fn get<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let operator = store::get_operator(platform.database(), &principal, user_id(incoming)?).await;
    refusals::granted(platform, operator)
}

pub(super) async fn change<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let user_id = user_id(incoming)?;
    let change: OperatorChange = incoming.body()?;
    let changed = store::change_operator(platform.database(), &principal, user_id, &change).await;
    refusals::granted(platform, changed)
}

pub(super) async fn deactivate<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let operator = store::deactivate_operator(platform.database(), &principal, user_id(incoming)?).await;
    let message =
        operator.map(|operator| Message { message: format!("User {} deactivated", operator.email.as_str()) });
    refusals::granted(platform, message)
}

pub(super) async fn reset_password<P: Platform>(
    platform: &P,
    incoming: &Incoming,
) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let user_id = user_id(incoming)?;
    let PasswordReset { new_password } = incoming.body()?;
    let new_hash = password::hash_for(platform, &principal, new_password.expose()).await?;
    let message = store::reset_password(platform.database(), &principal, user_id, &new_hash).await;
    refusals::granted(platform, message)
}

pub(super) async fn audit_log<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Response, ApiError> {
    let principal = incoming.principal(platform).await?;
    let query: AuditQuery = incoming.query()?;
    let entries = store::audit_log(platform.database(), &principal, &query).await;
    listing::counted(platform, incoming, query.page.end(), entries)
}

fn user_id(incoming: &Incoming) -> Result<UserId, ApiError> {
    incoming.path_param("user_id", || ApiError::new(ErrorCode::UserNotFound, "There is no such operator."))
}
