//! Teams.

use api::answer::WithMessage;
use api::error::ErrorCode as E;
use api::routes::TeamsOperation;
use api::teams::{
    CreatedTeam, DeletedTeam, NewMarkup, NewTeam, Team, TeamAccessGroups, TeamChange, TeamDetail,
    TeamModelGroups, TeamQuery, TeamStatusChange, WithReason,
};
use serde_json::json;

use super::CURSOR_HEADERS;
use super::keys;
use crate::operation::{Operation, describe};

/// What an operation takes and answers.
pub(super) fn of(operation: TeamsOperation) -> Operation {
    match operation {
        TeamsOperation::ListTeams => describe("List teams")
            .query::<TeamQuery>()
            .answers::<Vec<Team>>("A page of teams.")
            .headers(&CURSOR_HEADERS),
        TeamsOperation::CreateTeam => describe("Make a team, with its first virtual key")
            .body::<NewTeam>()
            .example(json!({"team_id": "north-ops", "organization_id": "north", "access_groups": ["standard"], "credits_allocated": 1000}))
            .answers::<WithMessage<CreatedTeam>>("The team, and its key: it is shown this once.")
            .refuses(&[E::AlreadyExists, E::InvalidValue, E::OrganizationNotFound, E::AccessGroupNotFound, E::MetadataTooLarge]),
        TeamsOperation::GetTeam => describe("Get a team").answers::<TeamDetail>("The team."),
        TeamsOperation::UpdateTeam => change("Change a team")
            .body::<TeamChange>()
            .example(json!({"team_alias": "Operations", "rpm_limit": 600}))
            .refuses(&[E::InvalidValue, E::AccessGroupNotFound, E::MetadataTooLarge]),
        TeamsOperation::SetTeamAccessGroups => change("Replace a team's access groups")
            .list_body::<TeamAccessGroups>()
            .example(json!({"access_groups": ["standard"]}))
            .refuses(&[E::AccessGroupNotFound]),
        TeamsOperation::SetTeamModelGroups => change("Replace a team's model groups")
            .list_body::<TeamModelGroups>()
            .example(json!({"model_groups": ["fast"]}))
            .refuses(&[E::ModelGroupNotFound]),
        TeamsOperation::SetTeamMarkup => change("Set what a team's client pays")
            .body::<NewMarkup>()
            .example(json!({"cost_markup_percentage": 20}))
            .refuses(&[E::InvalidValue]),
        TeamsOperation::DeleteTeam => describe("Remove a team")
            .about("Its id stays taken, and its jobs and its ledger stay readable.")
            .answers::<DeletedTeam>("It is removed.")
            .refuses(&[E::InUse, E::Protected]),
        TeamsOperation::SuspendTeam => suspend(),
        TeamsOperation::SuspendTeamByPost => suspend().by_post(),
        TeamsOperation::PauseTeam => pause(),
        TeamsOperation::PauseTeamByPost => pause().by_post(),
        TeamsOperation::ResumeTeam => resume(),
        TeamsOperation::ResumeTeamByPost => resume().by_post(),
        TeamsOperation::ListKeys => keys::list(),
        TeamsOperation::CreateKey => keys::create(),
        TeamsOperation::UpdateKey => keys::update(),
        TeamsOperation::RevokeKey => keys::revoke(),
        TeamsOperation::RotateKey => keys::rotate("Replace a key"),
        TeamsOperation::RotateOnlyKey => keys::rotate("Replace a team's only key"),
    }
}

fn change(summary: &str) -> Operation {
    describe(summary).answers::<WithMessage<TeamDetail>>("The team as it is now.")
}

fn suspend() -> Operation {
    set_status("Suspend a team", "It can do nothing any more.")
}

fn pause() -> Operation {
    set_status("Pause a team", "It can call nothing, and can read its own.")
}

fn resume() -> Operation {
    set_status("Let a team work again", "Whether it is suspended or paused.")
}

fn set_status(summary: &str, about: &'static str) -> Operation {
    describe(summary)
        .about(about)
        .body_if_any::<WithReason>()
        .example(json!({"reason": "Invoice 4711 is overdue."}))
        .answers::<WithMessage<TeamStatusChange>>("What it is now, and what it was.")
}
