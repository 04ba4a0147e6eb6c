//! `/api/model-access-groups/...`: which aliases are given to teams together.

use api::error::{ApiError, ErrorCode};
use api::routes::ModelAccessGroupsOperation as Operation;
use platform::{Platform, Request, Response};
use serde_json::{Value, json};
use store::{AccessGroupAliases, AccessGroups};

use crate::http::fields::Fields;
use crate::http::incoming::Incoming;
use crate::http::outgoing;
use crate::models::groups::{self, Named};

const MAX_ALIASES: usize = 500;

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    outgoing::respond(answer(&platform, request).await)
}

async fn answer<P: Platform>(platform: &P, request: Request) -> Result<Value, ApiError> {
    let (operation, incoming) = Incoming::new(platform, request)?;
    match operation {
        Operation::ListAccessGroups => groups::list::<P, AccessGroups>(platform, &incoming).await,
        Operation::CreateAccessGroup => groups::create::<P, AccessGroups>(platform, &incoming, None).await,
        Operation::GetAccessGroup => groups::get::<P, AccessGroups>(platform, &incoming).await,
        Operation::UpdateAccessGroup => groups::update::<P, AccessGroups>(platform, &incoming).await,
        Operation::SetAccessGroupModels => set_models(platform, &incoming).await,
        Operation::DeleteAccessGroup => groups::delete::<P, AccessGroups>(platform, &incoming).await,
    }
}

async fn set_models<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let body = incoming.json_object()?;
    let group = groups::set_members::<P, AccessGroups>(platform, incoming, &body, "model_aliases").await?;
    Ok(json!(group))
}

impl Named for AccessGroups {
    const TITLE: &'static str = "access group";
    const LISTED: &'static str = "all";

    fn not_found() -> ApiError {
        ApiError::new(ErrorCode::AccessGroupNotFound, "There is no such access group.")
    }

    fn members(fields: &mut Fields<'_>) -> Option<AccessGroupAliases> {
        Some(AccessGroupAliases { model_aliases: fields.names("model_aliases", MAX_ALIASES)? })
    }
}
