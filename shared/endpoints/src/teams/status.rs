//! Suspending a team, pausing it, and letting it work again.

use api::error::ApiError;
use platform::Platform;
use serde_json::Value;

use super::told;
use crate::http::fields::Fields;
use crate::http::incoming::Incoming;
use crate::http::refusals;

/// The longest reason, in characters.
const MAX_REASON: usize = 500;

/// `PUT` or `POST /api/teams/{team_id}/{suspend|pause|resume}`. A body is not needed; it may have a `reason`.
pub async fn set<P: Platform>(
    platform: &P,
    incoming: &Incoming,
    status: &'static str,
) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let team_id = incoming.team_id()?;
    let body = incoming.json_object_if_any()?;
    let mut fields = Fields::new(&body);
    let reason = fields.optional_text("reason", MAX_REASON);
    let reason = fields.finish_with(Some(reason))?;
    let changed =
        store::set_team_status(platform.database(), &principal, &team_id, status, reason.as_deref())
            .await
            .map_err(|error| refusals::store_error(platform, error))?;
    Ok(told(&changed, &format!("Team is {status}")))
}
