//! `POST /v1/embeddings`: vectors that stand for texts, as clients of OpenAI ask for them.

use std::iter::once;

use api::callable_models::ListObject;
use api::calls::CallTerms;
use api::embeddings::{
    Embedding, EmbeddingList, EmbeddingObject, EmbeddingRequest, EmbeddingUsage, Embeddings,
    EmbeddingsRequest, EncodingFormat, WrittenVector, from_base64, to_base64,
};
use api::error::ApiError;
use api::reading::{Metadata, read_body};
use api::routes::EmbeddingsOperation;
use bytes::Bytes;
use dialects::Dialect;
use futures_util::stream;
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use platform::{OutgoingBody, Platform, Request, Response};
use serde_json::{Value, json};
use store::Admission;

use crate::call::request::Call;
use crate::call::whole::AnsweredCall;
use crate::doors::JobChoice;
use crate::doors::entry::{Entry, serve_whole};
use crate::http::incoming::Incoming;
use crate::http::outgoing::{ok, refuse_in};

/// The type of jobs whose requests name none.
const USUAL_JOB_TYPE: &str = "embeddings";

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    let answer = embeddings(&platform, request).await;
    answer.unwrap_or_else(|error| refuse_in(Dialect::OpenaiChat, &error))
}

async fn embeddings<P: Platform>(platform: &P, request: Request) -> Result<Response, ApiError> {
    let (EmbeddingsOperation::CreateEmbeddings, incoming) = Incoming::new(platform, request)?;
    let (entry, format) = read(incoming)?;
    let written = |body| match format {
        EncodingFormat::Base64 => ok(&body),
        EncodingFormat::Float => with_numbers(body),
    };
    serve_whole(platform, entry, body, written).await
}

/// Reads a request and frees the body as it was sent.
fn read(incoming: Incoming) -> Result<(Entry<EmbeddingRequest>, EncodingFormat), ApiError> {
    let caller = incoming.caller_with_sdk()?;
    let job = JobChoice::read(&incoming, USUAL_JOB_TYPE)?;
    let body = incoming.members_of::<EmbeddingsRequest>()?;
    let EmbeddingsRequest { model, input, dimensions, encoding_format, user, metadata } = read_body(&body)?;
    let terms = CallTerms { model, purpose: None };
    let asked = EmbeddingRequest::new(input, dimensions, user);
    let call = Call::new(terms, asked, Metadata::default(), body, incoming.body_hash());
    let metadata = metadata.unwrap_or_default().texts();
    let entry = Entry { caller, job, metadata, call, dialect: Dialect::OpenaiChat };
    Ok((entry, encoding_format.unwrap_or_default()))
}

/// The answer as it is kept: with vectors in base64, which is the smallest form in JSON, and in which PostgreSQL changes no number.
fn body(admission: &Admission, call: &Call<EmbeddingRequest>, answered: &AnsweredCall<Embeddings>) -> Value {
    let AnsweredCall { answer, record, .. } = answered;
    let embedding = |(index, vector): (usize, &Vec<f32>)| Embedding {
        object: EmbeddingObject::Embedding,
        index,
        embedding: WrittenVector::Base64(to_base64(vector)),
    };
    json!(EmbeddingList {
        object: ListObject::List,
        data: answer.vectors.iter().enumerate().map(embedding).collect(),
        model: &call.model,
        usage: EmbeddingUsage::from(&record.usage()),
        tollgate: answered.facts(admission),
    })
}

/// The response with vectors as lists of numbers. It is four times as large as the kept answer, so it is written vector by vector as it
/// is sent.
fn with_numbers(body: Value) -> Response {
    let mut response = Response::new(OutgoingBody::Stream(Box::pin(stream::iter(pieces(body)))));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The JSON text of an answer with vectors as lists of numbers: its beginning, each embedding, and its other members.
fn pieces(mut body: Value) -> impl Iterator<Item = Bytes> {
    let data = match body["data"].take() {
        Value::Array(data) => data,
        _ => Vec::new(),
    };
    let embeddings = data.into_iter().enumerate().map(|(place, embedding)| {
        let separator = if place == 0 { "" } else { "," };
        let index = embedding["index"].as_u64().and_then(|index| usize::try_from(index).ok());
        let vector = embedding["embedding"].as_str().and_then(from_base64).unwrap_or_default();
        let embedding = Embedding {
            object: EmbeddingObject::Embedding,
            index: index.unwrap_or(place),
            embedding: WrittenVector::Numbers(&vector),
        };
        // Texts and numbers only: their serialization cannot fail.
        Bytes::from(format!("{separator}{}", serde_json::to_string(&embedding).unwrap_or_default()))
    });
    let rest = ["model", "usage", "tollgate"].map(|name| format!(",\"{name}\":{}", body[name])).concat();
    once(Bytes::from_static(b"{\"object\":\"list\",\"data\":["))
        .chain(embeddings)
        .chain(once(Bytes::from(format!("]{rest}}}"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_with_numbers_is_the_kept_one_with_its_vectors_read() {
        let vectors = [vec![0.1_f32, -0.0, f32::MIN_POSITIVE], vec![1.0, 2.5, 3e38]];
        let kept = |embedding: fn(&Vec<f32>) -> Value| {
            let data: Vec<Value> = vectors
                .iter()
                .enumerate()
                .map(|(index, vector)| json!({"object": "embedding", "index": index, "embedding": embedding(vector)}))
                .collect();
            json!({"object": "list", "data": data, "model": "vectors", "usage": {"prompt_tokens": 2, "total_tokens": 2},
                "tollgate": {"job_id": "j", "call_id": "c", "latency_ms": 7}})
        };
        let text: Vec<u8> = pieces(kept(|vector| json!(to_base64(vector)))).flatten().collect();
        let expected = kept(|vector| json!(WrittenVector::Numbers(vector)));
        assert_eq!(serde_json::from_slice::<Value>(&text).unwrap(), expected);
        assert_eq!(pieces(json!({"data": []})).flatten().collect::<Vec<u8>>().first(), Some(&b'{'));
    }
}
