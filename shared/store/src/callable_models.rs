//! What a team may call.

use api::callable_models::CallableModel;
use api::ids::ModelAlias;
use platform::{Database, Param};

use crate::error::StoreError;
use crate::principal::grant;
use crate::statements::statements;

statements! {
    LIST_CALLABLE_MODELS = "list_callable_models"(bytea, text),
}

/// The names that a key's team may call, or only this one, if it may.
///
/// # Errors
/// Refused for an invalid key, and for a suspended team.
pub async fn list_callable_models(
    database: &impl Database,
    key_hash: &[u8; 32],
    name: Option<&ModelAlias>,
) -> Result<Vec<CallableModel>, StoreError> {
    let params = [Param::Bytes(key_hash), Param::Text(name.map(ModelAlias::as_str))];
    grant(database, LIST_CALLABLE_MODELS.sql, &params).await
}
