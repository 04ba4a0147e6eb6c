//! Trying a credential out: one call to its provider, the smallest there is.

use std::time::Duration;

use api::chat::ChatRequest;
use api::error::{ApiError, ErrorCode};
use api::provider_credentials::{CredentialTest, TestCredential};
use platform::Platform;
use providers::Target;
use serde_json::{Map, Value, json};
use store::CredentialToTest;
use vault::{Keyring, SealContext};

use super::credential_id;
use crate::call::fault::Fault;
use crate::call::serving::whole_answer;
use crate::http::incoming::Incoming;
use crate::http::refusals;
use crate::secrets::{deployment, provider_address};

/// The limit of the answer, in tokens: a little more than the minimum of every provider.
const MAX_OUTPUT_TOKENS: u32 = 16;
/// A person is waiting for the answer.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Calls the provider with the credential, active or not, and says how it went. The answer is 200 either way.
pub async fn test<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let id = credential_id(incoming)?;
    let TestCredential { model_alias } = incoming.body_if_any()?;
    let tested = store::credential_to_test(platform.database(), &principal, id, model_alias.as_ref())
        .await
        .map_err(|error| refusals::store_error(platform, error))?;
    let provider = tested.credential.provider;
    let model = tested.model.clone().unwrap_or_else(|| providers::cheap_model(provider).to_owned());
    let keyring = deployment::keyring(platform).await?;
    let request = Map::from_iter([("messages".to_owned(), json!([{"role": "user", "content": "Hi"}]))]);
    let request = ChatRequest::parse(&request)?;
    let began = platform.unix_time_ms();
    let outcome = call(platform, &keyring, &tested, &model, &request).await;
    let latency_ms = platform.unix_time_ms().saturating_sub(began);
    let (error, status) = match &outcome {
        Ok(()) => (None, Some(200)),
        Err(fault) => (Some(fault.code), fault.status),
    };
    platform.log(&format!("credential {id} tested: {}", error.map_or("ok", ErrorCode::as_str)));
    Ok(json!(CredentialTest {
        credential_id: id,
        provider,
        model,
        ok: outcome.is_ok(),
        latency_ms,
        error,
        status,
    }))
}

async fn call<P: Platform>(
    platform: &P,
    keyring: &Keyring,
    tested: &CredentialToTest,
    model: &str,
    request: &ChatRequest,
) -> Result<(), Fault> {
    let credential = &tested.credential;
    let context = SealContext {
        organization_id: &credential.organization_id,
        provider: credential.provider,
        credential_id: credential.credential_id,
        api_base: credential.api_base.as_deref(),
    };
    let allow_private = deployment::allows_private_addresses(platform).await;
    if !provider_address::is_allowed_base(credential.api_base.as_deref(), allow_private) {
        return Err(Fault::forbidden_address());
    }
    let api_key = keyring.open(&credential.sealed_key, &context)?;
    let target = Target {
        provider: credential.provider,
        model,
        base_url: credential.api_base.as_deref(),
        api_key: api_key.expose(),
        max_output_tokens: MAX_OUTPUT_TOKENS,
    };
    whole_answer(platform, &target, request, TIMEOUT).await.map(|_| ())
}
