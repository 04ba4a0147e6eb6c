//! Jobs as they are read.

use api::error::ErrorCode as E;
use api::jobs::{
    CallQuery, Job, JobCosts, JobList, JobMetadata, JobMetadataChange, JobPage, JobQuery, JobSummaryQuery,
    JobWithCalls,
};
use api::listing::OffsetPage;
use api::routes::JobsOperation;
use serde_json::json;

use crate::operation::{Operation, describe};

/// What an operation takes and answers.
pub(super) fn of(operation: JobsOperation) -> Operation {
    match operation {
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
