//! Jobs as they are read: by their teams, and by operators with their calls.

use api_derive::Word;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

use crate::ids::{CallId, CredentialId, JobId, ModelAlias, OrganizationId, TeamId};
use crate::money::Credits;
use crate::provider::Provider;
use crate::timestamp::Timestamp;
use crate::usage::Costs;

/// The state of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Word)]
#[word(postgres = "job_status", impossible)]
pub enum JobStatus {
    /// Opened, no call yet.
    Pending,
    /// It has had a call.
    InProgress,
    /// Closed, and paid for.
    Completed,
    /// Closed without success.
    Failed,
    /// Given up.
    Cancelled,
}

/// The state of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Word)]
#[word(postgres = "call_status")]
pub enum CallStatus {
    /// Its credits are held; the provider may be working.
    Admitted,
    /// It has an answer.
    Succeeded,
    /// It has none.
    Failed,
    /// Its end was not reported in time. It may still be settled late.
    Abandoned,
}

/// What is the same of a job for everybody.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JobCore {
    /// The job.
    pub job_id: JobId,
    /// Its team.
    pub team_id: TeamId,
    /// Its organization.
    pub organization_id: OrganizationId,
    /// The client's own user.
    pub user_id: Option<String>,
    /// What kind of business operation it is.
    pub job_type: String,
    /// The client's own id of the operation.
    pub external_task_id: Option<String>,
    /// `pending`, `in_progress`, `completed`, `failed` or `cancelled`.
    pub status: JobStatus,
    /// When it was opened, RFC 3339.
    pub created_at: Timestamp,
    /// When its first call began, RFC 3339.
    pub started_at: Option<Timestamp>,
    /// When it was closed, RFC 3339.
    pub completed_at: Option<Timestamp>,
    /// Why it failed: in the client's words, or the code of the error.
    pub error_message: Option<String>,
    /// Whether it has paid anything.
    pub credit_applied: bool,
    /// What it has paid, refunds taken off.
    pub credits_charged: Credits,
    /// The models that its calls asked for.
    pub model_groups_used: Vec<ModelAlias>,
}

/// A job as its team sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Job {
    /// The job.
    #[serde(flatten)]
    pub job: JobCore,
    /// What the client keeps with it.
    pub metadata: Map<String, Value>,
}

/// A page of a team's jobs, newest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JobList {
    /// The team.
    pub team_id: TeamId,
    /// How many jobs the whole list has.
    pub total: u64,
    /// How many are on this page.
    pub count: u64,
    /// The page.
    pub jobs: Vec<Job>,
}

/// A job's metadata after a change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JobMetadata {
    /// The job.
    pub job_id: JobId,
    /// All of its metadata.
    pub metadata: Map<String, Value>,
    /// When, RFC 3339.
    pub updated_at: Timestamp,
}

/// What a job costs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JobCosts {
    /// The job.
    pub job_id: JobId,
    /// Its team.
    pub team_id: TeamId,
    /// What kind of business operation it is.
    pub job_type: String,
    /// See [`JobCore::status`].
    pub status: JobStatus,
    /// The costs.
    pub costs: JobCostTotals,
}

/// The costs of a job, call by call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JobCostTotals {
    /// What the client pays, for the calls and for the job itself.
    pub total_cost_usd: Number,
    /// The part of it that is for the job itself, by the team's pricing plan.
    pub job_price_usd: Number,
    /// What the job has paid in credits, refunds taken off.
    pub credits_charged: Credits,
    /// How many calls the job has, those that are open included.
    pub total_calls: u64,
    /// The calls, oldest first: at most 500 at once.
    pub breakdown: Vec<CallCost>,
    /// Both costs.
    #[serde(flatten)]
    pub costs: Costs,
}

/// What a call costs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CallCost {
    /// The call.
    pub call_id: CallId,
    /// The alias that served it, or was asked for.
    pub model: ModelAlias,
    /// The client's label.
    pub purpose: Option<String>,
    /// `admitted`, `succeeded`, `failed` or `abandoned`.
    pub status: CallStatus,
    /// Tokens of the input.
    pub prompt_tokens: u64,
    /// Tokens of the output.
    pub completion_tokens: u64,
    /// What the client pays for it.
    pub cost_usd: Number,
    /// The stable code of its failure.
    pub error: Option<String>,
    /// RFC 3339.
    pub created_at: Timestamp,
    /// Both costs.
    #[serde(flatten)]
    pub costs: Costs,
}

/// A job as operators see it, with what its calls add up to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JobSummary {
    /// The job.
    #[serde(flatten)]
    pub job: JobCore,
    /// What the client keeps with it.
    pub job_metadata: Map<String, Value>,
    /// Calls that have ended.
    pub total_calls: u64,
    /// Those with an answer.
    pub successful_calls: u64,
    /// Those without.
    pub failed_calls: u64,
    /// Calls beyond the first with the same label.
    pub retry_count: u64,
    /// Input and output.
    pub total_tokens: u64,
    /// What the providers charged.
    pub total_cost_usd: Number,
    /// What the client pays for the job itself, by the team's pricing plan.
    pub job_price_usd: Number,
    /// The mean latency of its calls, in milliseconds.
    pub avg_latency_ms: u64,
    /// Both costs.
    #[serde(flatten)]
    pub costs: Costs,
}

/// A page of jobs, newest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JobPage {
    /// The page.
    pub jobs: Vec<JobSummary>,
    /// How many jobs the whole list has.
    pub total: u64,
    /// Which page this is, from 1 on.
    pub page: u64,
    /// How many jobs a page has.
    pub page_size: u64,
    /// How many pages there are.
    pub total_pages: u64,
}

/// A job with its calls.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JobWithCalls {
    /// The job.
    pub job: JobSummary,
    /// How many calls it has, those that are open included.
    pub call_count: u64,
    /// The calls, oldest first: at most 500 at once.
    pub calls: Vec<CallDetail>,
}

/// A call as operators see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CallDetail {
    /// The call.
    pub call_id: CallId,
    /// `admitted`, `succeeded`, `failed` or `abandoned`.
    pub status: CallStatus,
    /// The client's label.
    pub purpose: Option<String>,
    /// What the client asked for.
    pub model_group_used: ModelAlias,
    /// The alias that served it.
    pub model_used: Option<ModelAlias>,
    /// The provider.
    pub provider: Option<Provider>,
    /// The provider's name of the model.
    pub resolved_model: Option<String>,
    /// The organization's key that was used; null for the deployment's.
    pub credential_id: Option<CredentialId>,
    /// The provider's id of the answer.
    pub provider_request_id: Option<String>,
    /// Every attempt in order.
    pub attempts: Value,
    /// All tokens of the input.
    pub prompt_tokens: u64,
    /// Those that the provider read from its cache.
    pub cached_input_tokens: u64,
    /// All tokens of the output.
    pub completion_tokens: u64,
    /// Those of the output that are reasoning.
    pub reasoning_tokens: u64,
    /// Input and output.
    pub total_tokens: u64,
    /// The tokens were counted from the text, for the provider did not report them.
    pub estimated: bool,
    /// It was settled after its hold had expired.
    pub late: bool,
    /// What the provider charged.
    pub cost_usd: Number,
    /// Its part for the input.
    pub input_cost_usd: Number,
    /// Its part for the output.
    pub output_cost_usd: Number,
    /// The price that was used, USD per million tokens of input.
    pub model_pricing_input: Option<Number>,
    /// The same of output.
    pub model_pricing_output: Option<Number>,
    /// What the client is charged on top, in percent.
    pub cost_markup_percentage: Number,
    /// The client pays for the job, not for the call.
    pub priced_by_job: bool,
    /// How long it took, in milliseconds.
    pub latency_ms: Option<u64>,
    /// How long the first token took, in milliseconds.
    pub time_to_first_token_ms: Option<u64>,
    /// RFC 3339.
    pub created_at: Timestamp,
    /// When its end was written down, RFC 3339.
    pub settled_at: Option<Timestamp>,
    /// The stable code of its failure.
    pub error_code: Option<String>,
    /// The provider's own words for it, or else the code.
    pub error: Option<String>,
    /// What was asked, where the organization has it kept.
    pub request_data: Option<Value>,
    /// What was answered, where the organization has it kept.
    pub response_data: Option<Value>,
    /// Both were kept and are left out here, for the answer would be too long. Ask for fewer calls.
    #[serde(default, deserialize_with = "null_is_no")]
    pub bodies_left_out: bool,
    /// Both costs.
    #[serde(flatten)]
    pub costs: Costs,
}

fn null_is_no<'de, D: serde::Deserializer<'de>>(value: D) -> Result<bool, D::Error> {
    Option::<bool>::deserialize(value).map(Option::unwrap_or_default)
}
