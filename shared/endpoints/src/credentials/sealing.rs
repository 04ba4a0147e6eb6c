//! Sealing a provider key for its credential.

use api::error::ApiError;
use api::ids::CredentialId;
use api::provider_credentials::{ApiKey, Credential, CredentialDetails, NewCredential};
use platform::Platform;
use store::{NewSealedCredential, SealedKey};
use vault::{Keyring, SealContext, Secret};

use crate::secrets::{deployment, new_ids, sealing};

/// Seals the key of a new credential, for a new id.
///
/// # Errors
/// 500 `misconfigured` without a keyring.
pub async fn seal_new<P: Platform>(
    platform: &P,
    new: NewCredential,
) -> Result<NewSealedCredential, ApiError> {
    let keyring = deployment::keyring(platform).await?;
    seal_new_with(platform, &keyring, new.details, new.api_key.secret())
}

/// The same with a keyring that was loaded.
///
/// # Errors
/// None that a key of a request can cause.
pub fn seal_new_with<P: Platform>(
    platform: &P,
    keyring: &Keyring,
    details: CredentialDetails,
    api_key: &Secret,
) -> Result<NewSealedCredential, ApiError> {
    let credential_id = CredentialId(new_ids::uuid(platform));
    let context =
        SealContext { organization_id: &details.organization_id, provider: details.provider, credential_id };
    let key = seal_for(platform, keyring, api_key, &context)?;
    Ok(NewSealedCredential { credential_id, details, key })
}

/// Seals a new key for an existing credential.
///
/// # Errors
/// 500 `misconfigured` without a keyring.
pub async fn seal_another<P: Platform>(
    platform: &P,
    api_key: &ApiKey,
    credential: &Credential,
) -> Result<SealedKey, ApiError> {
    let context = SealContext {
        organization_id: &credential.organization_id,
        provider: credential.provider,
        credential_id: credential.credential_id,
    };
    seal_for(platform, &deployment::keyring(platform).await?, api_key.secret(), &context)
}

fn seal_for<P: Platform>(
    platform: &P,
    keyring: &Keyring,
    api_key: &Secret,
    context: &SealContext<'_>,
) -> Result<SealedKey, ApiError> {
    let sealed_key = sealing::seal(platform, keyring, api_key, context)?;
    Ok(SealedKey { sealed_key, key_hint: vault::hint(api_key.expose()) })
}
