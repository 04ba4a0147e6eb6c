//! What access groups and model groups have in common.

use api_derive::{Request, Word};
use serde::Serialize;

use crate::reading::Text;

/// Whether a group of models is in use: an access group or a model group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Word)]
#[word(postgres = "group_status", impossible)]
pub enum GroupStatus {
    /// It is.
    Active,
    /// It gives nothing to its teams.
    Inactive,
}

/// Which groups a list has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Word)]
#[word(impossible)]
pub enum ListedGroups {
    /// Those in use.
    Active,
    /// Those that are not in use.
    Inactive,
    /// All of them.
    All,
}

impl ListedGroups {
    /// The state of those that are listed; none for all of them.
    #[must_use]
    pub const fn status(self) -> Option<GroupStatus> {
        match self {
            Self::Active => Some(GroupStatus::Active),
            Self::Inactive => Some(GroupStatus::Inactive),
            Self::All => None,
        }
    }
}

/// How a group is described: what is absent stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Request)]
pub struct GroupTerms {
    /// The name for people.
    pub display_name: Option<Text<1, 200>>,
    /// What operators note; an empty text removes it.
    pub description: Option<Text<0, 2_000>>,
    /// An inactive group gives nothing.
    pub status: Option<GroupStatus>,
}

/// A group that was removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeletedGroup {
    /// The group.
    pub group_name: String,
    /// A sentence for a person.
    pub message: String,
}
