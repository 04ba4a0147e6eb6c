//! `/api/jobs/...` and `/api/teams/{team_id}/jobs`: jobs, their costs and their calls, as teams and operators read them.

mod lists;

use api::error::{ApiError, ErrorCode};
use api::routes::JobsOperation as Operation;
use platform::{Platform, Request, Response};
use serde_json::{Value, json};
use store::{Slice, StoreError};

use crate::http::fields::Fields;
use crate::http::incoming::Incoming;
use crate::http::page::{MAX_PAGE, Page};
use crate::http::{metadata, outgoing, refusals};

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    outgoing::respond(answer(&platform, request).await)
}

async fn answer<P: Platform>(platform: &P, request: Request) -> Result<Value, ApiError> {
    let (operation, incoming) = Incoming::new(platform, request)?;
    match operation {
        Operation::GetJob => get(platform, &incoming).await,
        Operation::UpdateJobMetadata => update_metadata(platform, &incoming).await,
        Operation::GetJobCosts => costs(platform, &incoming).await,
        Operation::ListJobs => lists::jobs_of_team(platform, &incoming).await,
        Operation::ListJobSummaries => lists::summaries(platform, &incoming).await,
        Operation::GetJobWithCalls => with_calls(platform, &incoming).await,
    }
}

// A team looks at a job that it has just opened or called: what it reads of one job is never a moment behind.

async fn get<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let job_id = incoming.job_id()?;
    given(platform, store::get_job(platform.database(), &principal, job_id).await)
}

async fn update_metadata<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let job_id = incoming.job_id()?;
    let body = incoming.json_object()?;
    let mut fields = Fields::new(&body);
    fields.require("metadata");
    let patch = fields.optional_object("metadata");
    let patch = fields.finish_with(patch)?;
    metadata::check_size(&patch)?;
    given(platform, store::update_job_metadata(platform.database(), &principal, job_id, &patch).await)
}

async fn costs<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let job_id = incoming.job_id()?;
    let query = incoming.query_parameters();
    let mut fields = Fields::of_query(&query);
    let calls = slice(&mut fields, MAX_PAGE);
    let calls = fields.finish_with(Some(calls))?;
    given(platform, store::get_job_costs(platform.database(), &principal, job_id, calls).await)
}

async fn with_calls<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let team_id = incoming.team_id()?;
    let malformed = || ApiError::new(ErrorCode::InvalidValue, "The job's id must be a UUID.");
    let job_id = incoming.path_param("job_id", malformed)?;
    let query = incoming.query_parameters();
    let mut fields = Fields::of_query(&query);
    let bodies = fields.boolean("bodies").unwrap_or(true);
    let calls = slice(&mut fields, MAX_PAGE);
    let calls = fields.finish_with(Some(calls))?;
    let database = platform.reading_database();
    given(platform, store::get_job_with_calls(database, &principal, &team_id, job_id, calls, bodies).await)
}

/// Reads `limit` and `offset`.
fn slice(query: &mut Fields<'_>, default_limit: u32) -> Slice {
    let page = Page::read(query, default_limit);
    Slice { limit: page.limit, offset: page.offset.into() }
}

/// The answer with what the database gave.
fn given<P: Platform>(
    platform: &P,
    found: Result<impl serde::Serialize, StoreError>,
) -> Result<Value, ApiError> {
    found.map(|found| json!(found)).map_err(|error| refusals::store_error(platform, error))
}
