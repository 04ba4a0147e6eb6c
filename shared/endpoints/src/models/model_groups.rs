//! `/api/model-groups/...`: models in order of preference, called by one name. `/api/routes/health`: how their routes are.

use api::error::{ApiError, ErrorCode};
use api::model_groups::{ModelGroupMembers, ModelGroupQuery, ResolveModelGroup};
use api::route_health::RouteHealthQuery;
use api::routes::ModelGroupsOperation as Operation;
use platform::{Platform, Request, Response};
use serde_json::{Value, json};
use store::ModelGroups;

use crate::http::incoming::Incoming;
use crate::http::{listing, outgoing, refusals};
use crate::models::groups::{self, NamedKind};

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    answer(&platform, request).await.unwrap_or_else(|error| outgoing::refuse(&error))
}

async fn answer<P: Platform>(platform: &P, request: Request) -> Result<Response, ApiError> {
    let (operation, incoming) = Incoming::new(platform, request)?;
    let body = match operation {
        Operation::ListModelGroups => {
            let read = || incoming.query().map(|ModelGroupQuery { status, page }| (status, page));
            return groups::list::<P, ModelGroups>(platform, &incoming, read).await;
        }
        Operation::CreateModelGroup => groups::create::<P, ModelGroups>(platform, &incoming).await,
        Operation::GetModelGroup => groups::get::<P, ModelGroups>(platform, &incoming).await,
        Operation::UpdateModelGroup => groups::update::<P, ModelGroups>(platform, &incoming).await,
        Operation::SetModelGroupModels => set_models(platform, &incoming).await,
        Operation::DeleteModelGroup => groups::delete::<P, ModelGroups>(platform, &incoming).await,
        Operation::ResolveModelGroup => resolve(platform, &incoming).await,
        Operation::ListRouteHealth => return list_route_health(platform, &incoming).await,
    };
    body.map(|body| outgoing::document(&body))
}

/// The body is the list itself; an object with the list in it does as well.
async fn set_models<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let group = groups::set_members::<P, ModelGroups>(platform, incoming, Incoming::list_body).await?;
    Ok(json!(ModelGroupMembers { group_name: group.group_name, models: group.models }))
}

async fn resolve<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let name = groups::name::<ModelGroups>(incoming)?;
    let ResolveModelGroup { team_id } = incoming.query()?;
    let resolved = store::resolve_model_group(platform.database(), &principal, &name, &team_id).await;
    refusals::granted(platform, resolved)
}

async fn list_route_health<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Response, ApiError> {
    let principal = incoming.principal(platform).await?;
    let query: RouteHealthQuery = incoming.query()?;
    let routes = store::list_route_health(platform.database(), &principal, &query).await;
    listing::counted(platform, incoming, query.page.end(), routes)
}

impl NamedKind for ModelGroups {
    const TITLE: &'static str = "model group";

    fn not_found() -> ApiError {
        ApiError::new(ErrorCode::ModelGroupNotFound, "There is no such model group.")
    }
}
