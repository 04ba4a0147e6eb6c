//! What a request says of a credential.

use api::error::ApiError;
use api::ids::OrganizationId;
use api::provider::Provider;
use platform::Platform;
use serde_json::{Map, Value};
use store::CredentialChange;
use vault::Secret;

use crate::http::fields::Fields;
use crate::http::provider_name;
use crate::secrets::{deployment, provider_address};

const MAX_NAME: usize = 200;
const MAX_KEY: usize = 1_000;
const MAX_BASE: usize = 500;
const MAX_PRIORITY: i64 = 1_000;

/// A credential to be stored, its key in the open.
pub struct OpenCredential {
    /// Whose key it is.
    pub organization_id: OrganizationId,
    /// The provider that it is for.
    pub provider: Provider,
    /// What operators call it.
    pub credential_name: String,
    /// The key.
    pub api_key: Secret,
    /// Where the provider is reached with it, if not at its own address.
    pub api_base: Option<String>,
    /// The lowest is tried first.
    pub priority: i64,
    /// Whether it is tried.
    pub is_active: bool,
}

/// Reads a credential to be stored.
///
/// # Errors
/// 422 and 400, naming what is wrong; never with a part of the key.
pub async fn new_credential<P: Platform>(
    platform: &P,
    body: &Map<String, Value>,
) -> Result<OpenCredential, ApiError> {
    let allow_private = deployment::allows_private_addresses(platform).await;
    let mut fields = Fields::new(body);
    let read = open_credential(&mut fields, allow_private, checked_key);
    fields.finish_with(read)
}

/// Reads a credential whose key is in a form that `key` reads.
pub fn open_credential(
    fields: &mut Fields<'_>,
    allow_private: bool,
    key: impl FnOnce(&mut Fields<'_>) -> Option<Secret>,
) -> Option<OpenCredential> {
    let organization_id = fields.required_name("organization_id");
    let provider = provider_name::require(fields, "provider");
    let credential_name = fields.required_text("credential_name", MAX_NAME);
    let api_key = key(fields);
    let api_base = base(fields, allow_private);
    let priority = fields.integer("priority", 0..=MAX_PRIORITY).unwrap_or(0);
    let is_active = fields.boolean("is_active").unwrap_or(true);
    Some(OpenCredential {
        organization_id: organization_id?,
        provider: provider?,
        credential_name,
        api_key: api_key?,
        api_base,
        priority,
        is_active,
    })
}

/// Reads what is to be changed of a credential, and the key that is to take the place of the old one.
///
/// # Errors
/// 422, naming what is wrong; never with a part of the key.
pub async fn change<P: Platform>(
    platform: &P,
    body: &Map<String, Value>,
) -> Result<(CredentialChange, Option<Secret>), ApiError> {
    let allow_private = deployment::allows_private_addresses(platform).await;
    let mut fields = Fields::new(body);
    let api_base = base(&mut fields, allow_private);
    let takes_base_away = fields.is_null("api_base") || fields.get("api_base").is_some_and(|base| base == "");
    let change = CredentialChange {
        credential_name: fields
            .get("credential_name")
            .map(|_| fields.required_text("credential_name", MAX_NAME)),
        api_base: if takes_base_away { Some(None) } else { api_base.map(Some) },
        priority: fields.integer("priority", 0..=MAX_PRIORITY),
        is_active: fields.boolean("is_active"),
        key: None,
    };
    let api_key = fields.get("api_key").and_then(|_| checked_key(&mut fields));
    fields.finish_with(Some((change, api_key)))
}

/// The key itself: what can stand in a header.
fn checked_key(fields: &mut Fields<'_>) -> Option<Secret> {
    let key = Secret::new(fields.required_text("api_key", MAX_KEY));
    if key.expose().bytes().all(|byte| byte.is_ascii_graphic()) {
        return Some(key);
    }
    fields.wrong("api_key", "value_error", "Must be visible ASCII characters without spaces");
    None
}

/// Where the provider is reached; an empty text counts as absent.
fn base(fields: &mut Fields<'_>, allow_private: bool) -> Option<String> {
    let base = fields.optional_text("api_base", MAX_BASE).filter(|base| !base.is_empty());
    if !provider_address::is_allowed_base(base.as_deref(), allow_private) {
        let message = "Must be a public https address without a user, a password or a query";
        fields.wrong("api_base", "value_error", message);
    }
    base
}
