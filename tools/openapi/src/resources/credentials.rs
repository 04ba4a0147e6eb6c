//! Provider credentials.

use api::answer::WithMessage;
use api::error::ErrorCode as E;
use api::provider_credentials::{
    Credential, CredentialChange, CredentialQuery, CredentialTest, CredentialView, CredentialsOfOrganization,
    DeletedCredential, ImportCredentials, Imported, NewCredential, ResealCredentials, Resealed,
    TestCredential,
};
use api::routes::ProviderCredentialsOperation as Credentials;
use serde_json::json;

use super::OFFSET_HEADERS;
use crate::operation::{Operation, describe};

/// What an operation takes and answers.
pub(super) fn of(operation: Credentials) -> Operation {
    match operation {
        Credentials::ListCredentials => describe("List provider credentials")
            .query::<CredentialQuery>()
            .answers::<Vec<Credential>>("The credentials, without their keys.")
            .headers(&OFFSET_HEADERS)
            .refuses(&[E::InvalidValue, E::OrganizationNotFound]),
        Credentials::CreateCredential => describe("Store a provider key")
            .body::<NewCredential>()
            .example(json!({"organization_id": "north", "provider": "openai", "credential_name": "Main", "api_key": "sk-proj-example"}))
            .answers::<Credential>("The credential, without its key.")
            .refuses(&[E::InvalidValue, E::OrganizationNotFound, E::Misconfigured]),
        Credentials::ImportCredentials => describe("Bring provider keys over from another system")
            .body::<ImportCredentials>()
            .example(json!({"encryption_key": "the other system's", "credentials": [{"organization_id": "north", "provider": "openai", "credential_name": "Main", "api_key": "gAAAAAB…"}]}))
            .answers::<Imported>("What became of each.")
            .refuses(&[E::InvalidValue, E::OrganizationNotFound, E::Misconfigured]),
        Credentials::ResealCredentials => {
            describe("Seal the keys anew, under the first key of the keyring")
                .body_if_any::<ResealCredentials>()
                .example(json!({"limit": 100}))
                .answers::<Resealed>("What became of this batch.")
                .refuses(&[E::Misconfigured])
        }
        Credentials::GetCredential => describe("Get a provider credential")
            .query::<CredentialView>()
            .answers::<Credential>("The credential, without its key.")
            .refuses(&[E::SecretNotReadable]),
        Credentials::UpdateCredential => describe("Change a provider credential")
            .body::<CredentialChange>()
            .example(json!({"credential_name": "Main", "priority": 1}))
            .answers::<Credential>("The credential as it is now.")
            .refuses(&[E::InvalidValue, E::Misconfigured]),
        Credentials::DeleteCredential => {
            describe("Remove a provider credential").answers::<DeletedCredential>("It is removed.")
        }
        Credentials::ActivateCredential => set_active("Let a provider credential be tried"),
        Credentials::DeactivateCredential => {
            set_active("Let a provider credential not be tried any more")
        }
        Credentials::TestCredential => describe("Try a provider credential out with one small call")
            .body_if_any::<TestCredential>()
            .example(json!({"model_alias": "chat"}))
            .answers::<CredentialTest>("How it went: the answer is 200 whether it works or not.")
            .refuses(&[E::InvalidValue, E::ModelNotFound, E::Misconfigured]),
        Credentials::ListCredentialsOfOrganization => {
            describe("List an organization's provider credentials")
                .query::<CredentialsOfOrganization>()
                .answers::<Vec<Credential>>("The credentials, without their keys.")
            .headers(&OFFSET_HEADERS)
        }
        Credentials::GetCredentialInUse => describe("Get the provider credential that calls try first")
            .query::<CredentialView>()
            .answers::<Credential>("The credential, without its key.")
            .refuses(&[E::CredentialNotFound, E::SecretNotReadable]),
    }
}

fn set_active(summary: &str) -> Operation {
    describe(summary).answers::<WithMessage<Credential>>("The credential as it is now.")
}
