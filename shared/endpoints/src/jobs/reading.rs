//! `/api/jobs/...` and `/api/teams/{team_id}/jobs`: jobs, their costs and their calls, as teams and operators read them.

use api::error::{ApiError, ErrorCode};
use api::jobs::{CallQuery, JobMetadataChange, JobQuery, JobSummaryQuery};
use api::listing::OffsetPage;
use api::routes::JobsOperation as Operation;
use platform::{Platform, Request, Response};
use serde_json::Value;

use crate::http::incoming::Incoming;
use crate::http::outgoing;
use crate::http::refusals::{granted, listed};

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
        Operation::ListJobs => list(platform, &incoming).await,
        Operation::ListJobSummaries => summaries(platform, &incoming).await,
        Operation::GetJobWithCalls => with_calls(platform, &incoming).await,
    }
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
