//! Access groups: aliases that are given to teams together.

use serde::{Deserialize, Serialize};

use crate::ids::{AccessGroupName, ModelAlias};
use crate::model_groups::GroupStatus;
use crate::models::ModelStatus;
use crate::provider::Provider;
use crate::timestamp::Timestamp;

/// An access group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AccessGroup {
    /// Its name.
    pub group_name: AccessGroupName,
    /// The name for people.
    pub display_name: String,
    /// What operators noted.
    pub description: Option<String>,
    /// `active` or `inactive`. An inactive group gives nothing.
    pub status: GroupStatus,
    /// What it gives.
    pub model_aliases: Vec<AccessGroupMember>,
    /// The first hundred teams that have it; null for none.
    pub teams_using: Option<Vec<String>>,
    /// How many teams have it.
    pub teams_using_count: u64,
    /// RFC 3339.
    pub created_at: Timestamp,
    /// RFC 3339.
    pub updated_at: Timestamp,
}

/// An alias in an access group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AccessGroupMember {
    /// The alias.
    pub model_alias: ModelAlias,
    /// The name for people.
    pub display_name: String,
    /// Who offers the model.
    pub provider: Provider,
    /// The provider's name for it.
    pub actual_model: String,
    /// The alias's own state: `active`, `inactive` or `deprecated`.
    pub status: ModelStatus,
}
