//! The part of a body that describes a call, and its admission.

use api::calls::CallTerms;
use api::chat::ChatRequest;
use api::error::ApiError;
use api::ids::{CallId, JobId, ModelAlias};
use api::job_opening::JobOfCall;
use api::provider::Provider;
use api::reading::{Metadata, Text};
use platform::Platform;
use serde_json::{Map, Value};
use store::{AdmissionOutcome, CallRequest, Refusal, StoreError};

use crate::http::caller::Caller;
use crate::http::refusals;
use crate::secrets::deployment::Deployment;
use crate::secrets::new_ids;

/// How long until a call that is answered whole counts as abandoned, in seconds: longer than its deadline with all retries and
/// the time in which settling is retried.
pub const WHOLE_CALL_LIFETIME_SECONDS: u32 = 900;

/// The same for a streamed call, in seconds: streams are cut earlier.
pub const STREAM_LIFETIME_SECONDS: u32 = 1_800;

/// A call as the body describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The alias or model group.
    pub model: ModelAlias,
    /// The client's label.
    pub purpose: Option<Text<0, 200>>,
    /// What the model is asked.
    pub chat: ChatRequest,
    /// What a successful call adds to the job's metadata.
    pub metadata_patch: Metadata,
    /// The members of the body that the request has, for teams whose bodies are kept.
    pub request: Map<String, Value>,
    /// SHA-256 of the body as it was sent, in hex.
    pub request_hash: String,
}

impl Call {
    /// The call that a body describes.
    #[must_use]
    pub fn new(
        terms: CallTerms,
        chat: impl Into<ChatRequest>,
        metadata_patch: Metadata,
        request: Map<String, Value>,
        request_hash: String,
    ) -> Self {
        let CallTerms { model, purpose } = terms;
        Self { model, purpose, chat: chat.into(), metadata_patch, request, request_hash }
    }

    /// Asks the database to admit the call into a job, or into a new one. The members of the body are freed then, unless they are
    /// kept: they are as large as the prompt.
    ///
    /// # Errors
    /// See [`store::Refusal`].
    pub async fn admit<P: Platform>(
        &mut self,
        platform: &P,
        deployment: &Deployment,
        caller: Caller,
        job_id: JobId,
        new_job: Option<JobOfCall>,
        lifetime_seconds: u32,
    ) -> Result<AdmissionOutcome, ApiError> {
        let request = CallRequest {
            job_id,
            new_job,
            call_id: CallId(new_ids::uuid(platform)),
            model: self.model.clone(),
            purpose: self.purpose.clone(),
            input_tokens_bound: self.chat.input_tokens_bound(),
            estimated_input_tokens: self.chat.estimated_input_tokens(),
            max_output_tokens: self.chat.max_output_tokens,
            parameters: self.chat.parameters.clone(),
            unsupported: Provider::ALL
                .into_iter()
                .map(|provider| (provider, providers::unsupported_parameters(provider, &self.chat)))
                .filter(|(_, parameters)| !parameters.is_empty())
                .collect(),
            drop_unsupported: self.chat.drop_unsupported,
            hints: self.chat.hints,
            fallback_providers: deployment.fallbacks.iter().map(|key| key.provider).collect(),
            metadata_patch: self.metadata_patch.clone(),
            lifetime_seconds,
            idempotency: caller.idempotency,
        };
        let outcome =
            store::admit_call(platform.database(), &caller.key_hash, &request).await.map_err(|error| {
                match error {
                    StoreError::Refused(Refusal::UnsupportedParameter { parameters, provider }) => {
                        refusals::unsupported_by_name(&parameters, provider, &self.chat)
                    }
                    error => refusals::store_error(platform, error),
                }
            })?;
        if !matches!(&outcome, AdmissionOutcome::Admitted(admission) if admission.store_bodies) {
            self.request = Map::new();
        }
        Ok(outcome)
    }
}
