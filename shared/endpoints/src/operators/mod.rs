//! `/api/admin-users/...`: operators, how they sign in, and what they did.

mod others;
mod own_account;
mod password;
mod sign_in;

use api::error::ApiError;
use api::routes::AdminUsersOperation as Operation;
use platform::{Platform, Request, Response};

use crate::http::incoming::Incoming;
use crate::http::outgoing;

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    answer(&platform, request).await.unwrap_or_else(|error| outgoing::refuse(&error))
}

async fn answer<P: Platform>(platform: &P, request: Request) -> Result<Response, ApiError> {
    let (operation, incoming) = Incoming::new(platform, request)?;
    let body = match operation {
        Operation::GetSetupStatus => sign_in::setup_status(platform).await,
        Operation::SetUp => sign_in::set_up(platform, &incoming).await,
        Operation::Login => sign_in::login(platform, &incoming).await,
        Operation::RefreshSession => sign_in::refresh(platform, &incoming).await,
        Operation::Logout => own_account::logout(platform, &incoming).await,
        Operation::GetOwnAccount => own_account::get(platform, &incoming).await,
        Operation::ChangeOwnPassword => own_account::change_password(platform, &incoming).await,
        Operation::ListOwnSessions => own_account::list_sessions(platform, &incoming).await,
        Operation::EndOwnSession => own_account::end_session(platform, &incoming).await,
        Operation::ListOperators => return others::list(platform, &incoming).await,
        Operation::CreateOperator => others::create(platform, &incoming).await,
        Operation::GetOperator => others::get(platform, &incoming).await,
        Operation::ChangeOperator => others::change(platform, &incoming).await,
        Operation::DeactivateOperator => others::deactivate(platform, &incoming).await,
        Operation::ResetPassword => others::reset_password(platform, &incoming).await,
        Operation::ListAuditLog => return others::audit_log(platform, &incoming).await,
    };
    body.map(|body| outgoing::document(&body))
}
