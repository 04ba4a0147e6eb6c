//! Jobs as they are read: one by one, and in lists.

use api::ids::{JobId, TeamId};
use api::jobs::{
    CallQuery, Job, JobCosts, JobList, JobMetadata, JobMetadataChange, JobPage, JobQuery, JobStatus,
    JobSummary, JobSummaryQuery, JobWithCalls,
};
use api::listing::OffsetPage;
use api::reading::METADATA_LIMIT_BYTES;
use api::rows::Rows;
use platform::{Database, Param};
use serde::Deserialize;

use crate::error::StoreError;
use crate::json::json_text;
use crate::principal::{Principal, ask, ask_as_team_or_operator};
use crate::statements::statements;

statements! {
    GET_JOB = "get_job"(text, text),
    UPDATE_JOB_METADATA = "update_job_metadata"(text, text, text, int8),
    GET_JOB_COSTS = "get_job_costs"(text, text, int8, int8),
    LIST_JOBS = "list_jobs"(text, text, text, int8, int8),
    LIST_JOB_SUMMARIES = "list_job_summaries"(text, text, text, text, text, text, text, text, int8, int8),
    GET_JOB_WITH_CALLS = "get_job_with_calls"(text, text, text, int8, int8, text, int8),
}

/// The most bytes of requests and answers that one answer has: a function has little memory.
pub(crate) const MAX_BODIES_BYTES: i64 = 8 * 1024 * 1024;

/// The jobs of a page, and the length of the whole list.
#[derive(Deserialize)]
struct JobsOfPage {
    jobs: Rows<JobSummary>,
    total: u64,
}

/// One job.
///
/// # Errors
/// Refused to other teams, and for an unknown job.
pub async fn get_job(
    database: &impl Database,
    principal: &Principal,
    job_id: JobId,
) -> Result<Job, StoreError> {
    ask(database, GET_JOB.sql, principal, &[Param::Text(Some(&job_id.to_string()))]).await
}

/// Merges into a job's metadata, key by key.
///
/// # Errors
/// Refused to other teams, to a suspended one, for an unknown job, and where the metadata would become too large.
pub async fn update_job_metadata(
    database: &impl Database,
    principal: &Principal,
    job_id: JobId,
    change: &JobMetadataChange,
) -> Result<JobMetadata, StoreError> {
    let (job_id, added) = (job_id.to_string(), json_text(&change.metadata));
    let params =
        [Param::Text(Some(&job_id)), Param::Text(Some(&added)), Param::Int(Some(METADATA_LIMIT_BYTES))];
    ask(database, UPDATE_JOB_METADATA.sql, principal, &params).await
}

/// What a job costs, with a part of its calls. What they cost at the provider is for operators only.
///
/// # Errors
/// Refused to other teams, and for an unknown job.
pub async fn get_job_costs(
    database: &impl Database,
    principal: &Principal,
    job_id: JobId,
    calls: OffsetPage,
) -> Result<JobCosts, StoreError> {
    let job_id = job_id.to_string();
    let [limit, offset] = [calls.limit.get(), calls.offset.get()].map(|number| Param::Int(Some(number)));
    ask_as_team_or_operator(
        database,
        GET_JOB_COSTS.sql,
        principal,
        &[Param::Text(Some(&job_id)), limit, offset],
    )
    .await
}

/// A team's jobs, newest first.
///
/// # Errors
/// Refused to other teams, and for an unknown team.
pub async fn list_jobs(
    database: &impl Database,
    principal: &Principal,
    team_id: &TeamId,
    query: &JobQuery,
) -> Result<JobList, StoreError> {
    let params = [
        Param::Text(Some(team_id.as_str())),
        Param::Text(query.status.map(JobStatus::as_str)),
        Param::Int(Some(query.page.limit.get())),
        Param::Int(Some(query.page.offset.get())),
    ];
    ask(database, LIST_JOBS.sql, principal, &params).await
}

/// A team's jobs with what their calls add up to, newest first.
///
/// # Errors
/// Refused to callers that are not operators, and for an unknown team.
pub async fn list_job_summaries(
    database: &impl Database,
    principal: &Principal,
    team_id: &TeamId,
    query: &JobSummaryQuery,
) -> Result<JobPage, StoreError> {
    let from = query.range.first_moment().map(String::from);
    let until = query.range.end_moment().map(String::from);
    let params = [
        Param::Text(Some(team_id.as_str())),
        Param::Text(query.status.map(JobStatus::as_str)),
        Param::Text(query.job_type.as_deref()),
        Param::Text(from.as_deref()),
        Param::Text(until.as_deref()),
        Param::Text(query.job_id_filter.as_deref()),
        Param::Text(query.only_with_calls().then_some("true")),
        Param::Int(Some(query.page_size.get())),
        Param::Int(Some(query.offset())),
    ];
    let found: JobsOfPage = ask(database, LIST_JOB_SUMMARIES.sql, principal, &params).await?;
    Ok(JobPage::new(found.jobs, found.total, query))
}

/// One job of a team with a part of its calls; with requests and answers, where they were kept and are asked for.
///
/// # Errors
/// Refused to callers that are not operators, and for a job that the team does not have.
pub async fn get_job_with_calls(
    database: &impl Database,
    principal: &Principal,
    team_id: &TeamId,
    job_id: JobId,
    calls: &CallQuery,
) -> Result<JobWithCalls, StoreError> {
    let job_id = job_id.to_string();
    let params = [
        Param::Text(Some(team_id.as_str())),
        Param::Text(Some(&job_id)),
        Param::Int(Some(calls.page.limit.get())),
        Param::Int(Some(calls.page.offset.get())),
        Param::Text(Some(if calls.bodies { "true" } else { "false" })),
        Param::Int(Some(MAX_BODIES_BYTES)),
    ];
    ask(database, GET_JOB_WITH_CALLS.sql, principal, &params).await
}
