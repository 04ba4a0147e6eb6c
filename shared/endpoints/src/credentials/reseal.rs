//! Resealing provider keys: see [`crate::secrets::resealing`].

use api::error::ApiError;
use api::ids::CredentialId;
use api::provider_credentials::{FailedReseal, ResealCredentials, Resealed};
use platform::Platform;
use serde_json::{Value, json};
use store::{ResealedKey, StoredCredential};
use vault::{Keyring, SealContext};

use crate::http::incoming::Incoming;
use crate::http::refusals;
use crate::secrets::deployment;
use crate::secrets::resealing::{Resealable, ResealedBatch, reseal_batch, reseal_text};

/// Reseals one batch. It can be interrupted and repeated at any time: a key is replaced by the same key only.
pub async fn reseal<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let asked: ResealCredentials = incoming.body_if_any()?;
    let keyring = deployment::keyring(platform).await?;
    let key_id = keyring.sealing_key_id();
    let batch = store::credentials_to_reseal(platform.database(), &principal, key_id, &asked)
        .await
        .map_err(|error| refusals::store_error(platform, error))?;
    let ResealedBatch { resealed, failed, next_after } =
        reseal_batch(platform, &keyring, &batch, asked.limit.rows())?;
    let scope = asked.organization_id.as_ref();
    let count = store::reseal_credentials(platform.database(), &principal, key_id, scope, &resealed)
        .await
        .map_err(|error| refusals::store_error(platform, error))?;
    Ok(json!(Resealed {
        sealed_with: key_id.to_owned(),
        resealed: count.resealed,
        remaining: count.remaining,
        failed,
        next_after,
    }))
}

impl Resealable for StoredCredential {
    type Id = CredentialId;
    type Resealed = ResealedKey;
    type Failed = FailedReseal;

    fn id(&self) -> CredentialId {
        self.credential_id
    }

    fn resealed<P: Platform>(
        &self,
        platform: &P,
        keyring: &Keyring,
    ) -> Result<Result<ResealedKey, String>, ApiError> {
        let context = SealContext {
            organization_id: &self.organization_id,
            provider: self.provider,
            credential_id: self.credential_id,
            api_base: self.api_base.as_deref(),
        };
        let new = reseal_text(platform, keyring, &self.sealed_key, &context)?;
        Ok(new.map(|new| ResealedKey {
            credential_id: self.credential_id,
            old: self.sealed_key.clone(),
            new,
        }))
    }

    fn failed(&self, reason: String) -> FailedReseal {
        let Self { credential_id, organization_id, .. } = self;
        FailedReseal { credential_id: *credential_id, organization_id: organization_id.clone(), reason }
    }
}
