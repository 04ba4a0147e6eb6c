//! Teams: who works with a virtual key, on which terms, and with which models.

use api_derive::{Request, Word};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

use crate::credits::{Balance, BudgetMode, FailedJobRefund};
use crate::ids::{AccessGroupName, ModelAlias, ModelGroupName, OrganizationId, TeamId, VirtualKeyId};
use crate::listing::{CursorPage, Sort};
use crate::money::{Credits, CreditsPerDollar, MarkupPercent};
use crate::reading::{List, Metadata, OneMember, Patch, Text, Whole};
use crate::timestamp::Timestamp;
use crate::visibility::HidesFromTeams;

/// Whether a team may work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Word)]
#[word(postgres = "team_status")]
pub enum TeamStatus {
    /// It may.
    Active,
    /// It can do nothing.
    Suspended,
    /// It can call nothing, and can read its own.
    Paused,
}

/// What a team is: its status, unless it was removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Word)]
pub enum TeamState {
    /// It may work.
    Active,
    /// It can do nothing.
    Suspended,
    /// It can call nothing, and can read its own.
    Paused,
    /// It was removed. Its books stay.
    Deleted,
}

/// A team. What only operators see is absent where the team itself asks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Team {
    /// The team.
    pub team_id: TeamId,
    /// Its organization.
    pub organization_id: OrganizationId,
    /// Its name for people.
    pub team_alias: Option<String>,
    /// `active`, `suspended`, `paused` or `deleted`.
    pub status: TeamState,
    /// All that it was ever given.
    pub credits_allocated: Credits,
    /// What it has used, refunds taken off.
    pub credits_used: Credits,
    /// `allocated - used`.
    pub credits_remaining: Credits,
    /// Set aside for calls and jobs in progress.
    pub credits_held: Credits,
    /// `remaining - held`: what a new call can be admitted with.
    pub credits_available: Credits,
    /// `job_based`, `consumption_usd` or `consumption_tokens`.
    pub budget_mode: BudgetMode,
    /// Credits for a dollar of client cost.
    pub credits_per_dollar: Number,
    /// Tokens for a credit.
    pub tokens_per_credit: u64,
    /// Which of its failed jobs are free, or get back what they have paid.
    pub refund_failed_jobs: FailedJobRefund,
    /// Whether parameters that a model does not take are left out of a request, where neither the request nor the alias says so.
    pub drop_unsupported: bool,
    /// Requests a minute; null for no limit.
    pub rpm_limit: Option<u64>,
    /// Tokens a minute; null for no limit.
    pub tpm_limit: Option<u64>,
    /// The number of remaining credits at which `credits.low` is sent; null: a tenth of those allocated.
    pub low_credit_threshold: Option<u64>,
    /// The access groups whose aliases it may call.
    pub access_groups: Vec<AccessGroupName>,
    /// The model groups it may call by their names.
    pub model_groups: Vec<ModelGroupName>,
    /// The hint of its newest key: `sk-…` and four characters. Null where it has none that works.
    pub virtual_key: Option<String>,
    /// What the client is charged on top of the provider's cost, in percent. For operators only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_markup_percentage: Option<Number>,
    /// What operators keep with it. For operators only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// RFC 3339.
    pub created_at: Timestamp,
    /// RFC 3339.
    pub updated_at: Timestamp,
    /// When it was removed, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Timestamp>,
}

/// A team with its balance and the aliases it may call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TeamDetail {
    /// The team.
    #[serde(flatten)]
    pub team: Team,
    /// Its balance.
    pub credits: Balance,
    /// The aliases of its active access groups.
    pub allowed_model_aliases: Vec<ModelAlias>,
}

impl HidesFromTeams for TeamDetail {
    fn hide_from_teams(&mut self) {
        self.team.cost_markup_percentage = None;
        self.team.metadata = None;
        self.credits.hide_from_teams();
    }
}

/// What a change of a team's status did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TeamStatusChange {
    /// The team.
    pub team_id: TeamId,
    /// `active`, `suspended` or `paused`.
    pub status: TeamStatus,
    /// The previous status.
    pub previous_status: TeamStatus,
    /// When, RFC 3339.
    pub updated_at: Timestamp,
    /// Why, in the operator's words.
    pub reason: Option<String>,
}

/// The most credits that a team can be given at once.
pub const MAX_CREDITS: i64 = 1_000_000_000_000;
/// The most groups that a team can be given at once.
pub const MAX_GROUPS: usize = 500;
/// The greatest limit of requests a minute.
pub const MAX_RPM: i64 = 1_000_000_000;
/// The greatest limit of tokens a minute.
pub const MAX_TPM: i64 = 1_000_000_000_000;

/// The terms that operators set for a team.
#[derive(Debug, Clone, Default, PartialEq, Request)]
pub struct TeamTerms {
    /// Its name for people.
    pub team_alias: Option<Text<0, 500>>,
    /// What operators keep with it, of at most 10 KB.
    pub metadata: Option<Metadata>,
    /// All credits that it was ever given; a change is an entry of the ledger.
    pub credits_allocated: Option<Whole<0, MAX_CREDITS>>,
    /// How its jobs are paid for.
    pub budget_mode: Option<BudgetMode>,
    /// Credits for a dollar of client cost.
    pub credits_per_dollar: Option<CreditsPerDollar>,
    /// Tokens for a credit.
    pub tokens_per_credit: Option<Whole<1, MAX_CREDITS>>,
    /// What the client is charged on top of the provider's cost, in percent.
    pub cost_markup_percentage: Option<MarkupPercent>,
    /// Which of its failed jobs are free, or get back what they have paid.
    pub refund_failed_jobs: Option<FailedJobRefund>,
    /// Whether parameters that a model does not take are left out of a request, rather than the request refused, where neither the
    /// request nor the alias says so.
    pub drop_unsupported: Option<bool>,
    /// Requests a minute; null for no limit.
    pub rpm_limit: Patch<Whole<1, MAX_RPM>>,
    /// Tokens a minute; null for no limit.
    pub tpm_limit: Patch<Whole<1, MAX_TPM>>,
    /// The number of remaining credits at which `credits.low` is sent; null: a tenth of those allocated.
    pub low_credit_threshold: Patch<Whole<0, MAX_CREDITS>>,
}

/// A team to be made.
#[derive(Debug, Clone, PartialEq, Request)]
pub struct NewTeam {
    /// Its organization.
    pub organization_id: OrganizationId,
    /// Its id.
    pub team_id: TeamId,
    /// The access groups whose aliases it may call.
    pub access_groups: List<AccessGroupName, MAX_GROUPS>,
    /// Its terms; those that are absent are the usual ones.
    #[request(flatten)]
    pub terms: TeamTerms,
}

/// A change of a team: what is absent stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Request)]
pub struct TeamChange {
    /// The access groups whose aliases it may call.
    pub access_groups: Option<List<AccessGroupName, MAX_GROUPS>>,
    /// Its terms.
    #[request(flatten)]
    pub terms: TeamTerms,
    /// Sets what it has used; the change is an entry of the ledger.
    pub credits_used: Option<Whole<0, MAX_CREDITS>>,
}

/// What a client pays.
#[derive(Debug, Clone, PartialEq, Request)]
pub struct NewMarkup {
    /// What the client is charged on top of the provider's cost, in percent.
    pub cost_markup_percentage: MarkupPercent,
    /// How its jobs are paid for.
    pub budget_mode: Option<BudgetMode>,
    /// Credits for a dollar of client cost.
    pub credits_per_dollar: Option<CreditsPerDollar>,
}

/// The access groups that a team is to have.
#[derive(Debug, Clone, PartialEq, Request)]
pub struct TeamAccessGroups {
    /// All that the team is to have.
    pub access_groups: List<AccessGroupName, MAX_GROUPS>,
}

/// The model groups that a team is to have.
#[derive(Debug, Clone, PartialEq, Request)]
pub struct TeamModelGroups {
    /// All that the team is to have.
    pub model_groups: List<ModelGroupName, MAX_GROUPS>,
}

impl OneMember for TeamAccessGroups {
    const MEMBER: &'static str = "access_groups";
}

impl OneMember for TeamModelGroups {
    const MEMBER: &'static str = "model_groups";
}

/// What changes a team: see the store's `update_team`.
pub trait ChangesTeam: Serialize {}

impl ChangesTeam for TeamChange {}
impl ChangesTeam for NewMarkup {}
impl ChangesTeam for TeamAccessGroups {}
impl ChangesTeam for TeamModelGroups {}

/// Why something is done, for the audit log.
#[derive(Debug, Clone, Default, PartialEq, Eq, Request)]
pub struct WithReason {
    /// Why.
    pub reason: Option<Text<0, 500>>,
}

/// By what a list of teams is ordered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Word)]
pub enum TeamSort {
    /// When they were made: the newest first, unless the query says so.
    #[default]
    CreatedAt,
    /// Their ids.
    TeamId,
    /// Their names for people.
    TeamAlias,
    /// What they have left.
    CreditsRemaining,
}

impl Sort for TeamSort {
    fn is_descending(self) -> bool {
        self == Self::CreatedAt
    }
}

/// Which teams of one organization are asked for.
#[derive(Debug, Clone, PartialEq, Request)]
pub struct TeamsOfOrganization {
    /// Only those of this state; removed ones only where they are asked for.
    pub status: Option<TeamState>,
    /// The part of the list.
    #[request(flatten)]
    pub page: CursorPage<TeamSort>,
}

impl TeamsOfOrganization {
    /// The same question with its organization, which the path names.
    #[must_use]
    pub fn of(self, organization_id: OrganizationId) -> TeamQuery {
        TeamQuery { organization_id: Some(organization_id), status: self.status, page: self.page }
    }
}

/// Which teams are asked for.
#[derive(Debug, Clone, PartialEq, Request)]
pub struct TeamQuery {
    /// Only those of this organization.
    pub organization_id: Option<OrganizationId>,
    /// Only those of this state; removed ones only where they are asked for.
    pub status: Option<TeamState>,
    /// The part of the list.
    #[request(flatten)]
    pub page: CursorPage<TeamSort>,
}

/// A team that was made.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CreatedTeam {
    /// The team, with its key in `virtual_key`, this once.
    #[serde(flatten)]
    pub team: TeamDetail,
    /// The id of its first virtual key.
    pub key_id: VirtualKeyId,
}

/// A team that was removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeletedTeam {
    /// The team.
    pub team_id: TeamId,
    /// A sentence for a person.
    pub message: String,
}
