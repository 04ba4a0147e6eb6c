//! What owners and admins see and do of other operators.

use api::admin_users::{Email, Message};
use api::error::{ApiError, ErrorCode};
use api::ids::UserId;
use api::role::Role;
use platform::Platform;
use serde_json::{Value, json};
use store::{AuditFilter, NewOperator, OperatorChanges};

use super::password;
use crate::http::fields::Fields;
use crate::http::incoming::Incoming;
use crate::http::page::Page;
use crate::http::{metadata, refusals};

pub(super) async fn list<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let query = incoming.query_parameters();
    let mut fields = Fields::of_query(&query);
    let page = Page::read(&mut fields, crate::http::page::MAX_PAGE);
    fields.finish_with(Some(()))?;
    let operators = store::list_operators(platform.database(), &principal, page.limit, page.offset).await;
    refusals::granted(platform, operators)
}

pub(super) async fn create<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let body = incoming.json_object()?;
    let mut fields = Fields::new(&body);
    let email = fields.required_parsed::<Email>("email");
    let display_name = fields.required_text("display_name", 255);
    let password = password::new(&mut fields, "password");
    fields.require("role");
    let role = read_role(&mut fields);
    let metadata = fields.object("metadata");
    let (email, role) = fields.finish_with(email.zip(role))?;
    metadata::check_size(&metadata)?;
    let password_hash = password::hash(platform, &password)?;
    let operator = NewOperator { email, display_name, password_hash, role, metadata };
    let created = store::create_operator(platform.database(), &principal, &operator).await;
    refusals::granted(platform, created)
}

pub(super) async fn get<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let operator = store::get_operator(platform.database(), &principal, user_id(incoming)?).await;
    refusals::granted(platform, operator)
}

pub(super) async fn change<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let user_id = user_id(incoming)?;
    let body = incoming.json_object()?;
    let mut fields = Fields::new(&body);
    let display_name = fields.get("display_name").map(|_| fields.required_text("display_name", 255));
    let changes = OperatorChanges {
        display_name,
        role: read_role(&mut fields),
        is_active: fields.boolean("is_active"),
        metadata: fields.optional_object("metadata"),
    };
    let changes = fields.finish_with(Some(changes))?;
    changes.metadata.as_ref().map_or(Ok(()), metadata::check_size)?;
    let changed =
        store::change_operator(platform.database(), &principal, user_id, "updated_user", &changes).await;
    refusals::granted(platform, changed)
}

/// Nobody is forgotten: the audit log names them.
pub(super) async fn deactivate<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let changes = OperatorChanges { is_active: Some(false), ..OperatorChanges::default() };
    let user_id = user_id(incoming)?;
    let operator =
        store::change_operator(platform.database(), &principal, user_id, "deleted_user", &changes).await;
    let operator = operator.map_err(|error| refusals::store_error(platform, error))?;
    Ok(json!(Message { message: format!("User {} deactivated", operator.email.as_str()) }))
}

pub(super) async fn reset_password<P: Platform>(
    platform: &P,
    incoming: &Incoming,
) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let user_id = user_id(incoming)?;
    let body = incoming.json_object()?;
    let mut fields = Fields::new(&body);
    let new = password::new(&mut fields, "new_password");
    fields.finish_with(Some(()))?;
    let new_hash = password::hash(platform, &new)?;
    let message = store::reset_password(platform.database(), &principal, user_id, &new_hash).await;
    refusals::granted(platform, message)
}

pub(super) async fn audit_log<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let query = incoming.query_parameters();
    let mut fields = Fields::of_query(&query);
    let page = Page::read(&mut fields, 100);
    let filter = AuditFilter {
        action: fields.optional_text("action", 100),
        user_id: fields.optional_parsed("user_id"),
        resource_type: fields.optional_text("resource_type", 50),
        resource_id: fields.optional_text("resource_id", 255),
        since: fields.timestamp("since"),
        until: fields.timestamp("until"),
    };
    let filter = fields.finish_with(Some(filter))?;
    let entries = store::audit_log(platform.database(), &principal, &filter, page.limit, page.offset).await;
    refusals::granted(platform, entries)
}

fn user_id(incoming: &Incoming) -> Result<UserId, ApiError> {
    incoming.path_param("user_id", || ApiError::new(ErrorCode::UserNotFound, "There is no such operator."))
}

fn read_role(fields: &mut Fields<'_>) -> Option<Role> {
    let word = fields.one_of("role", &Role::ALL.map(Role::as_str))?;
    Role::ALL.into_iter().find(|role| role.as_str() == word)
}
