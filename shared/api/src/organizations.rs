//! Organizations: the customers that teams belong to.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::ids::{ModelAlias, OrganizationId};
use crate::teams::Team;

/// An organization.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Organization {
    /// The organization.
    pub organization_id: OrganizationId,
    /// Its name for people.
    pub name: String,
    /// `active`, `suspended` or `deleted`.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["active", "suspended", "deleted"])))]
    pub status: String,
    /// What operators keep with it.
    pub metadata: Map<String, Value>,
    /// For how many days its calls' requests and answers are kept in full; 0: not at all.
    pub body_retention_days: u32,
    /// How many teams it has, removed ones left out.
    pub team_count: u64,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339.
    pub updated_at: String,
}

/// An organization with its default team.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OrganizationDetail {
    /// The organization.
    #[serde(flatten)]
    pub organization: Organization,
    /// The team `<organization_id>_default`; null if there is none.
    pub default_team: Option<DefaultTeam>,
}

/// The team that was made with its organization.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DefaultTeam {
    /// The team. Its `virtual_key` is the key itself in the one answer that shows it, else a hint.
    #[serde(flatten)]
    pub team: Team,
    /// The aliases of its active access groups.
    pub allowed_model_aliases: Vec<ModelAlias>,
}

/// What a change of an organization's status did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OrganizationStatus {
    /// The organization.
    pub organization_id: OrganizationId,
    /// `active` or `suspended`.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["active", "suspended"])))]
    pub status: String,
    /// What it was before.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["active", "suspended"])))]
    pub previous_status: String,
    /// When, RFC 3339.
    pub updated_at: String,
    /// Why, in the operator's words.
    pub reason: Option<String>,
}
