//! What an operator sees and does of their own account.

use api::error::{ApiError, ErrorCode};
use api::ids::SessionId;
use api::sign_in::PasswordChange;
use platform::Platform;
use serde_json::Value;
use store::SessionToEnd;
use vault::PasswordCheck;

use super::password;
use crate::http::incoming::Incoming;
use crate::http::{client_address, refusals};

pub(super) async fn get<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let account = store::get_own_account(platform.database(), &principal).await;
    refusals::granted(platform, account)
}

pub(super) async fn logout<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    end(platform, incoming, SessionToEnd::Current).await
}

pub(super) async fn end_session<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let session_id: SessionId = incoming.path_param("session_id", || {
        ApiError::new(ErrorCode::SessionNotFound, "There is no such session, or it has ended.")
    })?;
    end(platform, incoming, SessionToEnd::Listed(session_id)).await
}

async fn end<P: Platform>(
    platform: &P,
    incoming: &Incoming,
    session: SessionToEnd,
) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let message = store::end_own_session(platform.database(), &principal, session).await;
    refusals::granted(platform, message)
}

pub(super) async fn list_sessions<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let sessions = store::list_own_sessions(platform.database(), &principal).await;
    refusals::listed(platform, sessions)
}

/// Two statements, as for a login.
pub(super) async fn change_password<P: Platform>(
    platform: &P,
    incoming: &Incoming,
) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let PasswordChange { current_password, new_password } = incoming.body()?;
    let client = client_address::of::<P>(incoming.headers());
    let account = store::begin_password_change(platform.database(), &principal, &client).await;
    let account = account.map_err(|error| refusals::store_error(platform, error))?;
    let check = vault::check_password(current_password.expose(), Some(&account.password_hash));
    if check == PasswordCheck::Wrong {
        // Not a 401: clients take that for the end of their session.
        return Err(ApiError::new(ErrorCode::InvalidValue, "The current password is another one."));
    }
    let new_hash = password::hash(platform, new_password.expose())?;
    let message = store::change_own_password(
        platform.database(),
        &principal,
        &account.password_hash,
        &new_hash,
        &client,
    )
    .await;
    refusals::granted(platform, message)
}
