//! Sealing a key for its place.

use api::error::ApiError;
use api::ids::{CredentialId, OrganizationId};
use api::provider::Provider;
use platform::Platform;
use store::{NewCredential, SealedKey};
use vault::{Keyring, SealContext, Secret};

use super::body::OpenCredential;
use crate::secrets::{deployment, new_ids, sealing};

/// Seals the key of a new credential, for a new id.
///
/// # Errors
/// 500 `misconfigured` without a keyring.
pub async fn seal_new<P: Platform>(platform: &P, new: OpenCredential) -> Result<NewCredential, ApiError> {
    seal_new_with(platform, &deployment::keyring(platform).await?, new)
}

/// The same with a keyring that is there.
///
/// # Errors
/// None that a key of a request can cause.
pub fn seal_new_with<P: Platform>(
    platform: &P,
    keyring: &Keyring,
    new: OpenCredential,
) -> Result<NewCredential, ApiError> {
    let credential_id = CredentialId(new_ids::uuid(platform));
    let place = SealContext { organization_id: &new.organization_id, provider: new.provider, credential_id };
    let key = seal_with(platform, keyring, &new.api_key, &place)?;
    Ok(NewCredential {
        credential_id,
        organization_id: new.organization_id,
        provider: new.provider,
        credential_name: new.credential_name,
        api_base: new.api_base,
        priority: new.priority,
        is_active: new.is_active,
        key,
    })
}

/// Seals another key for a credential that is there.
///
/// # Errors
/// 500 `misconfigured` without a keyring.
pub async fn seal<P: Platform>(
    platform: &P,
    api_key: &Secret,
    organization_id: &OrganizationId,
    provider: Provider,
    credential_id: CredentialId,
) -> Result<SealedKey, ApiError> {
    let place = SealContext { organization_id, provider, credential_id };
    seal_with(platform, &deployment::keyring(platform).await?, api_key, &place)
}

/// Seals a key under the first key of the keyring, with a fresh nonce.
pub fn seal_with<P: Platform>(
    platform: &P,
    keyring: &Keyring,
    api_key: &Secret,
    place: &SealContext<'_>,
) -> Result<SealedKey, ApiError> {
    let sealed_key = sealing::seal(platform, keyring, api_key, place)?;
    Ok(SealedKey { sealed_key, key_hint: vault::hint(api_key.expose()) })
}
