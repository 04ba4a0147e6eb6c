//! Jobs as they are read: by their teams, and by operators with their calls.

use api_derive::{Request, Word};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

use crate::chat::ServiceTier;
use crate::date_range::DateRange;
use crate::error::{ErrorCode, StoredErrorCode};
use crate::ids::{CallId, CredentialId, JobId, ModelAlias, OrganizationId, TeamId};
use crate::listing::{OffsetPage, ShortOffsetPage};
use crate::money::Credits;
use crate::provider::Provider;
use crate::reading::{Metadata, Text, Whole};
use crate::rounded::RoundedUsd;
use crate::route_health::RouteTrouble;
use crate::rows::{Listed, Rows};
use crate::timestamp::Timestamp;
use crate::usage::Costs;
use crate::visibility::HidesFromTeams;

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

/// Why a call has no answer.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum CallFault {
    /// Its end was not reported in time.
    Abandoned(Abandoned),
    /// It has failed.
    Failed(StoredErrorCode),
}

/// What a call has in place of an error code when its end was not reported in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Word)]
pub enum Abandoned {
    /// It may still be settled late.
    Abandoned,
}

/// How an attempt went.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum AttemptOutcome {
    /// It was answered.
    Succeeded(Succeeded),
    /// It has failed.
    Failed(StoredErrorCode),
}

/// What an attempt has in place of an error code when it was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Word)]
pub enum Succeeded {
    /// The provider has answered.
    Succeeded,
}

impl AttemptOutcome {
    /// It was answered, or has failed with a code.
    #[must_use]
    pub fn of(failure: Option<ErrorCode>) -> Self {
        failure
            .map_or(Self::Succeeded(Succeeded::Succeeded), |code| Self::Failed(StoredErrorCode::Known(code)))
    }
}

/// What is known of the end of an attempt, which decides what it costs the organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Word)]
pub enum AttemptEnd {
    /// The provider was not asked, or refused: it bills nothing.
    Refused,
    /// The provider has counted what it bills, or has answered to the end.
    Answered,
    /// It timed out, broke off, or was not waited for: the provider may bill it.
    InDoubt,
}

/// One try to have a call served. `Amount` is exact US dollars where it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Attempt"))]
pub struct Attempt<Amount = RoundedUsd> {
    /// The alias tried.
    pub model_alias: ModelAlias,
    /// The provider asked.
    pub provider: Provider,
    /// The provider's name of the model. Absent from attempts that earlier versions have stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The organization's key that was used; null for the deployment's.
    pub credential_id: Option<CredentialId>,
    /// How it went.
    pub outcome: AttemptOutcome,
    /// The HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// How long it took, in milliseconds.
    pub latency_ms: u64,
    /// What is wrong with the route, if the failure says that something is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<RouteTrouble>,
    /// What its model does not take and was left out of the request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dropped: Vec<String>,
    /// What the provider bills for it. Absent, like all that follows, from attempts that earlier versions have stored.
    #[serde(flatten)]
    pub costs: Option<AttemptCosts<Amount>>,
}

/// What an attempt costs the organization, in USD.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "AttemptCosts"))]
pub struct AttemptCosts<Amount = RoundedUsd> {
    /// What is known of its end.
    pub end: AttemptEnd,
    /// What is booked for it, USD.
    pub cost_usd: Amount,
    /// The best estimate of what the provider may bill beyond that, USD.
    pub in_doubt_usd: Amount,
    /// The most that this can be, USD.
    pub in_doubt_bound_usd: Amount,
}

/// The members of a job that teams and operators both see.
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
    /// Its state.
    pub status: JobStatus,
    /// When it was opened, RFC 3339.
    pub created_at: Timestamp,
    /// When its first call began, RFC 3339.
    pub started_at: Option<Timestamp>,
    /// When it was closed, RFC 3339.
    pub completed_at: Option<Timestamp>,
    /// Why it failed: the client's message, or the code of the error.
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
    /// The client's own data.
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
    pub jobs: Rows<Job>,
}

impl Listed for JobList {
    fn unreadable(&self) -> &[String] {
        self.jobs.unreadable()
    }
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
    /// Its state.
    pub status: JobStatus,
    /// The costs.
    pub costs: JobCostTotals,
}

/// The costs of a job, call by call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JobCostTotals {
    /// What the client pays, for the calls and for the job itself.
    pub total_cost_usd: RoundedUsd,
    /// The part of it that is for the job itself, by the team's pricing plan.
    pub job_price_usd: RoundedUsd,
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
    /// Its state.
    pub status: CallStatus,
    /// Tokens of the input.
    pub prompt_tokens: u64,
    /// Tokens of the output.
    pub completion_tokens: u64,
    /// What the client pays for it.
    pub cost_usd: RoundedUsd,
    /// The stable code of its failure.
    pub error: Option<CallFault>,
    /// RFC 3339.
    pub created_at: Timestamp,
    /// Both costs.
    #[serde(flatten)]
    pub costs: Costs,
}

impl HidesFromTeams for JobCosts {
    fn hide_from_teams(&mut self) {
        self.costs.costs.hide_from_teams();
        for call in &mut self.costs.breakdown {
            call.costs.hide_from_teams();
        }
    }
}

/// A job as operators see it, with what its calls add up to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JobSummary {
    /// The job.
    #[serde(flatten)]
    pub job: JobCore,
    /// The client's own data.
    pub job_metadata: Map<String, Value>,
    /// The credits that it owes beyond what it was charged: its calls used more than was held for them, and the team had nothing
    /// else available.
    pub credits_uncollected: Credits,
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
    pub total_cost_usd: RoundedUsd,
    /// What the client pays for the job itself, by the team's pricing plan.
    pub job_price_usd: RoundedUsd,
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
    pub jobs: Rows<JobSummary>,
    /// How many jobs the whole list has.
    pub total: u64,
    /// Which page this is, from 1 on.
    pub page: u64,
    /// How many jobs a page has.
    pub page_size: u64,
    /// How many pages there are.
    pub total_pages: u64,
}

impl JobPage {
    /// The page that was asked for, of a list of `total` jobs.
    #[must_use]
    pub fn new(jobs: Rows<JobSummary>, total: u64, query: &JobSummaryQuery) -> Self {
        let (page, page_size) = (query.page.get().unsigned_abs(), query.page_size.get().unsigned_abs());
        Self { jobs, total, page, page_size, total_pages: total.div_ceil(page_size) }
    }
}

impl Listed for JobPage {
    fn unreadable(&self) -> &[String] {
        self.jobs.unreadable()
    }
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
    /// Its state.
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
    pub attempts: Vec<Attempt>,
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
    /// The tokens or their cost are an estimate, because the provider did not report them all, or some have no price here.
    pub estimated: bool,
    /// The provider's service tier, which decides the prices; null where the provider named none.
    pub service_tier: Option<ServiceTier>,
    /// It was settled after its hold had expired (late).
    pub late: bool,
    /// What the provider charged.
    pub cost_usd: RoundedUsd,
    /// Its part for the input.
    pub input_cost_usd: RoundedUsd,
    /// Its part for the output.
    pub output_cost_usd: RoundedUsd,
    /// Its part for attempts of which the client got nothing, and which it does not pay.
    pub failed_attempts_cost_usd: RoundedUsd,
    /// The best estimate of what the provider bills beyond `cost_usd`: while the call is open or abandoned for all of it, then
    /// for the attempts whose end nobody knows.
    pub in_doubt_usd: RoundedUsd,
    /// The most that this can be.
    pub in_doubt_bound_usd: RoundedUsd,
    /// The price that was used, USD per million tokens of input.
    pub model_pricing_input: Option<Number>,
    /// The same of output.
    pub model_pricing_output: Option<Number>,
    /// The markup, in percent.
    pub cost_markup_percentage: Number,
    /// The client pays for the job, not for the call.
    pub priced_by_job: bool,
    /// How long it took, in milliseconds.
    pub latency_ms: Option<u64>,
    /// The time to the first token, in milliseconds.
    pub time_to_first_token_ms: Option<u64>,
    /// RFC 3339.
    pub created_at: Timestamp,
    /// When it was settled, RFC 3339.
    pub settled_at: Option<Timestamp>,
    /// The stable code of its failure.
    pub error_code: Option<CallFault>,
    /// The provider's error text, or else the code.
    pub error: Option<String>,
    /// The request, where the organization keeps it. For the role `admin` or a higher one.
    pub request_data: Option<Value>,
    /// The answer, where the organization keeps it. For the role `admin` or a higher one.
    pub response_data: Option<Value>,
    /// Request and answer were kept and are left out here: this answer would be too long (ask for fewer calls), or the
    /// operator's role is `user`.
    #[serde(default, deserialize_with = "null_is_no")]
    pub bodies_left_out: bool,
    /// Both costs.
    #[serde(flatten)]
    pub costs: Costs,
}

fn null_is_no<'de, D: serde::Deserializer<'de>>(value: D) -> Result<bool, D::Error> {
    Option::<bool>::deserialize(value).map(Option::unwrap_or_default)
}

/// The most pages that a list can be asked for.
const MAX_PAGES: i64 = 2_147_483_647;

/// Which of a team's jobs are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct JobQuery {
    /// Only those of this state.
    pub status: Option<JobStatus>,
    /// The part of the list.
    #[request(flatten)]
    pub page: ShortOffsetPage,
}

/// Which of a team's jobs an operator lists.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct JobSummaryQuery {
    /// Which page.
    #[request(default = Whole::of(1))]
    pub page: Whole<1, MAX_PAGES>,
    /// How many jobs a page has.
    #[request(default = Whole::of(20))]
    pub page_size: Whole<1, 100>,
    /// When they were opened.
    #[request(flatten)]
    pub range: DateRange,
    /// Only those of this state.
    pub status: Option<JobStatus>,
    /// Only those of this type.
    pub job_type: Option<Text<0, 100>>,
    /// Only those whose id contains this.
    pub job_id_filter: Option<Text<0, 36>>,
    /// Only those with calls, unless pending ones are asked for.
    pub with_calls: Option<bool>,
}

impl JobSummaryQuery {
    /// How many jobs precede the first of the page.
    #[must_use]
    pub const fn offset(&self) -> i64 {
        (self.page.get() - 1) * self.page_size.get()
    }

    /// Whether only jobs with calls are asked for: a pending job has had none.
    #[must_use]
    pub fn only_with_calls(&self) -> bool {
        self.with_calls.unwrap_or(self.status != Some(JobStatus::Pending))
    }
}

/// Which of a job's calls are asked for, and what of them.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct CallQuery {
    /// Whether requests and answers are included, where the organization keeps them. For the role `admin` or a higher one.
    #[request(default = true)]
    pub bodies: bool,
    /// The part of the list.
    #[request(flatten)]
    pub page: OffsetPage,
}

/// What is merged into a job's metadata.
#[derive(Debug, Clone, PartialEq, Request)]
pub struct JobMetadataChange {
    /// Its members replace those of the same names.
    pub metadata: Metadata,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::reading::read_query;

    fn read(query: &Value) -> JobSummaryQuery {
        read_query(query.as_object().unwrap()).unwrap()
    }

    #[test]
    fn a_page_begins_after_those_before_it() {
        let first = read(&json!({}));
        assert_eq!((first.page_size.get(), first.offset()), (20, 0));
        let third = read(&json!({"page": "3", "page_size": "10"}));
        assert_eq!(third.offset(), 20);
        let page = JobPage::new(Rows::default(), 21, &third);
        assert_eq!((page.page, page.page_size, page.total_pages), (3, 10, 3));
    }

    #[test]
    fn jobs_without_calls_are_left_out_unless_pending_ones_are_asked_for() {
        assert!(read(&json!({})).only_with_calls());
        assert!(!read(&json!({"status": "pending"})).only_with_calls());
        assert!(read(&json!({"status": "PENDING", "with_calls": "true"})).only_with_calls());
        assert!(!read(&json!({"with_calls": "0"})).only_with_calls());
    }

    #[test]
    fn an_attempt_has_succeeded_or_has_the_code_of_its_failure() {
        let json = |failure| serde_json::to_value(AttemptOutcome::of(failure)).unwrap();
        assert_eq!(json(None), "succeeded");
        assert_eq!(json(Some(ErrorCode::ProviderTimeout)), "provider_timeout");
    }

    #[test]
    fn a_call_has_failed_with_a_code_or_was_abandoned() {
        let read = |text: &str| {
            let fault: CallFault = serde_json::from_value(json!(text)).unwrap();
            assert_eq!(serde_json::to_value(&fault).unwrap(), text);
            fault
        };
        assert_eq!(read("abandoned"), CallFault::Abandoned(Abandoned::Abandoned));
        let known = StoredErrorCode::Known(ErrorCode::ProviderError);
        assert_eq!(read("provider_error"), CallFault::Failed(known));
    }

    #[test]
    fn a_code_that_another_build_stored_is_passed_on() {
        let code = json!("provider_on_strike");
        let other = StoredErrorCode::OfAnotherBuild("provider_on_strike".to_owned());
        let outcome: AttemptOutcome = serde_json::from_value(code.clone()).unwrap();
        assert_eq!(outcome, AttemptOutcome::Failed(other.clone()));
        let fault: CallFault = serde_json::from_value(code.clone()).unwrap();
        assert_eq!(fault, CallFault::Failed(other));
        assert_eq!(json!(outcome), code);
    }
}
