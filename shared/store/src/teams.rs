//! Teams, as operators run them.

use api::ids::{AccessGroupName, OrganizationId, TeamId};
use api::money::{Credits, CreditsPerDollar, MarkupPercent};
use api::teams::Team;
use ledger::BudgetMode;
use platform::{Database, Param};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::job::json;
use crate::listing::{Page, PageQuery};
use crate::principal::ask;
use crate::statements::statements;
use crate::{Principal, StoreError};

statements! {
    LIST_TEAMS_OF_ORGANIZATION = "list_teams_of_organization"(text, text),
}

/// Which teams are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TeamQuery {
    /// The part of the list; sorted by `created_at`, `team_id`, `team_alias` or `credits_remaining`.
    #[serde(flatten)]
    pub page: PageQuery,
    /// Only those of this organization.
    pub organization_id: Option<OrganizationId>,
    /// `active`, `suspended`, `paused` or `deleted`; without it, all but the removed ones.
    pub status: Option<&'static str>,
}

/// A team to be made.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NewTeam {
    /// Its id.
    pub team_id: TeamId,
    /// Its organization.
    pub organization_id: OrganizationId,
    /// Its name for people.
    pub team_alias: Option<String>,
    /// What operators keep with it.
    pub metadata: Map<String, Value>,
    /// The access groups whose aliases it may call.
    pub access_groups: Vec<AccessGroupName>,
    /// What it starts with.
    pub credits_allocated: Credits,
    /// How its jobs are paid for.
    pub budget_mode: BudgetMode,
    /// Credits for a dollar of client cost.
    pub credits_per_dollar: CreditsPerDollar,
    /// Tokens for a credit.
    pub tokens_per_credit: i64,
    /// What the client is charged on top of the provider's cost.
    pub cost_markup_percentage: MarkupPercent,
    /// Whether a job that its client completes as failed gets back what it paid.
    pub refund_failed_jobs: bool,
    /// Requests a minute; none for no limit.
    pub rpm_limit: Option<i64>,
    /// Tokens a minute; none for no limit.
    pub tpm_limit: Option<i64>,
}

impl NewTeam {
    /// How many tokens a credit is, unless somebody says so.
    pub const TOKENS_PER_CREDIT: i64 = 10_000;

    /// A team on the terms that teams have unless somebody says so, without credits and models.
    #[must_use]
    pub fn on_usual_terms(team_id: TeamId, organization_id: OrganizationId) -> Self {
        Self {
            team_id,
            organization_id,
            team_alias: None,
            metadata: Map::new(),
            access_groups: Vec::new(),
            credits_allocated: Credits(0),
            budget_mode: BudgetMode::JobBased,
            credits_per_dollar: CreditsPerDollar::default(),
            tokens_per_credit: Self::TOKENS_PER_CREDIT,
            cost_markup_percentage: MarkupPercent::default(),
            refund_failed_jobs: true,
            rpm_limit: None,
            tpm_limit: None,
        }
    }
}

/// The teams of one organization, which the query names.
///
/// # Errors
/// Refused to whoever is no operator, and for an unknown or removed organization.
pub async fn list_teams_of_organization(
    database: &impl Database,
    principal: &Principal,
    query: &TeamQuery,
) -> Result<Page<Team>, StoreError> {
    ask(database, LIST_TEAMS_OF_ORGANIZATION.sql, principal, &[Param::Text(Some(&json(query)))]).await
}
