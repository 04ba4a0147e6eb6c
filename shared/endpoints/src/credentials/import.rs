//! Bringing provider keys over from another system, which sealed them with Fernet.

use api::error::ApiError;
use api::provider_credentials::{
    ImportCredentials, ImportOutcome, ImportResult, Imported, ImportedCredential, can_stand_in_a_header,
};
use platform::Platform;
use serde_json::{Value, json};
use vault::FernetKey;

use super::address;
use super::sealing::seal_new_with;
use crate::http::incoming::Incoming;
use crate::http::{principal, refusals};
use crate::secrets::deployment;

/// Opens the tokens with the other system's key, which is used for this request and kept nowhere, and stores what was in
/// them under the keyring. It can be repeated: credentials whose names exist are skipped.
pub async fn import<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let allow_private = deployment::allows_private_addresses(platform).await;
    let import: ImportCredentials =
        incoming.body_with(|body, faults| address::check_all(body, allow_private, faults))?;

    let keyring = deployment::keyring(platform).await?;
    // Deriving the key takes long.
    principal::ensure_operator(platform, &principal).await?;
    let fernet = FernetKey::derive(import.encryption_key.secret());
    let mut results = Vec::new();
    let mut opened = Vec::new();
    for ImportedCredential { details, api_key: token } in import.credentials.into_vec() {
        let mut result = ImportResult {
            organization_id: details.organization_id.clone(),
            provider: details.provider,
            credential_name: details.credential_name.to_string(),
            outcome: ImportOutcome::NotOpened,
            credential_id: None,
        };
        if let Some(api_key) = fernet.open(token.expose()).ok().filter(can_stand_in_a_header) {
            let new = seal_new_with(platform, &keyring, details, &api_key)?;
            result.credential_id = Some(new.credential_id);
            opened.push(new);
        }
        results.push(result);
    }
    let outcomes = store::import_credentials(platform.database(), &principal, &opened)
        .await
        .map_err(|error| refusals::store_error(platform, error))?;
    let waiting = results.iter_mut().filter(|result| result.credential_id.is_some());
    for (result, outcome) in waiting.zip(outcomes) {
        if outcome != ImportOutcome::Imported {
            result.credential_id = None;
        }
        result.outcome = outcome;
    }
    let imported = results.iter().filter(|result| result.credential_id.is_some()).count();
    Ok(json!(Imported { imported, results }))
}
