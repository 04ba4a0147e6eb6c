//! Jobs and calls of all teams, as operators look through them.

use api::call_listing::{CallListQuery, CallSummary, CallView, CallWithJob};
use api::date_range::DateRange;
use api::ids::{CallId, JobId};
use api::job_listing::JobListQuery;
use api::jobs::JobSummary;
use platform::{Database, Param};
use serde::Serialize;

use crate::error::StoreError;
use crate::job_reading::MAX_BODIES_BYTES;
use crate::json::json_text;
use crate::listing::PageBefore;
use crate::principal::{Principal, ask};
use crate::statements::statements;

statements! {
    LIST_CALLS = "list_calls"(text, text),
    GET_CALL = "get_call"(text, text, text, int8),
    LIST_ALL_JOBS = "list_all_jobs"(text, text),
}

/// A query whose days are moments, as the database compares them.
#[derive(Serialize)]
struct Between<'a, Q> {
    #[serde(flatten)]
    query: &'a Q,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
}

impl<'a, Q: Serialize> Between<'a, Q> {
    fn text(query: &'a Q, range: DateRange) -> String {
        let (from, until) = (range.first_moment().map(String::from), range.end_moment().map(String::from));
        json_text(&Between { query, from, until })
    }
}

/// Calls, the newest first.
///
/// # Errors
/// Refused to callers that are not operators, and for an unknown team or organization.
pub async fn list_calls(
    database: &impl Database,
    principal: &Principal,
    query: &CallListQuery,
) -> Result<PageBefore<CallSummary, CallId>, StoreError> {
    let query = Between::text(query, query.range);
    ask(database, LIST_CALLS.sql, principal, &[Param::Text(Some(&query))]).await
}

/// One call; with its request and answer, where they were kept and are asked for.
///
/// # Errors
/// Refused to callers that are not operators, and for an unknown call.
pub async fn get_call(
    database: &impl Database,
    principal: &Principal,
    call_id: CallId,
    view: CallView,
) -> Result<CallWithJob, StoreError> {
    let params = [
        Param::Text(Some(&call_id.to_string())),
        Param::Text(Some(if view.bodies { "true" } else { "false" })),
        Param::Int(Some(MAX_BODIES_BYTES)),
    ];
    ask(database, GET_CALL.sql, principal, &params).await
}

/// Jobs with what their calls add up to, the newest first.
///
/// # Errors
/// Refused to callers that are not operators, and for an unknown team or organization.
pub async fn list_all_jobs(
    database: &impl Database,
    principal: &Principal,
    query: &JobListQuery,
) -> Result<PageBefore<JobSummary, JobId>, StoreError> {
    #[derive(Serialize)]
    struct Counting<'a> {
        #[serde(flatten)]
        query: &'a JobListQuery,
        counted: bool,
    }
    let counting = Counting { query, counted: query.is_counted() };
    let query = Between::text(&counting, query.range);
    ask(database, LIST_ALL_JOBS.sql, principal, &[Param::Text(Some(&query))]).await
}

#[cfg(test)]
mod tests {
    use api::reading::read_query;
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn days_are_sent_as_the_moments_at_which_they_begin_and_end() {
        let query =
            json!({"status": "failed", "start_date": "2026-11-03", "end_date": "2026-11-03", "limit": "7"});
        let query: CallListQuery = read_query(query.as_object().unwrap()).unwrap();
        let sent: Value = serde_json::from_str(&Between::text(&query, query.range)).unwrap();
        assert_eq!(
            (&sent["from"], &sent["until"], &sent["status"], &sent["limit"]),
            (
                &json!("2026-11-03T00:00:00.000Z"),
                &json!("2026-11-04T00:00:00.000Z"),
                &json!("failed"),
                &json!(7)
            )
        );
    }
}
