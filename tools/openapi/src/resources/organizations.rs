//! Organizations.

use api::error::ErrorCode as E;
use api::ids::{AccessGroupName, OrganizationId};
use api::organizations::{Organization, OrganizationDetail, OrganizationStatus};
use api::teams::Team;
use schemars::JsonSchema;
use serde_json::{Map, Value, json};

use super::pages::{CURSOR_HEADERS, CursorPage};
use super::teams::TeamsOfOrganization;
use crate::operation::{Operation, operation};

#[derive(JsonSchema)]
struct Organizations {
    /// Only those of this state.
    #[schemars(extend("default" = "active"))]
    status: Option<Listed>,
    /// What they are ordered by.
    sort: Option<OrganizationSort>,
    #[schemars(flatten)]
    page: CursorPage,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase", inline)]
enum Listed {
    All,
    Active,
    Suspended,
    Deleted,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case", inline)]
enum OrganizationSort {
    CreatedAt,
    Name,
    OrganizationId,
}

/// An organization to be made.
#[derive(JsonSchema)]
struct NewOrganization {
    /// Its id: with a default team at most 247 characters, for that team's id ends in `_default`.
    organization_id: OrganizationId,
    /// Its name for people.
    #[schemars(length(min = 1, max = 500))]
    name: String,
    /// What operators keep with it, of at most 10 KB.
    metadata: Option<Map<String, Value>>,
    /// Whether it gets a team to begin with.
    #[schemars(extend("default" = true))]
    create_default_team: Option<bool>,
    /// That team's name for people.
    #[schemars(length(max = 500))]
    default_team_name: Option<String>,
    /// Its access groups.
    #[schemars(length(max = 500))]
    default_team_access_groups: Option<Vec<AccessGroupName>>,
    /// What it is given.
    #[schemars(range(min = 0, max = 1_000_000_000_000_i64))]
    default_team_credits: Option<i64>,
}

/// A change of an organization: what is absent stays as it is.
#[derive(JsonSchema)]
struct OrganizationChange {
    /// Its name for people.
    #[schemars(length(min = 1, max = 500))]
    name: Option<String>,
    /// What operators keep with it, of at most 10 KB.
    metadata: Option<Map<String, Value>>,
    /// For how many days its calls' requests and answers are kept in full; 0: not at all.
    #[schemars(range(min = 0, max = 3650))]
    body_retention_days: Option<i64>,
}

/// A state to be set.
#[derive(JsonSchema)]
struct NewStatus {
    /// Suspended organizations' teams can do nothing.
    status: Status,
    /// Why.
    #[schemars(length(max = 500))]
    reason: Option<String>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase", inline)]
enum Status {
    Active,
    Suspended,
}

/// The teams of an organization.
#[derive(JsonSchema)]
struct OrganizationTeams {
    /// The organization.
    organization_id: OrganizationId,
    /// How many the whole list has.
    team_count: u64,
    /// A page of them.
    teams: Vec<Team>,
}

/// An organization that was removed.
#[derive(JsonSchema)]
struct DeletedOrganization {
    /// The organization.
    organization_id: OrganizationId,
    /// A sentence for a person.
    message: String,
}

pub(super) fn operations() -> Vec<Operation> {
    vec![
        operation("list_organizations", "List organizations")
            .query::<Organizations>()
            .answers::<Vec<Organization>>("A page of organizations.")
            .headers(&CURSOR_HEADERS),
        operation("create_organization", "Make an organization, with a default team")
            .body::<NewOrganization>()
            .example(json!({"organization_id": "north", "name": "North Ltd", "default_team_access_groups": ["standard"], "default_team_credits": 1000}))
            .answers::<OrganizationDetail>("The organization, and its team's key: it is shown this once.")
            .refuses(&[E::AlreadyExists, E::AccessGroupNotFound, E::MetadataTooLarge]),
        operation("get_organization", "Get an organization")
            .answers::<OrganizationDetail>("The organization."),
        operation("update_organization", "Change an organization")
            .body::<OrganizationChange>()
            .example(json!({"name": "North Ltd", "body_retention_days": 30}))
            .answers::<OrganizationDetail>("The organization as it is now.")
            .refuses(&[E::MetadataTooLarge]),
        operation("set_organization_status", "Suspend an organization, or let it work again")
            .body::<NewStatus>()
            .example(json!({"status": "suspended", "reason": "Invoice 4711 is overdue."}))
            .answers::<OrganizationStatus>("What it is now, and what it was.")
            .refuses(&[E::InvalidValue]),
        operation("delete_organization", "Remove an organization")
            .about("Its id stays taken, and what its teams did stays readable.")
            .answers::<DeletedOrganization>("It is removed.")
            .refuses(&[E::InUse]),
        operation("list_teams_of_organization", "List an organization's teams")
            .query::<TeamsOfOrganization>()
            .answers::<OrganizationTeams>("A page of teams.")
            .headers(&CURSOR_HEADERS),
    ]
}
