//! `/api/jobs/...`, `/api/calls/...` and `/api/teams/{team_id}/jobs`: jobs, their costs and their calls, as teams and operators read them.

use api::call_listing::{CallListQuery, CallView};
use api::error::{ApiError, ErrorCode};
use api::job_listing::JobListQuery;
use api::jobs::{CallQuery, JobMetadataChange, JobQuery, JobSummaryQuery};
use api::listing::OffsetPage;
use api::routes::JobsOperation as Operation;
use platform::{Platform, Request, Response};
use serde_json::Value;

use crate::http::incoming::Incoming;
use crate::http::refusals::{granted, listed};
use crate::http::{listing, outgoing};

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    answer(&platform, request).await.unwrap_or_else(|error| outgoing::refuse(&error))
}

async fn answer<P: Platform>(platform: &P, request: Request) -> Result<Response, ApiError> {
    let (operation, incoming) = Incoming::new(platform, request)?;
    let body = match operation {
        Operation::ListAllJobs => return list_all(platform, &incoming).await,
        Operation::ListCalls => return list_calls(platform, &incoming).await,
        Operation::GetCall => get_call(platform, &incoming).await,
        Operation::GetJob => get(platform, &incoming).await,
        Operation::UpdateJobMetadata => update_metadata(platform, &incoming).await,
        Operation::GetJobCosts => costs(platform, &incoming).await,
        Operation::ListJobs => list(platform, &incoming).await,
        Operation::ListJobSummaries => summaries(platform, &incoming).await,
        Operation::GetJobWithCalls => with_calls(platform, &incoming).await,
    };
    body.map(|body| outgoing::document(&body))
}

// A team may read a job that it has just opened or called, so a single job is read from the primary database.

async fn get<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let job_id = incoming.job_id()?;
    granted(platform, store::get_job(platform.database(), &principal, job_id).await)
}

async fn update_metadata<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let job_id = incoming.job_id()?;
    let change: JobMetadataChange = incoming.body()?;
    granted(platform, store::update_job_metadata(platform.database(), &principal, job_id, &change).await)
}

async fn costs<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let job_id = incoming.job_id()?;
    let calls: OffsetPage = incoming.query()?;
    granted(platform, store::get_job_costs(platform.database(), &principal, job_id, calls).await)
}

async fn list<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let team_id = incoming.team_id()?;
    let query: JobQuery = incoming.query()?;
    let database = platform.reading_database();
    listed(platform, store::list_jobs(database, &principal, &team_id, &query).await)
}

async fn summaries<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let team_id = incoming.team_id()?;
    let query: JobSummaryQuery = incoming.query()?;
    let database = platform.reading_database();
    listed(platform, store::list_job_summaries(database, &principal, &team_id, &query).await)
}

async fn with_calls<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let team_id = incoming.team_id()?;
    let malformed = || ApiError::new(ErrorCode::InvalidValue, "The job's id must be a UUID.");
    let job_id = incoming.path_param("job_id", malformed)?;
    let calls: CallQuery = incoming.query()?;
    let database = platform.reading_database();
    granted(platform, store::get_job_with_calls(database, &principal, &team_id, job_id, &calls).await)
}

async fn list_all<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Response, ApiError> {
    let principal = incoming.principal(platform).await?;
    let query: JobListQuery = incoming.query()?;
    let jobs = store::list_all_jobs(platform.reading_database(), &principal, &query).await;
    listing::before(platform, incoming, jobs)
}

// A list that is asked for again every second must not go back to an earlier state, as it could where several copies of the
// database answer: so the primary one does.
async fn list_calls<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Response, ApiError> {
    let principal = incoming.principal(platform).await?;
    let query: CallListQuery = incoming.query()?;
    let calls = store::list_calls(platform.database(), &principal, &query).await;
    listing::before(platform, incoming, calls)
}

async fn get_call<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let no_such_call = || ApiError::new(ErrorCode::CallNotFound, "There is no such call.");
    let call_id = incoming.path_param("call_id", no_such_call)?;
    let view: CallView = incoming.query()?;
    granted(platform, store::get_call(platform.database(), &principal, call_id, view).await)
}
