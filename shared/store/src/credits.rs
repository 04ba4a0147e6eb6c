//! A team's credits.

use api::credits::Balance;
use api::ids::TeamId;
use platform::{Database, Param};

use crate::principal::ask;
use crate::statements::statements;
use crate::{Principal, StoreError};

statements! {
    GET_BALANCE = "get_balance"(text, text),
}

/// A team's balance.
///
/// # Errors
/// Refused to other teams, and for an unknown team.
pub async fn get_balance(
    database: &impl Database,
    principal: &Principal,
    team_id: &TeamId,
) -> Result<Balance, StoreError> {
    ask(database, GET_BALANCE.sql, principal, &[Param::Text(Some(team_id.as_str()))]).await
}
