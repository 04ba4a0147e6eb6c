//! Teams.

use api::error::ErrorCode as E;
use api::ids::{AccessGroupName, ModelGroupName, OrganizationId, TeamId, VirtualKeyId};
use api::money::{CreditsPerDollar, MarkupPercent};
use api::teams::{Team, TeamDetail, TeamStatus};
use schemars::JsonSchema;
use serde_json::{Map, Value, json};

use super::Told;
use super::credits::BudgetMode;
use super::pages::{CURSOR_HEADERS, CursorPage};
use crate::operation::{Operation, operation};

#[derive(JsonSchema)]
struct Teams {
    /// Only those of this organization.
    organization_id: Option<OrganizationId>,
    #[schemars(flatten)]
    page: TeamsOfOrganization,
}

/// The teams of one organization, as they are asked for.
#[derive(JsonSchema)]
pub(super) struct TeamsOfOrganization {
    /// Only those of this state; removed ones only where they are asked for.
    status: Option<TeamState>,
    /// What they are ordered by.
    sort: Option<TeamSort>,
    #[schemars(flatten)]
    page: CursorPage,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase", inline)]
enum TeamState {
    Active,
    Suspended,
    Paused,
    Deleted,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case", inline)]
enum TeamSort {
    CreatedAt,
    TeamId,
    TeamAlias,
    CreditsRemaining,
}

/// A team to be made.
#[derive(JsonSchema)]
struct NewTeam {
    /// Its id.
    team_id: TeamId,
    /// Its organization.
    organization_id: OrganizationId,
    /// The access groups whose aliases it may call.
    #[schemars(length(max = 500))]
    access_groups: Vec<AccessGroupName>,
    #[schemars(flatten)]
    terms: TeamTerms,
}

/// A change of a team: what is absent stays as it is.
#[derive(JsonSchema)]
struct TeamChange {
    /// The access groups whose aliases it may call.
    #[schemars(length(max = 500))]
    access_groups: Option<Vec<AccessGroupName>>,
    #[schemars(flatten)]
    terms: TeamTerms,
    /// Sets what it has used; an entry of the ledger tells of it.
    #[schemars(range(min = 0, max = 1_000_000_000_000_i64))]
    credits_used: Option<i64>,
}

#[derive(JsonSchema)]
struct TeamTerms {
    /// Its name for people.
    #[schemars(length(max = 500))]
    team_alias: Option<String>,
    /// What operators keep with it, of at most 10 KB.
    metadata: Option<Map<String, Value>>,
    /// All that it was ever given; an entry of the ledger tells of a change.
    #[schemars(range(min = 0, max = 1_000_000_000_000_i64))]
    credits_allocated: Option<i64>,
    /// How its jobs are paid for.
    budget_mode: Option<BudgetMode>,
    /// Credits for a dollar of client cost.
    credits_per_dollar: Option<CreditsPerDollar>,
    /// Tokens for a credit.
    #[schemars(range(min = 1, max = 1_000_000_000_000_i64))]
    tokens_per_credit: Option<i64>,
    /// What the client is charged on top of the provider's cost, in percent.
    cost_markup_percentage: Option<MarkupPercent>,
    /// Whether a job that its client completes as failed gets back what it paid.
    refund_failed_jobs: Option<bool>,
    /// Requests a minute; null for no limit.
    #[schemars(range(min = 1, max = 1_000_000_000))]
    rpm_limit: Option<i64>,
    /// Tokens a minute; null for no limit.
    #[schemars(range(min = 1, max = 1_000_000_000_000_i64))]
    tpm_limit: Option<i64>,
    /// At how many credits left its webhooks are told; null: at a tenth of those allocated.
    #[schemars(range(min = 0, max = 1_000_000_000_000_i64))]
    low_credit_threshold: Option<i64>,
}

/// A team that was made.
#[derive(JsonSchema)]
struct CreatedTeam {
    #[schemars(flatten)]
    team: TeamDetail,
    /// The id of its first virtual key; `virtual_key` is the key itself, this once.
    key_id: VirtualKeyId,
}

/// What a client pays.
#[derive(JsonSchema)]
struct NewMarkup {
    /// What the client is charged on top of the provider's cost, in percent.
    cost_markup_percentage: MarkupPercent,
    /// How its jobs are paid for.
    budget_mode: Option<BudgetMode>,
    /// Credits for a dollar of client cost.
    credits_per_dollar: Option<CreditsPerDollar>,
}

/// Access groups, as a list or with their name.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum AccessGroups {
    /// With their name.
    Named {
        /// All that the team is to have.
        #[schemars(length(max = 500))]
        access_groups: Vec<AccessGroupName>,
    },
    /// As a list.
    List(#[schemars(length(max = 500))] Vec<AccessGroupName>),
}

/// Model groups, as a list or with their name.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum ModelGroups {
    /// With their name.
    Named {
        /// All that the team is to have.
        #[schemars(length(max = 500))]
        model_groups: Vec<ModelGroupName>,
    },
    /// As a list.
    List(#[schemars(length(max = 500))] Vec<ModelGroupName>),
}

/// A reason.
#[derive(JsonSchema)]
struct WithReason {
    /// Why.
    #[schemars(length(max = 500))]
    reason: Option<String>,
}

/// A team that was removed.
#[derive(JsonSchema)]
struct DeletedTeam {
    /// The team.
    team_id: TeamId,
    /// A sentence for a person.
    message: String,
}

pub(super) fn operations() -> Vec<Operation> {
    let status = |id, summary, about| {
        operation(id, summary)
            .about(about)
            .body_if_any::<WithReason>()
            .example(json!({"reason": "Invoice 4711 is overdue."}))
            .answers::<Told<TeamStatus>>("What it is now, and what it was.")
    };
    let suspend = status("suspend_team", "Suspend a team", "It can do nothing any more.");
    let pause = status("pause_team", "Pause a team", "It can call nothing, and can read its own.");
    let resume = status("resume_team", "Let a team work again", "Whether it is suspended or paused.");
    let change = |id, summary| operation(id, summary).answers::<Told<TeamDetail>>("The team as it is now.");
    vec![
        operation("list_teams", "List teams")
            .query::<Teams>()
            .answers::<Vec<Team>>("A page of teams.")
            .headers(&CURSOR_HEADERS),
        operation("create_team", "Make a team, with its first virtual key")
            .body::<NewTeam>()
            .example(json!({"team_id": "north-ops", "organization_id": "north", "access_groups": ["standard"], "credits_allocated": 1000}))
            .answers::<Told<CreatedTeam>>("The team, and its key: it is shown this once.")
            .refuses(&[E::AlreadyExists, E::InvalidValue, E::OrganizationNotFound, E::AccessGroupNotFound, E::MetadataTooLarge]),
        operation("get_team", "Get a team").answers::<TeamDetail>("The team."),
        change("update_team", "Change a team")
            .body::<TeamChange>()
            .example(json!({"team_alias": "Operations", "rpm_limit": 600}))
            .refuses(&[E::InvalidValue, E::AccessGroupNotFound, E::MetadataTooLarge]),
        change("set_team_access_groups", "Replace a team's access groups")
            .body::<AccessGroups>()
            .example(json!({"access_groups": ["standard"]}))
            .refuses(&[E::AccessGroupNotFound]),
        change("set_team_model_groups", "Replace a team's model groups")
            .body::<ModelGroups>()
            .example(json!({"model_groups": ["fast"]}))
            .refuses(&[E::ModelGroupNotFound]),
        change("set_team_markup", "Set what a team's client pays")
            .body::<NewMarkup>()
            .example(json!({"cost_markup_percentage": 20}))
            .refuses(&[E::InvalidValue]),
        operation("delete_team", "Remove a team")
            .about("Its id stays taken, and its jobs and its ledger stay readable.")
            .answers::<DeletedTeam>("It is removed.")
            .refuses(&[E::InUse, E::Protected]),
        suspend.also_by_post("suspend_team_by_post"),
        suspend,
        pause.also_by_post("pause_team_by_post"),
        pause,
        resume.also_by_post("resume_team_by_post"),
        resume,
    ]
}
