//! Admitting a call: everything that is known before the provider is called, in one round trip.

use api::chat::ESSENTIAL_PARAMETERS;
use api::ids::{CallId, CredentialId, JobId, ModelAlias, OrganizationId, TeamId};
use api::job_opening::JobOfCall;
use api::money::{Credits, MarkupPercent, Usd};
use api::provider::Provider;
use api::rate::RateLimits;
use api::reading::METADATA_LIMIT_BYTES;
use api::reading::{Metadata, Text};
use ledger::{BudgetTerms, Pricing};
use platform::{Database, Param};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::error::StoreError;
use crate::idempotency::Idempotency;
use crate::json::{decode, json_text};
use crate::statements::statements;

statements! {
    // The one statement before the provider.
    ADMIT_CALL = "admit_call"(
        bytea, text, text, text, text, text, int8, int8, int8, text_array, text, text, text_array, text, int8, int8, text
    ),
}

/// A call to be admitted.
#[derive(Debug, Clone, PartialEq)]
pub struct CallRequest {
    /// The job it belongs to, or the id of the job that is opened for it.
    pub job_id: JobId,
    /// The job to open for it; `None` if the job exists.
    pub new_job: Option<JobOfCall>,
    /// The id of the call.
    pub call_id: CallId,
    /// The alias or model group asked for.
    pub model: ModelAlias,
    /// The client's label for the call.
    pub purpose: Option<Text<0, 200>>,
    /// The upper bound of the input's tokens, whatever the tokenizer.
    pub input_tokens_bound: u64,
    /// The estimated tokens of the input, which are taken from the rate limit until the call has ended.
    pub estimated_input_tokens: u64,
    /// The client's own limit of the answer, in tokens.
    pub max_output_tokens: Option<u32>,
    /// The names of the parameters that the request has.
    pub parameters: Vec<&'static str>,
    /// For each provider, the names of what it cannot honour of the request.
    pub unsupported: Vec<(Provider, Vec<&'static str>)>,
    /// Whether what a model does not take is left out of the request; none: as the alias says, or else the team.
    pub drop_unsupported: Option<bool>,
    /// The parameters that are left out for a model that does not take them, whatever that says.
    pub hints: &'static [&'static str],
    /// The providers for which the deployment itself has a key.
    pub fallback_providers: Vec<Provider>,
    /// What a successful call adds to the job's metadata.
    pub metadata_patch: Metadata,
    /// How long until the call counts as abandoned if its end was not reported, in seconds.
    pub lifetime_seconds: u32,
    /// The request's `Idempotency-Key`, if it has one.
    pub idempotency: Option<Idempotency>,
}

/// What the admission of a call came to.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum AdmissionOutcome {
    /// It may go ahead.
    Admitted(Box<Admission>),
    /// The request is a repeated one, with the `Idempotency-Key` of an earlier call; nothing was written.
    Replayed {
        /// The answer to the earlier request, as it was kept at its settlement.
        answer: Value,
    },
}

/// A call that may go ahead: its credits are held.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Admission {
    /// The job, in progress now.
    pub job_id: JobId,
    /// The call, admitted.
    pub call_id: CallId,
    /// Whose key it is.
    pub team_id: TeamId,
    /// The team's organization: its sealed keys open under this id.
    pub organization_id: OrganizationId,
    /// The markup of the team, or of the job's pricing plan.
    pub cost_markup_percentage: MarkupPercent,
    /// Where the job's pricing plan has a price for the job itself: what that is if no other job is completed first. The
    /// calls then cost the client nothing.
    pub job_price_usd: Option<Usd>,
    /// The terms that the job's first call fixed.
    #[serde(flatten)]
    pub budget: BudgetTerms,
    /// The credits that were set aside now: 0 for a call of a job that has a hold of its own already.
    pub credits_held: Credits,
    /// The team's credits that are not used, held ones included.
    pub credits_remaining: Credits,
    /// Whether the organization keeps requests and answers in full.
    pub store_bodies: bool,
    /// What is left of the minute's requests and tokens.
    pub rate_limits: RateLimits,
    /// What can serve the call, best first. Never empty.
    pub candidates: Vec<Candidate>,
}

/// One model that can serve a call.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Candidate {
    /// Its alias.
    pub model_alias: ModelAlias,
    /// Who offers it.
    pub provider: Provider,
    /// The provider's name for it. Never shown to a team.
    pub model: String,
    /// Its prices, USD per million tokens.
    pub pricing: Pricing,
    /// The limit of the answer to ask for, in tokens; the hold was computed with it.
    pub max_output_tokens: u32,
    /// A prompt may be written to the provider's cache, at the prices of that. Not where the provider caches only what a request
    /// marks and this one marks nothing.
    #[serde(default)]
    pub writes_cache: bool,
    /// What the model does not take is left out of the request.
    #[serde(default)]
    pub drops_unsupported: bool,
    /// The names of what the model does not take, as far as the database knows.
    #[serde(default)]
    pub refused_parameters: Vec<String>,
    /// How long the first event of an answer may take, in seconds, if the alias says so.
    #[serde(default)]
    pub first_event_timeout_seconds: Option<u32>,
    /// How long a whole answer may take, in seconds, if the alias says so.
    #[serde(default)]
    pub answer_timeout_seconds: Option<u32>,
    /// The organization's keys in order of preference; may be empty where the deployment has a key.
    pub credentials: Vec<SealedCredential>,
    /// The deployment's own key has failed with this model of late: it is tried after everything else.
    #[serde(default)]
    pub fallback_is_set_aside: bool,
    /// That route may be probed. If it is not set aside, this call has the probe.
    #[serde(default)]
    pub probe: Option<Uuid>,
}

impl Candidate {
    /// The most that the provider can charge for an attempt, in USD. See [`Pricing::worst_case`].
    #[must_use]
    pub fn worst_case(&self, input_tokens: u64) -> Usd {
        let output_tokens = self.max_output_tokens.into();
        if self.writes_cache {
            self.pricing.worst_case(input_tokens, output_tokens)
        } else {
            self.pricing.without_cache_writes().worst_case(input_tokens, output_tokens)
        }
    }
}

/// An organization's key for a provider, as stored.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SealedCredential {
    /// Its id, part of what the ciphertext is bound to.
    pub credential_id: CredentialId,
    /// `v2.<key id>.<nonce>.<ciphertext>`.
    pub sealed_key: String,
    /// Where the provider is reached with this key, if not at its own address.
    pub api_base: Option<String>,
    /// The key has failed with this model of late: it is tried after everything else.
    #[serde(default)]
    pub is_set_aside: bool,
    /// That route may be probed. If it is not set aside, this call has the probe.
    #[serde(default)]
    pub probe: Option<Uuid>,
}

/// Admits a call and holds the most that it can cost, or refuses it.
///
/// # Errors
/// See [`crate::Refusal`]; nothing is written for a refused call.
pub async fn admit_call(
    database: &impl Database,
    key_hash: &[u8; 32],
    call: &CallRequest,
) -> Result<AdmissionOutcome, StoreError> {
    let unsupported: Map<String, Value> = call
        .unsupported
        .iter()
        .map(|(provider, parameters)| (provider.as_str().to_owned(), Value::from(parameters.clone())))
        .collect();
    let dropping = json!({
        "drop_unsupported": call.drop_unsupported,
        "essential": ESSENTIAL_PARAMETERS,
        "hints": call.hints,
    });
    let fallback_providers: Vec<&str> =
        call.fallback_providers.iter().map(|provider| provider.as_str()).collect();
    let answer = database
        .query_text(
            ADMIT_CALL.sql,
            &[
                Param::Bytes(key_hash),
                Param::Text(Some(&call.job_id.to_string())),
                Param::Text(call.new_job.as_ref().map(json_text).as_deref()),
                Param::Text(Some(&call.call_id.to_string())),
                Param::Text(Some(call.model.as_str())),
                Param::Text(call.purpose.as_deref()),
                Param::Int(Some(i64::try_from(call.input_tokens_bound).unwrap_or(i64::MAX))),
                Param::Int(Some(i64::try_from(call.estimated_input_tokens).unwrap_or(i64::MAX))),
                Param::Int(call.max_output_tokens.map(i64::from)),
                Param::TextArray(&call.parameters),
                Param::Text(Some(&json_text(&unsupported))),
                Param::Text(Some(&json_text(&dropping))),
                Param::TextArray(&fallback_providers),
                Param::Text(Some(&json_text(&call.metadata_patch))),
                Param::Int(Some(METADATA_LIMIT_BYTES)),
                Param::Int(Some(i64::from(call.lifetime_seconds))),
                Param::Text(call.idempotency.as_ref().map(json_text).as_deref()),
            ],
        )
        .await?;
    decode(&answer)
}
