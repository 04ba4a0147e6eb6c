//! Sealing a provider key for its credential and the address that it was entered for.

use api::error::{ApiError, FieldError};
use api::ids::CredentialId;
use api::provider_credentials::{ApiBase, Credential, CredentialChange, CredentialDetails, NewCredential};
use api::reading::Patch;
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
    let context = SealContext {
        organization_id: &details.organization_id,
        provider: details.provider,
        credential_id,
        api_base: details.api_base.as_ref().and_then(ApiBase::address),
    };
    let key = seal_for(platform, keyring, api_key, &context)?;
    Ok(NewSealedCredential { credential_id, details, key })
}

/// Seals the new key of an existing credential, if the change has one, for the address that the credential has after it.
///
/// # Errors
/// 422 where the address changes and the key is not entered anew: a stored key never goes to another address.
/// 500 `misconfigured` without a keyring.
pub async fn seal_changed<P: Platform>(
    platform: &P,
    change: &CredentialChange,
    before: &Credential,
) -> Result<Option<SealedKey>, ApiError> {
    let api_base = match &change.api_base {
        Patch::Keep => before.api_base.as_deref(),
        Patch::Clear => None,
        Patch::Set(base) => base.address(),
    };
    let Some(api_key) = &change.api_key else {
        return if api_base == before.api_base.as_deref() { Ok(None) } else { Err(key_required()) };
    };
    let context = SealContext {
        organization_id: &before.organization_id,
        provider: before.provider,
        credential_id: before.credential_id,
        api_base,
    };
    seal_for(platform, &deployment::keyring(platform).await?, api_key.secret(), &context).map(Some)
}

fn key_required() -> ApiError {
    let message = "The key was entered for another address: enter it again to change `api_base`";
    ApiError::validation(vec![FieldError::body("api_key", "secret_required", message)])
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
