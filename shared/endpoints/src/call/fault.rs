//! Why an attempt failed: a stable code for the client, the provider's words for operators, and what the retry policy
//! decides by.

use api::error::{ApiError, ErrorCode};
use api::route_health::RouteTrouble;
use platform::FetchError;
use providers::{EncodeError, ProviderError, ProviderErrorKind, Refused};
use vault::OpenError;

use crate::call::attempt_costs::Billing;
use crate::call::retry::Retryability;
use crate::http::refusals;

/// A failed attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The code that the client sees.
    pub code: ErrorCode,
    /// Which other attempt may succeed.
    pub retryability: Retryability,
    /// The HTTP status of the provider, where there was an answer.
    pub status: Option<u16>,
    /// What happened, for operators only.
    pub operator_detail: String,
    /// What the provider bills for the attempt.
    pub billing: Billing,
    /// The parameters at fault, for [`ErrorCode::UnsupportedParameter`].
    pub parameters: Vec<Refused>,
    /// What is wrong with the route, if the failure says that something is.
    pub trouble: Option<RouteTrouble>,
}

/// How much a client gains by knowing of a failure, least first: of several routes that failed, it hears of the best reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Worth {
    /// Only the operator can mend it.
    Operators,
    /// The client can mend its request.
    Clients,
    /// The same request may be answered if it is sent again.
    Passing,
}

impl Fault {
    fn new(code: ErrorCode, retryability: Retryability, operator_detail: impl Into<String>) -> Self {
        Self {
            code,
            retryability,
            status: None,
            operator_detail: operator_detail.into(),
            billing: Billing::Nothing,
            parameters: Vec::new(),
            trouble: None,
        }
    }

    /// The same fault, which says that something is wrong with the route.
    fn of_route(self, trouble: RouteTrouble) -> Self {
        Self { trouble: Some(trouble), ..self }
    }

    /// See [`Worth`].
    #[must_use]
    pub const fn worth(&self) -> Worth {
        match self.code.status() {
            400 | 413 | 422 => Worth::Clients,
            429 | 504 => Worth::Passing,
            _ if matches!(self.code, ErrorCode::ProviderError | ErrorCode::ProviderBadResponse) => {
                Worth::Passing
            }
            _ => Worth::Operators,
        }
    }

    /// The same fault of an attempt that the provider may bill.
    pub fn in_doubt(self) -> Self {
        Self { billing: Billing::InDoubt, ..self }
    }

    /// A key may not be sent to this address.
    #[must_use]
    pub fn forbidden_address() -> Self {
        Self::new(
            ErrorCode::NoProviderCredentials,
            Retryability::OtherRoute,
            "the credential's api_base is not a public https address",
        )
    }

    /// The provider ended the stream in the middle of the answer.
    #[must_use]
    pub fn broken_off() -> Self {
        Self::new(ErrorCode::ProviderError, Retryability::Never, "the stream ended before the answer did")
            .in_doubt()
    }

    /// The client has read nothing of the stream for so long that reading the provider's rest was stopped.
    #[must_use]
    pub fn client_gone() -> Self {
        Self::new(
            ErrorCode::ClientClosed,
            Retryability::Never,
            "the client hung up; the rest was not waited for",
        )
        .in_doubt()
    }

    /// What happened, in full, for operators.
    #[must_use]
    pub fn for_operators(&self) -> String {
        match self.status {
            Some(status) => format!("HTTP {status}: {}", self.operator_detail),
            None => self.operator_detail.clone(),
        }
    }

    /// There is no key for any of the models.
    #[must_use]
    pub fn no_route() -> Self {
        Self::new(ErrorCode::NoProviderCredentials, Retryability::Never, "no key for any model")
    }

    /// The answer for the client. It reveals nothing about the provider.
    #[must_use]
    pub fn to_api_error(&self) -> ApiError {
        let detail = match self.code {
            ErrorCode::UnsupportedParameter => return refusals::unsupported(&self.parameters),
            ErrorCode::NoProviderCredentials => {
                "The organization has no usable key for this model. Its operator can add one."
            }
            ErrorCode::ProviderRateLimited => {
                "The model is busy: its provider limits the rate. Try again later."
            }
            ErrorCode::ProviderAuthFailed => {
                "The model's provider does not accept the organization's key or account. Its operator can mend that."
            }
            ErrorCode::ModelUnavailable => {
                "The model behind this name is not available at its provider. Its operator can set another."
            }
            ErrorCode::ContextLengthExceeded => {
                "The conversation is longer than this model can read. Shorten it, ask for a shorter answer, or call another model."
            }
            ErrorCode::ContentRefused => {
                "The policy of the model's provider forbids what this request asks for. Change the request."
            }
            ErrorCode::InvalidSchema => {
                "The model does not take a schema of `tools` or `response_format`. Simplify it, or call another model."
            }
            ErrorCode::InvalidImage => {
                "The model cannot read an image of the conversation: it may be broken, too large, or not reachable."
            }
            ErrorCode::InvalidReasoning => {
                "The model wants its earlier reasoning back as it was: send the assistant's messages with `thinking_blocks` and \
                 `reasoning_content` as they came, or leave `reasoning_effort` out."
            }
            ErrorCode::ProviderBadRequest => "The model's provider did not accept the request.",
            ErrorCode::ProviderBadResponse => "The model's provider gave an answer that could not be read.",
            ErrorCode::ProviderTimeout => "The model did not answer in time.",
            _ => "The model's provider failed.",
        };
        let error = ApiError::new(self.code, detail);
        // The SDKs of OpenAI and Anthropic retry every 5xx, unless this header says that it would be in vain.
        let error = if error.code.status() >= 500 && self.worth() == Worth::Operators {
            error.with_headers(vec![("x-should-retry", "false".to_owned())])
        } else {
            error
        };
        match self.retryability {
            Retryability::SameRoute { after_ms } if self.code == ErrorCode::ProviderRateLimited => {
                let seconds = after_ms.unwrap_or(5_000).div_ceil(1000).clamp(1, 3_600);
                error.retry_after(u32::try_from(seconds).unwrap_or(3_600))
            }
            _ => error,
        }
    }
}

impl From<EncodeError> for Fault {
    fn from(error: EncodeError) -> Self {
        match error {
            EncodeError::Unsupported(parameters) => Self {
                parameters: parameters.clone(),
                ..Self::new(
                    ErrorCode::UnsupportedParameter,
                    Retryability::OtherRoute,
                    format!("unsupported: {parameters:?}"),
                )
            },
            EncodeError::BadAddress | EncodeError::BadKey => {
                Self::new(ErrorCode::NoProviderCredentials, Retryability::OtherRoute, error.to_string())
            }
        }
    }
}

impl From<OpenError> for Fault {
    fn from(error: OpenError) -> Self {
        Self::new(
            ErrorCode::NoProviderCredentials,
            Retryability::OtherRoute,
            format!("the sealed key: {error}"),
        )
    }
}

impl From<FetchError> for Fault {
    fn from(error: FetchError) -> Self {
        let fault = match error {
            FetchError::TimedOut => {
                Self::new(ErrorCode::ProviderTimeout, Retryability::OtherRoute, error.to_string())
            }
            FetchError::Connection(_) => Self::new(
                ErrorCode::ProviderError,
                Retryability::SameRoute { after_ms: None },
                error.to_string(),
            ),
        };
        fault.in_doubt().of_route(RouteTrouble::Failing)
    }
}

/// What a provider bills for an answer that it has not given. One that refuses bills nothing; an answer that cannot be read, and a
/// gateway that gave up waiting for one, leave it in doubt.
fn billing(error: &ProviderError) -> Billing {
    match (error.usage, error.status, error.kind) {
        (Some(usage), ..) => Billing::Counted(Box::new(usage)),
        (None, Some(408 | 504 | 524), _)
        | (None, None, ProviderErrorKind::BadResponse | ProviderErrorKind::BrokenAnswer) => Billing::InDoubt,
        (None, ..) => Billing::Nothing,
    }
}

impl From<ProviderError> for Fault {
    fn from(error: ProviderError) -> Self {
        use ProviderErrorKind as Kind;
        use Retryability::{Never, OtherRoute, SameRoute};
        let (code, retryability, trouble) = match error.kind {
            Kind::RateLimited { retry_after_ms } => (
                ErrorCode::ProviderRateLimited,
                SameRoute { after_ms: retry_after_ms },
                Some(RouteTrouble::Failing),
            ),
            Kind::Unavailable { retry_after_ms } => (
                ErrorCode::ProviderError,
                SameRoute { after_ms: retry_after_ms },
                Some(RouteTrouble::Failing),
            ),
            Kind::AuthFailed => (ErrorCode::ProviderAuthFailed, OtherRoute, Some(RouteTrouble::Account)),
            Kind::ModelGone => (ErrorCode::ModelUnavailable, OtherRoute, Some(RouteTrouble::Gone)),
            // Another instance may be in another place.
            Kind::RegionRefused => (ErrorCode::ModelUnavailable, OtherRoute, Some(RouteTrouble::Failing)),
            // Other models have larger windows, and take other schemas, parameters and images.
            Kind::ContextTooLong => (ErrorCode::ContextLengthExceeded, OtherRoute, None),
            Kind::InvalidSchema => (ErrorCode::InvalidSchema, OtherRoute, None),
            Kind::InvalidImage => (ErrorCode::InvalidImage, OtherRoute, None),
            Kind::InvalidReasoning => (ErrorCode::InvalidReasoning, OtherRoute, None),
            Kind::UnsupportedParameter(Some(_)) => (ErrorCode::UnsupportedParameter, OtherRoute, None),
            Kind::UnsupportedParameter(None) => (ErrorCode::ProviderBadRequest, OtherRoute, None),
            Kind::ContentRefused => (ErrorCode::ContentRefused, Never, None),
            Kind::BadRequest => (ErrorCode::ProviderBadRequest, Never, None),
            Kind::BrokenAnswer => (ErrorCode::ProviderBadResponse, SameRoute { after_ms: None }, None),
            Kind::BadResponse => (ErrorCode::ProviderBadResponse, OtherRoute, Some(RouteTrouble::Failing)),
        };
        let parameters = match error.kind {
            Kind::UnsupportedParameter(name) => name.map(Refused::parameter).into_iter().collect(),
            _ => Vec::new(),
        };
        Self {
            status: error.status,
            billing: billing(&error),
            parameters,
            trouble,
            ..Self::new(code, retryability, error.operator_detail)
        }
    }
}
