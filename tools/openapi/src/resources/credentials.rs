//! Provider credentials.

use api::error::ErrorCode as E;
use api::ids::{CredentialId, ModelAlias, OrganizationId};
use api::provider::Provider;
use api::provider_credentials::{Credential, CredentialTest, Imported, Resealed};
use schemars::JsonSchema;
use serde_json::json;

use super::Told;
use super::pages::Page;
use crate::operation::{Operation, operation};

#[derive(JsonSchema)]
struct Credentials {
    /// Only those of this organization.
    organization_id: Option<OrganizationId>,
    /// Only those for this provider.
    provider: Option<Provider>,
    #[schemars(flatten)]
    page: CredentialsOfOrganization,
}

#[derive(JsonSchema)]
struct CredentialsOfOrganization {
    /// Only those that are tried.
    #[schemars(extend("default" = true))]
    active_only: Option<bool>,
    #[schemars(flatten)]
    page: Page,
}

#[derive(JsonSchema)]
struct WithKey {
    /// The key itself is never given back: `true` is refused.
    #[schemars(extend("default" = false))]
    include_api_key: Option<bool>,
}

/// A credential to be stored.
#[derive(JsonSchema)]
struct NewCredential {
    #[schemars(flatten)]
    place: CredentialPlace,
    /// The provider key, of visible characters.
    #[schemars(length(min = 1, max = 1_000), regex(pattern = "^[!-~]+$"))]
    api_key: String,
    #[schemars(flatten)]
    terms: CredentialTerms,
}

#[derive(JsonSchema)]
struct CredentialPlace {
    /// Whose key it is.
    organization_id: OrganizationId,
    /// The provider that it is for.
    provider: Provider,
    /// What operators call it.
    #[schemars(length(min = 1, max = 200))]
    credential_name: String,
}

#[derive(JsonSchema)]
struct CredentialTerms {
    /// Where the provider is reached with it: a public https address. Null or empty: at its own.
    #[schemars(length(max = 500), regex(pattern = "^(https://.+)?$"), extend("examples" = ["https://api.example.com/v1"]))]
    api_base: Option<String>,
    /// The lowest of an organization and provider is tried first.
    #[schemars(range(min = 0, max = 1_000), extend("default" = 0))]
    priority: Option<i64>,
    /// Whether it is tried.
    #[schemars(extend("default" = true))]
    is_active: Option<bool>,
}

/// A change of a credential: what is absent stays as it is.
#[derive(JsonSchema)]
struct CredentialChange {
    /// What operators call it.
    #[schemars(length(min = 1, max = 200))]
    credential_name: Option<String>,
    /// The key that takes the place of the old one.
    #[schemars(length(min = 1, max = 1_000), regex(pattern = "^[!-~]+$"))]
    api_key: Option<String>,
    /// Where the provider is reached with it: a public https address. Null or empty: at its own.
    #[schemars(length(max = 500), regex(pattern = "^(https://.+)?$"), extend("examples" = ["https://api.example.com/v1"]))]
    api_base: Option<String>,
    /// The lowest of an organization and provider is tried first.
    #[schemars(range(min = 0, max = 1_000))]
    priority: Option<i64>,
    /// Whether it is tried.
    is_active: Option<bool>,
}

/// What a credential is tried with.
#[derive(JsonSchema)]
struct Trial {
    /// The model to be called; else the provider's cheapest.
    model_alias: Option<ModelAlias>,
}

/// Credentials of another system.
#[derive(JsonSchema)]
struct Import {
    /// What its keys were encrypted with: kept nowhere.
    #[schemars(length(min = 1, max = 1_000))]
    encryption_key: String,
    /// The credentials.
    #[schemars(length(max = 100))]
    credentials: Vec<ImportedCredential>,
}

/// A credential of another system.
#[derive(JsonSchema)]
struct ImportedCredential {
    #[schemars(flatten)]
    place: CredentialPlace,
    /// The Fernet token of the provider key.
    #[schemars(length(min = 1, max = 4_000))]
    api_key: String,
    #[schemars(flatten)]
    terms: CredentialTerms,
}

/// Which keys are sealed anew.
#[derive(JsonSchema)]
struct Reseal {
    /// Only those of this organization.
    organization_id: Option<OrganizationId>,
    /// The `next_after` of the answer before.
    after: Option<CredentialId>,
    /// At most so many.
    #[schemars(range(min = 1, max = 200), extend("default" = 200))]
    limit: Option<i64>,
}

/// A credential that was removed.
#[derive(JsonSchema)]
struct DeletedCredential {
    /// The credential.
    credential_id: CredentialId,
    /// A sentence for a person.
    message: String,
}

pub(super) fn operations() -> Vec<Operation> {
    let active =
        |id, summary| operation(id, summary).answers::<Told<Credential>>("The credential as it is now.");
    vec![
        operation("list_credentials", "List provider credentials")
            .query::<Credentials>()
            .answers::<Vec<Credential>>("The credentials, without their keys.")
            .refuses(&[E::InvalidValue, E::OrganizationNotFound]),
        operation("create_credential", "Store a provider key")
            .body::<NewCredential>()
            .example(json!({"organization_id": "north", "provider": "openai", "credential_name": "Main", "api_key": "sk-proj-example"}))
            .answers::<Credential>("The credential, without its key.")
            .refuses(&[E::InvalidValue, E::OrganizationNotFound, E::Misconfigured]),
        operation("import_credentials", "Bring provider keys over from another system")
            .body::<Import>()
            .example(json!({"encryption_key": "the other system's", "credentials": [{"organization_id": "north", "provider": "openai", "credential_name": "Main", "api_key": "gAAAAAB…"}]}))
            .answers::<Imported>("What became of each.")
            .refuses(&[E::InvalidValue, E::OrganizationNotFound, E::Misconfigured]),
        operation("reseal_credentials", "Seal the keys anew, under the first key of the keyring")
            .body_if_any::<Reseal>()
            .example(json!({"limit": 100}))
            .answers::<Resealed>("What became of this batch.")
            .refuses(&[E::Misconfigured]),
        operation("get_credential", "Get a provider credential")
            .query::<WithKey>()
            .answers::<Credential>("The credential, without its key.")
            .refuses(&[E::SecretNotReadable]),
        operation("update_credential", "Change a provider credential")
            .body::<CredentialChange>()
            .example(json!({"credential_name": "Main", "priority": 1}))
            .answers::<Credential>("The credential as it is now.")
            .refuses(&[E::InvalidValue, E::Misconfigured]),
        operation("delete_credential", "Remove a provider credential")
            .answers::<DeletedCredential>("It is removed."),
        active("activate_credential", "Let a provider credential be tried"),
        active("deactivate_credential", "Let a provider credential not be tried any more"),
        operation("test_credential", "Try a provider credential out with one small call")
            .body_if_any::<Trial>()
            .example(json!({"model_alias": "chat"}))
            .answers::<CredentialTest>("How it went: the answer is 200 whether it works or not.")
            .refuses(&[E::InvalidValue, E::ModelNotFound, E::Misconfigured]),
        operation("list_credentials_of_organization", "List an organization's provider credentials")
            .query::<CredentialsOfOrganization>()
            .answers::<Vec<Credential>>("The credentials, without their keys."),
        operation("get_credential_in_use", "Get the provider credential that calls try first")
            .query::<WithKey>()
            .answers::<Credential>("The credential, without its key.")
            .refuses(&[E::CredentialNotFound, E::SecretNotReadable]),
    ]
}
