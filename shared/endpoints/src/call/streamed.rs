//! A call that is answered as a stream: admitted, opened, then pumped and settled after the response has begun.

use api::error::ApiError;
use api::ids::{CallId, JobId};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderName, HeaderValue};
use platform::{OutgoingBody, Platform, Response, Setting};
use providers::Target;
use store::Admission;

use crate::call::end::{CallEnd, EndActions};
use crate::call::request::Call;
use crate::call::serving::{Serving, serve};
use crate::call::settling;
use crate::call::stream_channel::channel;
use crate::call::stream_open;
use crate::call::stream_pump::Pump;
use crate::call::stream_replay::RecordedStream;
use crate::call::whole::refuse;
use crate::http::outgoing::{add_headers, replayed};
use crate::secrets::deployment::Deployment;

/// How long a provider may be silent in the middle of a stream, unless the deployment sets another limit: reasoning models can be
/// silent for long.
const IDLE_LIMIT_MS: u64 = 120_000;

/// Serves an admitted call as a stream. The response begins with the provider's first
/// event.
///
/// # Errors
/// The fault of the last attempt, in the contract's words, with the ids of the job and the call.
pub async fn serve_streamed<P: Platform>(
    platform: &P,
    deployment: &Deployment,
    admission: Admission,
    call: Call,
    end_actions: EndActions,
) -> Result<Response, ApiError> {
    let started_ms = platform.unix_time_ms();
    let Serving { outcome, history } =
        serve(platform, deployment, &admission, &call.chat, async |target: &Target<'_>, timeout| {
            stream_open::open(platform, target, &call.chat, timeout).await
        })
        .await;
    let open = match outcome {
        Ok(open) => open,
        Err(fault) => {
            let end = CallEnd::unanswered(history, fault.clone());
            let record = end.record(&admission, &call, end.consumption(&call));
            settling::settle_after_response(
                platform,
                end.settlement(&admission, &call, end_actions, record, None),
            );
            return Err(refuse(platform, &admission, &fault));
        }
    };
    let idle_limit_ms = platform
        .setting(Setting::StreamIdleTimeoutSeconds)
        .await
        .and_then(|seconds| seconds.parse::<u64>().ok())
        .map_or(IDLE_LIMIT_MS, |seconds| seconds.saturating_mul(1000));
    let (outlet, inlet) = channel();
    let mut response = head(admission.job_id, admission.call_id, OutgoingBody::Stream(Box::pin(inlet)));
    add_headers(response.headers_mut(), &admission.rate_limits.headers());
    let pump =
        Pump { platform: platform.clone(), admission, call, history, started_ms, idle_limit_ms, end_actions };
    platform.after_response(pump.run(open, outlet));
    Ok(response)
}

/// Replays a stream to a request with the same `Idempotency-Key`, from its record.
///
/// # Errors
/// `internal` where the record cannot be read.
pub fn replay(kept: serde_json::Value) -> Result<Response, ApiError> {
    let stream: RecordedStream = serde_json::from_value(kept).map_err(|_| ApiError::internal())?;
    let body = OutgoingBody::Complete(stream.render().into_bytes());
    Ok(replayed(head(stream.job_id, stream.call_id, body)))
}

fn head(job_id: JobId, call_id: CallId, body: OutgoingBody) -> Response {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream; charset=utf-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    for (name, id) in [("x-job-id", job_id.to_string()), ("x-call-id", call_id.to_string())] {
        if let Ok(value) = HeaderValue::from_str(&id) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    response
}
