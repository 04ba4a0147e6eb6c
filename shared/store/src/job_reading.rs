//! Jobs as they are read: one by one, and in lists.

use api::ids::{JobId, TeamId};
use api::jobs::JobStatus;
use api::jobs::{Job, JobCosts, JobList, JobMetadata, JobSummary, JobWithCalls};
use api::timestamp::Timestamp;
use platform::{Database, Param};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::job::json;
use crate::principal::ask;
use crate::statements::statements;
use crate::{METADATA_LIMIT_BYTES, Principal, StoreError};

statements! {
    GET_JOB = "get_job"(text, text),
    UPDATE_JOB_METADATA = "update_job_metadata"(text, text, text, int8),
    GET_JOB_COSTS = "get_job_costs"(text, text, int8, int8),
    LIST_JOBS = "list_jobs"(text, text, text, int8, int8),
    LIST_JOB_SUMMARIES = "list_job_summaries"(text, text, text, text, text, text, text, text, int8, int8),
    GET_JOB_WITH_CALLS = "get_job_with_calls"(text, text, text, int8, int8, text, int8),
}

/// The most that one answer has of what was asked and answered, in bytes: a function has little memory.
const MAX_BODIES_BYTES: i64 = 8 * 1024 * 1024;

/// A part of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slice {
    /// At most so many entries.
    pub limit: u32,
    /// So many are left out before the first.
    pub offset: u64,
}

impl Slice {
    fn params(self) -> [Param<'static>; 2] {
        [
            Param::Int(Some(self.limit.into())),
            Param::Int(Some(i64::try_from(self.offset).unwrap_or(i64::MAX))),
        ]
    }
}

/// Which jobs of a team an operator asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobFilter {
    /// The team.
    pub team_id: TeamId,
    /// Only in this state.
    pub status: Option<JobStatus>,
    /// Only of this type.
    pub job_type: Option<String>,
    /// Only opened from this moment on.
    pub from: Option<Timestamp>,
    /// Only opened before this moment.
    pub until: Option<Timestamp>,
    /// Only with this in their ids.
    pub id_part: Option<String>,
    /// Only those that have had a call.
    pub with_calls: bool,
}

/// A page of jobs, and how many jobs the whole list has.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct JobSummaries {
    /// The page.
    pub jobs: Vec<JobSummary>,
    /// The length of the list.
    pub total: u64,
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
    patch: &Map<String, Value>,
) -> Result<JobMetadata, StoreError> {
    let (job_id, patch) = (job_id.to_string(), json(patch));
    let params =
        [Param::Text(Some(&job_id)), Param::Text(Some(&patch)), Param::Int(Some(METADATA_LIMIT_BYTES))];
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
    calls: Slice,
) -> Result<JobCosts, StoreError> {
    let job_id = job_id.to_string();
    let [limit, offset] = calls.params();
    ask(database, GET_JOB_COSTS.sql, principal, &[Param::Text(Some(&job_id)), limit, offset]).await
}

/// A team's jobs, newest first.
///
/// # Errors
/// Refused to other teams, and for an unknown team.
pub async fn list_jobs(
    database: &impl Database,
    principal: &Principal,
    team_id: &TeamId,
    status: Option<JobStatus>,
    slice: Slice,
) -> Result<JobList, StoreError> {
    let [limit, offset] = slice.params();
    let params =
        [Param::Text(Some(team_id.as_str())), Param::Text(status.map(JobStatus::as_str)), limit, offset];
    ask(database, LIST_JOBS.sql, principal, &params).await
}

/// A team's jobs with what their calls add up to, newest first.
///
/// # Errors
/// Refused to whoever is no operator, and for an unknown team.
pub async fn list_job_summaries(
    database: &impl Database,
    principal: &Principal,
    filter: &JobFilter,
    slice: Slice,
) -> Result<JobSummaries, StoreError> {
    let (from, until) = (filter.from.map(String::from), filter.until.map(String::from));
    let [limit, offset] = slice.params();
    let params = [
        Param::Text(Some(filter.team_id.as_str())),
        Param::Text(filter.status.map(JobStatus::as_str)),
        Param::Text(filter.job_type.as_deref()),
        Param::Text(from.as_deref()),
        Param::Text(until.as_deref()),
        Param::Text(filter.id_part.as_deref()),
        Param::Text(filter.with_calls.then_some("true")),
        limit,
        offset,
    ];
    ask(database, LIST_JOB_SUMMARIES.sql, principal, &params).await
}

/// One job of a team with a part of its calls; with what was asked and answered, where that was kept and `bodies` says so.
///
/// # Errors
/// Refused to whoever is no operator, and for a job that the team does not have.
pub async fn get_job_with_calls(
    database: &impl Database,
    principal: &Principal,
    team_id: &TeamId,
    job_id: JobId,
    calls: Slice,
    bodies: bool,
) -> Result<JobWithCalls, StoreError> {
    let job_id = job_id.to_string();
    let [limit, offset] = calls.params();
    let params = [
        Param::Text(Some(team_id.as_str())),
        Param::Text(Some(&job_id)),
        limit,
        offset,
        Param::Text(Some(if bodies { "true" } else { "false" })),
        Param::Int(Some(MAX_BODIES_BYTES)),
    ];
    ask(database, GET_JOB_WITH_CALLS.sql, principal, &params).await
}
