//! Jobs as they are read.

use api::error::ErrorCode as E;
use api::jobs::{Job, JobCosts, JobList, JobMetadata, JobPage, JobWithCalls};
use schemars::JsonSchema;
use serde_json::{Map, Value, json};

use super::pages::{DateRange, Page, ShortPage};
use crate::operation::{Operation, operation};

#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case", inline)]
enum JobStatus {
    Pending,
    InProgress,
    Completed,
    Failed,
    Cancelled,
}

#[derive(JsonSchema)]
struct Jobs {
    /// Only those of this state.
    status: Option<JobStatus>,
    #[schemars(flatten)]
    page: ShortPage,
}

#[derive(JsonSchema)]
struct Summaries {
    /// Which page.
    #[schemars(range(min = 1, max = 2_147_483_647), extend("default" = 1))]
    page: Option<u32>,
    /// How many jobs a page has.
    #[schemars(range(min = 1, max = 100), extend("default" = 20))]
    page_size: Option<u32>,
    #[schemars(flatten)]
    range: DateRange,
    /// Only those of this state.
    status: Option<JobStatus>,
    /// Only those of this type.
    #[schemars(length(max = 100))]
    job_type: Option<String>,
    /// Only those whose id has this in it.
    #[schemars(length(max = 36))]
    job_id_filter: Option<String>,
    /// Only those with calls, unless pending ones are asked for.
    with_calls: Option<bool>,
}

#[derive(JsonSchema)]
struct Calls {
    /// Whether what was asked and answered is in it, where the organization has that kept.
    #[schemars(extend("default" = true))]
    bodies: Option<bool>,
    #[schemars(flatten)]
    page: Page,
}

/// What is merged into a job's metadata.
#[derive(JsonSchema)]
struct MetadataPatch {
    /// Its members take the place of those of the same names.
    metadata: Map<String, Value>,
}

pub(super) fn operations() -> Vec<Operation> {
    vec![
        operation("get_job", "Get a job").answers::<Job>("The job."),
        operation("update_job_metadata", "Add to a job's metadata")
            .body::<MetadataPatch>()
            .example(json!({"metadata": {"reviewed": true}}))
            .answers::<JobMetadata>("All of the job's metadata.")
            .refuses(&[E::MetadataTooLarge]),
        operation("get_job_costs", "Get what a job costs, call by call")
            .about("A team sees what its client pays; operators also see what the providers charged.")
            .query::<Page>()
            .answers::<JobCosts>("The costs."),
        operation("list_jobs", "List a team's jobs")
            .query::<Jobs>()
            .answers::<JobList>("The jobs, newest first.")
            .refuses(&[E::InvalidValue]),
        operation("list_job_summaries", "Look through a team's jobs, with what their calls add up to")
            .query::<Summaries>()
            .answers::<JobPage>("A page of jobs, newest first.")
            .refuses(&[E::InvalidValue]),
        operation("get_job_with_calls", "Get a job with its calls")
            .query::<Calls>()
            .answers::<JobWithCalls>("The job.")
            .refuses(&[E::InvalidValue]),
    ]
}
