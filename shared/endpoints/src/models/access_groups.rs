//! `/api/model-access-groups/...`: which aliases are given to teams together.

use api::error::{ApiError, ErrorCode};
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
    let incoming = Incoming::new(request)?;
    match incoming.operation() {
        "list_access_groups" => groups::list::<P, AccessGroups>(platform, &incoming).await,
        "create_access_group" => groups::create::<P, AccessGroups>(platform, &incoming, None).await,
        "get_access_group" => groups::get::<P, AccessGroups>(platform, &incoming).await,
        "update_access_group" => groups::update::<P, AccessGroups>(platform, &incoming).await,
        "set_access_group_models" => set_models(platform, &incoming).await,
        "delete_access_group" => groups::delete::<P, AccessGroups>(platform, &incoming).await,
        _ => Err(incoming.not_served(platform)),
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
