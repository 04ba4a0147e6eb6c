//! Jobs as they are read.

use api::call_listing::{CallListQuery, CallSummary, CallView, CallWithJob};
use api::error::ErrorCode as E;
use api::job_listing::JobListQuery;
use api::jobs::{
    CallQuery, Job, JobCosts, JobList, JobMetadata, JobMetadataChange, JobPage, JobQuery, JobSummary,
    JobSummaryQuery, JobWithCalls,
};
use api::listing::OffsetPage;
use api::routes::JobsOperation;
use serde_json::json;

use super::{BEFORE_HEADERS, CURSOR_HEADERS};
use crate::operation::{Operation, describe};

/// What an operation takes and answers.
pub(super) fn of(operation: JobsOperation) -> Operation {
    match operation {
        JobsOperation::ListAllJobs => describe("Look through the jobs of all teams")
            .about(
                "Newest first. `X-Total-Count` is there for a team, and for an organization between two days, unless `user_id` or \
                 `external_task_id` is asked for. A search that finds little stops after 20,000 jobs: a page can be short, or empty, \
                 although others follow. `X-Next-Cursor` says whether they do.",
            )
            .query::<JobListQuery>()
            .answers::<Vec<JobSummary>>("The jobs, newest first.")
            .headers(&CURSOR_HEADERS)
            .refuses(&[E::InvalidValue, E::TeamNotFound, E::OrganizationNotFound]),
        JobsOperation::ListCalls => describe("Look through the calls of all teams")
            .about(
                "Newest first, open ones included. A search that finds little stops after 20,000 calls, or 5,000 where it asks for a type of job: a page can be short, or empty, \
                 although others follow. `X-Next-Cursor` says whether they do. For a list that stays up to date: `after` for what is \
                 new, and `ids` for how the open ones have gone.",
            )
            .query::<CallListQuery>()
            .answers::<Vec<CallSummary>>("The calls, newest first.")
            .headers(&BEFORE_HEADERS)
            .refuses(&[E::InvalidValue, E::TeamNotFound, E::OrganizationNotFound]),
        JobsOperation::GetCall => {
            describe("Get a call").query::<CallView>().answers::<CallWithJob>("The call, with the ids of its job and team.")
        }
        JobsOperation::GetJob => describe("Get a job").answers::<Job>("The job."),
        JobsOperation::UpdateJobMetadata => describe("Add to a job's metadata")
            .body::<JobMetadataChange>()
            .example(json!({"metadata": {"reviewed": true}}))
            .answers::<JobMetadata>("All of the job's metadata.")
            .refuses(&[E::MetadataTooLarge]),
        JobsOperation::GetJobCosts => describe("Get what a job costs, call by call")
            .about("A team sees what its client pays; operators also see what the providers charged.")
            .query::<OffsetPage>()
            .answers::<JobCosts>("The costs."),
        JobsOperation::ListJobs => describe("List a team's jobs")
            .query::<JobQuery>()
            .answers::<JobList>("The jobs, newest first.")
            .refuses(&[E::InvalidValue]),
        JobsOperation::ListJobSummaries => {
            describe("Look through a team's jobs, with what their calls add up to")
                .query::<JobSummaryQuery>()
                .answers::<JobPage>("A page of jobs, newest first.")
                .refuses(&[E::InvalidValue])
        }
        JobsOperation::GetJobWithCalls => describe("Get a job with its calls")
            .query::<CallQuery>()
            .answers::<JobWithCalls>("The job.")
            .refuses(&[E::InvalidValue]),
    }
}
