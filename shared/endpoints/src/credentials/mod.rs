//! `/api/provider-credentials/...`: the organizations' own keys, which come in and never out.

mod address;
mod import;
mod reseal;
mod sealing;
mod trial;

use api::answer::WithMessage;
use api::error::{ApiError, ErrorCode};
use api::ids::CredentialId;
use api::listing::{Limit, OffsetPage};
use api::provider::Provider;
use api::provider_credentials::{
    Credential, CredentialChange, CredentialQuery, CredentialView, CredentialsOfOrganization,
    DeletedCredential, NewCredential,
};
use api::reading::{Members, Patch, Whole};
use api::routes::ProviderCredentialsOperation as Operation;
use api::words::UnknownWord;
use platform::{Platform, Request, Response};
use serde_json::Value;
use store::{SealedCredentialChange, StoreError};

use crate::http::incoming::Incoming;
use crate::http::{listing, outgoing, refusals};
use crate::secrets::deployment;

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    answer(&platform, request).await.unwrap_or_else(|error| outgoing::refuse(&error))
}

async fn answer<P: Platform>(platform: &P, request: Request) -> Result<Response, ApiError> {
    let (operation, incoming) = Incoming::new(platform, request)?;
    let body = match operation {
        Operation::ListCredentials => return list(platform, &incoming).await,
        Operation::ListCredentialsOfOrganization => return list_of_organization(platform, &incoming).await,
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
    };
    body.map(|body| outgoing::document(&body))
}

async fn list<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Response, ApiError> {
    let principal = incoming.principal(platform).await?;
    let query: CredentialQuery = incoming.query()?;
    let listed = store::list_credentials(platform.database(), &principal, &query).await;
    listing::counted(platform, incoming, query.page.end(), listed)
}

async fn list_of_organization<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Response, ApiError> {
    let principal = incoming.principal(platform).await?;
    let organization_id = incoming.organization_id()?;
    let query = incoming.query::<CredentialsOfOrganization>()?.of(organization_id);
    let listed = store::list_credentials(platform.database(), &principal, &query).await;
    listing::counted(platform, incoming, query.page.end(), listed)
}

/// The credential that calls try first.
async fn get_in_use<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let unknown =
        || ApiError::new(ErrorCode::InvalidValue, format!("`provider` {}.", UnknownWord::of::<Provider>()));
    let provider: Provider = incoming.path_param("provider", unknown)?;
    let first = CredentialQuery {
        organization_id: Some(incoming.organization_id()?),
        provider: Some(provider),
        active_only: true,
        page: OffsetPage { limit: Limit::of(1), offset: Whole::of(0) },
    };
    let found = store::list_credentials(platform.database(), &principal, &first).await;
    let found = found.and_then(|found| {
        found
            .items
            .into_vec()
            .into_iter()
            .next()
            .ok_or(StoreError::Refused(store::Refusal::CredentialNotFound))
    });
    answer_with_credential(platform, incoming, found)
}

async fn create<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let new: NewCredential = body(platform, incoming).await?;
    let credential = sealing::seal_new(platform, new).await?;
    refusals::granted(platform, store::create_credential(platform.database(), &principal, &credential).await)
}

/// What the body says of a credential, whose address this deployment must allow.
async fn body<P: Platform, T: Members>(platform: &P, incoming: &Incoming) -> Result<T, ApiError> {
    let allow_private = deployment::allows_private_addresses(platform).await;
    incoming.body_with(|body, faults| address::check(body, allow_private, faults))
}

async fn get<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let found = store::get_credential(platform.database(), &principal, credential_id(incoming)?).await;
    answer_with_credential(platform, incoming, found)
}

async fn update<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let id = credential_id(incoming)?;
    let change: CredentialChange = body(platform, incoming).await?;
    let change = if change.api_key.is_none() && change.api_base.is_keep() {
        SealedCredentialChange::of_what_is_not_sealed(change)
    } else {
        // A key is sealed for its organization, provider and address: they are read first.
        let before = store::get_credential(platform.database(), &principal, id)
            .await
            .map_err(|error| refusals::store_error(platform, error))?;
        let key = sealing::seal_changed(platform, &change, &before).await?;
        SealedCredentialChange { change, key, api_base_before: Patch::of(before.api_base) }
    };
    refusals::granted(platform, store::update_credential(platform.database(), &principal, id, &change).await)
}

async fn set_active<P: Platform>(platform: &P, incoming: &Incoming, active: bool) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let id = credential_id(incoming)?;
    let change = CredentialChange { is_active: Some(active), ..CredentialChange::default() };
    let change = SealedCredentialChange::of_what_is_not_sealed(change);
    let changed = store::update_credential(platform.database(), &principal, id, &change).await;
    let message = if active { "The credential is active." } else { "The credential is not active any more." };
    refusals::granted(platform, changed.map(|credential| WithMessage::new(credential, message)))
}

async fn delete<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let id = credential_id(incoming)?;
    let deleted = store::delete_credential(platform.database(), &principal, id).await;
    let message = "The credential was deleted.".to_owned();
    refusals::granted(platform, deleted.map(|()| DeletedCredential { credential_id: id, message }))
}

/// A credential. A request for its key as well is refused, for every role.
fn answer_with_credential<P: Platform>(
    platform: &P,
    incoming: &Incoming,
    found: Result<Credential, StoreError>,
) -> Result<Value, ApiError> {
    let answer = refusals::granted(platform, found)?;
    let CredentialView { include_api_key } = incoming.query()?;
    if include_api_key {
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
