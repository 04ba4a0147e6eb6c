//! Closing a job, and what it then has cost.

use api_derive::{Request, Word};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use crate::error::ApiError;
use crate::ids::{CallId, JobId, ModelAlias, TeamId};
use crate::jobs::{CallFault, JobStatus};
use crate::money::{Credits, Usd};
use crate::reading::{Faults, JsonObject, Metadata, Path, ReadValue};
use crate::timestamp::Timestamp;

/// How a job ended.
#[derive(Debug, Clone, PartialEq, Request)]
pub struct JobEnd {
    /// How it ended.
    pub status: FinalStatus,
    /// What is added to the job's metadata.
    pub metadata: Option<JsonObject>,
    /// Why it failed.
    pub error_message: Option<FailureReason>,
    /// Kept in the job's metadata, as `result`.
    pub result: Option<JsonObject>,
}

impl JobEnd {
    /// What is added to the job's metadata, the result included. An empty result is none.
    ///
    /// # Errors
    /// 413 `metadata_too_large` where both together are larger than metadata may be.
    pub fn metadata_patch(&mut self) -> Result<Metadata, ApiError> {
        let mut patch = self.metadata.take().unwrap_or_default();
        if let Some(result) = self.result.take().filter(|result| !result.is_empty()) {
            patch.insert_if_absent("result", result);
        }
        patch.into_metadata()
    }
}

/// The status with which a client closes a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Word)]
#[word(exact)]
pub enum FinalStatus {
    /// It succeeded.
    Completed,
    /// It did not.
    Failed,
}

/// Why a job failed, as the client says it, without U+0000, which PostgreSQL does not store. A value that is not a text counts as
/// absent, because it must not keep a job open.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct FailureReason(Option<String>);

impl FailureReason {
    /// The words.
    #[must_use]
    pub fn as_deref(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

impl ReadValue for FailureReason {
    fn read_value(value: &Value, _: &Path<'_>, _: &mut Faults) -> Option<Self> {
        Some(Self(value.as_str().map(|text| text.replace('\0', ""))))
    }
}

#[cfg(feature = "schema")]
crate::reading::inline_schemas! {
    [] FailureReason => |_generator| schemars::json_schema!({"type": "string"});
}

/// What the calls of a job add up to, and what the job pays.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JobTotals {
    /// Calls that have ended.
    pub total_calls: u64,
    /// Those with an answer.
    pub successful_calls: u64,
    /// Those without.
    pub failed_calls: u64,
    /// Input and output.
    pub total_tokens: u64,
    /// What the client pays, USD.
    #[serde(serialize_with = "as_number")]
    #[cfg_attr(feature = "schema", schemars(with = "serde_json::Number"))]
    pub total_cost_usd: Usd,
    /// The mean latency, in milliseconds.
    pub avg_latency_ms: u64,
    /// How many credits were charged, refunds taken off.
    pub credits_charged: Credits,
    /// What the team has left, held credits included.
    pub credits_remaining: Credits,
}

fn as_number<S: Serializer>(amount: &Usd, serializer: S) -> Result<S::Ok, S::Error> {
    amount.to_json_number().serialize(serializer)
}

/// What a job costs.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JobCharge {
    /// The totals.
    #[serde(flatten)]
    totals: JobTotals,
    /// Whether credits were charged.
    credit_applied: bool,
}

impl From<JobTotals> for JobCharge {
    fn from(totals: JobTotals) -> Self {
        Self { credit_applied: totals.credits_charged.0 > 0, totals }
    }
}

/// A job that was completed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CompletedJob {
    /// The job.
    pub job_id: JobId,
    /// Its team.
    pub team_id: TeamId,
    /// `completed` or `failed`.
    pub status: JobStatus,
    /// RFC 3339.
    pub completed_at: Timestamp,
    /// What it costs.
    pub costs: JobCharge,
    /// Its calls, oldest first.
    pub calls: Vec<CallOfJob>,
    /// What the team has left, held credits included.
    pub credits_remaining: Credits,
    /// How many calls it had.
    pub total_calls: u64,
}

/// A call of a job that was completed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CallOfJob {
    /// The call.
    pub call_id: CallId,
    /// The client's label.
    pub purpose: Option<String>,
    /// What was asked for.
    pub model_group: ModelAlias,
    /// Input and output.
    pub tokens: u64,
    /// How long it took, in milliseconds.
    pub latency_ms: Option<u64>,
    /// Why it has no answer, if it has none.
    #[serde(alias = "error_code")]
    pub error: Option<CallFault>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::error::ErrorCode;
    use crate::reading::read_body;

    fn patch(body: Value) -> Result<Value, ErrorCode> {
        let end: Result<JobEnd, ApiError> = read_body(body.as_object().unwrap());
        end.and_then(|mut end| end.metadata_patch()).map(|patch| json!(patch)).map_err(|error| error.code)
    }

    #[test]
    fn the_result_of_a_job_is_kept_in_its_metadata() {
        let end = |metadata: Value, result: Value| {
            patch(json!({"status": "completed", "metadata": metadata, "result": result}))
        };
        assert_eq!(end(json!({"a": 1}), json!({"lines": 12})), Ok(json!({"a": 1, "result": {"lines": 12}})));
        assert_eq!(end(json!({"result": 1}), json!({"lines": 12})), Ok(json!({"result": 1})));
        assert_eq!(end(Value::Null, json!({})), Ok(json!({})));
    }

    #[test]
    fn metadata_and_result_together_are_bounded() {
        let half = json!({"text": "x".repeat(6_000)});
        let whole = json!({"status": "failed", "metadata": half, "result": half});
        assert_eq!(patch(whole), Err(ErrorCode::MetadataTooLarge));
        assert!(patch(json!({"status": "failed", "result": half})).is_ok());
    }

    #[test]
    fn a_failure_reason_that_is_no_text_does_not_keep_a_job_open() {
        for (reason, read) in [(json!("bro\0ken"), Some("broken")), (json!(7), None), (Value::Null, None)] {
            let body = json!({"status": "failed", "error_message": reason});
            let end: JobEnd = read_body(body.as_object().unwrap()).unwrap();
            assert_eq!(end.error_message.unwrap_or_default().as_deref(), read);
        }
    }

    #[test]
    fn a_job_ends_as_one_of_two_exact_words() {
        for status in [json!("Completed"), json!("cancelled"), json!(1)] {
            let error = read_body::<JobEnd>(json!({"status": status}).as_object().unwrap()).unwrap_err();
            assert_eq!((&*error.fields[0].location.join("."), error.fields[0].kind), ("body.status", "enum"));
        }
    }
}
