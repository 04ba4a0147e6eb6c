//! What a webhook sends as `Authorization`: it goes to the origin that it was entered for, and to no other one.

use api::error::{ApiError, FieldError};
use api::ids::{TeamId, WebhookId};
use api::reading::Patch;
use api::webhooks::{AuthHeader, Webhook, WebhookChange, WebhookUrl};
use platform::Platform;
use store::{SealedWebhookChange, WebhookBefore};
use vault::{WebhookPart, WebhookSealContext};

use crate::secrets::sealing::seal;
use crate::secrets::{deployment, webhook_address};

/// Seals a header for its webhook and for the origin of an address.
///
/// # Errors
/// 500 `misconfigured` without a keyring.
pub async fn seal_for<P: Platform>(
    platform: &P,
    header: &AuthHeader,
    (team_id, webhook_id): (&TeamId, WebhookId),
    webhook_url: &str,
) -> Result<String, ApiError> {
    // Addresses without an origin are refused where they are read.
    let origin = webhook_address::origin(webhook_url).ok_or_else(ApiError::internal)?;
    let part = WebhookPart::AuthHeader { origin: &origin };
    let keyring = deployment::keyring(platform).await?;
    seal(platform, &keyring, header.secret(), &WebhookSealContext { team_id, webhook_id, part })
}

/// A change with its header sealed for the address that the webhook has after it.
///
/// # Errors
/// 422 where the origin changes, a header is stored, and the change neither has it anew nor takes it away.
/// 500 `misconfigured` without a keyring.
pub async fn seal_changed<'a, P: Platform>(
    platform: &P,
    change: &'a WebhookChange,
    before: Webhook,
) -> Result<SealedWebhookChange<'a>, ApiError> {
    let url = change.webhook_url.as_ref().map_or(before.webhook_url.as_str(), WebhookUrl::as_str);
    let sealed_auth_header = match &change.auth_header {
        Patch::Clear => Patch::Clear,
        Patch::Set(header) => {
            Patch::Set(seal_for(platform, header, (&before.team_id, before.webhook_id), url).await?)
        }
        Patch::Keep if before.has_auth_header && leads_elsewhere(&before.webhook_url, url) => {
            return Err(header_required());
        }
        Patch::Keep => Patch::Keep,
    };
    let before =
        WebhookBefore { webhook_url_before: before.webhook_url, had_auth_header: before.has_auth_header };
    Ok(SealedWebhookChange { change, sealed_auth_header, before: Some(before) })
}

fn leads_elsewhere(before: &str, after: &str) -> bool {
    webhook_address::origin(before) != webhook_address::origin(after)
}

fn header_required() -> ApiError {
    let message = "The header was entered for another origin: enter it again to change `webhook_url`, or null to send none";
    ApiError::validation(vec![FieldError::body("auth_header", "secret_required", message)])
}
