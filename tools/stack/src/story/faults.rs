//! What goes wrong between Tollgate and a provider.

use api::error::ErrorCode;
use api::provider::Provider;
use api::route_health::RouteTrouble;
use rand::Rng;

/// Why an attempt has failed.
#[derive(Debug, Clone, Copy)]
pub struct Fault {
    /// The code that the client sees.
    pub code: ErrorCode,
    /// The provider's status, where there was an answer.
    pub status: Option<u16>,
    /// What is wrong with the route, if something is.
    pub trouble: Option<RouteTrouble>,
    /// Whether the provider may bill it all the same.
    pub in_doubt: bool,
    /// How long it took, in milliseconds: from, to.
    pub latency: (u64, u64),
    /// The provider's words.
    pub error: &'static str,
}

/// The provider's rate limit.
pub const RATE_LIMITED: Fault = Fault {
    code: ErrorCode::ProviderRateLimited,
    status: Some(429),
    trouble: Some(RouteTrouble::Failing),
    in_doubt: false,
    latency: (90, 400),
    error: "Rate limit reached for requests per minute. Please try again in 4s.",
};
/// No answer in time.
pub const TIMED_OUT: Fault = Fault {
    code: ErrorCode::ProviderTimeout,
    status: None,
    trouble: Some(RouteTrouble::Failing),
    in_doubt: true,
    latency: (60_000, 60_400),
    error: "no answer within 60 seconds",
};
/// The provider is overloaded.
pub const OVERLOADED: Fault = Fault {
    code: ErrorCode::ProviderError,
    status: Some(503),
    trouble: Some(RouteTrouble::Failing),
    in_doubt: false,
    latency: (300, 9_000),
    error: "The service is temporarily overloaded. Please try again later.",
};
/// The key is refused.
pub const REFUSED_KEY: Fault = Fault {
    code: ErrorCode::ProviderAuthFailed,
    status: Some(401),
    trouble: Some(RouteTrouble::Account),
    in_doubt: false,
    latency: (80, 260),
    error: "Incorrect API key provided: [key].",
};
/// The provider's policy forbids what is asked.
pub const FORBIDDEN: Fault = Fault {
    code: ErrorCode::ContentRefused,
    status: Some(400),
    trouble: None,
    in_doubt: false,
    latency: (250, 900),
    error: "The request was rejected by the provider's usage policy.",
};
/// The prompt is too long.
pub const TOO_LONG: Fault = Fault {
    code: ErrorCode::ContextLengthExceeded,
    status: Some(400),
    trouble: None,
    in_doubt: false,
    latency: (150, 700),
    error: "This model's maximum context length was exceeded by the prompt.",
};
/// An answer that cannot be read.
pub const UNREADABLE: Fault = Fault {
    code: ErrorCode::ProviderBadResponse,
    status: Some(200),
    trouble: Some(RouteTrouble::Failing),
    in_doubt: true,
    latency: (1_200, 8_000),
    error: "the answer ended in the middle of a JSON object",
};

/// How a call goes.
#[derive(Debug, Clone, Copy)]
pub enum Course {
    /// It is served at once.
    Served,
    /// It is served when the same route is asked again.
    ServedAgain(Fault),
    /// It is served by the next model of its group, where there is one; otherwise it fails.
    ServedByNext(Fault),
    /// It fails.
    Fails(Fault),
    /// The client hangs up, and what was written is estimated.
    CutOff,
    /// Its end is not reported until after its hold has expired.
    Late,
    /// Its end is never reported.
    Abandoned,
}

/// Draws how a call goes. `bad_day`: whether its provider has its bad day.
pub fn course(rng: &mut impl Rng, provider: Provider, bad_day: bool) -> Course {
    if bad_day && provider == Provider::Anthropic && rng.random_bool(0.45) {
        return match rng.random_range(0..10) {
            0..5 => Course::ServedByNext(OVERLOADED),
            5..7 => Course::ServedByNext(TIMED_OUT),
            7..9 => Course::ServedAgain(OVERLOADED),
            _ => Course::Fails(UNREADABLE),
        };
    }
    match rng.random_range(0..10_000) {
        0..45 => Course::Fails(RATE_LIMITED),
        45..80 => Course::ServedByNext(TIMED_OUT),
        80..120 => Course::ServedByNext(OVERLOADED),
        120..128 => Course::Fails(REFUSED_KEY),
        128..160 => Course::Fails(FORBIDDEN),
        160..175 => Course::Fails(TOO_LONG),
        175..183 => Course::Fails(UNREADABLE),
        183..330 => Course::ServedAgain(RATE_LIMITED),
        330..390 => Course::ServedAgain(OVERLOADED),
        390..430 => Course::CutOff,
        430..436 => Course::Late,
        436..450 => Course::Abandoned,
        _ => Course::Served,
    }
}
