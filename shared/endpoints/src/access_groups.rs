//! `/api/model-access-groups/...`: which aliases are given to teams together.

use api::error::{ApiError, ErrorCode, FieldError};
use api::ids::{AccessGroupName, ModelAlias};
use platform::{Platform, Request, Response};
use serde_json::{Value, json};
use store::{AccessGroupChange, NewAccessGroup};

use crate::fields::Fields;
use crate::group_description::{self, Description};
use crate::incoming::Incoming;
use crate::{outgoing, refusals};

const MAX_ALIASES: usize = 500;

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    outgoing::respond(answer(&platform, request).await)
}

async fn answer<P: Platform>(platform: &P, request: Request) -> Result<Value, ApiError> {
    let incoming = Incoming::new(request)?;
    match incoming.operation() {
        "list_access_groups" => list(platform, &incoming).await,
        "create_access_group" => create(platform, &incoming).await,
        "get_access_group" => get(platform, &incoming).await,
        "update_access_group" => update(platform, &incoming).await,
        "set_access_group_models" => set_models(platform, &incoming).await,
        "delete_access_group" => delete(platform, &incoming).await,
        _ => Err(incoming.not_served(platform)),
    }
}

async fn list<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let (status, page) = group_description::listed(incoming, "all")?;
    let groups =
        store::list_access_groups(platform.database(), &principal, status, page.limit, page.offset).await;
    refusals::granted(platform, groups)
}

async fn create<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let body = incoming.json_object()?;
    let mut fields = Fields::new(&body);
    let group_name = fields.required_name("group_name");
    let rest = change(&mut fields, true);
    let group = fields.finish_with(group_name.map(|group_name| NewAccessGroup { group_name, rest }))?;
    refusals::granted(platform, store::create_access_group(platform.database(), &principal, &group).await)
}

async fn get<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let name = name(incoming)?;
    refusals::granted(platform, store::get_access_group(platform.database(), &principal, &name).await)
}

async fn update<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let name = name(incoming)?;
    let body = incoming.json_object()?;
    let mut fields = Fields::new(&body);
    let change = change(&mut fields, false);
    let change = fields.finish_with(Some(change))?;
    let group = store::update_access_group(platform.database(), &principal, &name, &change).await;
    refusals::granted(platform, group)
}

async fn set_models<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let name = name(incoming)?;
    let body = incoming.json_object()?;
    let mut fields = Fields::new(&body);
    if fields.get("model_aliases").is_none() {
        fields.reject(FieldError::missing("model_aliases"));
    }
    let model_aliases: Option<Vec<ModelAlias>> = fields.names("model_aliases", MAX_ALIASES);
    let change = AccessGroupChange { model_aliases, ..AccessGroupChange::default() };
    let change = fields.finish_with(Some(change))?;
    let group = store::update_access_group(platform.database(), &principal, &name, &change).await;
    refusals::granted(platform, group)
}

async fn delete<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let name = name(incoming)?;
    store::delete_access_group(platform.database(), &principal, &name)
        .await
        .map_err(|error| refusals::store_error(platform, error))?;
    Ok(json!({"group_name": name, "message": format!("The access group '{name}' was deleted.")}))
}

fn change(fields: &mut Fields<'_>, with_models: bool) -> AccessGroupChange {
    let Description { display_name, description, status } = Description::read(fields);
    let model_aliases = if with_models { fields.names("model_aliases", MAX_ALIASES) } else { None };
    AccessGroupChange { display_name, description, status, model_aliases }
}

fn name(incoming: &Incoming) -> Result<AccessGroupName, ApiError> {
    incoming.path_param("group_name", || {
        ApiError::new(ErrorCode::AccessGroupNotFound, "There is no such access group.")
    })
}
