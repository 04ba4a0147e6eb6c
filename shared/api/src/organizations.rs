//! Organizations: the customers that teams belong to.

use api_derive::{Request, Word};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::ids::{AccessGroupName, ModelAlias, OrganizationId, TeamId};
use crate::listing::{CursorPage, Sort};
use crate::reading::{Faults, List, Metadata, Path, Text, Whole};
use crate::teams::{MAX_CREDITS, MAX_GROUPS, NewTeam, Team, TeamTerms};
use crate::timestamp::Timestamp;

/// Whether an organization's teams may work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Word)]
#[word(postgres = "organization_status", impossible)]
pub enum OrganizationStatus {
    /// They may.
    Active,
    /// They can do nothing.
    Suspended,
    /// It was removed. Its books stay.
    Deleted,
}

/// An organization.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Organization {
    /// The organization.
    pub organization_id: OrganizationId,
    /// Its name for people.
    pub name: String,
    /// `active`, `suspended` or `deleted`.
    pub status: OrganizationStatus,
    /// What operators keep with it.
    pub metadata: Map<String, Value>,
    /// For how many days its calls' requests and answers are kept in full; 0: not at all.
    pub body_retention_days: u32,
    /// How many teams it has, removed ones left out.
    pub team_count: u64,
    /// RFC 3339.
    pub created_at: Timestamp,
    /// RFC 3339.
    pub updated_at: Timestamp,
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
    /// The team. Its `virtual_key` is the key itself in the answer to the request that made it, and a hint in a replay.
    #[serde(flatten)]
    pub team: Team,
    /// The aliases of its active access groups.
    pub allowed_model_aliases: Vec<ModelAlias>,
}

/// What a change of an organization's status did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OrganizationStatusChange {
    /// The organization.
    pub organization_id: OrganizationId,
    /// `active` or `suspended`.
    pub status: OrganizationStatus,
    /// The previous status.
    pub previous_status: OrganizationStatus,
    /// When, RFC 3339.
    pub updated_at: Timestamp,
    /// Why, in the operator's words.
    pub reason: Option<String>,
}

/// What an operator can make of an organization's status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Word)]
#[word(impossible)]
pub enum NewOrganizationStatus {
    /// Its teams may work.
    Active,
    /// They can do nothing.
    Suspended,
}

/// A status to be set.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct SetOrganizationStatus {
    /// Suspended organizations' teams can do nothing.
    pub status: NewOrganizationStatus,
    /// Why.
    pub reason: Option<Text<0, 500>>,
}

/// What follows the organization's id in the id of its default team.
const DEFAULT_TEAM_SUFFIX: &str = "_default";

/// An organization to be made.
#[derive(Debug, Clone, PartialEq, Request)]
#[request(check = NewOrganization::leaves_room_for_its_team)]
pub struct NewOrganization {
    /// Its id: with a default team at most 247 characters, for that team's id ends in `_default`.
    pub organization_id: OrganizationId,
    /// Its name for people.
    pub name: Text<1, 500>,
    /// What operators keep with it, of at most 10 KB.
    #[request(default = Metadata::default())]
    pub metadata: Metadata,
    /// Whether it gets a team to begin with.
    #[request(default = true)]
    pub create_default_team: bool,
    /// That team's name for people.
    pub default_team_name: Option<Text<0, 500>>,
    /// Its access groups.
    pub default_team_access_groups: Option<List<AccessGroupName, MAX_GROUPS>>,
    /// What it is given.
    pub default_team_credits: Option<Whole<0, MAX_CREDITS>>,
}

impl NewOrganization {
    /// The team to be made with it, if it gets one.
    #[must_use]
    pub fn default_team(&self) -> Option<NewTeam> {
        let team_id = self.default_team_id().filter(|_| self.create_default_team)?;
        Some(NewTeam {
            team_id,
            organization_id: self.organization_id.clone(),
            access_groups: self.default_team_access_groups.clone().unwrap_or_default(),
            terms: TeamTerms {
                team_alias: self.default_team_name.clone().or_else(|| self.name.clone().rebound()),
                credits_allocated: self.default_team_credits,
                ..TeamTerms::default()
            },
        })
    }

    fn default_team_id(&self) -> Option<TeamId> {
        format!("{}{DEFAULT_TEAM_SUFFIX}", self.organization_id).parse().ok()
    }

    fn leaves_room_for_its_team(&self, at: &Path<'_>, faults: &mut Faults) {
        if self.create_default_team && self.default_team_id().is_none() {
            let max = OrganizationId::MAX_LENGTH - DEFAULT_TEAM_SUFFIX.len();
            let message = format!("Must have at most {max} characters, to have a default team");
            faults.malformed(&at.member("organization_id"), "string_too_long", message);
        }
    }
}

/// A change of an organization: what is absent stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Request)]
pub struct OrganizationChange {
    /// Its name for people.
    pub name: Option<Text<1, 500>>,
    /// What operators keep with it, of at most 10 KB.
    pub metadata: Option<Metadata>,
    /// For how many days its calls' requests and answers are kept in full; 0: not at all. What was kept before stays its time.
    pub body_retention_days: Option<Whole<0, 3650>>,
}

/// Which organizations a list has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Word)]
pub enum ListedOrganizations {
    /// All but the removed ones.
    All,
    /// Those whose teams may work.
    Active,
    /// Those whose teams can do nothing.
    Suspended,
    /// Those that were removed.
    Deleted,
}

/// By what a list of organizations is ordered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Word)]
pub enum OrganizationSort {
    /// When they were made: the newest first, unless the query says so.
    #[default]
    CreatedAt,
    /// Their names.
    Name,
    /// Their ids.
    OrganizationId,
}

impl Sort for OrganizationSort {
    fn is_descending(self) -> bool {
        self == Self::CreatedAt
    }
}

/// Which organizations are asked for.
#[derive(Debug, Clone, PartialEq, Request)]
pub struct OrganizationQuery {
    /// Only those of this state.
    #[request(default = ListedOrganizations::Active)]
    pub status: ListedOrganizations,
    /// The part of the list.
    #[request(flatten)]
    pub page: CursorPage<OrganizationSort>,
}

/// The teams of an organization.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OrganizationTeams {
    /// The organization.
    pub organization_id: OrganizationId,
    /// How many the whole list has.
    pub team_count: u64,
    /// A page of them.
    pub teams: Vec<Team>,
}

/// An organization that was removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeletedOrganization {
    /// The organization.
    pub organization_id: OrganizationId,
    /// A sentence for a person.
    pub message: String,
}
