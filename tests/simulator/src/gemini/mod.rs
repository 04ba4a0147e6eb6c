//! Google Gemini's `generateContent` and `streamGenerateContent`.
//!
//! Source: ai.google.dev/api/generate-content. Only the camelCase names of fields are taken, and the key
//! only from its header; Google takes snake_case and a key in the URL too.

mod config;
mod contents;
mod embeddings;
mod problem;
mod render;
mod request;
mod schema;

use axum::http::HeaderMap;
use serde_json::{Value, json};

use crate::{
    answer::{Answer, ChatCall},
    dialect::{Dialect, Incoming, Problem, header_key},
    directive::DirectiveError,
    prompt_cache::{Piece, pieces_of},
    provider::Provider,
    script::Trouble,
    strict::Node,
};

pub(crate) use embeddings::{ACTION as EMBEDDINGS_ACTION, EMBEDDINGS};

/// Gemini.
pub(crate) static GEMINI: Gemini = Gemini;

/// The wire format of Gemini.
pub(crate) struct Gemini;

impl Dialect for Gemini {
    fn provider(&self) -> Provider {
        Provider::Gemini
    }

    fn api_key(&self, headers: &HeaderMap) -> Option<String> {
        header_key(headers, "x-goog-api-key")
    }

    fn missing_key(&self) -> Problem {
        problem::of(
            403,
            "Method doesn't allow unregistered callers (callers without established identity). Please use API Key \
             or other form of API consumer identity to call this API.",
        )
    }

    fn wrong_key(&self, _key: &str) -> Problem {
        problem::wrong_key()
    }

    fn revoked_key(&self, _key: &str) -> Problem {
        problem::of(403, "Your API key was reported as leaked. Please use another API key.")
    }

    fn unreadable(&self) -> Problem {
        problem::of(400, "Invalid JSON payload received. Unexpected end of string.")
    }

    fn understand(&self, call: &Incoming<'_>) -> Result<ChatCall, Problem> {
        let (model, action) = call.target.rsplit_once(':').unwrap_or((call.target, ""));
        let streaming = match action {
            "generateContent" => false,
            "streamGenerateContent" => true,
            _ => return Err(problem::of(404, "The requested method was not found.")),
        };
        if streaming && !call.query.split('&').any(|pair| pair == "alt=sse") {
            return Err(problem::of(400, "The simulator streams with alt=sse only."));
        }
        let has_chat = model.starts_with("gemini-") && !model.starts_with("gemini-embedding-");
        if !has_chat && !model.starts_with("gemma-") {
            return Err(problem::unknown_model(model, action));
        }
        request::understand(&Node::root(call.body), model, streaming).map_err(|flaw| problem::flawed(&flaw))
    }

    fn bad_directive(&self, error: &DirectiveError) -> Problem {
        problem::of(400, &error.to_string())
    }

    fn failure(&self, status: u16, asked: &ChatCall) -> Problem {
        problem::failure(status, &asked.model)
    }

    fn say_when_to_retry(&self, seconds: u64, error: &mut Value) {
        problem::add_retry(seconds, error);
    }

    fn trouble(&self, trouble: Trouble, _asked: &ChatCall) -> Problem {
        problem::trouble(trouble)
    }

    fn empty_whole(&self) -> Value {
        json!({"candidates": [{"content": {"role": "model"}, "finishReason": "STOP", "index": 0}]})
    }

    fn empty_events(&self) -> Vec<String> {
        vec![render::event(&self.empty_whole())]
    }

    fn broken_call(&self, asked: &ChatCall, answer: &Answer) -> Option<Value> {
        Some(render::broken_call(asked, answer))
    }

    fn pieces(&self, body: &Value) -> Vec<Piece> {
        pieces_of(&[&body["tools"], &body["systemInstruction"]["parts"], &body["contents"]])
    }

    fn whole(&self, asked: &ChatCall, answer: &Answer) -> Value {
        render::whole(asked, answer)
    }

    fn events(&self, asked: &ChatCall, answer: &Answer) -> Vec<String> {
        render::events(asked, answer)
    }

    fn error_event(&self, asked: &ChatCall) -> String {
        render::event(&problem::failure(503, &asked.model).body)
    }

    fn headers(&self, _call_id: &str, _played: Option<(&ChatCall, &Answer)>) -> Vec<(&'static str, String)> {
        vec![
            ("server-timing", "gfet4t7; dur=12".to_owned()),
            ("x-content-type-options", "nosniff".to_owned()),
        ]
    }
}
