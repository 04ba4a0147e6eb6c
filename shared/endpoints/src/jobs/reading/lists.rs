//! Lists of jobs: a team's own, and those that operators look through.

use api::error::ApiError;
use api::jobs::JobPage;
use api::jobs::JobStatus;
use platform::Platform;
use serde_json::{Value, json};
use store::{JobFilter, Slice};

use super::{given, slice};
use crate::http::date_range::DateRange;
use crate::http::fields::{Fields, UUID_LENGTH};
use crate::http::incoming::Incoming;
use crate::http::refusals;

/// The longest job type, in characters.
const MAX_JOB_TYPE: usize = 100;

pub(super) async fn jobs_of_team<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let team_id = incoming.team_id()?;
    let query = incoming.query_parameters();
    let mut fields = Fields::of_query(&query);
    let slice = slice(&mut fields, 100);
    let status = status(&mut fields);
    let slice = fields.finish_with(Some(slice))?;
    let database = platform.reading_database();
    given(platform, store::list_jobs(database, &principal, &team_id, status, slice).await)
}

pub(super) async fn summaries<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let team_id = incoming.team_id()?;
    let query = incoming.query_parameters();
    let mut fields = Fields::of_query(&query);
    let number = |read: Option<i64>, default| read.and_then(|n| u32::try_from(n).ok()).unwrap_or(default);
    let page = number(fields.integer("page", 1..=i64::from(i32::MAX)), 1);
    let page_size = number(fields.integer("page_size", 1..=100), 20);
    let range = DateRange::read(&mut fields);
    let status = status(&mut fields);
    let filter = JobFilter {
        team_id,
        status,
        job_type: fields.optional_text("job_type", MAX_JOB_TYPE),
        from: range.start.map(|start| start.start()),
        until: range.end.map(|end| end.end()),
        id_part: fields.optional_text("job_id_filter", UUID_LENGTH),
        // A pending job has had none.
        with_calls: fields.boolean("with_calls").unwrap_or(status != Some(JobStatus::Pending)),
    };
    let filter = fields.finish_with(Some(filter))?;
    let slice = Slice { limit: page_size, offset: u64::from(page - 1) * u64::from(page_size) };
    let found = store::list_job_summaries(platform.reading_database(), &principal, &filter, slice)
        .await
        .map_err(|error| refusals::store_error(platform, error))?;
    Ok(json!(JobPage {
        jobs: found.jobs,
        total: found.total,
        page: page.into(),
        page_size: page_size.into(),
        total_pages: found.total.div_ceil(page_size.into()),
    }))
}

/// Reads `status`, in any case.
fn status(query: &mut Fields<'_>) -> Option<JobStatus> {
    let names: Vec<&'static str> = JobStatus::ALL.iter().map(|status| status.as_str()).collect();
    let name = query.choice("status", &names)?;
    JobStatus::ALL.iter().copied().find(|status| status.as_str() == name)
}
