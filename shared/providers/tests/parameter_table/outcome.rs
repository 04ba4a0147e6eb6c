//! What becomes of a parameter: a request is encoded with and without it, and what is sent is compared.

use api::chat::ChatRequest;
use api::provider::Provider;
use serde_json::Value;
use tollgate_providers::{EncodeError, Refused, Target, encode};

use crate::cases::Case;

/// A model at a provider.
pub struct Model {
    /// Who offers it.
    pub provider: Provider,
    /// The provider's name for it.
    pub name: &'static str,
    /// The name at the head of a column.
    pub title: &'static str,
}

/// What becomes of a parameter.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The same member with the same value is sent, in the same place.
    Passed,
    /// Something else is sent for it.
    Translated,
    /// What is sent is the same without it.
    LeftOut,
    /// The request is refused; with what exactly is not supported, where the row does not say it.
    Refused(Vec<String>),
}

/// The limit of an answer where a request has none: that of the alias in a deployment.
const ALIAS_LIMIT: u32 = 32_000;

/// What becomes of the parameter of a case.
pub fn outcome(model: &Model, case: &Case) -> Outcome {
    let with = match sent(model, &case.request()) {
        Ok(with) => with,
        Err(refused) => return Outcome::Refused(notes(case, &refused)),
    };
    let Ok(mut without) = sent(model, &case.given) else {
        panic!("{} takes {} only with what the case adds", model.title, case.given);
    };
    if with == without {
        Outcome::LeftOut
    } else if put(&mut without, &case.place, &case.value) && with == without {
        Outcome::Passed
    } else {
        Outcome::Translated
    }
}

/// What exactly is not supported, without what the row says itself: its parameter, or that with its value.
fn notes(case: &Case, refused: &[Refused]) -> Vec<String> {
    let as_such = Refused::parameter(case.parameter).what();
    let with_value = case.value.as_str().map(|value| format!("the {as_such} `{value}`"));
    let said = |what: &String| *what == as_such || Some(what) == with_value.as_ref();
    refused.iter().map(Refused::what).filter(|what| !said(what)).collect()
}

/// The body that the provider gets.
fn sent(model: &Model, body: &Value) -> Result<Value, Vec<Refused>> {
    let request = ChatRequest::parse(body.as_object().unwrap())
        .unwrap_or_else(|error| panic!("{body} is refused when it is read: {error:?}"));
    let target = Target {
        provider: model.provider,
        model: model.name,
        base_url: None,
        api_key: "key",
        max_output_tokens: request.max_output_tokens.unwrap_or(ALIAS_LIMIT),
    };
    match encode(&target, &request, false) {
        Ok(request) => Ok(serde_json::from_slice(request.body()).unwrap()),
        Err(EncodeError::Unsupported(refused)) => Err(refused),
        Err(error) => panic!("{}: {error}", model.title),
    }
}

/// Puts a member into a body, if there is an object for it. `place` is a JSON pointer (RFC 6901).
pub fn put(body: &mut Value, place: &str, value: &Value) -> bool {
    let Some((parent, name)) = place.rsplit_once('/') else { return false };
    let Some(members) = body.pointer_mut(parent).and_then(Value::as_object_mut) else { return false };
    members.insert(name.to_owned(), value.clone());
    true
}
