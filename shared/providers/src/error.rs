//! What goes wrong with a provider.

use api::chat::{PARAMETERS, Usage};
use http::{HeaderMap, StatusCode};

/// The request to a provider cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EncodeError {
    /// The base URL is no http or https address.
    #[error("the provider's address is not a URL")]
    BadAddress,
    /// The key has characters that no header can have.
    #[error("the provider key has characters that no key has")]
    BadKey,
    /// This model refuses these parameters of the request.
    #[error("the model does not support {0:?}")]
    Unsupported(Vec<crate::Refused>),
}

/// A provider did not serve a call.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind:?}: {operator_detail}")]
pub struct ProviderError {
    /// What kind of failure it is; it decides what may help.
    pub kind: ProviderErrorKind,
    /// The HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// The provider's error text, for operators only, of bounded length.
    pub operator_detail: String,
    /// What the provider has counted for the failed answer, if it has come to its end: it bills that.
    pub usage: Option<Usage>,
}

/// Kinds of failures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProviderErrorKind {
    /// 429: too many requests, or no quota left.
    RateLimited {
        /// What the provider asks to wait, in milliseconds.
        retry_after_ms: Option<u64>,
    },
    /// 408, 409, 5xx and the like: it may work again soon.
    Unavailable {
        /// What the provider asks to wait, in milliseconds.
        retry_after_ms: Option<u64>,
    },
    /// 401, 402, 403: it does not accept the key, or the account is disabled or has no quota left.
    AuthFailed,
    /// 404, 410: it does not have this model, or not for this key.
    ModelGone,
    /// It does not serve the place that the request came from.
    RegionRefused,
    /// 413, or a conversation that is longer than the model's context window.
    ContextTooLong,
    /// Its policy forbids what the request asks for.
    ContentRefused,
    /// It does not take a schema of the request.
    InvalidSchema,
    /// It cannot read an image of the request.
    InvalidImage,
    /// It wants reasoning of the conversation back as its model wrote it.
    InvalidReasoning,
    /// The model does not take a parameter: one of [`api::chat::PARAMETERS`] or a member of a request for embeddings, where the provider's words name one.
    UnsupportedParameter(Option<&'static str>),
    /// Another 4xx: the request itself is at fault, and would be again.
    BadRequest,
    /// The model has broken its own answer, such as a tool call that is no JSON: another attempt may do better.
    BrokenAnswer,
    /// An answer that is not in the provider's format.
    BadResponse,
}

impl ProviderErrorKind {
    /// What a status means. Codes as documented by the providers: 529 is Anthropic's "overloaded"; 408 and 409 are
    /// timeouts and conflicts that all SDKs retry.
    #[must_use]
    pub fn of_status(status: StatusCode, retry_after_ms: Option<u64>) -> Self {
        match status.as_u16() {
            429 => Self::RateLimited { retry_after_ms },
            408 | 409 | 424 | 425 | 500..=599 => Self::Unavailable { retry_after_ms },
            401..=403 => Self::AuthFailed,
            404 | 410 => Self::ModelGone,
            413 => Self::ContextTooLong,
            300..=399 => Self::BadResponse,
            _ => Self::BadRequest,
        }
    }
}

/// What a provider's own words mean, where no status and no code says it: the first phrase that they have, in lower case.
pub(crate) fn kind_of_words(words: &str, phrases: &[(&str, ProviderErrorKind)]) -> Option<ProviderErrorKind> {
    let words: String = words.chars().take(MAX_DETAIL).collect::<String>().to_lowercase();
    phrases.iter().find(|(phrase, _)| words.contains(phrase)).map(|(_, kind)| *kind)
}

/// The parameter of a request that a provider's words name, if it is one of [`PARAMETERS`]: OpenAI's `param`, or a name between
/// backticks.
pub(crate) fn named_parameter(words: &str) -> Option<&'static str> {
    let root = |path: &str| path.split(['.', '[']).next().unwrap_or_default().to_owned();
    let known = |name: &str| PARAMETERS.into_iter().find(|parameter| *parameter == name);
    known(&root(words))
        .or_else(|| words.split('`').skip(1).step_by(2).find_map(|quoted| known(&root(quoted))))
}

/// The greatest length of `operator_detail`, in characters.
const MAX_DETAIL: usize = 800;

impl ProviderError {
    /// Classifies a response that is not a success.
    #[must_use]
    pub fn from_status(status: StatusCode, headers: &HeaderMap, message: Option<&str>, body: &[u8]) -> Self {
        let kind = ProviderErrorKind::of_status(status, retry_after_ms(headers));
        let text = message
            .map_or_else(|| String::from_utf8_lossy(&body[..body.len().min(4 * MAX_DETAIL)]), Into::into);
        Self { kind, status: Some(status.as_u16()), operator_detail: cut(&text), usage: None }
    }

    /// A failure that a provider reports in the body of an answer with a good status.
    #[must_use]
    pub fn in_body(kind: ProviderErrorKind, message: &str) -> Self {
        Self { kind, status: None, operator_detail: cut(message), usage: None }
    }

    /// An answer that is not in the provider's format.
    #[must_use]
    pub fn bad_response(what: &str, body: &[u8]) -> Self {
        let beginning = String::from_utf8_lossy(&body[..body.len().min(200)]);
        Self {
            kind: ProviderErrorKind::BadResponse,
            status: None,
            operator_detail: cut(&format!("{what}: {beginning}")),
            usage: None,
        }
    }

    /// An answer that the model itself has broken.
    #[must_use]
    pub fn broken_answer(what: &str, body: &[u8]) -> Self {
        Self { kind: ProviderErrorKind::BrokenAnswer, ..Self::bad_response(what, body) }
    }

    /// The same error with what the provider has counted for the failed answer.
    #[must_use]
    pub fn counted(self, usage: Option<Usage>) -> Self {
        Self { usage, ..self }
    }

    /// The same error with a secret removed from its detail, in case the provider repeated it.
    #[must_use]
    pub fn scrubbed(mut self, secret: &str) -> Self {
        if secret.len() >= 8 {
            self.operator_detail = self.operator_detail.replace(secret, "[key]");
        }
        self
    }
}

/// `retry-after-ms` (OpenAI, Azure) or `Retry-After` in seconds. A date, which none of the four sends, is ignored.
fn retry_after_ms(headers: &HeaderMap) -> Option<u64> {
    let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<f64>().ok();
    let milliseconds =
        number("retry-after-ms").or_else(|| number("retry-after").map(|seconds| seconds * 1000.0))?;
    // Saturating, by the definition of `as`: neither a negative nor a huge number is trouble.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "saturating is what is wanted"
    )]
    Some(milliseconds as u64)
}

fn cut(text: &str) -> String {
    text.chars().take(MAX_DETAIL).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(status: u16, header: Option<(&'static str, &'static str)>) -> ProviderErrorKind {
        let headers =
            header.into_iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        ProviderError::from_status(StatusCode::from_u16(status).unwrap(), &headers, None, b"").kind
    }

    #[test]
    fn the_providers_wish_to_wait_is_understood() {
        assert_eq!(
            kind(429, Some(("retry-after", "2"))),
            ProviderErrorKind::RateLimited { retry_after_ms: Some(2000) }
        );
        assert_eq!(
            kind(503, Some(("retry-after-ms", "20"))),
            ProviderErrorKind::Unavailable { retry_after_ms: Some(20) }
        );
        assert_eq!(
            kind(429, Some(("retry-after", "-3"))),
            ProviderErrorKind::RateLimited { retry_after_ms: Some(0) }
        );
        assert_eq!(
            kind(429, Some(("retry-after", "soon"))),
            ProviderErrorKind::RateLimited { retry_after_ms: None }
        );
    }

    #[test]
    fn a_status_says_whether_the_request_or_the_route_is_at_fault() {
        assert_eq!(kind(404, None), ProviderErrorKind::ModelGone);
        assert_eq!(kind(410, None), ProviderErrorKind::ModelGone);
        assert_eq!(kind(413, None), ProviderErrorKind::ContextTooLong);
        assert_eq!(kind(424, None), ProviderErrorKind::Unavailable { retry_after_ms: None });
        assert_eq!(kind(422, None), ProviderErrorKind::BadRequest);
    }

    #[test]
    fn a_parameter_is_named_only_if_clients_know_it() {
        assert_eq!(named_parameter("tools[0].function.parameters"), Some("tools"));
        assert_eq!(named_parameter("`temperature` is deprecated for this model."), Some("temperature"));
        assert_eq!(named_parameter("The `secret` and `top_p` parameters"), Some("top_p"));
        assert_eq!(named_parameter("thinking.budget_tokens"), None);
    }

    #[test]
    fn a_detail_is_bounded_and_has_no_key() {
        let body = "sk-secret-key ".repeat(1000);
        let error =
            ProviderError::from_status(StatusCode::BAD_REQUEST, &HeaderMap::new(), None, body.as_bytes())
                .scrubbed("sk-secret-key");
        assert!(error.operator_detail.len() <= MAX_DETAIL && !error.operator_detail.contains("sk-secret"));
    }
}
