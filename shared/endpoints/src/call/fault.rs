//! Why an attempt failed: for the client a stable code, for the operator the provider's words, for the retry policy a
//! hope.

use api::error::{ApiError, ErrorCode};
use platform::FetchError;
use providers::{EncodeError, ProviderError, ProviderErrorKind};
use vault::OpenError;

use crate::call::retry::Hope;
use crate::http::refusals;

/// A failed attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The code that the client sees.
    pub code: ErrorCode,
    /// Whether another attempt may help.
    pub hope: Hope,
    /// The HTTP status of the provider, where there was an answer.
    pub status: Option<u16>,
    /// What happened, for operators only.
    pub operator_detail: String,
    /// The parameters at fault, for [`ErrorCode::UnsupportedParameter`].
    pub parameters: Vec<&'static str>,
}

impl Fault {
    fn new(code: ErrorCode, hope: Hope, operator_detail: impl Into<String>) -> Self {
        Self { code, hope, status: None, operator_detail: operator_detail.into(), parameters: Vec::new() }
    }

    /// A key may not be sent to this address.
    #[must_use]
    pub fn forbidden_address() -> Self {
        Self::new(
            ErrorCode::NoProviderCredentials,
            Hope::Elsewhere,
            "the credential's api_base is not a public https address",
        )
    }

    /// The provider ended the stream in the middle of the answer.
    #[must_use]
    pub fn broken_off() -> Self {
        Self::new(ErrorCode::ProviderError, Hope::Nowhere, "the stream ended before the answer did")
    }

    /// The client has taken nothing of the stream for so long that the rest of it is not waited for.
    #[must_use]
    pub fn client_gone() -> Self {
        Self::new(ErrorCode::ClientClosed, Hope::Nowhere, "the client hung up; the rest was not waited for")
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
        Self::new(ErrorCode::NoProviderCredentials, Hope::Nowhere, "no key for any model")
    }

    /// The answer, for a client. It says nothing of the provider.
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
            ErrorCode::ProviderAuthFailed => "The model's provider does not accept the organization's key.",
            ErrorCode::ProviderBadRequest => "The model's provider did not accept the request.",
            ErrorCode::ProviderBadResponse => "The model's provider gave an answer that could not be read.",
            ErrorCode::ProviderTimeout => "The model did not answer in time.",
            _ => "The model's provider failed.",
        };
        let error = ApiError::new(self.code, detail);
        match self.hope {
            Hope::Again { after_ms } if self.code == ErrorCode::ProviderRateLimited => {
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
                    Hope::Elsewhere,
                    format!("unsupported: {parameters:?}"),
                )
            },
            EncodeError::BadAddress | EncodeError::BadKey => {
                Self::new(ErrorCode::NoProviderCredentials, Hope::Elsewhere, error.to_string())
            }
        }
    }
}

impl From<OpenError> for Fault {
    fn from(error: OpenError) -> Self {
        Self::new(ErrorCode::NoProviderCredentials, Hope::Elsewhere, format!("the sealed key: {error}"))
    }
}

impl From<FetchError> for Fault {
    fn from(error: FetchError) -> Self {
        match error {
            FetchError::TimedOut => Self::new(ErrorCode::ProviderTimeout, Hope::Elsewhere, error.to_string()),
            FetchError::Connection(_) => {
                Self::new(ErrorCode::ProviderError, Hope::Again { after_ms: None }, error.to_string())
            }
        }
    }
}

impl From<ProviderError> for Fault {
    fn from(error: ProviderError) -> Self {
        let (code, hope) = match error.kind {
            ProviderErrorKind::RateLimited { retry_after_ms } => {
                (ErrorCode::ProviderRateLimited, Hope::Again { after_ms: retry_after_ms })
            }
            ProviderErrorKind::Unavailable { retry_after_ms } => {
                (ErrorCode::ProviderError, Hope::Again { after_ms: retry_after_ms })
            }
            ProviderErrorKind::AuthFailed => (ErrorCode::ProviderAuthFailed, Hope::Elsewhere),
            ProviderErrorKind::BadRequest => (ErrorCode::ProviderBadRequest, Hope::Nowhere),
            ProviderErrorKind::BadResponse => (ErrorCode::ProviderBadResponse, Hope::Elsewhere),
        };
        Self { status: error.status, ..Self::new(code, hope, error.operator_detail) }
    }
}
