//! What requests say of provider credentials.

use api_derive::Request;

use crate::ids::{CredentialId, ModelAlias, OrganizationId};
use crate::listing::OffsetPage;
use crate::provider::Provider;
use crate::provider_credentials::{ApiBase, ApiKey, Priority};
use crate::reading::{List, Patch, SecretText, Text};
use crate::resealing::BatchSize;

/// The most credentials of one import.
pub const MAX_IMPORTED: usize = 100;

/// A credential to be stored.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct NewCredential {
    /// All but its key.
    #[request(flatten)]
    pub details: CredentialDetails,
    /// The provider key, of visible characters.
    pub api_key: ApiKey,
}

/// What a credential is besides its key.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct CredentialDetails {
    /// Whose key it is.
    pub organization_id: OrganizationId,
    /// The provider that it is for.
    pub provider: Provider,
    /// What operators call it.
    pub credential_name: Text<1, 200>,
    /// Where the provider is reached with it: a public https address. Null or empty: at its own.
    pub api_base: Option<ApiBase>,
    /// The lowest of an organization and provider is tried first.
    #[request(default = Priority::of(0))]
    pub priority: Priority,
    /// Whether it is tried.
    #[request(default = true)]
    pub is_active: bool,
}

/// A change of a credential: what is absent stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Request)]
pub struct CredentialChange {
    /// What operators call it.
    pub credential_name: Option<Text<1, 200>>,
    /// The new key.
    pub api_key: Option<ApiKey>,
    /// Where the provider is reached with it: a public https address. Null or empty: at its own.
    pub api_base: Patch<ApiBase>,
    /// The lowest of an organization and provider is tried first.
    pub priority: Option<Priority>,
    /// Whether it is tried.
    pub is_active: Option<bool>,
}

/// What a credential is tried with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Request)]
pub struct TestCredential {
    /// The model to be called; else the provider's cheapest.
    pub model_alias: Option<ModelAlias>,
}

/// Credentials of another system.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct ImportCredentials {
    /// What its keys were encrypted with: kept nowhere.
    pub encryption_key: SecretText<1, 1_000>,
    /// The credentials.
    pub credentials: List<ImportedCredential, MAX_IMPORTED>,
}

/// A credential of another system.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
#[request(names_missing)]
pub struct ImportedCredential {
    /// All but its key.
    #[request(flatten)]
    pub details: CredentialDetails,
    /// The Fernet token of the provider key.
    pub api_key: SecretText<1, 4_000>,
}

/// Which keys are sealed anew.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct ResealCredentials {
    /// Only those of this organization.
    pub organization_id: Option<OrganizationId>,
    /// The `next_after` of the answer before.
    pub after: Option<CredentialId>,
    /// At most so many.
    #[request(default = BatchSize::MAX)]
    pub limit: BatchSize,
}

/// Which credentials are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct CredentialQuery {
    /// Only those of this organization.
    pub organization_id: Option<OrganizationId>,
    /// Only those for this provider.
    pub provider: Option<Provider>,
    /// Only those that are tried.
    #[request(default = true)]
    pub active_only: bool,
    /// The part of the list.
    #[request(flatten)]
    pub page: OffsetPage,
}

/// Which credentials of one organization are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct CredentialsOfOrganization {
    /// Only those that are tried.
    #[request(default = true)]
    pub active_only: bool,
    /// The part of the list.
    #[request(flatten)]
    pub page: OffsetPage,
}

impl CredentialsOfOrganization {
    /// The same question with its organization, which the path names.
    #[must_use]
    pub fn of(self, organization_id: OrganizationId) -> CredentialQuery {
        let Self { active_only, page } = self;
        CredentialQuery { organization_id: Some(organization_id), provider: None, active_only, page }
    }
}

/// How a credential is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Request)]
pub struct CredentialView {
    /// The key itself is never given back: `true` is refused.
    #[request(default = false)]
    pub include_api_key: bool,
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::reading::read_body;

    fn credential(changes: Value) -> Value {
        let mut body = json!({"organization_id": "north", "provider": "openai", "credential_name": "Main",
            "api_key": "sk-secret-0001"});
        if let (Value::Object(body), Value::Object(changes)) = (&mut body, changes) {
            body.extend(changes);
        }
        body
    }

    #[test]
    fn a_key_is_neither_printed_nor_sent() {
        let body = credential(json!({"api_base": "", "priority": 3}));
        let new: NewCredential = read_body(body.as_object().unwrap()).unwrap();
        assert_eq!(new.api_key.secret().expose(), "sk-secret-0001");
        let import = json!({"encryption_key": "sk-secret-0002", "credentials": [body]});
        let import: ImportCredentials = read_body(import.as_object().unwrap()).unwrap();
        assert!(!format!("{new:?} {import:?}").contains("sk-secret"), "{new:?} {import:?}");
        let sent = json!({"organization_id": "north", "provider": "openai", "credential_name": "Main",
            "api_base": null, "priority": 3, "is_active": true});
        assert_eq!(json!(new), sent);
    }

    #[test]
    fn a_key_can_stand_in_a_header() {
        for key in ["sk-secret 0001", "sk-secret-0001\n", "sk-sécret-0001", ""] {
            let body = credential(json!({"api_key": key}));
            let error = read_body::<NewCredential>(body.as_object().unwrap()).unwrap_err();
            assert_eq!(error.fields[0].location, ["body", "api_key"], "{key:?}");
            assert!(!format!("{error:?}").contains("0001"), "{error:?}");
        }
    }

    #[test]
    fn null_and_an_empty_text_lead_back_to_the_providers_own_address() {
        let change = |body: Value| json!(read_body::<CredentialChange>(body.as_object().unwrap()).unwrap());
        assert_eq!(change(json!({"api_key": "sk-secret-0001"})), json!({}));
        assert_eq!(change(json!({"api_base": null})), json!({"api_base": null}));
        assert_eq!(change(json!({"api_base": ""})), json!({"api_base": null}));
        let base = json!({"api_base": "https://api.example.com/v1"});
        assert_eq!(change(base.clone()), base);
    }

    #[test]
    fn what_is_wrong_with_an_import_is_named_by_its_position() {
        let places = |body: Value| {
            let error = read_body::<ImportCredentials>(body.as_object().unwrap()).unwrap_err();
            let places: Vec<String> =
                error.fields.iter().map(|field| field.location[1..].join(".")).collect();
            (places, error.detail)
        };
        let (named, _) = places(json!({"encryption_key": "", "credentials": [credential(json!({})),
            {"organization_id": "a b", "provider": "openai"}]}));
        let expected = [
            "encryption_key",
            "credentials.1.organization_id",
            "credentials.1.credential_name",
            "credentials.1.api_key",
        ];
        assert_eq!(named, expected);
        let (_, detail) =
            places(json!({"encryption_key": "x", "credentials": [credential(json!({"provider": "acme"}))]}));
        assert!(detail.contains("credentials.0"), "{detail}");
    }
}
