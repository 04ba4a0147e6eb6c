//! Anthropic's messages.
//!
//! Source: platform.claude.com/docs/en/api/messages.

mod messages;
mod model;
mod problem;
mod render;
mod request;
mod signature;

use axum::http::HeaderMap;
use serde_json::{Value, json};

use self::model::Model;
use crate::{
    answer::{Answer, ChatCall},
    dialect::{Dialect, Incoming, Problem, header_key},
    directive::DirectiveError,
    prompt_cache::{Piece, pieces_of},
    provider::Provider,
    script::Trouble,
    strict::Node,
};

/// Anthropic.
pub(crate) static ANTHROPIC: Messages = Messages;

/// The version of the API that is played.
const VERSION: &str = "2023-06-01";

/// The messages API.
pub(crate) struct Messages;

impl Dialect for Messages {
    fn provider(&self) -> Provider {
        Provider::Anthropic
    }

    fn api_key(&self, headers: &HeaderMap) -> Option<String> {
        header_key(headers, "x-api-key")
    }

    fn missing_key(&self) -> Problem {
        problem::missing_key()
    }

    fn wrong_key(&self, _key: &str) -> Problem {
        problem::wrong_key()
    }

    fn revoked_key(&self, _key: &str) -> Problem {
        problem::wrong_key()
    }

    fn unreadable(&self) -> Problem {
        problem::invalid("The request body is not valid JSON")
    }

    fn understand(&self, call: &Incoming<'_>) -> Result<ChatCall, Problem> {
        check_version(call.headers)?;
        let body = Node::root(call.body);
        let flawed = |flaw| problem::flawed(&flaw);
        let name = request::model_name(&body).map_err(flawed)?;
        let model = Model::named(&name).ok_or_else(|| problem::unknown_model(&name))?;
        request::understand(&body, name, model).map_err(flawed)
    }

    fn bad_directive(&self, error: &DirectiveError) -> Problem {
        problem::invalid(error.to_string())
    }

    fn failure(&self, status: u16, asked: &ChatCall) -> Problem {
        problem::failure(status, &asked.model)
    }

    fn trouble(&self, trouble: Trouble, _asked: &ChatCall) -> Problem {
        problem::trouble(trouble)
    }

    fn empty_whole(&self) -> Value {
        json!({"id": "msg_empty", "type": "message", "role": "assistant", "content": [], "stop_reason": "end_turn"})
    }

    fn empty_events(&self) -> Vec<String> {
        vec![render::event("message_stop", json!({"type": "message_stop"}))]
    }

    fn pieces(&self, body: &Value) -> Vec<Piece> {
        let mut lists = vec![&body["tools"], &body["system"]];
        lists.extend(body["messages"].as_array().into_iter().flatten().map(|message| &message["content"]));
        let mut pieces = pieces_of(&lists);
        // A mark of the whole request is one after its last block.
        if let Some(last) = pieces.last_mut() {
            last.mark = last.mark.or_else(|| Piece::of(body).mark);
        }
        pieces
    }

    fn caches_what_is_marked(&self) -> bool {
        true
    }

    fn whole(&self, asked: &ChatCall, answer: &Answer) -> Value {
        render::whole(asked, answer)
    }

    fn events(&self, asked: &ChatCall, answer: &Answer) -> Vec<String> {
        render::events(asked, answer)
    }

    fn error_event(&self, asked: &ChatCall) -> String {
        render::event("error", problem::in_mid_stream(&asked.model))
    }

    fn headers(&self, call_id: &str, played: Option<(&ChatCall, &Answer)>) -> Vec<(&'static str, String)> {
        render::headers(call_id, played)
    }

    fn stamp(&self, call_id: &str, error: &mut Value) {
        error["request_id"] = render::request_id(call_id).into();
    }
}

fn check_version(headers: &HeaderMap) -> Result<(), Problem> {
    match headers.get("anthropic-version").map(|value| value.to_str().unwrap_or_default()) {
        Some(VERSION) => Ok(()),
        None => Err(problem::invalid("anthropic-version: header is required")),
        Some(other) => {
            let message =
                format!("anthropic-version: \"{other}\" is not a valid version. Use \"{VERSION}\".");
            Err(problem::invalid(message))
        }
    }
}
