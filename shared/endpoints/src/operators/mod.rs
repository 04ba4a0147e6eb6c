//! `/api/admin-users/...`: operators, how they sign in, and what they did.

mod others;
mod own_account;
mod password;
mod sign_in;

use api::error::ApiError;
use platform::{Platform, Request, Response};
use serde_json::Value;

use crate::http::incoming::Incoming;
use crate::http::outgoing;

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    outgoing::respond(answer(&platform, request).await)
}

async fn answer<P: Platform>(platform: &P, request: Request) -> Result<Value, ApiError> {
    let incoming = Incoming::new(request)?;
    match incoming.operation() {
        "get_setup_status" => sign_in::setup_status(platform).await,
        "set_up" => sign_in::set_up(platform, &incoming).await,
        "login" => sign_in::login(platform, &incoming).await,
        "refresh_session" => sign_in::refresh(platform, &incoming).await,
        "logout" => own_account::logout(platform, &incoming).await,
        "get_own_account" => own_account::get(platform, &incoming).await,
        "change_own_password" => own_account::change_password(platform, &incoming).await,
        "list_own_sessions" => own_account::list_sessions(platform, &incoming).await,
        "end_own_session" => own_account::end_session(platform, &incoming).await,
        "list_operators" => others::list(platform, &incoming).await,
        "create_operator" => others::create(platform, &incoming).await,
        "get_operator" => others::get(platform, &incoming).await,
        "change_operator" => others::change(platform, &incoming).await,
        "deactivate_operator" => others::deactivate(platform, &incoming).await,
        "reset_password" => others::reset_password(platform, &incoming).await,
        "list_audit_log" => others::audit_log(platform, &incoming).await,
        _ => Err(incoming.not_served(platform)),
    }
}
