//! Why an attempt failed: a stable code for the client, the provider's words for operators, and what the retry policy
//! decides by.

use api::error::{ApiError, ErrorCode};
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
        }
    }

    /// The same fault of an attempt that the provider may bill.
    fn in_doubt(self) -> Self {
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
            ErrorCode::ProviderAuthFailed => "The model's provider does not accept the organization's key.",
            ErrorCode::ProviderBadRequest => "The model's provider did not accept the request.",
            ErrorCode::ProviderBadResponse => "The model's provider gave an answer that could not be read.",
            ErrorCode::ProviderTimeout => "The model did not answer in time.",
            _ => "The model's provider failed.",
        };
        let error = ApiError::new(self.code, detail);
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
        fault.in_doubt()
    }
}

/// What a provider bills for an answer that it has not given. One that refuses bills nothing; an answer that cannot be read, and a
/// gateway that gave up waiting for one, leave it in doubt.
fn billing(error: &ProviderError) -> Billing {
    match (error.usage, error.status, error.kind) {
        (Some(usage), ..) => Billing::Counted(Box::new(usage)),
        (None, Some(408 | 504 | 524), _) | (None, None, ProviderErrorKind::BadResponse) => Billing::InDoubt,
        (None, ..) => Billing::Nothing,
    }
}

impl From<ProviderError> for Fault {
    fn from(error: ProviderError) -> Self {
        let (code, retryability) = match error.kind {
            ProviderErrorKind::RateLimited { retry_after_ms } => {
                (ErrorCode::ProviderRateLimited, Retryability::SameRoute { after_ms: retry_after_ms })
            }
            ProviderErrorKind::Unavailable { retry_after_ms } => {
                (ErrorCode::ProviderError, Retryability::SameRoute { after_ms: retry_after_ms })
            }
            ProviderErrorKind::AuthFailed => (ErrorCode::ProviderAuthFailed, Retryability::OtherRoute),
            ProviderErrorKind::BadRequest => (ErrorCode::ProviderBadRequest, Retryability::Never),
            ProviderErrorKind::BadResponse => (ErrorCode::ProviderBadResponse, Retryability::OtherRoute),
        };
        Self {
            status: error.status,
            billing: billing(&error),
            ..Self::new(code, retryability, error.operator_detail)
        }
    }
}
