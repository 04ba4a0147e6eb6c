//! OpenAI's chat completions, and Fireworks', which have the same shape.
//!
//! Source: platform.openai.com/docs/api-reference/chat and docs.fireworks.ai/api-reference.

mod calls;
mod embeddings;
mod logprobs;
mod messages;
mod problem;
mod render;
mod request;

use axum::http::HeaderMap;
use serde_json::{Value, json};

use crate::{
    answer::{Answer, ChatCall},
    dialect::{Dialect, Incoming, Problem, bearer, data_event},
    directive::DirectiveError,
    prompt_cache::{Piece, pieces_of},
    provider::Provider,
    script::Trouble,
    strict::Node,
};

pub(crate) use embeddings::{FIREWORKS_EMBEDDINGS, OPENAI_EMBEDDINGS};

/// OpenAI.
pub(crate) static OPENAI: Chat = Chat { vendor: Vendor::OpenAi };

/// Fireworks.
pub(crate) static FIREWORKS: Chat = Chat { vendor: Vendor::Fireworks };

/// Whose chat completions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Vendor {
    OpenAi,
    Fireworks,
}

/// Chat completions of one vendor.
pub(crate) struct Chat {
    vendor: Vendor,
}

impl Dialect for Chat {
    fn provider(&self) -> Provider {
        match self.vendor {
            Vendor::OpenAi => Provider::OpenAi,
            Vendor::Fireworks => Provider::Fireworks,
        }
    }

    fn api_key(&self, headers: &HeaderMap) -> Option<String> {
        bearer(headers)
    }

    fn missing_key(&self) -> Problem {
        problem::missing_key(self.vendor)
    }

    fn wrong_key(&self, key: &str) -> Problem {
        problem::wrong_key(self.vendor, key)
    }

    fn revoked_key(&self, key: &str) -> Problem {
        problem::revoked_key(self.vendor, key)
    }

    fn unreadable(&self) -> Problem {
        problem::unreadable(self.vendor)
    }

    fn understand(&self, call: &Incoming<'_>) -> Result<ChatCall, Problem> {
        let asked = request::understand(&Node::root(call.body), self.vendor)
            .map_err(|flaw| problem::flawed(self.vendor, &flaw))?;
        if request::model_exists(self.vendor, &asked.model) {
            Ok(asked)
        } else {
            Err(problem::unknown_model(self.vendor, &asked.model))
        }
    }

    fn bad_directive(&self, error: &DirectiveError) -> Problem {
        problem::bad_directive(self.vendor, &error.to_string())
    }

    fn failure(&self, status: u16, asked: &ChatCall) -> Problem {
        problem::failure(self.vendor, status, &asked.model)
    }

    fn trouble(&self, trouble: Trouble, _asked: &ChatCall) -> Problem {
        problem::trouble(self.vendor, trouble)
    }

    fn empty_whole(&self) -> Value {
        let message = json!({"role": "assistant", "content": ""});
        json!({"id": "chatcmpl-empty", "object": "chat.completion", "choices": [
            {"index": 0, "message": message, "finish_reason": "stop"}]})
    }

    fn empty_events(&self) -> Vec<String> {
        vec!["data: [DONE]\n\n".to_owned()]
    }

    fn pieces(&self, body: &Value) -> Vec<Piece> {
        pieces_of(&[&body["tools"], &body["messages"]])
    }

    fn whole(&self, asked: &ChatCall, answer: &Answer) -> Value {
        render::whole(self.vendor, asked, answer)
    }

    fn events(&self, asked: &ChatCall, answer: &Answer) -> Vec<String> {
        render::events(self.vendor, asked, answer)
    }

    fn error_event(&self, asked: &ChatCall) -> String {
        data_event(&problem::failure(self.vendor, 500, &asked.model).body)
    }

    fn headers(&self, call_id: &str, played: Option<(&ChatCall, &Answer)>) -> Vec<(&'static str, String)> {
        render::headers(self.vendor, call_id, played)
    }
}
