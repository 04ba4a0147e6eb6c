//! Model groups: models in order of preference, called by one name.

use api_derive::Word;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids::ModelGroupName;
use crate::timestamp::Timestamp;

/// Whether a group of models is in use: an access group or a model group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Word)]
#[word(postgres = "group_status", impossible)]
pub enum GroupStatus {
    /// It is.
    Active,
    /// It gives nothing to its teams.
    Inactive,
}

/// A model group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ModelGroup {
    /// Its id.
    pub model_group_id: Uuid,
    /// What teams call it.
    pub group_name: ModelGroupName,
    /// The name for people.
    pub display_name: String,
    /// What operators noted.
    pub description: Option<String>,
    /// `active` or `inactive`. An inactive group cannot be called.
    pub status: GroupStatus,
    /// Its members, in the order in which they are tried.
    pub models: Vec<ModelGroupMember>,
    /// The first hundred teams that have it; null for none.
    pub teams_using: Option<Vec<String>>,
    /// How many teams have it.
    pub teams_using_count: u64,
    /// RFC 3339.
    pub created_at: Timestamp,
    /// RFC 3339.
    pub updated_at: Timestamp,
}

/// A member of a model group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ModelGroupMember {
    /// Its id. Members that are set anew have new ones.
    pub id: Uuid,
    /// The group.
    pub model_group_id: Uuid,
    /// An alias, or a model of the catalogue by the provider's name.
    pub model_name: String,
    /// The lowest is tried first.
    pub priority: i32,
    /// Whether it is tried.
    pub is_active: bool,
    /// RFC 3339.
    pub created_at: Timestamp,
}

/// The members of a model group after they were set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ModelGroupMembers {
    /// The group.
    pub group_name: ModelGroupName,
    /// Its members, in the order in which they are tried.
    pub models: Vec<ModelGroupMember>,
}

/// What a team's call of a model group would try. Aliases for the team itself, the providers' names for operators.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ResolvedModelGroup {
    /// The name asked for.
    pub group_name: ModelGroupName,
    /// What is tried first; null where nothing can be.
    #[serde(default)]
    pub primary_model: Option<String>,
    /// What is tried after it, in order.
    pub fallback_models: Vec<String>,
    /// Whether the team may call the group.
    pub team_has_access: bool,
    /// Why not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}
