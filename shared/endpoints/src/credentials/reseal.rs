//! Sealing the keys anew, under the first key of the keyring, so that an old one can be taken out of it.

use api::error::ApiError;
use api::ids::OrganizationId;
use api::provider_credentials::{FailedReseal, Resealed};
use platform::Platform;
use serde_json::{Value, json};
use store::{ResealedKey, StoredCredential};
use vault::{Keyring, SealContext};

use super::sealing::seal_with;
use crate::http::fields::{Fields, UUID_LENGTH};
use crate::http::incoming::Incoming;
use crate::http::refusals;
use crate::secrets::deployment;

const MAX_BATCH: i64 = 200;

/// Seals one batch anew. It can be repeated and interrupted at any time: a key is replaced by the same key only.
pub async fn reseal<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let body = incoming.json_object_if_any()?;
    let mut fields = Fields::new(&body);
    let organization_id: Option<OrganizationId> = fields.optional_name("organization_id");
    let after = fields.optional_uuid("after", UUID_LENGTH, "the `next_after` of an answer");
    let limit = fields.integer("limit", 1..=MAX_BATCH).unwrap_or(MAX_BATCH);
    let (organization_id, after, limit) =
        fields.finish_with(Some((organization_id, after, usize::try_from(limit).unwrap_or(1))))?;

    let keyring = deployment::keyring(platform).await?;
    let key_id = keyring.sealing_key_id();
    let scope = organization_id.as_ref();
    let batch = store::credentials_to_reseal(platform.database(), &principal, key_id, scope, after, limit)
        .await
        .map_err(|error| refusals::store_error(platform, error))?;
    let mut resealed = Vec::new();
    let mut failed = Vec::new();
    for credential in &batch {
        match seal_anew(platform, &keyring, credential)? {
            Ok(new) => resealed.push(new),
            Err(reason) => failed.push(FailedReseal {
                credential_id: credential.credential_id,
                organization_id: credential.organization_id.clone(),
                reason,
            }),
        }
    }
    let count = store::reseal_credentials(platform.database(), &principal, key_id, scope, &resealed)
        .await
        .map_err(|error| refusals::store_error(platform, error))?;
    Ok(json!(Resealed {
        sealed_with: key_id.to_owned(),
        resealed: count.resealed,
        remaining: count.remaining,
        failed,
        next_after: batch.last().filter(|_| batch.len() == limit).map(|last| last.credential_id),
    }))
}

/// The outer error is ours; the inner one says why this key does not open.
fn seal_anew<P: Platform>(
    platform: &P,
    keyring: &Keyring,
    credential: &StoredCredential,
) -> Result<Result<ResealedKey, String>, ApiError> {
    let place = SealContext {
        organization_id: &credential.organization_id,
        provider: credential.provider,
        credential_id: credential.credential_id,
    };
    let api_key = match keyring.open(&credential.sealed_key, &place) {
        Ok(api_key) => api_key,
        Err(error) => return Ok(Err(error.to_string())),
    };
    let new = seal_with(platform, keyring, &api_key, &place)?.sealed_key;
    Ok(Ok(ResealedKey { credential_id: credential.credential_id, old: credential.sealed_key.clone(), new }))
}
