//! `/api/model-groups/...`: models in order of preference, called by one name.

use api::error::{ApiError, ErrorCode};
use api::model_groups::ModelGroupMembers;
use api::routes::ModelGroupsOperation as Operation;
use platform::{Platform, Request, Response};
use serde_json::{Map, Value, json};
use store::{ModelGroups, NewMember, NewMembers};

use crate::http::fields::Fields;
use crate::http::incoming::Incoming;
use crate::http::{outgoing, refusals};
use crate::models::groups::{self, Named};

const MAX_MEMBERS: usize = 50;
/// The field of the members: `[{"model_name", "priority"}]`.
const MEMBERS: &str = "models";

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    outgoing::respond(answer(&platform, request).await)
}

async fn answer<P: Platform>(platform: &P, request: Request) -> Result<Value, ApiError> {
    let (operation, incoming) = Incoming::new(platform, request)?;
    match operation {
        Operation::ListModelGroups => groups::list::<P, ModelGroups>(platform, &incoming).await,
        Operation::CreateModelGroup => {
            groups::create::<P, ModelGroups>(platform, &incoming, Some(MEMBERS)).await
        }
        Operation::GetModelGroup => groups::get::<P, ModelGroups>(platform, &incoming).await,
        Operation::UpdateModelGroup => groups::update::<P, ModelGroups>(platform, &incoming).await,
        Operation::SetModelGroupModels => set_models(platform, &incoming).await,
        Operation::DeleteModelGroup => groups::delete::<P, ModelGroups>(platform, &incoming).await,
        Operation::ResolveModelGroup => resolve(platform, &incoming).await,
    }
}

/// The body is the list itself; an object with the list in it does as well.
async fn set_models<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let body = match incoming.json()? {
        Value::Object(body) => body,
        list => Map::from_iter([(MEMBERS.to_owned(), list)]),
    };
    let group = groups::set_members::<P, ModelGroups>(platform, incoming, &body, MEMBERS).await?;
    Ok(json!(ModelGroupMembers { group_name: group.group_name, models: group.models }))
}

async fn resolve<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let name = groups::name::<ModelGroups>(incoming)?;
    let query = incoming.query_parameters();
    let mut fields = Fields::of_query(&query);
    let team_id = fields.required_name("team_id");
    let team_id = fields.finish_with(team_id)?;
    let resolved = store::resolve_model_group(platform.database(), &principal, &name, &team_id).await;
    refusals::granted(platform, resolved)
}

impl Named for ModelGroups {
    const TITLE: &'static str = "model group";
    const LISTED: &'static str = "active";

    fn not_found() -> ApiError {
        ApiError::new(ErrorCode::ModelGroupNotFound, "There is no such model group.")
    }

    fn members(fields: &mut Fields<'_>) -> Option<NewMembers> {
        members(fields).map(|models| NewMembers { models })
    }
}

fn members(fields: &mut Fields<'_>) -> Option<Vec<NewMember>> {
    let mut members: Vec<NewMember> = Vec::new();
    for (position, item) in fields.list(MEMBERS, MAX_MEMBERS)?.iter().enumerate() {
        let path = format!("{MEMBERS}.{position}");
        let priority = match item.get("priority") {
            None | Some(Value::Null) => Some(0),
            Some(value) => value.as_i64().filter(|priority| i32::try_from(*priority).is_ok()),
        };
        match item.get("model_name").and_then(Value::as_str) {
            Some(model_name) if members.iter().any(|member| member.model_name == model_name) => {
                fields.wrong(&format!("{path}.model_name"), "value_error", "Must not be there twice");
            }
            Some(model_name) if (1..=200).contains(&model_name.chars().count()) => {
                members
                    .push(NewMember { model_name: model_name.to_owned(), priority: priority.unwrap_or(0) });
            }
            _ => {
                let message = "Must be the name of a model, of 1 to 200 characters";
                fields.wrong(&format!("{path}.model_name"), "string_type", message);
            }
        }
        if priority.is_none() {
            fields.wrong(&format!("{path}.priority"), "int_type", "Must be a whole number of 32 bits");
        }
    }
    Some(members)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(models: Value) -> Result<Vec<NewMember>, Vec<String>> {
        let body = json!({"models": models});
        let mut fields = Fields::new(body.as_object().unwrap());
        let members = members(&mut fields);
        fields
            .finish_with(members)
            .map_err(|error| error.fields.iter().map(|field| field.location[1..].join(".")).collect())
    }

    #[test]
    fn a_member_has_a_name_and_a_priority_which_is_zero_unless_it_is_said() {
        let members = read(json!([{"model_name": "fast"}, {"model_name": "slow", "priority": 2}])).unwrap();
        let read: Vec<(&str, i64)> =
            members.iter().map(|member| (member.model_name.as_str(), member.priority)).collect();
        assert_eq!(read, [("fast", 0), ("slow", 2)]);
    }

    #[test]
    fn every_fault_of_a_member_is_named() {
        let list = json!([{"model_name": "a"}, {"model_name": "a"}, {"priority": 1}, "b", {"model_name": "c", "priority": 1.5}]);
        assert_eq!(
            read(list).unwrap_err(),
            ["models.1.model_name", "models.2.model_name", "models.3.model_name", "models.4.priority"]
        );
    }
}
