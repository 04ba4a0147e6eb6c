//! Access groups: aliases that are given to teams together.

use api_derive::Request;
use serde::{Deserialize, Serialize};

use crate::groups::{GroupStatus, GroupTerms, ListedGroups};
use crate::ids::{AccessGroupName, ModelAlias};
use crate::listing::OffsetPage;
use crate::models::ModelStatus;
use crate::provider::Provider;
use crate::reading::List;
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
    /// An inactive group gives nothing.
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
    /// The alias's own state.
    pub status: ModelStatus,
}

/// The most aliases that an access group can be given at once.
pub const MAX_ALIASES: usize = 500;

/// An access group to be made.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct NewAccessGroup {
    /// Its name.
    pub group_name: AccessGroupName,
    /// How it is described.
    #[request(flatten)]
    pub terms: GroupTerms,
    /// The aliases that it gives.
    pub model_aliases: Option<List<ModelAlias, MAX_ALIASES>>,
}

/// The aliases that an access group is to give.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct AccessGroupAliases {
    /// All that it is to give.
    pub model_aliases: List<ModelAlias, MAX_ALIASES>,
}

/// Which access groups are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct AccessGroupQuery {
    /// Only those of this state.
    #[request(default = ListedGroups::All)]
    pub status: ListedGroups,
    /// The part of the list.
    #[request(flatten)]
    pub page: OffsetPage,
}
