//! A call that is answered as a stream: admitted, opened, then pumped and settled after the response has begun.

use std::time::Duration;

use api::chat::ChatRequest;
use api::error::ApiError;
use api::ids::{CallId, JobId};
use dialects::KEEPALIVE;
use futures_util::future::{Either, select};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderName, HeaderValue};
use platform::{OutgoingBody, Platform, Response, Setting};
use providers::Target;
use store::Admission;

use crate::call::end::{CallEnd, EndActions};
use crate::call::request::Call;
use crate::call::serving::{Serving, serve};
use crate::call::settling;
use crate::call::stream_channel::{Outlet, channel};
use crate::call::stream_open::{self, OpenStream};
use crate::call::stream_pump::{KEEPALIVE_MS, Pump, StreamForm};
use crate::call::stream_replay::RecordedStream;
use crate::call::time_limits::AttemptLimits;
use crate::call::whole::refuse;
use crate::http::outgoing::{add_headers, dropped_header, ids_headers, rate_headers, replayed};
use crate::secrets::deployment::Deployment;

/// How long a provider may be silent in the middle of a stream, unless the deployment sets another limit: reasoning models can be
/// silent for long.
const IDLE_LIMIT_MS: u64 = 120_000;

/// How long a client waits for the head of the response, in milliseconds. If the provider has said nothing by then, the response
/// begins without it, so that nothing in between takes the connection for dead.
const HEAD_LIMIT_MS: u64 = 20_000;

/// Serves an admitted call as a stream. The response begins when the provider says something, or after [`HEAD_LIMIT_MS`]; routes
/// are tried until the provider has said something, also behind a response that has begun. What was left out of the request stands
/// in a header too, unless the response began before it was known.
///
/// # Errors
/// The fault of the routes, in the contract's words, with the ids of the job and the call, if all fail before the response begins.
pub async fn serve_streamed<P: Platform>(
    platform: &P,
    deployment: Deployment,
    admission: Admission,
    call: Call,
    end_actions: EndActions,
    form: StreamForm,
) -> Result<Response, ApiError> {
    let (job_id, call_id) = (admission.job_id, admission.call_id);
    let (started_ms, model) = (platform.unix_time_ms(), call.model.as_str().to_owned());
    let mut headers = rate_headers(form.dialect, &admission.rate_limits, started_ms);
    headers.push(("tollgate-credits-remaining", admission.credits_remaining.to_string()));
    let (mut outlet, inlet) = channel();
    let started = Started {
        platform: platform.clone(),
        admission,
        call,
        end_actions,
        form: form.clone(),
        started_ms,
        idle_limit_ms: idle_limit_ms(platform).await,
    };
    let mut opening = Box::pin(started.open(deployment));
    let limit = std::pin::pin!(platform.sleep(Duration::from_millis(HEAD_LIMIT_MS)));
    match select(opening.as_mut(), limit).await {
        Either::Left((Ok((pump, open)), _)) => {
            headers.extend(dropped_header(pump.history.dropped()));
            platform.after_response(pump.run(open, outlet));
        }
        Either::Left((Err(refused), _)) => return Err(refused),
        Either::Right(((), _)) => {
            let platform_then = platform.clone();
            platform.after_response(async move {
                match keep_alive_until(&platform_then, opening.as_mut(), &mut outlet).await {
                    Ok((pump, open)) => pump.run(open, outlet).await,
                    Err(refused) => {
                        let mut writer = form.writer(call_id, started_ms / 1000, &model);
                        outlet.send(writer.fail(refused.code, &refused.sentence()));
                    }
                }
            });
        }
    }
    let mut response = head(job_id, call_id, OutgoingBody::Stream(Box::pin(inlet)));
    add_headers(response.headers_mut(), &headers);
    Ok(response)
}

/// A call whose stream is to be opened.
struct Started<P: Platform> {
    platform: P,
    admission: Admission,
    call: Call,
    end_actions: EndActions,
    form: StreamForm,
    started_ms: u64,
    idle_limit_ms: u64,
}

impl<P: Platform> Started<P> {
    /// Tries the routes until one says something. A call that all routes have failed is settled.
    async fn open(self, deployment: Deployment) -> Result<(Pump<P>, OpenStream<P::FetchedBody>), ApiError> {
        let Self { platform, admission, call, end_actions, form, started_ms, idle_limit_ms } = self;
        let Serving { outcome, history } = serve(
            &platform,
            &deployment,
            &admission,
            &call.asked,
            async |target: &Target<'_>, request: &ChatRequest, limits: AttemptLimits| {
                stream_open::open(&platform, target, request, limits).await
            },
        )
        .await;
        match outcome {
            Ok(open) => Ok((
                Pump { platform, admission, call, history, started_ms, idle_limit_ms, end_actions, form },
                open,
            )),
            Err(fault) => {
                let end = CallEnd::unanswered(history, fault.clone());
                let record = end.record(&admission, &call, end.consumption(&call));
                settling::settle_after_response(
                    &platform,
                    end.settlement(&admission, &call, end_actions, record, None),
                );
                Err(refuse(&platform, &admission, &fault))
            }
        }
    }
}

/// Waits for the provider and sends comments meanwhile.
async fn keep_alive_until<P: Platform, T>(
    platform: &P,
    mut opening: impl Future<Output = T> + Unpin,
    outlet: &mut Outlet,
) -> T {
    loop {
        outlet.send(KEEPALIVE.to_owned());
        let tick = std::pin::pin!(platform.sleep(Duration::from_millis(KEEPALIVE_MS)));
        if let Either::Left((opened, _)) = select(&mut opening, tick).await {
            return opened;
        }
    }
}

async fn idle_limit_ms<P: Platform>(platform: &P) -> u64 {
    platform
        .setting(Setting::StreamIdleTimeoutSeconds)
        .await
        .and_then(|seconds| seconds.parse::<u64>().ok())
        .map_or(IDLE_LIMIT_MS, |seconds| seconds.saturating_mul(1000))
}

/// Replays a stream to a request with the same `Idempotency-Key`, from its record.
///
/// # Errors
/// `internal` where the record cannot be read.
pub fn replay(kept: serde_json::Value, form: StreamForm) -> Result<Response, ApiError> {
    let stream: RecordedStream = serde_json::from_value(kept).map_err(|_| ApiError::internal())?;
    let body = OutgoingBody::Complete(stream.render(&form).into_bytes());
    let mut response = head(stream.job_id, stream.call_id, body);
    add_headers(response.headers_mut(), dropped_header(&stream.dropped).as_slice());
    Ok(replayed(response))
}

fn head(job_id: JobId, call_id: CallId, body: OutgoingBody) -> Response {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream; charset=utf-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    add_headers(headers, &[("x-job-id", job_id.to_string()), ("x-call-id", call_id.to_string())]);
    add_headers(headers, &ids_headers(job_id, call_id));
    response
}
