//! `/api/model-access-groups/...`: which aliases are given to teams together.

use api::access_groups::AccessGroupQuery;
use api::error::{ApiError, ErrorCode};
use api::routes::ModelAccessGroupsOperation as Operation;
use platform::{Platform, Request, Response};
use serde_json::json;
use store::AccessGroups;

use crate::http::incoming::Incoming;
use crate::http::outgoing;
use crate::models::groups::{self, NamedKind};

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    answer(&platform, request).await.unwrap_or_else(|error| outgoing::refuse(&error))
}

async fn answer<P: Platform>(platform: &P, request: Request) -> Result<Response, ApiError> {
    let (operation, incoming) = Incoming::new(platform, request)?;
    let body = match operation {
        Operation::ListAccessGroups => {
            let read = || incoming.query().map(|AccessGroupQuery { status, page }| (status, page));
            return groups::list::<P, AccessGroups>(platform, &incoming, read).await;
        }
        Operation::CreateAccessGroup => groups::create::<P, AccessGroups>(platform, &incoming).await,
        Operation::GetAccessGroup => groups::get::<P, AccessGroups>(platform, &incoming).await,
        Operation::UpdateAccessGroup => groups::update::<P, AccessGroups>(platform, &incoming).await,
        Operation::SetAccessGroupModels => {
            groups::set_members::<P, AccessGroups>(platform, &incoming, Incoming::body)
                .await
                .map(|group| json!(group))
        }
        Operation::DeleteAccessGroup => groups::delete::<P, AccessGroups>(platform, &incoming).await,
    };
    body.map(|body| outgoing::document(&body))
}

impl NamedKind for AccessGroups {
    const TITLE: &'static str = "access group";

    fn not_found() -> ApiError {
        ApiError::new(ErrorCode::AccessGroupNotFound, "There is no such access group.")
    }
}
