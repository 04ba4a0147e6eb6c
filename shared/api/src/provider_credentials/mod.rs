//! Provider credentials: the organizations' own keys, of which nothing is seen but a hint.

mod requests;
mod values;

use api_derive::Word;
use serde::{Deserialize, Serialize};

use crate::error::ErrorCode;
use crate::ids::{CredentialId, OrganizationId};
use crate::provider::Provider;
use crate::timestamp::Timestamp;

pub use requests::{
    CredentialChange, CredentialDetails, CredentialQuery, CredentialView, CredentialsOfOrganization,
    ImportCredentials, ImportedCredential, MAX_IMPORTED, NewCredential, ResealCredentials, TestCredential,
};
pub use values::{ApiBase, ApiKey, Priority, can_stand_in_a_header};

/// A provider credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Credential {
    /// Its id.
    pub credential_id: CredentialId,
    /// Whose key it is.
    pub organization_id: OrganizationId,
    /// The provider that it is for.
    pub provider: Provider,
    /// What operators call it.
    pub credential_name: String,
    /// Where the provider is reached with it; null: at its own address.
    pub api_base: Option<String>,
    /// The lowest of an organization and provider is tried first.
    pub priority: i32,
    /// Whether it is tried.
    pub is_active: bool,
    /// Always true.
    pub has_api_key: bool,
    /// The last characters of the key.
    pub key_hint: Option<String>,
    /// The id of the key of `TOLLGATE_KEYRING` that it is sealed with.
    pub sealed_with: String,
    /// RFC 3339.
    pub created_at: Timestamp,
    /// RFC 3339.
    pub updated_at: Timestamp,
}

/// What came of trying a credential out with one small call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CredentialTest {
    /// The credential.
    pub credential_id: CredentialId,
    /// Its provider.
    pub provider: Provider,
    /// The provider's name of the model that was called.
    pub model: String,
    /// Whether the provider answered.
    pub ok: bool,
    /// How long it took, in milliseconds.
    pub latency_ms: u64,
    /// Why not: the code that a call would get, such as `provider_auth_failed`.
    pub error: Option<ErrorCode>,
    /// The HTTP status of the provider's answer, if there was one.
    pub status: Option<u16>,
}

/// What came of sealing a batch of keys anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Resealed {
    /// The id of the key that seals now.
    pub sealed_with: String,
    /// How many credentials are sealed with it now and were not before.
    pub resealed: u64,
    /// How many are still sealed with another key, those that do not open included.
    pub remaining: u64,
    /// Those of this batch that do not open, and why.
    pub failed: Vec<FailedReseal>,
    /// What to send as `after` for the next batch; null when this was the last.
    pub next_after: Option<CredentialId>,
}

/// A credential that does not open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FailedReseal {
    /// The credential.
    pub credential_id: CredentialId,
    /// Whose it is.
    pub organization_id: OrganizationId,
    /// Why, in a sentence for a person.
    pub reason: String,
}

/// What came of an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Imported {
    /// How many credentials were stored.
    pub imported: usize,
    /// The result of each, in the order of the request.
    pub results: Vec<ImportResult>,
}

/// The result of one credential of an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ImportResult {
    /// Whose it is.
    pub organization_id: OrganizationId,
    /// The provider that it is for.
    pub provider: Provider,
    /// What operators call it.
    pub credential_name: String,
    /// What became of it.
    pub outcome: ImportOutcome,
    /// The new credential.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential_id: Option<CredentialId>,
}

/// What can become of a credential of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Word)]
pub enum ImportOutcome {
    /// It was stored.
    Imported,
    /// There is one of this name already.
    Exists,
    /// The token is not one of this key.
    NotOpened,
    /// There is no such organization.
    OrganizationNotFound,
    /// The organization has as many keys for the provider as it can have.
    InvalidValue,
}

/// A credential that was removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeletedCredential {
    /// The credential.
    pub credential_id: CredentialId,
    /// A sentence for a person.
    pub message: String,
}
