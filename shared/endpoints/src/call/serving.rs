//! Serving an admitted call: the routes are tried in order of preference, each with its retries, until one answers.
//!
//! A route is a model with a key for it: the first model with the organization's keys in their order, or the
//! deployment's own where the organization has none; then the next model of the group.

use std::time::Duration;

use api::chat::{ChatRequest, Completion};
use api::ids::CredentialId;
use api::jobs::{Attempt, AttemptOutcome};
use api::money::Usd;
use futures_util::StreamExt;
use platform::{FetchError, Platform};
use providers::{ProviderError, Target};
use store::{Admission, Candidate, SealedCredential};
use vault::{SealContext, Secret};

use crate::call::attempt_costs;
use crate::call::fault::Fault;
use crate::call::retry::{POLICY, RetryDecision};
use crate::call::route_memory::{Route, with_memory};
use crate::call::time_limits::AttemptLimits;
use crate::secrets::deployment::{Deployment, FallbackKey};
use crate::secrets::provider_address;

/// The greatest whole answer that is read: 32 MiB.
const MAX_ANSWER_BYTES: usize = 32 * 1024 * 1024;

/// What came of trying the routes of a call.
pub struct Serving<T> {
    /// The answer, or the fault that helps the client most.
    pub outcome: Result<T, Fault>,
    /// The attempts that were made.
    pub history: AttemptHistory,
}

/// The attempts of a call.
#[derive(Debug, Clone)]
pub struct AttemptHistory {
    /// The model of the last attempt.
    pub candidate: Candidate,
    /// The organization's key of the last attempt; none for the deployment's.
    pub credential_id: Option<CredentialId>,
    /// Every attempt, in order. One that was answered has no costs yet.
    pub attempts: Vec<Attempt<Usd>>,
    /// From the first attempt's start to the last one's end, in milliseconds.
    pub latency_ms: u64,
}

/// Serves a call that is answered whole.
pub async fn serve_whole<P: Platform>(
    platform: &P,
    deployment: &Deployment,
    admission: &Admission,
    request: &ChatRequest,
) -> Serving<Completion> {
    serve(
        platform,
        deployment,
        admission,
        request,
        async |target: &Target<'_>, request: &ChatRequest, limits: AttemptLimits| {
            whole_answer(platform, target, request, limits.answer).await
        },
    )
    .await
}

/// Tries the routes of a call with `attempt`, which is given a target, what it is asked, and the time it may take.
pub async fn serve<P: Platform, T>(
    platform: &P,
    deployment: &Deployment,
    admission: &Admission,
    request: &ChatRequest,
    attempt: impl AsyncFn(&Target<'_>, &ChatRequest, AttemptLimits) -> Result<T, Fault>,
) -> Serving<T> {
    let start = platform.unix_time_ms();
    let elapsed = || platform.unix_time_ms().saturating_sub(start);
    let mut attempts = Vec::new();
    let mut served = None;
    let mut faults = Vec::new();
    let mut last = None;
    let routes = routes(deployment, admission, request, start);
    'routes: for (position, (candidate, key)) in routes.iter().enumerate() {
        let routes_behind = routes.len() - position - 1;
        let remaining = if candidate.drops_unsupported {
            providers::leave_out(&model(candidate), request, &candidate.refused_parameters)
        } else {
            Ok(providers::leave_out_hints(&model(candidate), request, &candidate.refused_parameters))
        };
        for number in 1.. {
            let began = elapsed();
            let limits = deployment.time_limits.of_attempt(candidate, began, routes_behind);
            let mut dropped = request.left_out.clone();
            let outcome = async {
                let open = key.open(deployment, admission, candidate)?;
                let target = Target { base_url: key.base_url(), api_key: open.expose(), ..model(candidate) };
                let (remaining, names) =
                    remaining.as_ref().map_err(|refused| Fault::from(refused.clone()))?;
                dropped.extend(names.iter().map(|&name| name.to_owned()));
                attempt(&target, remaining, limits).await
            }
            .await;
            let fault = outcome.as_ref().err();
            let trouble = fault.and_then(|fault| fault.trouble);
            attempts.push(Attempt {
                model_alias: candidate.model_alias.clone(),
                provider: candidate.provider,
                model: Some(candidate.model.clone()),
                credential_id: key.credential_id(),
                outcome: AttemptOutcome::of(fault.map(|fault| fault.code)),
                status: fault.map_or(Some(200), |fault| fault.status),
                latency_ms: elapsed() - began,
                trouble,
                dropped,
                costs: fault.map(|fault| attempt_costs::failed(candidate, request, fault)),
            });
            let now_ms = platform.unix_time_ms();
            with_memory(|memory| memory.note(key.route(candidate), fault.is_none(), trouble, now_ms));
            last = Some((*candidate, key.credential_id()));
            match outcome {
                Ok(answer) => {
                    served = Some(answer);
                    break 'routes;
                }
                Err(fault) => {
                    let random = u64::from_be_bytes(platform.random_bytes());
                    let decision =
                        POLICY.decide(fault.retryability, number, elapsed(), routes_behind > 0, random);
                    faults.push(fault);
                    match decision {
                        RetryDecision::Wait(wait) => platform.sleep(wait).await,
                        RetryDecision::NextRoute => break,
                        RetryDecision::GiveUp => break 'routes,
                    }
                }
            }
        }
    }
    let latency_ms = elapsed();
    // Admission gives no candidate without a key of one kind or the other.
    let (candidate, credential_id) = last.unwrap_or((&admission.candidates[0], None));
    let history = AttemptHistory { candidate: candidate.clone(), credential_id, attempts, latency_ms };
    // Of several reasons, the last of those that help the client most.
    let fault = || faults.into_iter().max_by_key(Fault::worth).unwrap_or_else(Fault::no_route);
    Serving { outcome: served.ok_or_else(fault), history }
}

/// A candidate's model, without a key for it.
fn model(candidate: &Candidate) -> Target<'_> {
    Target {
        provider: candidate.provider,
        model: &candidate.model,
        base_url: None,
        api_key: "",
        max_output_tokens: candidate.max_output_tokens,
    }
}

/// A key for a route.
#[derive(Clone, Copy)]
enum Key<'a> {
    Sealed(&'a SealedCredential),
    Fallback(&'a FallbackKey),
}

/// The routes in the order in which they are tried. Models that take all of the request come before those for which something is
/// left out of it. Routes that have failed of late come last, for they may still be better than no answer.
fn routes<'a: 'k, 'k>(
    deployment: &'k Deployment,
    admission: &'a Admission,
    request: &ChatRequest,
    now_ms: u64,
) -> Vec<(&'a Candidate, Key<'k>)> {
    let mut routes = Vec::new();
    let mut candidates: Vec<&Candidate> = admission.candidates.iter().collect();
    candidates.sort_by_cached_key(|candidate| {
        (candidate.drops_unsupported || !request.hints.is_empty())
            && !providers::takes_all(&model(candidate), request, &candidate.refused_parameters)
    });
    for candidate in candidates {
        routes.extend(candidate.credentials.iter().map(|credential| (candidate, Key::Sealed(credential))));
        if candidate.credentials.is_empty() {
            routes.extend(deployment.fallback(candidate.provider).map(|key| (candidate, Key::Fallback(key))));
        }
    }
    with_memory(|memory| {
        routes.sort_by_cached_key(|(candidate, key)| {
            // The database may have made this call the one that tries the route again.
            let remembers = || memory.is_set_aside(&key.route(candidate), now_ms);
            key.is_set_aside(candidate) || (!key.is_probe(candidate) && remembers())
        });
    });
    routes
}

impl AttemptHistory {
    /// What was left out of the request for the model of the last attempt.
    #[must_use]
    pub fn dropped(&self) -> &[String] {
        self.attempts.last().map_or(&[], |attempt| &attempt.dropped)
    }
}

impl Key<'_> {
    /// The route that the key makes with a model.
    fn route(&self, candidate: &Candidate) -> Route {
        Route {
            provider: candidate.provider,
            model: candidate.model.clone(),
            credential_id: self.credential_id(),
        }
    }

    /// Whether the database says that the route has failed of late.
    const fn is_set_aside(&self, candidate: &Candidate) -> bool {
        match self {
            Self::Sealed(credential) => credential.is_set_aside,
            Self::Fallback(_) => candidate.fallback_is_set_aside,
        }
    }

    /// Whether the route was set aside, and this call is to try it.
    const fn is_probe(&self, candidate: &Candidate) -> bool {
        let probe = match self {
            Self::Sealed(credential) => credential.probe,
            Self::Fallback(_) => candidate.probe,
        };
        probe.is_some() && !self.is_set_aside(candidate)
    }

    fn open(
        &self,
        deployment: &Deployment,
        admission: &Admission,
        candidate: &Candidate,
    ) -> Result<Secret, Fault> {
        match self {
            Self::Sealed(credential) => {
                let context = SealContext {
                    organization_id: &admission.organization_id,
                    provider: candidate.provider,
                    credential_id: credential.credential_id,
                    api_base: credential.api_base.as_deref(),
                };
                let secret = deployment.keyring.open(&credential.sealed_key, &context)?;
                let allowed = provider_address::is_allowed_base(
                    credential.api_base.as_deref(),
                    deployment.allow_private_addresses,
                );
                if allowed { Ok(secret) } else { Err(Fault::forbidden_address()) }
            }
            Self::Fallback(key) => Ok(Secret::new(key.api_key.to_string())),
        }
    }

    fn base_url(&self) -> Option<&str> {
        match self {
            Self::Sealed(credential) => credential.api_base.as_deref(),
            Self::Fallback(key) => key.base_url.as_deref(),
        }
    }

    const fn credential_id(&self) -> Option<CredentialId> {
        match self {
            Self::Sealed(credential) => Some(credential.credential_id),
            Self::Fallback(_) => None,
        }
    }
}

/// One attempt at a whole answer.
///
/// # Errors
/// What went wrong, without the key.
pub async fn whole_answer<P: Platform>(
    platform: &P,
    target: &Target<'_>,
    request: &ChatRequest,
    timeout: Duration,
) -> Result<Completion, Fault> {
    let outbound = providers::encode(target, request, false)?;
    let began = platform.unix_time_ms();
    let response = platform.fetch(outbound, timeout).await?;
    let (parts, mut stream) = response.into_parts();
    let spent = Duration::from_millis(platform.unix_time_ms().saturating_sub(began));
    let body = read_all(platform, &mut stream, timeout.saturating_sub(spent)).await?;
    providers::decode(target.provider, parts.status, &parts.headers, &body)
        .map_err(|error| error.scrubbed(target.api_key).into())
}

/// Reads a body to its end.
///
/// # Errors
/// When it breaks off, takes too long, or is too large.
pub async fn read_all<P: Platform>(
    platform: &P,
    stream: &mut P::FetchedBody,
    timeout: Duration,
) -> Result<Vec<u8>, Fault> {
    use futures_util::future::{Either, select};
    let reading = std::pin::pin!(async {
        let mut body = Vec::new();
        while let Some(chunk) = stream.next().await {
            let chunk = chunk?;
            if body.len() + chunk.len() > MAX_ANSWER_BYTES {
                return Err(Fault::from(ProviderError::bad_response("the answer is too large", b"")));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    });
    match select(reading, std::pin::pin!(platform.sleep(timeout))).await {
        Either::Left((body, _)) => body,
        Either::Right(((), _)) => Err(FetchError::TimedOut.into()),
    }
}
