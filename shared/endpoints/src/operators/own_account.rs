//! What an operator sees and does of their own account.

use api::error::{ApiError, ErrorCode, FieldError};
use api::ids::SessionId;
use api::sign_in::PasswordChange;
use http::header::AUTHORIZATION;
use platform::{Platform, Response};
use serde_json::Value;
use store::SessionToEnd;
use vault::PasswordCheck;

use super::password;
use super::session_cookie::{self, Keeper};
use crate::http::incoming::Incoming;
use crate::http::{client_address, outgoing, refusals};

pub(super) async fn get<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let account = store::get_own_account(platform.database(), &principal).await;
    refusals::granted(platform, account)
}

/// With a cookie, the access token may have expired, or be of another session: of two tabs that signed in one after the other.
pub(super) async fn logout<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Response, ApiError> {
    let headers = incoming.headers();
    let keeper = Keeper::of(headers)?;
    if keeper == Keeper::Client {
        return end(platform, incoming, SessionToEnd::Current).await.map(|message| outgoing::ok(&message));
    }
    let by_access_token = if headers.contains_key(AUTHORIZATION) {
        Some(or_unproven(end(platform, incoming, SessionToEnd::Current).await)?)
    } else {
        None
    };
    let by_cookie = or_unproven(end_session_of_cookie(platform, incoming).await)?;
    let message = match by_access_token {
        Some(ended) => ended.or_else(|error| by_cookie.map_err(|_| error)),
        None => by_cookie,
    };
    let mut response = outgoing::ok(&message.map_err(session_cookie::refused)?);
    outgoing::add_headers(response.headers_mut(), &[session_cookie::forget()]);
    Ok(response)
}

async fn end_session_of_cookie<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let token = session_cookie::token(incoming.headers())?;
    let address = client_address::of::<P>(incoming.headers()).ip_address;
    let ended = store::end_session_of_token(platform.database(), &token.hash(), address.as_deref()).await;
    refusals::granted(platform, ended)
}

/// An attempt to end a session. One that proves nothing may be followed by another; what else goes wrong is the answer.
fn or_unproven(attempt: Result<Value, ApiError>) -> Result<Result<Value, ApiError>, ApiError> {
    match attempt {
        Err(error) if !matches!(error.code, ErrorCode::InvalidToken | ErrorCode::MissingCredentials) => {
            Err(error)
        }
        attempt => Ok(attempt),
    }
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
        let fault =
            FieldError::body("current_password", "value_error", "The current password is another one.");
        return Err(ApiError::impossible(vec![fault]));
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
