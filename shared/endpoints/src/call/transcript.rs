//! A call's transcript: hashes of request and answer for every organization, the texts only for those that keep them.

use api::json_text;
use serde_json::Value;
use store::{Admission, Bodies, Transcript};

use crate::call::question::Question;
use crate::call::request::Call;

/// The transcript of a call; `response` is the answer as JSON, if there was one.
#[must_use]
pub fn transcript(admission: &Admission, call: &Call<impl Question>, response: Option<Value>) -> Transcript {
    Transcript {
        request_hash: Some(call.request_hash.clone()),
        response_hash: response
            .as_ref()
            .map(|response| vault::fingerprint(&[response.to_string().as_bytes()])),
        bodies: admission.store_bodies.then(|| {
            let mut request_data = Value::Object(call.request.clone());
            // A number of more digits than the database takes is kept as a text.
            json_text::show_numbers(&mut request_data);
            Bodies { request_data, response_data: response }
        }),
    }
}
