//! Bringing provider keys over from another system, which sealed them with Fernet.

use api::error::ApiError;
use api::provider_credentials::{ImportResult, Imported};
use platform::Platform;
use serde_json::{Map, Value, json};
use vault::{FernetKey, Secret};

use super::body::{OpenCredential, open_credential};
use super::sealing::seal_new_with;
use crate::http::fields::Fields;
use crate::http::incoming::Incoming;
use crate::http::refusals;
use crate::secrets::deployment;

const MAX_CREDENTIALS: usize = 100;
const MAX_TOKEN: usize = 4_000;

/// Opens the tokens with the other system's key, which is used for this request and kept nowhere, and stores what was in
/// them under the keyring. It can be repeated: what is there by name is left out.
pub async fn import<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let allow_private = deployment::allows_private_addresses(platform).await;
    let body = incoming.json_object()?;
    let mut fields = Fields::new(&body);
    let encryption_key = Secret::new(fields.required_text("encryption_key", 1_000));
    fields.require("credentials");
    let read = sealed_credentials(&mut fields, allow_private);
    let sealed = fields.finish_with(read)?;

    let keyring = deployment::keyring(platform).await?;
    let fernet = FernetKey::derive(&encryption_key);
    let mut results = Vec::new();
    let mut opened = Vec::new();
    for mut credential in sealed {
        let mut result = ImportResult {
            organization_id: credential.organization_id.clone(),
            provider: credential.provider,
            credential_name: credential.credential_name.clone(),
            outcome: "not_opened".to_owned(),
            credential_id: None,
        };
        if let Some(key) = fernet.open(credential.api_key.expose()).ok().filter(is_usable) {
            credential.api_key = key;
            let new = seal_new_with(platform, &keyring, credential)?;
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
        if outcome != "imported" {
            result.credential_id = None;
        }
        result.outcome = outcome;
    }
    let imported = results.iter().filter(|result| result.credential_id.is_some()).count();
    Ok(json!(Imported { imported, results }))
}

/// The credentials of the request, with their tokens in place of their keys.
fn sealed_credentials(fields: &mut Fields<'_>, allow_private: bool) -> Option<Vec<OpenCredential>> {
    let items = fields.list("credentials", MAX_CREDENTIALS)?;
    let mut read = Vec::new();
    for (position, item) in items.iter().enumerate() {
        let empty = Map::new();
        let mut inner = Fields::new(item.as_object().unwrap_or(&empty));
        let credential = open_credential(&mut inner, allow_private, |fields| {
            Some(Secret::new(fields.required_text("api_key", MAX_TOKEN)))
        });
        match inner.finish_with(credential) {
            Ok(credential) => read.push(credential),
            Err(error) => {
                if error.fields.is_empty() {
                    fields.impossible(format!("`credentials.{position}`: {}", error.detail));
                }
                for mut field in error.fields {
                    field.location.splice(1..1, ["credentials".to_owned(), position.to_string()]);
                    fields.reject(field);
                }
            }
        }
    }
    Some(read)
}

/// A key that can stand in a header.
fn is_usable(key: &Secret) -> bool {
    !key.expose().is_empty() && key.expose().bytes().all(|byte| byte.is_ascii_graphic())
}
