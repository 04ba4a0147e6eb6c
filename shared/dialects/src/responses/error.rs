//! Errors by the names that a request of OpenAI's responses has.

use std::borrow::Cow;

use api::error::{ApiError, ErrorCode, FieldError};
use serde_json::Value;

use crate::openai_error;

/// The names of parameters in the middle, and where they stand in a request.
const PLACES: [(&str, &str); 7] = [
    ("reasoning_effort", "reasoning.effort"),
    ("verbosity", "text.verbosity"),
    ("response_format", "text.format"),
    ("max_tokens", "max_output_tokens"),
    ("max_completion_tokens", "max_output_tokens"),
    ("logprobs", "include"),
    ("images", "input"),
];

/// The body of an error in OpenAI's form. What a model does not take has the name by which the client has sent it.
#[must_use]
pub fn error_body(error: &ApiError) -> Value {
    if error.code != ErrorCode::UnsupportedParameter {
        return openai_error::body(error);
    }
    let fields = error.fields.iter().map(renamed).collect();
    openai_error::body(&ApiError { fields, ..error.clone() })
}

fn renamed(field: &FieldError) -> FieldError {
    let mut location = Vec::new();
    for (depth, part) in field.location.iter().enumerate() {
        match PLACES.iter().find(|(name, _)| depth == 1 && name == part) {
            Some((_, place)) => location.extend(place.split('.').map(str::to_owned)),
            None => location.push(part.clone()),
        }
    }
    let message = PLACES.iter().fold(Cow::Borrowed(&*field.message), |message, (name, place)| {
        Cow::Owned(message.replace(&format!("`{name}`"), &format!("`{place}`")))
    });
    FieldError { location, message: message.into_owned(), kind: field.kind }
}

#[cfg(test)]
mod tests {
    use api::chat::PARAMETERS;

    use super::*;

    #[test]
    fn what_a_model_does_not_take_has_the_clients_name() {
        let message = "This model does not support `response_format` `json_object` beside `tools`";
        let fields = vec![FieldError::body("response_format", "unsupported", message)];
        let error = ApiError { code: ErrorCode::UnsupportedParameter, ..ApiError::validation(fields) };
        let body = error_body(&error);
        assert_eq!(body["error"]["param"], "text.format");
        let expected = "This model does not support `text.format` `json_object` beside `tools`";
        assert_eq!(body["error"]["message"], expected);
    }

    #[test]
    fn every_name_is_that_of_a_parameter_and_other_errors_stay() {
        assert!(PLACES.iter().all(|(name, _)| PARAMETERS.contains(name)));
        let fields = vec![FieldError::body("input.0.role", "enum", "Must be one of: user")];
        let error = ApiError::validation(fields);
        assert_eq!(error_body(&error), openai_error::body(&error));
    }
}
