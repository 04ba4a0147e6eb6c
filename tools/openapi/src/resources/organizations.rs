//! Organizations.

use api::error::ErrorCode as E;
use api::organizations::{
    DeletedOrganization, NewOrganization, Organization, OrganizationChange, OrganizationDetail,
    OrganizationQuery, OrganizationStatusChange, OrganizationTeams, SetOrganizationStatus,
};
use api::routes::OrganizationsOperation;
use api::teams::TeamsOfOrganization;
use serde_json::json;

use super::CURSOR_HEADERS;
use crate::operation::{Operation, describe};

/// What an operation takes and answers.
pub(super) fn of(operation: OrganizationsOperation) -> Operation {
    match operation {
        OrganizationsOperation::ListOrganizations => describe("List organizations")
            .query::<OrganizationQuery>()
            .answers::<Vec<Organization>>("A page of organizations.")
            .headers(&CURSOR_HEADERS),
        OrganizationsOperation::CreateOrganization => describe("Make an organization, with a default team")
            .body::<NewOrganization>()
            .example(json!({"organization_id": "north", "name": "North Ltd", "default_team_access_groups": ["standard"], "default_team_credits": 1000}))
            .answers::<OrganizationDetail>("The organization, and its team's key: it is shown this once.")
            .refuses(&[E::AlreadyExists, E::AccessGroupNotFound, E::MetadataTooLarge]),
        OrganizationsOperation::GetOrganization => {
            describe("Get an organization").answers::<OrganizationDetail>("The organization.")
        }
        OrganizationsOperation::UpdateOrganization => describe("Change an organization")
            .body::<OrganizationChange>()
            .example(json!({"name": "North Ltd", "body_retention_days": 30}))
            .answers::<OrganizationDetail>("The organization as it is now.")
            .refuses(&[E::MetadataTooLarge]),
        OrganizationsOperation::SetOrganizationStatus => {
            describe("Suspend an organization, or let it work again")
                .body::<SetOrganizationStatus>()
                .example(json!({"status": "suspended", "reason": "Invoice 4711 is overdue."}))
                .answers::<OrganizationStatusChange>("What it is now, and what it was.")
                .refuses(&[E::InvalidValue])
        }
        OrganizationsOperation::DeleteOrganization => describe("Remove an organization")
            .about("Its id stays taken, and what its teams did stays readable.")
            .answers::<DeletedOrganization>("It is removed.")
            .refuses(&[E::InUse]),
        OrganizationsOperation::ListTeamsOfOrganization => describe("List an organization's teams")
            .query::<TeamsOfOrganization>()
            .answers::<OrganizationTeams>("A page of teams.")
            .headers(&CURSOR_HEADERS),
    }
}
