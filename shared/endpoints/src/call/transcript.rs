//! A call's transcript: hashes of request and answer for every organization, the texts only for those that keep them.

use serde_json::Value;
use store::{Admission, Bodies, Transcript};

use crate::call::request::Call;

/// The transcript of a call; `response` is the answer as JSON, if there was one.
#[must_use]
pub fn transcript(admission: &Admission, call: &Call, response: Option<Value>) -> Transcript {
    Transcript {
        request_hash: Some(call.request_hash.clone()),
        response_hash: response
            .as_ref()
            .map(|response| vault::fingerprint(&[response.to_string().as_bytes()])),
        bodies: admission
            .store_bodies
            .then(|| Bodies { request_data: Value::Object(call.request.clone()), response_data: response }),
    }
}
