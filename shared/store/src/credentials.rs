//! The organizations' provider keys. Sealed keys pass through here; what people see never has them.

use api::ids::{CredentialId, ModelAlias, OrganizationId};
use api::provider::Provider;
use api::provider_credentials::{
    Credential, CredentialChange, CredentialDetails, CredentialQuery, ImportOutcome, ResealCredentials,
};
use api::reading::Patch;
use platform::{Database, Param};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use crate::error::StoreError;
use crate::json::json_text;
use crate::listing::Counted;
use crate::principal::{Principal, ask};
use crate::statements::statements;

statements! {
    LIST_CREDENTIALS = "list_credentials"(text, text, text, text, int8, int8),
    GET_CREDENTIAL = "get_credential"(text, text),
    CREATE_CREDENTIAL = "create_credential"(text, text),
    IMPORT_CREDENTIALS = "import_credentials"(text, text),
    UPDATE_CREDENTIAL = "update_credential"(text, text, text),
    DELETE_CREDENTIAL = "delete_credential"(text, text),
    CREDENTIAL_TO_TEST = "credential_to_test"(text, text, text),
    CREDENTIALS_TO_RESEAL = "credentials_to_reseal"(text, text, text, text, int8),
    RESEAL_CREDENTIALS = "reseal_credentials"(text, text, text, text),
}

/// A credential to be stored, its key sealed for its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewSealedCredential {
    /// Its id, which the sealed key is bound to.
    pub credential_id: CredentialId,
    /// All but its key.
    #[serde(flatten)]
    pub details: CredentialDetails,
    /// The key.
    #[serde(flatten)]
    pub key: SealedKey,
}

/// A key as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SealedKey {
    /// `v2.<key id>.<nonce>.<ciphertext>`.
    pub sealed_key: String,
    /// What people recognize the key by.
    pub key_hint: String,
}

/// What is changed of a credential, another key sealed for its place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SealedCredentialChange {
    /// What the request says. The key in it is not sent.
    #[serde(flatten)]
    pub change: CredentialChange,
    /// Another key.
    #[serde(flatten)]
    pub key: Option<SealedKey>,
    /// The address that was read before the change was sealed: where it is another one by then, the change is refused.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub api_base_before: Patch<String>,
}

impl SealedCredentialChange {
    /// A change that has neither a key nor an address.
    #[must_use]
    pub const fn of_what_is_not_sealed(change: CredentialChange) -> Self {
        Self { change, key: None, api_base_before: Patch::Keep }
    }
}

/// A credential with its sealed key.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct StoredCredential {
    /// Its id.
    pub credential_id: CredentialId,
    /// Whose key it is.
    pub organization_id: OrganizationId,
    /// The provider that it is for.
    pub provider: Provider,
    /// `v2.<key id>.<nonce>.<ciphertext>`.
    pub sealed_key: String,
    /// Where the provider is reached with it, if not at its own address. The key is sealed for it.
    pub api_base: Option<String>,
}

/// A credential to try out.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CredentialToTest {
    /// The credential.
    #[serde(flatten)]
    pub credential: StoredCredential,
    /// The provider's name for the model of the alias, if one was named.
    pub model: Option<String>,
}

/// A resealed key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ResealedKey {
    /// The credential.
    pub credential_id: CredentialId,
    /// What it was sealed as.
    pub old: String,
    /// What it is sealed as.
    pub new: String,
}

/// How a batch of resealed keys was taken up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct ResealCount {
    /// So many were taken.
    pub resealed: u64,
    /// So many are still sealed with another key.
    pub remaining: u64,
}

/// Credentials, by organization, provider and order of preference.
///
/// # Errors
/// Refused for an unknown organization.
pub async fn list_credentials(
    database: &impl Database,
    principal: &Principal,
    query: &CredentialQuery,
) -> Result<Counted<Credential>, StoreError> {
    let params = [
        Param::Text(query.organization_id.as_ref().map(OrganizationId::as_str)),
        Param::Text(query.provider.map(Provider::as_str)),
        Param::Text(Some(if query.active_only { "true" } else { "false" })),
        Param::Int(Some(query.page.limit.get())),
        Param::Int(Some(query.page.offset.get())),
    ];
    ask(database, LIST_CREDENTIALS.sql, principal, &params).await
}

/// One credential.
///
/// # Errors
/// Refused for an unknown one.
pub async fn get_credential(
    database: &impl Database,
    principal: &Principal,
    id: CredentialId,
) -> Result<Credential, StoreError> {
    ask(database, GET_CREDENTIAL.sql, principal, &[Param::Text(Some(&id.to_string()))]).await
}

/// Stores a credential.
///
/// # Errors
/// Refused for an unknown organization, and for one that has as many keys for the provider as it can have.
pub async fn create_credential(
    database: &impl Database,
    principal: &Principal,
    credential: &NewSealedCredential,
) -> Result<Credential, StoreError> {
    ask(database, CREATE_CREDENTIAL.sql, principal, &[Param::Text(Some(&json_text(credential)))]).await
}

/// Stores those of several credentials that are not there by name, and says what became of each.
///
/// # Errors
/// Refused as a whole only to callers that are not operators.
pub async fn import_credentials(
    database: &impl Database,
    principal: &Principal,
    credentials: &[NewSealedCredential],
) -> Result<Vec<ImportOutcome>, StoreError> {
    ask(database, IMPORT_CREDENTIALS.sql, principal, &[Param::Text(Some(&json_text(&credentials)))]).await
}

/// Changes a credential. Calls in progress go on with what they have.
///
/// # Errors
/// Refused for an unknown one, and where its address was changed since it was read.
pub async fn update_credential(
    database: &impl Database,
    principal: &Principal,
    id: CredentialId,
    change: &SealedCredentialChange,
) -> Result<Credential, StoreError> {
    let params = [Param::Text(Some(&id.to_string())), Param::Text(Some(&json_text(change)))];
    ask(database, UPDATE_CREDENTIAL.sql, principal, &params).await
}

/// Removes a credential.
///
/// # Errors
/// Refused for an unknown one.
pub async fn delete_credential(
    database: &impl Database,
    principal: &Principal,
    id: CredentialId,
) -> Result<(), StoreError> {
    ask(database, DELETE_CREDENTIAL.sql, principal, &[Param::Text(Some(&id.to_string()))])
        .await
        .map(|IgnoredAny| ())
}

/// A credential to try out with the model of an alias, or with any.
///
/// # Errors
/// Refused for an unknown credential or alias, and for an alias of another provider.
pub async fn credential_to_test(
    database: &impl Database,
    principal: &Principal,
    id: CredentialId,
    alias: Option<&ModelAlias>,
) -> Result<CredentialToTest, StoreError> {
    let params = [Param::Text(Some(&id.to_string())), Param::Text(alias.map(ModelAlias::as_str))];
    ask(database, CREDENTIAL_TO_TEST.sql, principal, &params).await
}

/// A batch of the credentials that are sealed with another key than this one or in the older format, of one organization or of all, by id.
///
/// # Errors
/// Refused to callers that are not operators.
pub async fn credentials_to_reseal(
    database: &impl Database,
    principal: &Principal,
    key_id: &str,
    asked: &ResealCredentials,
) -> Result<Vec<StoredCredential>, StoreError> {
    let after = asked.after.map(|id| id.to_string());
    let params = [
        Param::Text(Some(key_id)),
        Param::Text(asked.organization_id.as_ref().map(OrganizationId::as_str)),
        Param::Text(after.as_deref()),
        Param::Int(Some(asked.limit.get())),
    ];
    ask(database, CREDENTIALS_TO_RESEAL.sql, principal, &params).await
}

/// Stores resealed keys, unless they have changed in the meantime.
///
/// # Errors
/// Refused to callers that are not operators.
pub async fn reseal_credentials(
    database: &impl Database,
    principal: &Principal,
    key_id: &str,
    organization_id: Option<&OrganizationId>,
    resealed: &[ResealedKey],
) -> Result<ResealCount, StoreError> {
    let params = [
        Param::Text(Some(key_id)),
        Param::Text(organization_id.map(OrganizationId::as_str)),
        Param::Text(Some(&json_text(&resealed))),
    ];
    ask(database, RESEAL_CREDENTIALS.sql, principal, &params).await
}

#[cfg(test)]
mod tests {
    use api::reading::read_body;
    use serde_json::json;

    use super::*;

    #[test]
    fn of_a_key_only_what_is_sealed_is_sent() {
        let body = json!({"api_key": "sk-secret-0001", "api_base": "", "priority": 2});
        let change: CredentialChange = read_body(body.as_object().unwrap()).unwrap();
        let key = SealedKey { sealed_key: "v2.k1.n.c".to_owned(), key_hint: "…0001".to_owned() };
        let before = Patch::Set("https://gateway.example.com".to_owned());
        let sent = json!(SealedCredentialChange { change, key: Some(key), api_base_before: before });
        let expected = json!({"api_base": null, "priority": 2, "sealed_key": "v2.k1.n.c", "key_hint": "…0001",
            "api_base_before": "https://gateway.example.com"});
        assert_eq!(sent, expected);
        assert_eq!(json!(SealedCredentialChange::default()), json!({}));
    }
}
