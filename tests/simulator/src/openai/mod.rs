//! OpenAI's chat completions, and Fireworks', which have the same shape.
//!
//! Source: platform.openai.com/docs/api-reference/chat and docs.fireworks.ai/api-reference.

mod messages;
mod problem;
mod render;
mod request;

use axum::http::HeaderMap;
use serde_json::Value;

use crate::{
    answer::{Answer, Asked},
    dialect::{Dialect, Incoming, Problem, bearer, data_event},
    directive::DirectiveError,
    provider::Provider,
    strict::Node,
};

/// OpenAI.
pub(crate) static OPENAI: Chat = Chat { house: House::OpenAi };

/// Fireworks.
pub(crate) static FIREWORKS: Chat = Chat { house: House::Fireworks };

/// Whose chat completions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum House {
    OpenAi,
    Fireworks,
}

/// Chat completions of one house.
pub(crate) struct Chat {
    house: House,
}

impl Dialect for Chat {
    fn provider(&self) -> Provider {
        match self.house {
            House::OpenAi => Provider::OpenAi,
            House::Fireworks => Provider::Fireworks,
        }
    }

    fn api_key(&self, headers: &HeaderMap) -> Option<String> {
        bearer(headers)
    }

    fn missing_key(&self) -> Problem {
        problem::missing_key(self.house)
    }

    fn wrong_key(&self, key: &str) -> Problem {
        problem::wrong_key(self.house, key)
    }

    fn revoked_key(&self, key: &str) -> Problem {
        problem::revoked_key(self.house, key)
    }

    fn unreadable(&self) -> Problem {
        problem::unreadable(self.house)
    }

    fn understand(&self, call: &Incoming<'_>) -> Result<Asked, Problem> {
        let asked = request::understand(&Node::root(call.body), self.house)
            .map_err(|flaw| problem::flawed(self.house, &flaw))?;
        if request::model_exists(self.house, &asked.model) {
            Ok(asked)
        } else {
            Err(problem::unknown_model(self.house, &asked.model))
        }
    }

    fn bad_directive(&self, error: &DirectiveError) -> Problem {
        problem::bad_directive(self.house, &error.to_string())
    }

    fn failure(&self, status: u16, asked: &Asked) -> Problem {
        problem::failure(self.house, status, &asked.model)
    }

    fn whole(&self, asked: &Asked, answer: &Answer) -> Value {
        render::whole(self.house, asked, answer)
    }

    fn events(&self, asked: &Asked, answer: &Answer) -> Vec<String> {
        render::events(self.house, asked, answer)
    }

    fn error_event(&self, asked: &Asked) -> String {
        data_event(&problem::failure(self.house, 500, &asked.model).body)
    }

    fn headers(&self, call_id: &str, played: Option<(&Asked, &Answer)>) -> Vec<(&'static str, String)> {
        render::headers(self.house, call_id, played)
    }
}
