//! Opening a stream at a provider: one attempt, up to the provider's first event.
//!
//! Nothing has been sent to the client before that, so a fault can still be retried or answered with an HTTP status.

use std::time::Duration;

use api::chat::ChatRequest;
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use platform::{FetchError, Platform};
use providers::{ProviderError, StreamDecoder, StreamEvent, Target};
use zeroize::Zeroizing;

use crate::call::fault::Fault;
use crate::call::serving::read_all;

/// A stream whose provider has begun to answer.
pub struct OpenStream<B> {
    /// The rest of the body.
    pub body: B,
    /// Reads it.
    pub decoder: StreamDecoder,
    /// What the provider's first bytes say to the client.
    pub first_events: Vec<StreamEvent>,
    /// To be taken out of the provider's error texts.
    pub api_key: Zeroizing<String>,
}

/// Asks a provider for a stream and waits for its first event.
///
/// # Errors
/// When the provider refuses, fails, or does not begin in time.
pub async fn open<P: Platform>(
    platform: &P,
    target: &Target<'_>,
    request: &ChatRequest,
    timeout: Duration,
) -> Result<OpenStream<P::FetchedBody>, Fault> {
    let outbound = providers::encode(target, request, true)?;
    let began = platform.unix_time_ms();
    let left =
        || timeout.saturating_sub(Duration::from_millis(platform.unix_time_ms().saturating_sub(began)));
    let (parts, mut body) = platform.fetch(outbound, timeout).await?.into_parts();
    if !parts.status.is_success() {
        let body = read_all(platform, &mut body, left()).await?;
        let error = match providers::decode(target.provider, parts.status, &parts.headers, &body) {
            Err(error) => error,
            Ok(_) => ProviderError::bad_response("an answer with a bad status", &body),
        };
        return Err(error.scrubbed(target.api_key).into());
    }
    let mut decoder = StreamDecoder::new(target.provider);
    loop {
        let bytes = match select(body.next(), std::pin::pin!(platform.sleep(left()))).await {
            Either::Left((Some(bytes), _)) => bytes?,
            Either::Left((None, _)) => {
                let end = decoder.finish();
                let error = end.events.into_iter().find_map(|event| match event {
                    StreamEvent::Error(error) => Some(error),
                    _ => None,
                });
                return Err(error
                    .unwrap_or_else(|| ProviderError::bad_response("an empty stream", b""))
                    .into());
            }
            Either::Right(((), _)) => return Err(FetchError::TimedOut.into()),
        };
        let events = decoder.feed(&bytes);
        if let Some(StreamEvent::Error(error)) = events.first() {
            return Err(error.clone().scrubbed(target.api_key).into());
        }
        if decoder.has_begun() {
            let api_key = Zeroizing::new(target.api_key.to_owned());
            return Ok(OpenStream { body, decoder, first_events: events, api_key });
        }
    }
}
