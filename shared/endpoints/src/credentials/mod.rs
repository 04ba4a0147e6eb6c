//! `/api/provider-credentials/...`: the organizations' own keys, which come in and never out.

mod body;
mod import;
mod reseal;
mod sealing;
mod trial;

use api::error::{ApiError, ErrorCode};
use api::ids::{CredentialId, OrganizationId};
use api::provider::Provider;
use api::routes::ProviderCredentialsOperation as Operation;
use platform::{Platform, Request, Response};
use serde_json::{Value, json};
use store::{CredentialChange, CredentialFilter, StoreError};

use crate::http::fields::Fields;
use crate::http::incoming::Incoming;
use crate::http::page::{MAX_PAGE, Page};
use crate::http::{outgoing, provider_name, refusals};

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    outgoing::respond(answer(&platform, request).await)
}

async fn answer<P: Platform>(platform: &P, request: Request) -> Result<Value, ApiError> {
    let (operation, incoming) = Incoming::new(platform, request)?;
    match operation {
        Operation::ListCredentials => list(platform, &incoming).await,
        Operation::ListCredentialsOfOrganization => list_of_organization(platform, &incoming).await,
        Operation::GetCredentialInUse => get_in_use(platform, &incoming).await,
        Operation::CreateCredential => create(platform, &incoming).await,
        Operation::GetCredential => get(platform, &incoming).await,
        Operation::UpdateCredential => update(platform, &incoming).await,
        Operation::ActivateCredential => set_active(platform, &incoming, true).await,
        Operation::DeactivateCredential => set_active(platform, &incoming, false).await,
        Operation::DeleteCredential => delete(platform, &incoming).await,
        Operation::TestCredential => trial::test(platform, &incoming).await,
        Operation::ImportCredentials => import::import(platform, &incoming).await,
        Operation::ResealCredentials => reseal::reseal(platform, &incoming).await,
    }
}

async fn list<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let query = incoming.query_parameters();
    let mut fields = Fields::of_query(&query);
    let filter = CredentialFilter {
        organization_id: fields.optional_name("organization_id"),
        provider: provider_name::read(&mut fields, "provider"),
        active_only: fields.boolean("active_only").unwrap_or(true),
    };
    let page = Page::read(&mut fields, MAX_PAGE);
    let filter = fields.finish_with(Some(filter))?;
    let credentials =
        store::list_credentials(platform.database(), &principal, &filter, page.limit, page.offset).await;
    refusals::granted(platform, credentials)
}

async fn list_of_organization<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let query = incoming.query_parameters();
    let mut fields = Fields::of_query(&query);
    let active_only = fields.boolean("active_only").unwrap_or(true);
    let page = Page::read(&mut fields, MAX_PAGE);
    let filter =
        CredentialFilter { organization_id: Some(organization_id(incoming)?), provider: None, active_only };
    let filter = fields.finish_with(Some(filter))?;
    let credentials =
        store::list_credentials(platform.database(), &principal, &filter, page.limit, page.offset).await;
    refusals::granted(platform, credentials)
}

/// The credential that calls try first.
async fn get_in_use<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let unknown = || {
        ApiError::new(
            ErrorCode::InvalidValue,
            format!("`provider` {}.", api::words::UnknownWord::of::<api::provider::Provider>()),
        )
    };
    let provider: Provider = incoming.path_param("provider", unknown)?;
    let filter = CredentialFilter {
        organization_id: Some(organization_id(incoming)?),
        provider: Some(provider),
        active_only: true,
    };
    let first =
        store::list_credentials(platform.database(), &principal, &filter, 1, 0).await.and_then(|found| {
            found.into_iter().next().ok_or(StoreError::Refused(store::Refusal::CredentialNotFound))
        });
    answer_with_credential(platform, incoming, first)
}

async fn create<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let new = body::new_credential(platform, &incoming.json_object()?).await?;
    let credential = sealing::seal_new(platform, new).await?;
    refusals::granted(platform, store::create_credential(platform.database(), &principal, &credential).await)
}

async fn get<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let found = store::get_credential(platform.database(), &principal, credential_id(incoming)?).await;
    answer_with_credential(platform, incoming, found)
}

async fn update<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let id = credential_id(incoming)?;
    let (change, api_key) = body::change(platform, &incoming.json_object()?).await?;
    let change = match api_key {
        None => change,
        // A key is sealed for its organization and provider, which never change: they are read first.
        Some(api_key) => {
            let place = store::get_credential(platform.database(), &principal, id)
                .await
                .map_err(|error| refusals::store_error(platform, error))?;
            let key = sealing::seal(platform, &api_key, &place.organization_id, place.provider, id).await?;
            CredentialChange { key: Some(key), ..change }
        }
    };
    refusals::granted(platform, store::update_credential(platform.database(), &principal, id, &change).await)
}

async fn set_active<P: Platform>(platform: &P, incoming: &Incoming, active: bool) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let id = credential_id(incoming)?;
    let change = CredentialChange { is_active: Some(active), ..CredentialChange::default() };
    let outcome = store::update_credential(platform.database(), &principal, id, &change).await;
    let mut answer = refusals::granted(platform, outcome)?;
    let message = if active { "The credential is active." } else { "The credential is not active any more." };
    answer["message"] = json!(message);
    Ok(answer)
}

async fn delete<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let id = credential_id(incoming)?;
    store::delete_credential(platform.database(), &principal, id)
        .await
        .map_err(|error| refusals::store_error(platform, error))?;
    Ok(json!({"credential_id": id, "message": "The credential was deleted."}))
}

/// A credential, unless its key was asked for as well: that is refused to whoever may see the rest.
fn answer_with_credential<P: Platform>(
    platform: &P,
    incoming: &Incoming,
    found: Result<api::provider_credentials::Credential, StoreError>,
) -> Result<Value, ApiError> {
    let answer = refusals::granted(platform, found)?;
    let query = incoming.query_parameters();
    let mut fields = Fields::of_query(&query);
    let with_key = fields.boolean("include_api_key").unwrap_or(false);
    if fields.finish_with(Some(with_key))? {
        let detail = "A provider key is never given back. Store it again if it is lost.";
        return Err(ApiError::new(ErrorCode::SecretNotReadable, detail));
    }
    Ok(answer)
}

fn credential_id(incoming: &Incoming) -> Result<CredentialId, ApiError> {
    incoming.path_param("credential_id", || {
        ApiError::new(ErrorCode::CredentialNotFound, "There is no such provider credential.")
    })
}

fn organization_id(incoming: &Incoming) -> Result<OrganizationId, ApiError> {
    incoming.path_param("organization_id", || {
        ApiError::new(ErrorCode::OrganizationNotFound, "There is no such organization.")
    })
}
