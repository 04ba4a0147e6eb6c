//! Calls in jobs: what applications ask, and what they are answered.

use api_derive::{Request, Word};
use serde::Serialize;

use crate::chat::{ChatChoice, ChatParameters, ChatServiceTier, ChatUsage, FinishReason, ToolCall};
use crate::ids::{CallId, JobId, ModelAlias, TeamId};
use crate::job_closing::JobCharge;
use crate::job_opening::JobTerms;
use crate::jobs::JobStatus;
use crate::reading::{JsonObject, Metadata, Text};
use crate::timestamp::Timestamp;

/// Which model is called, and what for.
#[derive(Debug, Clone, PartialEq, Request)]
pub struct CallTerms {
    /// The alias or model group. Older clients may say `model_group`.
    #[request(older_name = "model_group")]
    pub model: ModelAlias,
    /// The client's label of the call.
    pub purpose: Option<Text<0, 200>>,
}

/// A call: OpenAI's chat completion parameters, and what Tollgate adds to them.
#[derive(Debug, Clone, PartialEq, Request)]
pub struct LlmCall {
    /// Which model, and what for.
    #[request(flatten)]
    pub terms: CallTerms,
    /// What a successful call adds to the job's metadata.
    pub call_metadata: Option<Metadata>,
    /// What the model is asked.
    #[request(flatten)]
    pub chat: ChatParameters,
}

/// A job with one call.
#[derive(Debug, Clone, PartialEq, Request)]
pub struct JobWithCall {
    /// What the job is.
    #[request(flatten)]
    pub job: JobTerms,
    /// Anything that the client wants to keep with the job, of at most 10 KB.
    pub job_metadata: Option<Metadata>,
    /// Which model, and what for.
    #[request(flatten)]
    pub terms: CallTerms,
    /// Not kept: the job has its metadata from `job_metadata`.
    pub call_metadata: Option<JsonObject>,
    /// What the model is asked.
    #[request(flatten)]
    pub chat: ChatParameters,
}

/// The kind of a whole answer in OpenAI's API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Word)]
pub enum CompletionObject {
    /// An answer.
    #[word("chat.completion")]
    ChatCompletion,
}

/// The kind of a chunk in OpenAI's API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Word)]
pub enum ChunkObject {
    /// A part of an answer.
    #[word("chat.completion.chunk")]
    ChatCompletionChunk,
}

/// What Tollgate says about a call beside its answer, in the member `tollgate`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CallFacts<'a> {
    /// The job.
    pub job_id: JobId,
    /// The call.
    pub call_id: CallId,
    /// From the request to the end of the answer, in milliseconds.
    pub latency_ms: u64,
    /// What the model does not take and was left out of the request: see `drop_unsupported`.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub dropped: &'a [String],
}

/// An answer as OpenAI's clients read it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OpenaiCompletion<'a> {
    /// The call's id, where OpenAI's clients read it.
    pub id: CallId,
    /// `chat.completion`.
    pub object: CompletionObject,
    /// Seconds since 1970.
    pub created: u64,
    /// What was asked for.
    pub model: &'a ModelAlias,
    /// One answer.
    pub choices: [ChatChoice<'a>; 1],
    /// What it used.
    pub usage: ChatUsage,
    /// The service tier, where the provider named one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_tier: Option<ChatServiceTier>,
}

/// An answered call: in Tollgate's own form, and as an OpenAI chat completion.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CallAnswer<'a> {
    /// The call.
    pub call_id: CallId,
    /// What the model said.
    pub response: ModelResponse<'a>,
    /// What it took.
    pub metadata: CallMetadata<'a>,
    /// The same as an OpenAI chat completion.
    #[serde(flatten)]
    pub completion: OpenaiCompletion<'a>,
}

/// What a model said.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ModelResponse<'a> {
    /// Its text.
    pub content: Option<&'a str>,
    /// Why it ended.
    pub finish_reason: FinishReason,
    /// The tools it calls.
    pub tool_calls: Option<&'a [ToolCall]>,
    /// Why it refused.
    pub refusal: Option<&'a str>,
}

/// What a call took.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CallMetadata<'a> {
    /// Input and output.
    pub tokens_used: u64,
    /// Input.
    pub prompt_tokens: u64,
    /// Output.
    pub completion_tokens: u64,
    /// How long it took, in milliseconds.
    pub latency_ms: u64,
    /// What was asked for.
    pub model: &'a ModelAlias,
    /// The same once more, for clients that read it by this name.
    pub model_group: &'a ModelAlias,
    /// What the model does not take and was left out of the request: see `drop_unsupported`.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub dropped: &'a [String],
}

/// An answered call, with the job that was opened and completed for it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JobAnswer<'a> {
    /// The call.
    #[serde(flatten)]
    pub call: CallAnswer<'a>,
    /// The job.
    pub job_id: JobId,
    /// Its team.
    pub team_id: &'a TeamId,
    /// `completed`.
    pub status: JobStatus,
    /// What the job costs.
    pub costs: JobCharge,
    /// RFC 3339.
    pub completed_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::error::{ApiError, ErrorCode};
    use crate::reading::{Members, read_body};

    fn read<T: Members>(changes: Value) -> Result<T, ApiError> {
        let mut body = json!({
            "team_id": "north-ops", "job_type": "greeting",
            "model": "chat", "messages": [{"role": "user", "content": "Say hello."}],
        });
        let object = body.as_object_mut().unwrap();
        object.extend(changes.as_object().unwrap().clone());
        read_body(object)
    }

    #[test]
    fn older_clients_call_the_model_by_another_name() {
        let call: LlmCall = read(json!({"model": null, "model_group": "fast"})).unwrap();
        assert_eq!(call.terms.model.as_str(), "fast");
        let both: LlmCall = read(json!({"model_group": "fast"})).unwrap();
        assert_eq!(both.terms.model.as_str(), "chat");
        let wrong = read::<LlmCall>(json!({"model": null, "model_group": "a b"})).unwrap_err();
        assert_eq!(wrong.fields[0].location, ["body", "model_group"]);
    }

    #[test]
    fn metadata_of_a_call_is_bounded_where_it_is_kept() {
        let large = json!({"call_metadata": {"text": "x".repeat(11_000)}});
        assert_eq!(read::<LlmCall>(large.clone()).unwrap_err().code, ErrorCode::MetadataTooLarge);
        assert!(read::<JobWithCall>(large).is_ok());
        let wrong = json!({"call_metadata": 7});
        assert_eq!(read::<JobWithCall>(wrong).unwrap_err().fields[0].kind, "dict_type");
    }

    #[test]
    fn the_faults_of_job_and_call_are_named_together() {
        let wrong = json!({"team_id": "a b", "job_type": "", "model": 7, "purpose": 1, "temperature": 3});
        let error = read::<JobWithCall>(wrong).unwrap_err();
        let faults: Vec<_> =
            error.fields.iter().map(|fault| (fault.location[1].as_str(), fault.kind)).collect();
        let expected = [
            ("team_id", "value_error"),
            ("job_type", "string_too_short"),
            ("model", "string_type"),
            ("purpose", "string_type"),
            ("temperature", "value_error"),
        ];
        assert_eq!(faults, expected);
    }
}
