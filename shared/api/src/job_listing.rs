//! Jobs as operators look through them: of all teams, the newest first.

use api_derive::Request;

use crate::date_range::DateRange;
use crate::ids::{JobId, OrganizationId, TeamId};
use crate::jobs::JobStatus;
use crate::listing::Limit;
use crate::reading::Text;

/// Which jobs an operator looks through. Each member leaves out what does not fit it.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct JobListQuery {
    /// Only those of this organization.
    pub organization_id: Option<OrganizationId>,
    /// Only those of this team.
    pub team_id: Option<TeamId>,
    /// Only those in this state.
    pub status: Option<JobStatus>,
    /// Only those of this type.
    pub job_type: Option<Text<0, 100>>,
    /// Only those with this id of the client's own.
    pub external_task_id: Option<Text<0, 255>>,
    /// Only those of this user of the client's.
    pub user_id: Option<Text<0, 255>>,
    /// When they were opened.
    #[request(flatten)]
    pub range: DateRange,
    /// Only those that come after this one in the list: the `X-Next-Cursor` of the page before.
    pub before: Option<JobId>,
    /// At most so many.
    #[request(default = Limit::of(100))]
    pub limit: Limit,
}

impl JobListQuery {
    /// Whether the summaries by day know how many jobs there are: they count by team, state and type.
    #[must_use]
    pub const fn is_counted(&self) -> bool {
        let of_whole_days = self.external_task_id.is_none() && self.user_id.is_none();
        let is_bounded = self.range.start_date.is_some() && self.range.end_date.is_some();
        of_whole_days && (self.team_id.is_some() || (self.organization_id.is_some() && is_bounded))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::reading::read_query;

    fn read(query: &Value) -> JobListQuery {
        read_query(query.as_object().unwrap()).unwrap()
    }

    #[test]
    fn a_list_is_counted_where_that_reads_few_rows() {
        assert!(!read(&json!({})).is_counted());
        assert!(read(&json!({"team_id": "north-ops", "status": "failed"})).is_counted());
        assert!(!read(&json!({"team_id": "north-ops", "user_id": "ana"})).is_counted());
        assert!(!read(&json!({"organization_id": "north"})).is_counted());
        let month = json!({"organization_id": "north", "start_date": "2026-11-01", "end_date": "2026-11-30"});
        assert!(read(&month).is_counted());
    }
}
