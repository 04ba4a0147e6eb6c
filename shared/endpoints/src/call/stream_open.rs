//! Opening a stream at a provider: one attempt, up to the first event that says something to the client.
//!
//! Providers begin with events that say nothing (a role, `message_start`, pings). Until something was said nothing has been sent to
//! the client that it could not get again, so a fault can still be retried, or answered with an HTTP status. How the bytes are cut
//! makes no difference.

use std::time::Duration;

use api::chat::ChatRequest;
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use futures_util::stream::Fuse;
use platform::{FetchError, Platform};
use providers::{ProviderError, StreamDecoder, StreamEvent, Target};
use zeroize::Zeroizing;

use crate::call::attempt_costs::Billing;
use crate::call::fault::Fault;
use crate::call::serving::read_all;
use crate::call::time_limits::AttemptLimits;

/// A stream whose provider has said something, or has ended its answer.
pub struct OpenStream<B> {
    /// The rest of the body.
    pub body: Fuse<B>,
    /// Reads it.
    pub decoder: StreamDecoder,
    /// What the bytes that were read say to the client.
    pub first_events: Vec<StreamEvent>,
    /// To be taken out of the provider's error texts.
    pub api_key: Zeroizing<String>,
}

/// Asks a provider for a stream and waits until it says something. It may not be silent for longer than the limit of the first
/// event, and not say nothing for longer than that of the answer.
///
/// # Errors
/// When the provider refuses, fails, says nothing in time, or ends an answer in which nothing is said and nothing is counted.
pub async fn open<P: Platform>(
    platform: &P,
    target: &Target<'_>,
    request: &ChatRequest,
    limits: AttemptLimits,
) -> Result<OpenStream<P::FetchedBody>, Fault> {
    let outbound = providers::encode(target, request, true)?;
    let began = platform.unix_time_ms();
    let since = |from: u64| Duration::from_millis(platform.unix_time_ms().saturating_sub(from));
    let (parts, mut body) = platform.fetch(outbound, limits.first_event).await?.into_parts();
    if !parts.status.is_success() {
        let body = read_all(platform, &mut body, limits.first_event.saturating_sub(since(began))).await?;
        let error = match providers::decode(target.provider, parts.status, &parts.headers, &body) {
            Err(error) => error,
            Ok(_) => ProviderError::bad_response("an answer with a bad status", &body),
        };
        return Err(error.scrubbed(target.api_key).into());
    }
    let mut body = body.fuse();
    let mut decoder = StreamDecoder::new(target.provider);
    let mut events = Vec::new();
    let mut heard_ms = began;
    loop {
        let silence = limits.first_event.saturating_sub(since(heard_ms));
        let left = silence.min(limits.answer.saturating_sub(since(began)));
        let bytes = match select(body.next(), std::pin::pin!(platform.sleep(left))).await {
            Either::Left((Some(bytes), _)) => bytes?,
            Either::Left((None, _)) => {
                events.extend(decoder.end());
                fail_before_anything(&events, &decoder, target)?;
                if decoder.usage().is_none() && !says_something(&events) {
                    return Err(ProviderError::bad_response("an empty answer", b"").into());
                }
                return Ok(opened(body, decoder, events, target));
            }
            Either::Right(((), _)) => return Err(FetchError::TimedOut.into()),
        };
        events.extend(decoder.feed(&bytes));
        if decoder.has_begun() {
            heard_ms = platform.unix_time_ms();
        }
        fail_before_anything(&events, &decoder, target)?;
        // What is whole without a word is an answer too, if it is counted.
        if says_something(&events) || (decoder.is_complete() && decoder.usage().is_some()) {
            return Ok(opened(body, decoder, events, target));
        }
    }
}

fn says_something(events: &[StreamEvent]) -> bool {
    events.iter().any(StreamEvent::says_something)
}

/// The provider's error, if it has failed before it has said anything. Nothing comes after an error.
fn fail_before_anything(
    events: &[StreamEvent],
    decoder: &StreamDecoder,
    target: &Target<'_>,
) -> Result<(), Fault> {
    let Some(StreamEvent::Error(error)) = events.last().filter(|_| !says_something(events)) else {
        return Ok(());
    };
    let fault = Fault::from(error.clone().scrubbed(target.api_key));
    // It had begun to work.
    let is_in_doubt = decoder.usage().is_some() && fault.billing == Billing::Nothing;
    Err(if is_in_doubt { fault.in_doubt() } else { fault })
}

fn opened<B>(
    body: Fuse<B>,
    decoder: StreamDecoder,
    first_events: Vec<StreamEvent>,
    target: &Target<'_>,
) -> OpenStream<B> {
    OpenStream { body, decoder, first_events, api_key: Zeroizing::new(target.api_key.to_owned()) }
}
